"""Sentences of the engine with the window's names of settings in place of the keys of a spec."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.engine_words import attack_text

_KEY_AND_VALUE = re.compile(r'"([a-z][a-z-]*)": (?:"([^"]*)"|(\[[^\[\]]*\]|[-+\w.]+))')
_KEY = re.compile(r'"([a-z][a-z0-9-]*)"')
_NAMES_IN_FILES = frozenset({"samples", "labels", "dataset", "name"})
"""Keys that are also what an array of a dataset is called: only a value tells which is meant."""


def field_labels() -> dict[str, str]:
    """Return what the form calls each key of the spec, and the words that its choices stand for."""
    return {
        "trained-model": _tr("Model"),
        "dataset": _tr("Dataset"),
        "evaluation-mode": _tr("Mode"),
        "samples": _tr("Samples"),
        "perturbation-type": _tr("Perturbation"),
        "perturbation-values": _tr("Perturbation values"),
        "preprocessing": _tr("Preprocessing"),
        "attack": _tr("Attack"),
        "attack-params": _tr("Attack"),
        "input-range": _tr("Input range"),
        "layout": _tr("Order of the axes"),
        "channels": _tr("Channels"),
        "device": _tr("Device"),
        "batch-size": _tr("Batch size"),
        "seed": _tr("Seed"),
        "time-limit": _tr("Time limit in seconds"),
        "name": _tr("Name of the job"),
        "indexes": _tr("Chosen samples"),
        "output": _tr("Output read as class scores"),
        "labels": _tr("Labels"),
        "label-offset": _tr("Label offset"),
        "class-names": _tr("Class names"),
        "target": _tr("Target class"),
        "surrogate-model": _tr("Second model"),
        "fast": _tr("Fast"),
        "complete": _tr("Complete"),
    }


def preprocessing_names() -> dict[str, str]:
    """Return what the form calls each preset of the preprocessing."""
    translate = QCoreApplication.translate
    return {
        "imagenet": translate("PreprocessingSection", "ImageNet"),
        "cifar10": translate("PreprocessingSection", "CIFAR-10"),
        "unit": translate("PreprocessingSection", "To 0 … 1"),
        "symmetric": translate("PreprocessingSection", "To −1 … 1"),
    }


def in_setting_words(text: str) -> str:
    """Return a job's sentence without keys: `"device": "cpu"` is “Device” set to “cpu” there."""
    text = sentence_text(text)
    if '"' not in text:  # nearly always, and the job table asks for every state that it paints
        return text
    labels = field_labels()

    def with_value(match: re.Match[str]) -> str:
        if match[1] not in labels:
            return match[0]
        value = match[3] if match[2] is None else quoted(_choice_words(match[1], match[2]))
        return _tr("“{setting}” set to {value}").format(setting=labels[match[1]], value=value)

    def alone(match: re.Match[str]) -> str:
        key = match[1]
        if key in CATALOGUE:
            return quoted(attack_text(CATALOGUE[key].title))
        return quoted(labels[key]) if key in labels and key not in _NAMES_IN_FILES else match[0]

    return _KEY.sub(alone, _KEY_AND_VALUE.sub(with_value, text))


def quoted(words: str) -> str:
    """Return what the form calls something, in the quotes of the language."""
    return _tr("“{setting}”").format(setting=words)


def _choice_words(key: str, choice: str) -> str:
    """Return what the form calls a choice; one that it does not name stays as it is."""
    if key == "preprocessing":
        return preprocessing_names().get(choice, choice)
    if key == "evaluation-mode":
        return field_labels().get(choice, choice)
    if key == "attack" and choice in CATALOGUE:
        return attack_text(CATALOGUE[choice].title)
    return choice


def _tr(text: str) -> str:
    return QCoreApplication.translate("Spec", text)
