"""Words of the engine's tables in the user's language.

The tables are the command line's and the reports' too, which are English; what the window shows of
them passes through here. `engine_texts` names all that can come.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel
from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.attack_catalogue import CATALOGUE, SCALES
from pandavision_gui.engine.attack_parameters import CHOICE_TITLES
from pandavision_gui.engine.corruptions import CORRUPTIONS, Scale
from pandavision_gui.engine.job_settings import (
    OTHER_TITLES,
    PREPROCESSING_TITLES,
    SETTING_TITLES,
    YES_OR_NO,
)
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.preset import BUILT_IN, Preset
from pandavision_gui.engine.progress import Doing
from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.report_formats import ExportFormat
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.settings import Settings

translate = QCoreApplication.translate

_VALUE = "{value}"
_SPEC_FIELDS = (
    *("input_range", "name", "layout", "channels", "device"),
    *("batch_size", "seed", "time_limit", "target"),
    *("class_names", "evaluation_mode"),
)
"""Those whose descriptions are tooltips of the form."""


def field_text(text: str) -> str:
    """Return the title or the description of a declared field."""
    return translate("Fields", text) if text else ""


def choice_text(word: str) -> str:
    """Return what a word that a parameter may be is called; others stay as they are."""
    title = CHOICE_TITLES.get(word)
    return translate("Choices", title) if title else word


def attack_text(text: str) -> str:
    """Return the title or the description of an attack."""
    return translate("Attacks", text) if text else ""


def preset_name(preset: Preset) -> str:
    """Return what a preset is called; a name that the user gave it stays."""
    return translate("Presets", preset.name) if preset.is_built_in else preset.name


def phase_words(phase: str) -> str:
    """Return what a running job does; what an unknown worker says stays as it is."""
    return translate("Phases", phase) if phase in list(Doing) else phase


def format_text(text: str) -> str:
    """Return the title of a kind of file."""
    return translate("Formats", text)


def scale_words(scale: Scale) -> str:
    """Return what perturbation values measure: "Max-norm (L∞)"."""
    return translate("Scales", scale.words)


def norm_phrase(scale: Norm) -> str:
    """Return the same within a sentence."""
    return translate("Scales", scale.phrase)


def unit_words(scale: Scale) -> str:
    """Return what perturbation values are in: "fraction of the input range"."""
    return translate("Scales", scale.unit_words)


def axis_title(scale: Scale) -> str:
    """Return what an axis of perturbation values measures."""
    return translate("Scales", scale.axis_title)


def size_words(scale: Scale, value: str) -> str:
    """Return how large a perturbation is: "0.06 of the input range"."""
    return translate("Scales", scale.size_words(_VALUE)).replace(_VALUE, value)


def grid_end_words(scale: Scale, value: str) -> str:
    """Return the end of a grid: "0.06", "1 in L2", "severity 0.2"."""
    return translate("Scales", scale.in_words(_VALUE)).replace(_VALUE, value)


def setting_title(title: str) -> str:
    """Return what a setting of compared jobs is called."""
    is_parameter = title not in SETTING_TITLES.values() and title not in OTHER_TITLES
    return field_text(title) if is_parameter else translate("JobSettings", title)


def setting_words(title: str, told: str) -> str:
    """Return what a compared job has of a setting; names and numbers stay."""
    if title == SETTING_TITLES["attack"]:
        return attack_text(told)
    if title == SETTING_TITLES["perturbation-type"]:
        return translate("Scales", told)
    is_known = title == SETTING_TITLES["preprocessing"] and told in PREPROCESSING_TITLES.values()
    # A class may be called "no".
    is_parameter = title not in SETTING_TITLES.values() and title not in OTHER_TITLES
    if is_known or (is_parameter and told in YES_OR_NO):
        return translate("JobSettings", told)
    return choice_text(told) if is_parameter else told


def engine_texts() -> Iterator[tuple[str, str]]:
    """Yield the context and the English of every text that these functions translate."""
    for scale in SCALES.values():
        texts = [scale.words, scale.unit_words, scale.axis_title]
        texts += [scale.size_words(_VALUE), scale.in_words(_VALUE)]
        if isinstance(scale, Norm):
            texts.append(scale.phrase)
        yield from (("Scales", text) for text in texts)
    for info in CATALOGUE.values():
        yield "Attacks", info.title
        yield "Attacks", info.description
        yield "Attacks", info.title.partition(" (")[0]
    for corruption in CORRUPTIONS.values():
        yield "Attacks", corruption.description
    yield from (("Phases", phase) for phase in Doing)
    for preset in BUILT_IN:
        yield "Presets", preset.name
    for one in ExportFormat:
        yield "Formats", one.info.title
    titles = (*SETTING_TITLES.values(), *OTHER_TITLES, *PREPROCESSING_TITLES.values(), *YES_OR_NO)
    yield from (("JobSettings", title) for title in titles)
    yield from (("Choices", title) for title in CHOICE_TITLES.values())
    models: list[type[BaseModel]] = [Settings, ReportDetails]
    models += [info.parameters for info in CATALOGUE.values()]
    for model in models:
        for field in model.model_fields.values():
            if field.title:
                yield from (("Fields", text) for text in (field.title, field.description) if text)
    for name in _SPEC_FIELDS:
        yield "Fields", EvaluationSpec.model_fields[name].description or name
