"""The evaluation spec: what is evaluated and how, as one JSON document.

The keys are those of upstream PandaVision's requests, so that its request bodies load unchanged;
``docs/formats/spec.md`` lists them. Nothing is guessed from a value of the wrong kind: a number
given as text, a key twice or an unknown key is an error that names the key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.attack_catalogue import (
    CATALOGUE,
    PERTURBATIONS,
    SCALES,
    attack_info,
)
from pandavision_gui.engine.attack_info import AttackInfo
from pandavision_gui.engine.attack_parameters import AttackParameters
from pandavision_gui.engine.corruptions import CORRUPTIONS, Scale
from pandavision_gui.engine.file_facts import LONGEST_OUTPUT_NAME
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.preprocessing import PreprocessingNumbers
from pandavision_gui.engine.spec_errors import first_error
from pandavision_gui.engine.spec_numbers import Number, SampleCount
from pandavision_gui.engine.spec_rules import check_rules
from pandavision_gui.engine.strict_json import MAX_BYTES, parse_strictly
from pandavision_gui.errors import InputError, nearest

MOST_VALUES = 10_000
"""Entries of a list of perturbation values."""
FAST_SAMPLES = 100
DEFAULT_VALUES = (0.0, 0.01, 0.02, 0.03, 0.04, 0.05)
USUAL_VALUES: dict[str, tuple[float, ...]] = {
    "l2": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
    "l1": (0.0, 2.0, 4.0, 6.0, 8.0, 10.0),
    **{name: one.severity.usual for name, one in CORRUPTIONS.items()},
}
"""Where they are others than `DEFAULT_VALUES`, by perturbation type: of pictures of 32 × 32."""

# Upstream's later request bodies name one key differently.
_OTHER_NAMES = {"metric": "performance-metric"}


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class EvaluationSpec(BaseModel):
    """One evaluation, asked for. All rules between keys are checked when it is made.

    Raises
    ------
    InputError
        When two keys contradict each other or a value is not allowed. Use :func:`parse_spec` for
        documents: it also turns pydantic's errors into one sentence.
    """

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        alias_generator=_kebab,
        validate_by_name=True,
        validate_by_alias=True,
    )

    dataset: str = Field(min_length=1, description="Path of the HDF5 dataset.")
    trained_model: str = Field(min_length=1, description="Path of the ONNX model.")
    performance_metric: Literal["classification-accuracy"] = Field(
        "classification-accuracy", description="What is measured."
    )
    evaluation_mode: Literal["fast", "complete"] = Field(
        "complete",
        description='"fast" draws samples stratified by label, "complete" takes them all.',
    )
    task: Literal["classification"] = Field("classification", description="What the model does.")
    perturbation_type: str = Field(
        "max-norm",
        description='"max-norm", "l2", "l1", "l0": the worst case in the ball of that norm; '
        '"random": uniform noise in the L∞ ball; a corruption\'s name: that corruption.',
    )
    perturbation_values: tuple[float, ...] = Field(
        DEFAULT_VALUES,
        min_length=1,
        max_length=MOST_VALUES,
        description="Perturbation sizes as fractions of the input range, in [0, 1]; of a sample's "
        "whole change, and perhaps above 1, for l2 and l1; of the pixels for l0; the severities of "
        "a corruption. 0 is always evaluated.",
    )
    indexes: tuple[Number, ...] | None = Field(
        None, description="Only these samples, in this order; wins over the evaluation mode."
    )
    preprocessing: (
        Literal["imagenet", "cifar10", "unit", "symmetric", "upstream"]
        | PreprocessingNumbers
        | None
    ) = Field(
        None,
        description='{"mean": […], "std": […]} in data units, or a preset scaled to the input '
        'range; {} or absent: none; "upstream" is ImageNet\'s, applied unasked by a server.',
    )
    attack: str | None = Field(
        None, description="Name of the attack; absent: the default of the perturbation type."
    )
    attack_params: dict[str, Any] = Field(
        default_factory=dict, description="Parameters of the attack."
    )
    input_range: Literal["auto"] | tuple[float, float] = Field(
        "auto", description="Smallest and largest value an input may have, in data units."
    )
    layout: Literal["auto", "NCHW", "NHWC"] = Field(
        "auto", description="Order of the axes in the dataset."
    )
    channels: Literal["auto", "RGB", "BGR"] = Field(
        "auto",
        description='Channel order the model expects of an RGB dataset; "auto" changes nothing. '
        '"mean" and "std" of "preprocessing" are in the dataset\'s order in any case.',
    )
    output: str = Field(
        "auto",
        min_length=1,
        max_length=LONGEST_OUTPUT_NAME,
        description='Name of the model\'s output that is read as class scores; "auto" takes the '
        "likeliest.",
    )
    labels: str = Field("auto", min_length=1, description="Name of the labels in the HDF5 file.")
    label_offset: int = Field(0, ge=-(10**9), le=10**9, description="Added to every stored label.")
    class_names: tuple[str, ...] | None = Field(
        None,
        description="Names of the classes, in label order; absent: the dataset's, else the "
        "model's.",
    )
    samples: SampleCount | None = Field(
        None,
        description=f'How many samples a "fast" evaluation draws ({FAST_SAMPLES} by default); '
        "given without a mode, it is a fast one.",
    )
    target: Number | str | None = Field(
        None,
        description='Class that samples are steered to, by number or name; "second": the one that '
        'the model thinks of next; "all": every other class in turn, any of which counts.',
    )
    surrogate_model: str | None = Field(
        None,
        min_length=1,
        description='Path of the ONNX model that "transfer" makes its examples on.',
    )
    time_limit: float | None = Field(
        None,
        gt=0,
        description="Seconds that the job may take: near their end no new sample is begun. The "
        "first batch always is. Samples that are not named are taken in a drawn order.",
    )
    seed: int = Field(0, ge=0, lt=2**63, description="Seed of every random choice.")
    batch_size: Literal["auto"] | int = Field(
        "auto", description="Samples attacked side by side, 1 to 4096."
    )
    device: Literal["auto", "cpu", "cuda"] = Field(
        "auto", description="Where the model runs; auto: CUDA where it is there, else the CPU."
    )
    name: str | None = Field(None, max_length=200, description="A name for people.")

    @model_validator(mode="after")
    def _check_rules(self) -> Self:
        check_rules(self)
        return self

    @cached_property
    def attack_info(self) -> AttackInfo:
        """The catalogue entry of the attack that answers this spec."""
        return attack_info(self.attack, self.perturbation_type)

    @property
    def perturbation(self) -> str:
        """The perturbation type in force: the spec's, or that of an attack which has another."""
        answered = self.attack_info.perturbation_types
        return self.perturbation_type if self.perturbation_type in answered else answered[0]

    @property
    def norm(self) -> Norm:
        """The norm in which distances are measured."""
        return PERTURBATIONS[self.perturbation]

    @property
    def scale(self) -> Scale:
        """What the perturbation values are: sizes in a norm, or severities."""
        return SCALES[self.perturbation]

    @cached_property
    def attack_parameters(self) -> AttackParameters:
        """The attack's parameters, checked, with its defaults filled in."""
        info = self.attack_info
        model = info.parameters
        given = {key: value for key, value in self.attack_params.items() if value is not None}
        for key in given:
            if key not in model.model_fields:
                known = nearest(key, model.model_fields) if model.model_fields else "It has none."
                raise InputError(
                    "attack_parameter_unknown",
                    f'"attack-params": "{key}" is not a parameter of "{info.name}".',
                    known,
                )
        try:
            return model.model_validate_json(json.dumps(given))
        except ValidationError as error:
            raise first_error(error, within="attack-params") from error

    @cached_property
    def values(self) -> tuple[float, ...]:
        """The perturbation values, ascending, each once, 0 first."""
        return tuple(sorted({0.0, *(abs(v) for v in self.perturbation_values)}))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy that works out anew what follows from its fields; see pydantic."""
        copied = super().model_copy(update=update, deep=deep)
        for name in ("attack_info", "attack_parameters", "values"):
            copied.__dict__.pop(name, None)
        return copied

    def to_document(self) -> dict[str, Any]:
        """Return the spec with every default written out, so that it can be repeated later."""
        resolved = self.model_copy(
            update={
                "attack": self.attack_info.name,
                "attack_params": self.attack_parameters.model_dump(exclude_none=True),
                "perturbation_type": self.perturbation,
            }
        )
        document = resolved.model_dump(mode="json", by_alias=True, exclude_none=True)
        if self.evaluation_mode == "fast" and self.indexes is None:
            document.setdefault("samples", FAST_SAMPLES)
        return document

    def with_paths_from(self, folder: Path) -> EvaluationSpec:
        """Return the spec with relative paths made absolute, starting from `folder`."""
        names = {key.replace("-", "_"): path for key, path in self.file_paths.items()}
        return self.model_copy(
            update={name: str((folder / path).absolute()) for name, path in names.items()}
        )

    @property
    def file_paths(self) -> dict[str, str]:
        """The files that it names, by key."""
        paths = {"trained-model": self.trained_model, "dataset": self.dataset}
        if self.surrogate_model is not None:
            paths["surrogate-model"] = self.surrogate_model
        return paths


SPEC_KEYS: tuple[str, ...] = tuple(_kebab(name) for name in EvaluationSpec.model_fields)


def parse_spec(data: bytes, what: str = "The spec") -> EvaluationSpec:
    """Read a spec document.

    Raises
    ------
    InputError
        One sentence that names the key, the value and what is allowed.
    """
    return spec_from_document(_parse_object(data, what))


def _parse_object(data: bytes, what: str) -> dict[str, Any]:
    document = parse_strictly(data, what)
    if not isinstance(document, dict):
        raise InputError("spec_not_object", f"{what} must be a JSON object with keys and values.")
    return document


def spec_from_document(document: Mapping[str, Any]) -> EvaluationSpec:
    """Make a spec from parsed JSON; see :func:`parse_spec`."""
    keys: dict[str, Any] = {}
    for key, value in document.items():
        name = _OTHER_NAMES.get(key, key)
        if name not in SPEC_KEYS:
            raise InputError(
                "spec_key_unknown", f'"{key}" is not a key of a spec.', nearest(key, SPEC_KEYS)
            )
        if value is None:  # as good as absent
            continue
        if name in keys and keys[name] != value:
            raise InputError(
                "keys_contradict",
                f'"{name}" is given under two names with different values: '
                f"{keys[name]!r} and {value!r}.",
                "Keep one of them.",
            )
        keys[name] = value
    if keys.get("preprocessing") == {}:
        del keys["preprocessing"]
    keys.setdefault("perturbation-values", _usual_values(keys))
    if "samples" in keys and "indexes" not in keys:  # a number of samples is a wish for "fast"
        keys.setdefault("evaluation-mode", "fast")
    try:
        return EvaluationSpec.model_validate_json(json.dumps(keys))
    except ValidationError as error:
        raise first_error(error) from error


def _usual_values(keys: Mapping[str, Any]) -> Sequence[float]:
    """Return the values that a spec without any has: in L2 and L1 changes add up."""
    kind, attack = keys.get("perturbation-type"), keys.get("attack")
    if kind is None and isinstance(attack, str) and attack in CATALOGUE:
        kind = CATALOGUE[attack].perturbation_types[0]
    return USUAL_VALUES.get(kind, DEFAULT_VALUES) if isinstance(kind, str) else DEFAULT_VALUES


def load_spec(path: Path, changes: Mapping[str, Any] = MappingProxyType({})) -> EvaluationSpec:
    """Read a spec file; its relative paths start from the folder it lies in.

    Parameters
    ----------
    changes
        Values that replace those of the file, by key; paths absolute. Of ``attack-params`` each
        parameter replaces its own.

    Raises
    ------
    InputError
        ``spec_missing``, ``spec_unreadable``, or what :func:`parse_spec` raises.
    """
    try:
        data = read_bounded(path, MAX_BYTES)
    except FileNotFoundError as error:
        raise InputError("spec_missing", f'There is no spec file "{path}".') from error
    except OSError as error:
        raise InputError(
            "spec_unreadable", f'The spec file "{path}" cannot be read: {error.strerror}.'
        ) from error
    document = _parse_object(data, path.name)
    given = document.get("attack-params")
    for other, key in _OTHER_NAMES.items():
        if key in changes:
            document.pop(other, None)
    document |= changes
    if isinstance(given, dict) and isinstance(changes.get("attack-params"), dict):
        document["attack-params"] = given | changes["attack-params"]
    return spec_from_document(document).with_paths_from(path.parent.absolute())
