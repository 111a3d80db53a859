"""What the form says about its two kinds of files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

FileKind = Literal["model", "dataset"]
MODEL_SUFFIXES = (".onnx",)
DATASET_SUFFIXES = (".h5", ".hdf5")


@dataclass(frozen=True)
class FileWords:
    """What the section says, for its kind of file."""

    kind: FileKind
    title: str
    label: str
    key: str
    suffixes: tuple[str, ...]
    empty: str
    browse: str
    filter: str
    wrong_kind: str
    choose: str
    unusable: str
    looking: str
    place: str = ""
    """Who asks about the file, where it is not the only one of its kind."""


def model_words() -> FileWords:
    """Return what is said about the model."""
    return FileWords(
        kind="model",
        title=_tr("Model"),
        label=_tr("&Model (ONNX)"),
        key="trained-model",
        suffixes=MODEL_SUFFIXES,
        empty=_tr("Drop an image classifier here, or browse."),
        browse=_tr("Choose a model"),
        filter=_tr("ONNX models (*.onnx);;All files (*)"),
        wrong_kind=_tr("This is a dataset, not an ONNX model."),
        choose=_tr("Choose a model."),
        unusable=_tr("The model cannot be used."),
        looking=_tr("The model is still being looked into."),
    )


def second_model_words() -> FileWords:
    """Return what is said about the model that examples are made on."""
    return FileWords(
        kind="model",
        title=_tr("Second model"),
        label=_tr("Second mode&l (ONNX)"),
        key="surrogate-model",
        suffixes=MODEL_SUFFIXES,
        empty=_tr("Drop another model for the same classes here, or browse."),
        browse=_tr("Choose a second model"),
        filter=_tr("ONNX models (*.onnx);;All files (*)"),
        wrong_kind=_tr("This is a dataset, not an ONNX model."),
        choose=_tr("Choose a second model."),
        unusable=_tr("The second model cannot be used."),
        looking=_tr("The second model is still being looked into."),
        place="second model",
    )


def dataset_words() -> FileWords:
    """Return what is said about the dataset."""
    return FileWords(
        kind="dataset",
        title=_tr("Dataset"),
        label=_tr("&Dataset (HDF5)"),
        key="dataset",
        suffixes=DATASET_SUFFIXES,
        empty=_tr("Drop labelled samples here, or browse. Of pictures: Tools ▸ Make a dataset."),
        browse=_tr("Choose a dataset"),
        filter=_tr("HDF5 datasets (*.h5 *.hdf5);;All files (*)"),
        wrong_kind=_tr("This is a model, not an HDF5 dataset."),
        choose=_tr("Choose a dataset."),
        unusable=_tr("The dataset cannot be used."),
        looking=_tr("The dataset is still being looked into."),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Files", text)
