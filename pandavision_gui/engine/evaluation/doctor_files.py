"""Model and dataset of a spec, opened for the doctor: what is odd is kept, not refused.

An evaluation refuses labels below zero and values without a range; the doctor says how to read
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from pandavision_gui.engine.class_values import class_values
from pandavision_gui.engine.datasets.array_names import choose_pair
from pandavision_gui.engine.datasets.hdf5_file import Hdf5File
from pandavision_gui.engine.datasets.image_dataset import ImageDataset
from pandavision_gui.engine.datasets.input_range import (
    require_in_range,
    resolve_input_range,
    unused_range_warning,
)
from pandavision_gui.engine.datasets.open_dataset import open_dataset
from pandavision_gui.engine.datasets.sample_choice import choose_samples
from pandavision_gui.engine.datasets.value_range import number
from pandavision_gui.engine.diagnosis import DIAGNOSED_SAMPLES
from pandavision_gui.engine.file_facts import ModelFacts
from pandavision_gui.engine.models.graph_cleaning import inline_functions
from pandavision_gui.engine.models.graph_cleaning.clean_graph import clean_graph
from pandavision_gui.engine.models.input_form import InputForm, find_input_form
from pandavision_gui.engine.models.inspect_model import model_facts
from pandavision_gui.engine.models.model_interface import ModelInterface, find_interfaces
from pandavision_gui.engine.models.read_model import read_model
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.engine.unit_range import ROUNDING
from pandavision_gui.errors import InputError

_IMAGENET, _CIFAR10 = (-2.118, 2.641), (-1.99, 2.127)
_LEAST_FILLED, _LEAST_OF_NORMALISED = 1 / 8, 2 / 3
_USUAL_RANGES = (
    ((0.0, 1.0), _LEAST_FILLED),
    ((0.0, 255.0), _LEAST_FILLED),
    ((-1.0, 1.0), _LEAST_FILLED),
    (_CIFAR10, _LEAST_OF_NORMALISED),
    (_IMAGENET, _LEAST_OF_NORMALISED),
)
"""With how much of them values have to fill, smallest first; the last two are what normalised
pictures can have at most, and those of many samples come near it."""
_LEAST_OF_TYPE = 1 / 2
_LITTLE = 1e-5
_WHOLE_TYPES = ("int8", "int16", "uint16")
_MOST_OF_THEM = 0.5
_MOST_OTHER_LABELS = 10
_MOST_OTHER_OUTPUTS = 4
_Ints = NDArray[np.int64]


@dataclass(frozen=True)
class OpenedModel:
    """A model whose graph was looked at.

    Attributes
    ----------
    others
        The model with other outputs that can be class scores: a handful, likeliest first.
    graph
        As in the file, without local functions and without the values of its weights.
    """

    path: str
    interface: ModelInterface
    others: tuple[ModelInterface, ...]
    facts: ModelFacts
    graph: onnx.GraphProto


@dataclass(frozen=True)
class DrawnSamples:
    """What was read of the dataset.

    Attributes
    ----------
    samples
        float32, (N, C, H, W), data units.
    labels
        int64, (N,): with the spec's offset; may be below 0.
    all_labels
        int64: of the whole dataset.
    others
        By layout: the same samples read so, where that is another picture.
    other_labels
        By name: labels of another dataset in the file, for the same samples, with the offset.
    order
        Indexes of the samples.
    class_names
        What the dataset calls the classes, untrusted text; empty where it does not say.
    value_remark
        Where what is stored are values of the classes, and the labels their places: which is which.
    range_problem, range_doubt
        Why the range is a guess, and why it may be too wide; "" where it is neither.
    """

    samples: NDArray[np.float32]
    labels: _Ints
    all_labels: _Ints
    order: _Ints
    input_range: tuple[float, float]
    range_problem: str
    range_doubt: str = ""
    others: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    other_labels: Mapping[str, _Ints] = field(default_factory=dict)
    class_names: tuple[str, ...] = ()
    value_remark: str = ""


def open_model(path: str, output: str) -> OpenedModel:
    """Read a model and its two ends.

    Parameters
    ----------
    output
        The output that is read as class scores, as a spec names it.

    Raises
    ------
    InputError
        As for an evaluation.
    """
    model = inline_functions.run(read_model(path))
    interface, *others = find_interfaces(model, path, output, others=_MOST_OTHER_OUTPUTS)
    facts = model_facts(model, interface)
    graph = _without_weights(model.graph)
    # Before ONNX Runtime sees the file, as for an evaluation: this refuses constants of terabytes.
    clean_graph(model, interface)
    return OpenedModel(path, interface, tuple(others), facts, graph)


def _without_weights(graph: onnx.GraphProto) -> onnx.GraphProto:
    """Return nodes and names of weights: these themselves are as large as all of the model."""
    kept = onnx.GraphProto()
    kept.node.extend(graph.node)
    kept.initializer.extend(onnx.TensorProto(name=one.name) for one in graph.initializer)
    return kept


def with_one_logit(model: OpenedModel) -> OpenedModel:
    """Return the model read as one that gives one score a sample; some files declare two."""
    return replace(model, interface=replace(model.interface, one_logit=True, classes=2))


def draw_samples(
    spec: EvaluationSpec, model: OpenedModel, settled_range: tuple[float, float] | None = None
) -> DrawnSamples:
    """Read about 128 samples, stratified by label and drawn with the spec's seed.

    Parameters
    ----------
    settled_range
        See :func:`diagnose`.

    Raises
    ------
    InputError, EnvironmentFault
        What :func:`open_dataset` and reading raise.
    """
    dataset, all_labels = _opened(spec, model)
    with dataset:
        order = choose_samples(
            all_labels, mode="fast", count=DIAGNOSED_SAMPLES, seed=spec.seed
        )  # in a drawn order: the first ones are a fair draw too
        samples = dataset.read(order)
        input_range, problem = (
            (settled_range, "") if settled_range else _range(spec, dataset, order, samples)
        )
    drawn = DrawnSamples(samples, all_labels[order], all_labels, order, input_range, problem)
    declared = settled_range or (None if spec.input_range == "auto" else spec.input_range)
    return replace(
        drawn,
        range_doubt="" if problem else unused_range_warning(declared, input_range, samples),
        others=_other_layouts(spec, model, drawn),
        other_labels=_other_labels(spec, model, order),
        class_names=dataset.class_names,
        value_remark=dataset.value_remark,
    )


def form_of(samples: NDArray[np.float32], model: OpenedModel) -> InputForm:
    """Return how samples, (N, C, H, W), reach the model's input.

    Raises
    ------
    InputError
        ``sample_shape``.
    """
    _, channels, height, width = samples.shape
    return find_input_form((channels, height, width), model.interface.input.shape)


def _opened(spec: EvaluationSpec, model: OpenedModel, **instead: Any) -> tuple[ImageDataset, _Ints]:
    """Open the dataset; the labels are those of the spec even where they are below zero."""
    settings: dict[str, Any] = {
        "labels_name": None if spec.labels == "auto" else spec.labels,
        "layout": spec.layout,
        "label_offset": spec.label_offset,
        "class_values": class_values(
            spec.class_names,
            model.facts.class_labels,
            model.facts.class_names,
            model.interface.classes,
        ),
        "given_names": spec.class_names or (),
        "model_input": model.interface.input.shape,
    }
    settings |= instead
    try:
        dataset = open_dataset(Path(spec.dataset), **settings)
    except InputError as error:
        if error.code != "dataset_label_negative":
            raise
        # Labels from −1 on are off by one, which is what is asked about.
        settings["label_offset"] += 1
        dataset = open_dataset(Path(spec.dataset), **settings)
        return dataset, np.asarray(dataset.labels - 1, dtype=np.int64)
    return dataset, np.asarray(dataset.labels, dtype=np.int64)


def _range(
    spec: EvaluationSpec, dataset: ImageDataset, order: _Ints, samples: NDArray[np.float32]
) -> tuple[tuple[float, float], str]:
    """Return the input range, and why it is a guess; "" where it is none."""
    declared = None if spec.input_range == "auto" else spec.input_range
    try:
        found = resolve_input_range(declared, dataset, order)
        require_in_range(samples, order, found)
    except InputError as error:
        if error.code not in ("input_range_unknown", "sample_outside_range"):
            raise
        return likely_range(samples, dataset.stored_dtype), error.message
    return found, ""


def likely_range(
    samples: NDArray[np.float32], stored_dtype: str = "float32"
) -> tuple[float, float]:
    """Return the smallest usual range that holds the values, else their own, rounded out.

    One of which they fill next to nothing is not theirs: values up to 1.3 are inside 0 … 255, and
    there they would be attacked two hundred times too hard. Nor is one that goes below 0 where no
    value does. Of whole numbers of 8 or 16 bits it is what they can be, where they fill it.
    """
    lowest, highest = float(samples.min()), float(samples.max())
    if stored_dtype in _WHOLE_TYPES:
        limits = np.iinfo(stored_dtype)
        if highest - lowest >= _LEAST_OF_TYPE * (int(limits.max) - int(limits.min)):
            return float(limits.min), float(limits.max)
    for (lower, upper), least in _USUAL_RANGES:
        # Of one value alone nothing is known.
        is_filled = lowest == highest or highest - lowest >= least * (upper - lower)
        slack = ROUNDING * (upper - lower)
        is_signed = lowest < -ROUNDING * max(1.0, highest) or lower >= 0
        is_within = lower - slack <= lowest and highest <= upper + slack
        if is_within and is_filled and is_signed:
            # What leaves it by rounding has room: an evaluation refuses what is outside.
            return (
                lower if lowest >= lower else lower - slack,
                upper if highest <= upper else upper + slack,
            )
    step = 10.0 ** np.floor(np.log10(max(abs(lowest), abs(highest), 1e-6)) - 1)
    # What is never below 0 begins there, whatever these samples happen to hold.
    return min(0.0, _rounded_out(lowest, step, -1)), _rounded_out(highest, step, 1)


def _rounded_out(value: float, step: float, direction: int) -> float:
    """Return the next multiple of a step in a direction: of what float32 makes of one, itself."""
    for little in (_LITTLE, 0.0):
        found = direction * float(np.ceil(direction * value / step - little) * step)
        told = float(f"{found:.6g}")
        if direction * float(np.float32(told)) >= direction * value:
            return told
    return found


def range_is_unknown(samples: NDArray[np.float32]) -> bool:
    """Whether any draw of such samples leaves the range open, once this one does.

    Where only a few have values outside 0 … 1, a job of others runs.

    Parameters
    ----------
    samples
        float32, (N, …), of which the range could not be told.
    """
    outside = ((samples < 0) | (samples > 1)).reshape(len(samples), -1).any(axis=1)
    return bool(not outside.any() or outside.mean() >= _MOST_OF_THEM)


def range_in_words(input_range: tuple[float, float]) -> str:
    """Return "0 … 255"."""
    return " … ".join(number(end).replace("-", "−") for end in input_range)


def _other_layouts(
    spec: EvaluationSpec, model: OpenedModel, drawn: DrawnSamples
) -> dict[str, NDArray[np.float32]]:
    found: dict[str, NDArray[np.float32]] = {}
    for layout in ("NCHW", "NHWC"):
        if layout == spec.layout:
            continue
        try:
            dataset, _ = _opened(spec, model, layout=layout)
            with dataset:
                samples = dataset.read(drawn.order)
            ours, theirs = form_of(drawn.samples, model), form_of(samples, model)
        except InputError:
            continue  # the file cannot be read so, or not by this model
        if not np.array_equal(ours.apply(drawn.samples), theirs.apply(samples)):
            found[layout] = samples
    return found


def _other_labels(spec: EvaluationSpec, model: OpenedModel, order: _Ints) -> dict[str, _Ints]:
    found = {}
    for name in _names_of_other_labels(spec):
        try:
            dataset, labels = _opened(spec, model, labels_name=name)
        except InputError:
            continue  # it holds no labels
        dataset.close()
        found[name] = labels[order]
    return found


def _names_of_other_labels(spec: EvaluationSpec) -> list[str]:
    """Return what else may be labels of the same samples."""
    others = []
    with Hdf5File(Path(spec.dataset)) as file:
        chosen = choose_pair(file, None if spec.labels == "auto" else spec.labels)
        for array in file.arrays():
            try:
                pair = choose_pair(file, array.name)
            except InputError:
                continue
            if pair.samples == chosen.samples and pair.labels != chosen.labels:
                others.append(pair.labels)
    return others[:_MOST_OTHER_LABELS]
