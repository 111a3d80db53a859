"""What keeps a model, a dataset and the settings from running together, before they are added."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.class_values import are_values, class_values
from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts
from pandavision_gui.engine.sample_layout import LayoutName
from pandavision_gui.views.form.finding_words import shape_words
from pandavision_gui.views.form.sample_fit import arranged_shape, possible_channels, reaches_input
from pandavision_gui.views.jobs_table.job_words import number_words
from pandavision_gui.views.plain_text import one_line

_LONGEST_NAME = 60
_COLOURS = 3
_TARGET_WORDS = ("second", "all")


@dataclass(frozen=True)
class Asked:
    """What the form's parts ask of the two files.

    Attributes
    ----------
    layout
        Order of the axes, as the spec says it.
    label_offset
        What is added to every label.
    samples_wanted
        How many samples are drawn, None for all.
    names_samples
        Whether the samples are named one by one.
    largest_index, class_names
        The largest sample number that is named, and how many classes are; -1 and 0 for none.
    channel_numbers
        How many channels the preprocessing is for; 0 where any number will do.
    preprocessing
        Its name on screen.
    swaps_colours
        Whether the model gets blue first.
    target, names
        The class that is aimed at, as the spec says it, and the names of the classes in force.
    target_is_being_typed
        Whether a target that is the beginning of a name may become one.
    """

    layout: LayoutName = "auto"
    label_offset: int = 0
    samples_wanted: int | None = None
    names_samples: bool = False
    largest_index: int = -1
    class_names: int = 0
    channel_numbers: int = 0
    preprocessing: str = ""
    swaps_colours: bool = False
    target: int | str | None = None
    names: tuple[str, ...] = ()
    target_is_being_typed: bool = False


@dataclass(frozen=True)
class Misfits:
    """Sentences, empty for none: what certainly fails, by the part to change, and what may fail.

    And whether the labels are what the model calls its classes, so that no offset is wanted.
    """

    dataset: str = ""
    preprocessing: str = ""
    carried: str = ""
    class_names: str = ""
    target: str = ""
    colours: str = ""
    perhaps: tuple[str, ...] = ()
    labels_are_values: bool = False


def find_misfits(model: ModelFacts | None, dataset: DatasetFacts | None, asked: Asked) -> Misfits:
    """Return what is wrong between the parts; None stands for a file that is not known."""
    shape = _shape_misfit(model, dataset, asked) if model and dataset else ""
    labels, is_certain = _label_misfit(model, dataset, asked) if model and dataset else ("", False)
    return Misfits(
        dataset=shape or (labels if is_certain else ""),
        preprocessing=_channel_misfit(model, dataset, asked) if dataset and not shape else "",
        carried=_index_misfit(dataset, asked),
        class_names=_name_misfit(model, asked),
        target=_target_misfit(model, asked) if dataset else "",  # which may name the classes
        colours=_colour_misfit(model, dataset, asked) if dataset and not shape else "",
        perhaps=(labels,) if labels and not is_certain else (),
        labels_are_values=bool(model and dataset and _labels_are_values(model, dataset, asked)),
    )


def _shape_misfit(model: ModelFacts, dataset: DatasetFacts, asked: Asked) -> str:
    wanted = model.input.shape
    arranged = arranged_shape(dataset.sample_shape, asked.layout, wanted)
    if arranged and reaches_input(arranged, wanted):
        return ""
    stored = dataset.sample_shape
    sentence = _tr("The model takes {}, but a sample is {}: they cannot fit.").format(
        shape_words(wanted[1:]), shape_words(arranged or stored)
    )
    if arranged and arranged != stored and asked.layout != "auto":
        sentence += " " + _tr("The order of the axes is set in Advanced.")
    return sentence


def _label_misfit(model: ModelFacts, dataset: DatasetFacts, asked: Asked) -> tuple[str, bool]:
    """Return what is wrong with the labels, and whether no draw of samples avoids it."""
    counts, offset = dataset.label_counts, asked.label_offset
    if not counts:
        return "", False
    if _labels_are_values(model, dataset, asked):
        return "", False
    lowest = min(counts) + offset
    if lowest < 0:  # the worker looks at all labels, drawn or not
        number = f"{lowest}".replace("-", "−")
        return _tr("Labels begin at {}, but classes begin at 0.").format(number), True
    if not model.classes or max(counts) + offset < model.classes:
        return "", False
    sentence = _tr("Labels run up to {}, but the model's last class is {}.").format(
        max(counts) + offset, model.classes - 1
    )
    outside = [n for label, n in counts.items() if label + offset >= model.classes]
    return sentence, _are_drawn(outside, dataset.count, asked)


def _labels_are_values(model: ModelFacts, dataset: DatasetFacts, asked: Asked) -> bool:
    """Whether all labels are what the model calls its classes, as open_dataset decides it."""
    given = asked.names if asked.class_names else ()
    values = class_values(given, model.class_labels, model.class_names, model.classes)
    if asked.label_offset or dataset.class_names:
        return False
    return are_values(dataset.label_counts, values)


def _are_drawn(outside: list[int], count: int, asked: Asked) -> bool:
    """Whether one of these labels' samples is in every draw, which is stratified by label."""
    if asked.names_samples:
        return False
    wanted = asked.samples_wanted
    if wanted is None or wanted >= count or wanted > count - sum(outside):
        return True
    return any(n * wanted >= count for n in outside)


