"""From an ONNX file to a model that can be attacked and the truth to hold it against."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import torch

from pandavision_gui.engine.file_facts import ModelFacts
from pandavision_gui.engine.models.agreement import compare
from pandavision_gui.engine.models.conversion import convert
from pandavision_gui.engine.models.graph_cleaning.clean_graph import clean_graph
from pandavision_gui.engine.models.image_classifier import ImageClassifier
from pandavision_gui.engine.models.input_form import InputForm, SampleShape, find_input_form
from pandavision_gui.engine.models.inspect_model import model_facts
from pandavision_gui.engine.models.model_interface import ModelInterface, find_interface
from pandavision_gui.engine.models.onnx_truth import OnnxTruth
from pandavision_gui.engine.models.read_model import read_model
from pandavision_gui.engine.models.row_groups import RowGroups
from pandavision_gui.engine.preprocessing import Normalisation
from pandavision_gui.engine.row_limit import RowLimit
from pandavision_gui.errors import InputError

# Enough to tell a batch from its rows, and no multiple of a usual fixed batch size.
_TRIAL_ROWS = 3


@dataclass(frozen=True)
class LoadedClassifier:
    """A model in both forms.

    Attributes
    ----------
    classifier
        The converted model, which has gradients. Not to be attacked before
        :func:`check_agreement` passed on real samples.
    truth
        The original in ONNX Runtime.
    facts
        What is in the file.
    classes
        Number of classes.
    """

    classifier: ImageClassifier
    truth: OnnxTruth
    facts: ModelFacts
    classes: int


def load_classifier(
    path: str | os.PathLike[str],
    *,
    sample_shape: SampleShape,
    normalisation: Normalisation | None,
    flip_channels: bool,
    device: str = "cpu",
    threads: int = 1,
    limit: RowLimit | None = None,
) -> LoadedClassifier:
    """Load the ONNX file at `path` for samples of one shape.

    Parameters
    ----------
    path
        The ONNX file.
    sample_shape
        (C, H, W) of the samples.
    normalisation
        The model gets (x − mean) / std, in the dataset's own units; None for x itself.
    flip_channels
        Whether the model wants the channels in reverse order.
    device
        torch's name of the device that the converted model computes on.
    threads
        Threads of ONNX Runtime.
    limit
        How many samples go through the models at a time.

    Raises
    ------
    InputError
        When any step refuses the file: it cannot be opened, is no classifier, does not take such
        samples, cannot be run or converted.
    """
    name = os.fspath(path)
    model = read_model(path)
    interface = find_interface(model, name)
    form = find_input_form(sample_shape, interface.input.shape)
    facts = model_facts(model, interface)
    # Cleaned before ONNX Runtime sees the file: this refuses constants of terabytes, which ONNX
    # Runtime would compute as soon as it loads them.
    cleaned = clean_graph(model, interface.output.name)
    truth = OnnxTruth(
        path,
        interface=interface,
        form=form,
        normalisation=normalisation,
        flip_channels=flip_channels,
        threads=threads,
        limit=limit,
    )

    def adapted(network: torch.nn.Module) -> ImageClassifier:
        return ImageClassifier(
            network,
            form=form,
            normalisation=normalisation,
            flip_channels=flip_channels,
            dtype=getattr(torch, interface.input.dtype),
        ).to(device)

    classifier = adapted(convert(cleaned))
    trial = _trial_samples(form)
    if not _agrees(classifier, truth, trial, limit):
        in_groups = adapted(_in_groups(path, interface))
        if _agrees(in_groups, truth, trial, limit):
            classifier, facts = in_groups, _with_group_remark(facts, interface)
    classes = truth.scores(trial).shape[1]
    truth.rows = 0  # the trial is no part of what is counted
    return LoadedClassifier(classifier, truth, facts, classes)


def _trial_samples(form: InputForm) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    generator = np.random.default_rng(0)
    return generator.random((_TRIAL_ROWS, *form.sample_shape), dtype=np.float32)


def _agrees(
    classifier: ImageClassifier,
    truth: OnnxTruth,
    samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    limit: RowLimit | None,
) -> bool:
    """Whether the converted model works on noise; real samples have the last word later."""
    try:
        return compare(classifier, truth, samples, limit).passes
    except InputError as error:
        if error.code not in ("conversion_not_runnable", "model_not_finite"):
            raise
        return False


def _in_groups(path: str | os.PathLike[str], interface: ModelInterface) -> torch.nn.Module:
    """Convert once more with the batch size as in the file, or 1, and run groups of it."""
    cleaned = clean_graph(read_model(path), interface.output.name, batch_stays=True)
    return RowGroups(convert(cleaned), interface.fixed_batch or 1)


def _with_group_remark(facts: ModelFacts, interface: ModelInterface) -> ModelFacts:
    size = interface.fixed_batch or 1
    remark = (
        f"The batch size cannot be freed; the model runs on {size} "
        f"sample{'s' if size != 1 else ''} at a time, which is slower."
    )
    kept = tuple(r for r in facts.remarks if not r.startswith("The batch size is fixed"))
    return facts.model_copy(update={"remarks": (*kept, remark)})
