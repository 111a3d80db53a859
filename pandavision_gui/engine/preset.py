"""A preset: how an evaluation is made, without what it is made of, under a name.

What belongs to the files (preprocessing, input range, labels, chosen samples, …) is no part of it:
it would be wrong with others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.spec import DEFAULT_VALUES, EvaluationSpec, spec_from_document
from pandavision_gui.engine.strict_json import parse_strictly
from pandavision_gui.errors import InputError, nearest

FORMAT_VERSION = 1
MOST_BYTES = 1024 * 1024
"""Of a file; 10,000 values and a name fit into it."""
LONGEST_NAME = 60
CORE = ("evaluation-mode", "perturbation-type", "perturbation-values", "attack")
"""What every preset says."""
KEYS = (*CORE, "samples", "attack-params", "seed", "time-limit", "batch-size", "device")
_DOCUMENT = ("format-version", "name", "settings")
_FILES = {"trained-model": "-", "dataset": "-"}


@dataclass(frozen=True)
class Preset:
    """Settings under a name.

    Attributes
    ----------
    settings
        By key of the spec; None for a default. Keys that are absent are left as they are.
    """

    name: str
    settings: Mapping[str, Any]
    is_built_in: bool = False

    def to_spec(self) -> EvaluationSpec:
        """Return the settings as a spec whose files are no files.

        Raises
        ------
        InputError
            When they are none that an evaluation can have.
        """
        document = _FILES | dict(self.settings)
        info = CATALOGUE.get(str(document["attack"]))
        if info is not None and info.uses_surrogate:
            document["surrogate-model"] = "-"
        return spec_from_document(document)

    def is_in(self, settings: Mapping[str, Any]) -> bool:
        """Whether an evaluation with these settings is made as the preset says."""
        return all(settings[key] == value for key, value in self.whole.items())

    @cached_property
    def whole(self) -> dict[str, Any]:
        """The settings with the defaults of the attack's parameters; reckoned once.

        Raises
        ------
        InputError
            What :meth:`to_spec` raises.
        """
        whole = settings_of(self.to_spec())
        implied = {"samples", "attack-params"}
        return {key: whole[key] for key in KEYS if key in self.settings or key in implied}


def settings_of(spec: EvaluationSpec) -> dict[str, Any]:
    """Return all that a preset can hold of a spec, None for what it does not say."""
    # Samples that were chosen by hand belong to the dataset; the mode counts again without them.
    document = spec.model_copy(update={"indexes": None}).to_document()
    return {key: document.get(key) for key in KEYS}


def make_preset(name: str, spec: EvaluationSpec) -> Preset:
    """Return what `spec` says as a preset.

    Raises
    ------
    InputError
        ``preset_name``, or ``preset_attack`` for one that no job can run.
    """
    if not spec.attack_info.is_run:
        raise InputError(
            "preset_attack", f'"attack": "{spec.attack_info.name}" is made of finished jobs.'
        )
    return Preset(checked_name(name), settings_of(spec))


def checked_name(name: str) -> str:
    """Return a name without blanks around it.

    Raises
    ------
    InputError
        ``preset_name``: it is empty, too long, has characters that cannot be shown, or is one of a
        built-in preset.
    """
    name = " ".join(name.split(" ")).strip()
    if not name:
        raise InputError("preset_name", "A preset needs a name.")
    if len(name) > LONGEST_NAME:
        raise InputError(
            "preset_name", f"The name has {len(name)} characters; at most {LONGEST_NAME} fit."
        )
    if not name.isprintable():
        raise InputError("preset_name", "The name has characters that cannot be shown.")
    if any(same_name(name, preset.name) for preset in BUILT_IN):
        raise InputError(
            "preset_name", f"“{name}” is a preset of the program.", "Choose another name."
        )
    return name


def same_name(one: str, other: str) -> bool:
    """Whether people would take two names for the same."""
    return one.casefold() == other.casefold()


def preset_text(preset: Preset) -> str:
    """Return a preset as JSON for people."""
    document = {
        "format-version": FORMAT_VERSION,
        "name": preset.name,
        "settings": dict(preset.settings),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def parse_preset(data: bytes, what: str) -> Preset:
    """Read a preset's document as strictly as a spec.

    Raises
    ------
    InputError
        One sentence that says what is wrong with `what`.
    """
    document = parse_strictly(data, what)
    if not isinstance(document, dict):
        raise InputError("preset_invalid", f"{what} must be a JSON object with keys and values.")
    _require_known(document, _DOCUMENT, what)
    if document.get("format-version") != FORMAT_VERSION:
        raise InputError(
            "preset_version",
            f'{what} has "format-version": {document.get("format-version")!r:.40}; this program '
            f"reads {FORMAT_VERSION}.",
        )
    name, settings = document.get("name"), document.get("settings")
    if not isinstance(name, str) or not isinstance(settings, dict):
        raise InputError("preset_invalid", f'{what} needs a "name" and "settings".')
    _require_known(settings, KEYS, what)
    for key in CORE:
        if settings.get(key) is None:
            raise InputError("preset_invalid", f'{what} lacks "{key}" among its settings.')
    preset = Preset(checked_name(name), settings)
    # Checks it, too; the window compares with it at every change and must not reckon then.
    if not CATALOGUE[preset.whole["attack"]].is_run:
        raise InputError("preset_attack", f'"attack": "{settings["attack"]}" cannot be run.')
    return preset


def _require_known(document: Mapping[str, Any], known: tuple[str, ...], what: str) -> None:
    for key in document:
        if key not in known:
            raise InputError(
                "preset_key_unknown",
                f'{what} has "{key}", no key of a preset.',
                nearest(key, known),
            )


def _built_in(
    name: str, attack: str, samples: int, values: tuple[float, ...], **more: Any
) -> Preset:
    settings = {
        "evaluation-mode": "fast",
        "samples": samples,
        "perturbation-type": "max-norm",
        "perturbation-values": list(values),
        "attack": attack,
    }
    return Preset(name, settings | ({"attack-params": more} if more else {}), is_built_in=True)


BUILT_IN: tuple[Preset, ...] = (
    _built_in("Quick look", "mpgd-linf", 50, (0.0, 0.01, 0.03), steps=10),
    _built_in("Standard", "standard", 100, DEFAULT_VALUES),
    _built_in("Thorough", "thorough", 1000, DEFAULT_VALUES),
    _built_in("Upstream PandaVision", "pgd-linf", 100, DEFAULT_VALUES),
)
"""They leave seed, time limit and machine as they are."""