def _channels_of(model: ModelFacts | None, dataset: DatasetFacts, asked: Asked) -> frozenset[int]:
    """Return how many channels a sample may have; none where nothing is known."""
    if model is None:
        return frozenset(possible_channels(dataset.sample_shape, asked.layout))
    arranged = arranged_shape(dataset.sample_shape, asked.layout, model.input.shape)
    return frozenset(arranged[:1] if arranged else ())


def _colour_misfit(model: ModelFacts | None, dataset: DatasetFacts, asked: Asked) -> str:
    possible = _channels_of(model, dataset, asked)
    if not asked.swaps_colours or not possible or _COLOURS in possible:
        return ""
    return _tr("Channels BGR is for samples of {} channels, but they have {}.").format(
        _COLOURS, _tr(" or ").join(map(str, sorted(possible)))
    )


def _channel_misfit(model: ModelFacts | None, dataset: DatasetFacts, asked: Asked) -> str:
    if not asked.channel_numbers:
        return ""
    possible = _channels_of(model, dataset, asked)
    if not possible or asked.channel_numbers in possible:
        return ""
    return _tr("{} is for {} channels, but the samples have {}.").format(
        asked.preprocessing, asked.channel_numbers, _tr(" or ").join(map(str, sorted(possible)))
    )


def _name_misfit(model: ModelFacts | None, asked: Asked) -> str:
    if model and model.classes and asked.class_names not in (0, model.classes):
        return _tr("There are names of {} classes, but the model has {}.").format(
            number_words(asked.class_names), number_words(model.classes)
        )
    return ""


def _target_misfit(model: ModelFacts | None, asked: Asked) -> str:
    """Return why no class is aimed at; a worker would say so only after the job was added."""
    target = asked.target
    if model is None or not model.classes or target in (None, *_TARGET_WORDS):
        return ""
    if isinstance(target, str):
        known = (*asked.names, *_TARGET_WORDS)
        begun = asked.target_is_being_typed and any(name.startswith(target) for name in known)
        if target in asked.names or begun:
            return ""
        sentence = _tr(
            "No class is called “{}”. Give a number within 0 … {}, a name, “second” or “all”."
        )
        return sentence.format(one_line(target, _LONGEST_NAME), number_words(model.classes - 1))
    if target is None or 0 <= target < model.classes:
        return ""
    return _tr("Class {} is aimed at, but the model's last class is {}.").format(
        number_words(target), number_words(model.classes - 1)
    )


def _index_misfit(dataset: DatasetFacts | None, asked: Asked) -> str:
    if dataset and asked.largest_index >= dataset.count:
        return _tr("Sample {} is named, but the last sample of the dataset is {}.").format(
            number_words(asked.largest_index), number_words(dataset.count - 1)
        )
    return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Misfits", text)
