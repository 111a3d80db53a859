"""What finished jobs were asked, in words: for saying what differs between them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pandavision_gui.engine.attack_catalogue import CATALOGUE, WORST_CASES
from pandavision_gui.engine.number_words import number_words, value_words
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.result_parts import FileIdentity

_MOST_LISTED = 20
_LONGEST = 1000
"""Characters: a spec may hold texts of any length."""
_NONE = "–"
SETTING_TITLES = {
    "perturbation-type": "Perturbation",
    "attack": "Attack",
    "target": "Target class",
    "evaluation-mode": "Mode",
    "samples": "Samples",
    "seed": "Seed",
    "preprocessing": "Preprocessing",
    "channels": "Channels",
    "input-range": "Input range",
    "layout": "Order of the axes",
    "output": "Output of the model",
    "labels": "Labels",
    "indexes": "Chosen samples",
    "label-offset": "Number added to labels",
    "time-limit": "Time limit",
}


OTHER_TITLES = (
    *("Model", "Dataset", "Second model", "Perturbation values"),
    *("Samples evaluated", "Program", "Device"),
)
"""Of what no key of a spec says, or says otherwise."""
YES_OR_NO = ("no", "yes")
PREPROCESSING_TITLES = {
    "": "None",
    "imagenet": "ImageNet",
    "cifar10": "CIFAR-10",
    "unit": "To 0 … 1",
    "symmetric": "To −1 … 1",
}


@dataclass(frozen=True)
class JobSetting:
    """One setting of several jobs.

    Attributes
    ----------
    title
        For people.
    told
        What each job has, in their order; untrusted text.
    is_alike
        Whether it is the same for all. Two texts may be equal where the settings are not.
    """

    title: str
    told: tuple[str, ...]
    is_alike: bool


def job_settings(results: Sequence[EvaluationResult]) -> list[JobSetting]:
    """Return files and settings of jobs, whether they differ or not."""
    rows = [
        _setting("Model", [_file(one.model) for one in results]),
        _setting("Dataset", [_file(one.dataset) for one in results]),
    ]
    if any(one.surrogate for one in results):
        rows.append(_setting("Second model", [_file(one.surrogate) for one in results]))
    for key, title in SETTING_TITLES.items():
        rows.append(_setting(title, [_named(key, one.spec) for one in results]))
        if key == "attack":
            rows += _parameters([one.spec for one in results])
    grids = [tuple(point.value for point in one.curve) for one in results]
    told = tuple(_grid(one) for one in results)
    rows.append(JobSetting("Perturbation values", told, len(set(grids)) == 1))
    return rows


def job_surroundings(results: Sequence[EvaluationResult]) -> list[JobSetting]:
    """Return where and with what the jobs were computed, whether it differs or not."""
    facts: list[tuple[str, Callable[[EvaluationResult], str]]] = [
        ("Program", lambda one: one.run.versions.get("pandavision", "") or _NONE),
        ("Device", lambda one: one.run.device),
    ]
    # The setting "Samples" says it already where each job has as many as it was asked for.
    if any(one.spec.get("samples") != one.samples.evaluated for one in results):
        facts.insert(0, ("Samples evaluated", lambda one: number_words(one.samples.evaluated)))
    return [_setting(title, [words(one) for one in results]) for title, words in facts]


def _setting(title: str, told: Sequence[str]) -> JobSetting:
    return JobSetting(title, tuple(told), len(set(told)) == 1)


def _file(file: FileIdentity | None) -> str:
    return f"{file.name} ({file.sha256[:8]})" if file else _NONE


def _grid(result: EvaluationResult) -> str:
    words = [value_words(point.value, result.scale) for point in result.curve[:_MOST_LISTED]]
    more = len(result.curve) - len(words)
    return ", ".join(words) + (f", … ({number_words(len(result.curve))} in all)" if more else "")


def _named(key: str, spec: Mapping[str, Any]) -> str:
    """Return a setting as people call it; what has no other name as it stands in the spec."""
    value = spec.get(key)
    info = CATALOGUE.get(str(spec.get("attack")))
    match key, value:
        case "attack", str() if info is not None:
            return info.title
        case "perturbation-type", str() if value in WORST_CASES:
            return WORST_CASES[value].words
        case "preprocessing", str():
            return PREPROCESSING_TITLES.get(value, value)
        case "preprocessing", _ if not value:
            return PREPROCESSING_TITLES[""]
        case "label-offset", int():
            return f"{value:+d}".replace("-", "−") if value else _NONE
    return _words(value)


def _parameters(specs: Sequence[Mapping[str, Any]]) -> list[JobSetting]:
    """Return a setting for each parameter that one of the attacks has."""
    told = [_parameters_of(spec) for spec in specs]
    titles = dict.fromkeys(title for one in told for title in one)
    return [_setting(title, [one.get(title, _NONE) for one in told]) for title in titles]


def _parameters_of(spec: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameters of an attack by their titles; by their names where it is unknown."""
    info, value = CATALOGUE.get(str(spec.get("attack"))), spec.get("attack-params")
    fields = info.parameters.model_fields if info is not None else {}
    if not isinstance(value, Mapping):
        return {}
    titles = {name: fields[name].title or name for name in value if name in fields}
    return {_short(titles.get(name, name)): _words(one) for name, one in value.items()}


def _words(value: object) -> str:
    if value is None:
        return _NONE
    if isinstance(value, list) and len(value) > _MOST_LISTED:
        told = ", ".join(map(_short, value[:_MOST_LISTED]))
        # Two long lists that begin alike are told apart, too.
        return f"{told}, … ({number_words(len(value))} in all, {_digest(value)})"
    if isinstance(value, bool):
        return YES_OR_NO[value]
    if isinstance(value, dict):
        return _short(", ".join(f"{key} = {one}" for key, one in value.items()) or _NONE)
    return _short(value)


def _short(value: object) -> str:
    """Return a text that a table can hold; those that were cut are told apart, too."""
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({_digest(text)})"


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:8]
