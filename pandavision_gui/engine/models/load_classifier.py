"""From an ONNX file to a model that can be attacked and the truth to hold it against."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from pandavision_gui.engine.file_facts import ModelFacts
from pandavision_gui.engine.models.agreement import Agreement, check_agreement
from pandavision_gui.engine.models.company import Company, company_warning, minds_company
from pandavision_gui.engine.models.conversion_attempts import Attempt, attempts
from pandavision_gui.engine.models.first_answers import first_answers
from pandavision_gui.engine.models.graph_cleaning import inline_functions
from pandavision_gui.engine.models.graph_cleaning.clean_graph import clean_graph
from pandavision_gui.engine.models.image_classifier import ImageClassifier
from pandavision_gui.engine.models.input_form import InputForm, SampleShape, find_input_form
from pandavision_gui.engine.models.inspect_model import model_facts, one_logit_remark
from pandavision_gui.engine.models.memory_layout import lay_out
from pandavision_gui.engine.models.model_interface import ModelInterface, find_interface
from pandavision_gui.engine.models.onnx_truth import OnnxTruth
from pandavision_gui.engine.models.read_model import read_model
from pandavision_gui.engine.models.reading_check import check_reading
from pandavision_gui.engine.models.score_choices import AUTO
from pandavision_gui.engine.models.score_only import ScoreOnlyClassifier
from pandavision_gui.engine.preprocessing import Normalisation
from pandavision_gui.engine.row_limit import RowLimit
from pandavision_gui.errors import InputError

_log = logging.getLogger(__name__)

# Enough to tell a batch from its rows, and no multiple of a usual fixed batch size.
_TRIAL_ROWS = 3
_Samples = NDArray[np.float32]
Classifier = ImageClassifier | ScoreOnlyClassifier


@dataclass(frozen=True)
class LoadedClassifier:
    """A model in both forms.

    Attributes
    ----------
    classifier
        The converted model, which has gradients; ONNX Runtime itself where no converter managed.
        Not to be attacked before :func:`agreeing` passed on real samples.
    truth
        The original in ONNX Runtime.
    facts
        What is in the file.
    classes
        Number of classes.
    converter
        Who converted it: "onnx2pytorch", "onnx2torch", or "none".
    hindrance
        Why there is no gradient; None where there is one.
    doubt
        What its user must know of how it answers; empty where there is nothing.
    """

    classifier: Classifier
    truth: OnnxTruth
    facts: ModelFacts
    classes: int
    converter: str
    hindrance: InputError | None
    _attempts: tuple[Attempt, ...]
    _adapted: Callable[[torch.nn.Module], ImageClassifier]
    doubt: str = ""


def load_classifier(
    path: str | os.PathLike[str],
    *,
    sample_shape: SampleShape,
    normalisation: Normalisation | None,
    flip_channels: bool,
    output: str = AUTO,
    device: str = "cpu",
    threads: int = 1,
    limit: RowLimit | None = None,
    converts: bool = True,
    company: Company | None = None,
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
    output
        The output that is read as class scores; "auto" for the likeliest.
    device
        torch's name of the device that the converted model computes on.
    threads
        Threads of ONNX Runtime.
    limit
        How many samples go through the models at a time.
    converts
        Whether a converted model is wanted; else ONNX Runtime itself is asked.
    company
        What shows whether a sample's answer depends on others in the batch; each goes through the
        model alone then. None: the samples are as they are.

    Raises
    ------
    InputError
        When the file is refused: it cannot be opened, is no classifier, does not take such
        samples, or ONNX Runtime cannot run it. A model that no converter can do is loaded
        without a gradient.
    """
    name = os.fspath(path)
    model = inline_functions.run(read_model(path))
    interface = find_interface(model, name, output)
    form = find_input_form(sample_shape, interface.input.shape)
    facts = model_facts(model, interface)
    draws = bool(facts.random_operators)
    # Cleaned before ONNX Runtime sees the file: this refuses constants of terabytes, which ONNX
    # Runtime would compute as soon as it loads them.
    cleaned = clean_graph(model, interface)

    def original(interface: ModelInterface) -> OnnxTruth:
        return OnnxTruth(
            path,
            interface=interface,
            form=form,
            normalisation=normalisation,
            flip_channels=flip_channels,
            threads=threads,
            limit=limit,
        )

    truth = original(interface)
    trial = _trial_samples(form, interface)
    try:
        classes = first_answers(truth, model, trial, draws=draws).shape[1]
    except InputError as error:
        if error.code != "model_scores_shape" or interface.classes not in (None, 2):
            raise
        # Some exporters declare two columns where the model returns one score.
        interface = replace(interface, one_logit=True, classes=2)
        truth = original(interface)
        classes = first_answers(truth, model, trial, draws=draws).shape[1]
        remark = one_logit_remark(interface, facts.class_names)
        facts = _with_remark(facts.model_copy(update={"classes": 2}), remark)

    doubt = ""
    if company is not None and minds_company(truth, company):
        interface = interface.alone()
        truth = truth.of_output(interface)
        facts, doubt = _without_freed_batch(facts), company_warning(interface)

    def adapted(network: torch.nn.Module) -> ImageClassifier:
        return ImageClassifier(
            network,
            form=form,
            normalisation=normalisation,
            flip_channels=flip_channels,
            dtype=torch.float32
            if interface.takes_whole_numbers
            else getattr(torch, interface.input.dtype),
            whole_range=interface.whole_range,
            one_logit=interface.one_logit,
        ).to(device)

    unjudged = LoadedClassifier(
        ScoreOnlyClassifier(truth),
        truth,
        facts,
        classes,
        "none",
        None,
        _attempts=attempts(path, interface, cleaned) if converts else (),
        _adapted=adapted,
        doubt=doubt,
    )
    if not converts:
        truth.rows = 0
        return unjudged
    loaded = _first_agreeing(unjudged, trial, limit)
    truth.rows = 0  # the trial is no part of what is counted
    return loaded


