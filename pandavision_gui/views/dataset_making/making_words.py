"""Sentences about the making of a dataset, under the names that its dialog has for things."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.messages import DatasetCreated, DatasetPreviewed
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.form.finding_words import counted, shape_words

_CAUSES = {
    "class_order_unclear": "class_order",
    "class_list_lacks": "class_list",
    "class_list_short": "class_list",
    "class_list_twice": "class_list",
    "class_list_unreadable": "class_list",
    "dataset_sample_size": "size",
    "labels_file_columns": "label_column",
    "labels_file_unreadable": "labels_file",
    "labels_part_alone": "class_list",
    "pictures_sizes_differ": "size",
    "samples_bad": "skip_bad",
    "source_counts_differ": "labels_file",
    "source_no_labels": "labels_file",
    "source_shape": "shape",
    "split_missing": "split",
    "table_no_column": "label_column",
}


def entry_of(error: PandaVisionError) -> str:
    """Return the key of the order that mends it, empty where none does."""
    return _CAUSES.get(error.code, "")


# The source is as it was seen; what is wrong stands in an entry, or with the file to be written.
_NOT_OF_SOURCE = frozenset(
    ("dataset_exists", "dataset_is_folder", "dataset_no_folder", "dataset_sample_size",
     "dataset_suffix", "dataset_worker_lost", "pictures_sizes_differ", "samples_bad")
)  # fmt: skip


def is_of_source(error: PandaVisionError) -> bool:
    """Whether nothing was made because the source cannot be read as it is now."""
    return isinstance(error, InputError) and error.code not in _NOT_OF_SOURCE


def changed_words(error: PandaVisionError) -> str:
    """Return what to do about a source that could be read a moment ago."""
    if error.code == "source_missing":
        return _tr("It was there when it was looked at. Bring it back, or choose another.")
    changed = _tr("It could be read when it was looked at, and has changed since.")
    return f"{changed} {in_dialog_words(error.hint)}".strip()


def in_dialog_words(sentence: str) -> str:
    """Return a sentence with the command line's options under their names in the dialog."""
    sentence = sentence_text(sentence)
    for option, words in (
        ('"--class-order name"', _tr("“Order of numbered classes: By name”")),
        ('"--class-order number"', _tr("“Order of numbered classes: By number”")),
        ("--class-order", _tr("“Order of numbered classes”")),
        ("--skip-bad", _tr("“Leave out pictures that cannot be read”")),
        ("--class-list", _tr("“File with the names of the classes”")),
        ("--labels-file LABELS.npy", _tr("“File with the labels”")),
        ("--labels-file", _tr("“File with the labels”")),
        ("--label-column", _tr("“Column of the labels”")),
        ("--split", _tr("“Part of the data”")),
        ("--shape", _tr("“Shape of flat samples”")),
        ("--size", _tr("“Size in pixels”")),
        ("--fit", _tr("“Where proportions differ”")),
        ("--channels", _tr("“Channels”")),
    ):
        sentence = sentence.replace(option, words)
    return sentence


def preview_words(facts: DatasetPreviewed) -> str:
    """Return what the source is and holds."""
    kind = {
        "folder of pictures by class": _tr("Folder of pictures by class"),
        "archive of numpy (.npz)": _tr("Archive of numpy (.npz)"),
        "array file of numpy (.npy)": _tr("Array file of numpy (.npy)"),
        "table of pixels (CSV)": _tr("Table of pixels (CSV)"),
        "set of files in the format of MNIST (idx)": _tr(
            "Set of files in the format of MNIST (idx)"
        ),
    }
    parts = [
        kind.get(facts.kind, f"{facts.kind[:1].upper()}{facts.kind[1:]}"),
        counted(facts.samples, _tr("sample"), _tr("samples")),
        counted(facts.classes, _tr("class"), _tr("classes")),
    ]
    if facts.shape is not None:
        parts.append(shape_words(facts.shape))
    return " · ".join(parts)


def made_words(made: DatasetCreated) -> str:
    """Return what was made."""
    parts = (
        counted(made.samples, _tr("sample"), _tr("samples")),
        shape_words(made.shape),
        counted(made.classes, _tr("class"), _tr("classes")),
    )
    return _tr("Made: {}").format(" · ".join(parts))


def lacks_size(order: DatasetOrder, facts: DatasetPreviewed) -> bool:
    """Whether the pictures have several sizes, and none was chosen."""
    return order.size is None and facts.shape is None and len(facts.captions) > 1


def _tr(text: str) -> str:
    return QCoreApplication.translate("MakingWords", text)