def agreeing(
    loaded: LoadedClassifier, samples: _Samples, limit: RowLimit | None = None
) -> tuple[LoadedClassifier, Agreement]:
    """Compare both models on real samples; try the next converter where they disagree.

    Parameters
    ----------
    samples
        float32, (N, C, H, W), N ≥ 1, in the dataset's own units.

    Returns
    -------
    loaded : LoadedClassifier
        As given, or converted in another way, or without a gradient.
    agreement : Agreement
        What the comparison found; it passes.

    Raises
    ------
    InputError
        ``model_not_finite`` when the original returns NaN or infinity, ``conversion_disagrees``
        when it answers differently alone and in a batch, ``scores_misread`` when the model's own
        labels say something else than its scores.
    """
    remark = check_reading(loaded.truth, samples)
    if remark:
        loaded = replace(loaded, facts=_with_remark(loaded.facts, remark))
    try:
        return loaded, check_agreement(loaded.classifier, loaded.truth, samples, limit)
    except InputError as error:
        if error.code not in _NEXT_ONE or loaded.converter == "none":
            raise
        loaded = replace(loaded, hindrance=error)
    loaded = _first_agreeing(loaded, samples, limit)
    return loaded, check_agreement(loaded.classifier, loaded.truth, samples, limit)


_NEXT_ONE = (
    "conversion_disagrees",
    "conversion_failed",
    "conversion_not_runnable",
    "unknown_operator",
)


def _first_agreeing(
    loaded: LoadedClassifier, samples: _Samples, limit: RowLimit | None
) -> LoadedClassifier:
    """Go on to the next attempt that agrees on the samples, to ONNX Runtime itself if none does."""
    hindrance = loaded.hindrance
    for number, attempt in enumerate(loaded._attempts):
        try:
            classifier = loaded._adapted(attempt.build())
            check_agreement(classifier, loaded.truth, samples, limit)
        except InputError as error:
            if error.code == "model_not_finite":
                # On noise that says nothing of the conversion; real samples have the last word.
                pass
            elif error.code in _NEXT_ONE:
                _log.info("%s does not do: %s", attempt.converter, error)
                # A wrong conversion tells more than one that was not possible.
                if hindrance is None or error.code == "conversion_disagrees":
                    hindrance = error
                continue
            else:
                raise
        if not attempt.is_slower:
            rows = classifier.rows  # of which these are none
            sample = torch.from_numpy(samples[:1]).to(classifier.device)
            lay_out(classifier, sample, always=classifier.network_is_known)
            classifier.go_along_tape()
            classifier.rows = rows
        return replace(
            loaded,
            classifier=classifier,
            converter=attempt.converter,
            hindrance=None,
            facts=_with_remark(loaded.facts, _slower(loaded.truth.interface))
            if attempt.is_slower and not loaded.truth.interface.depends_on_batch
            else loaded.facts,
            _attempts=loaded._attempts[number + 1 :],
        )
    return replace(
        loaded,
        classifier=ScoreOnlyClassifier(loaded.truth),
        converter="none",
        hindrance=hindrance,
        facts=_with_remark(loaded.facts, _NO_GRADIENT),
        _attempts=(),
    )


def _slower(interface: ModelInterface) -> str:
    size = interface.fixed_batch or 1
    return (
        f"The batch size cannot be freed; the model runs on {size} "
        f"sample{'s' if size != 1 else ''} at a time, which is slower."
    )


_NO_GRADIENT = (
    "No gradient: the model cannot be converted, so only attacks without gradients can be run, "
    "through ONNX Runtime."
)


def _trial_samples(form: InputForm, interface: ModelInterface) -> _Samples:
    generator = np.random.default_rng(0)
    noise = generator.random((_TRIAL_ROWS, *form.sample_shape), dtype=np.float32)
    return np.rint(noise * 255) if interface.takes_whole_numbers else noise


def _with_remark(facts: ModelFacts, remark: str) -> ModelFacts:
    freed = _without_freed_batch(facts)
    kept = tuple(other for other in freed.remarks if other != remark)
    return freed.model_copy(update={"remarks": (*kept, remark)})


def _without_freed_batch(facts: ModelFacts) -> ModelFacts:
    kept = tuple(one for one in facts.remarks if not one.startswith("The batch size is fixed"))
    return facts.model_copy(update={"remarks": kept})
