"""An option for every key of a spec, made from its model."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from pandavision_gui.cli.completed_words import complete_attack, complete_perturbation
from pandavision_gui.engine.spec import MOST_VALUES, EvaluationSpec
from pandavision_gui.errors import InputError, plain_text

_PREFIX = "key_"
"""Of the parameters' names in Python: `name` and `class_names` mean something else elsewhere."""
_SHORT = {"trained-model": "--model"}
_PATHS = frozenset({"dataset", "trained-model", "surrogate-model"})
_LEFT_OUT = frozenset({"class-names"})
"""`--class-names` reads a file with them."""
_COMPLETED = {"attack": complete_attack, "perturbation-type": complete_perturbation}
_LONGEST_NUMBER = 30
_PARAMS = "attack-params"


def with_spec_options(command: click.Command) -> click.Command:
    """Add an option for every key of a spec, and `--param`, to a command."""
    for name, field in EvaluationSpec.model_fields.items():
        key = field.alias or name
        if key in _LEFT_OUT:
            continue
        kinds = _kinds(field.annotation)
        names = [f"--{key}", *([_SHORT[key]] if key in _SHORT else []), _PREFIX + name]
        choices = _choices(kinds)
        command.params.append(
            click.Option(
                names,
                type=click.Choice(choices) if choices else None,
                metavar=None if choices else _metavar(key, kinds),
                shell_complete=_COMPLETED.get(key),
                help=field.description,
            )
        )
    command.params.append(
        click.Option(
            ["--param", "params"],
            multiple=True,
            metavar="NAME=VALUE",
            help="One parameter of the attack, as often as needed: --param steps=100.",
        )
    )
    return command


def spec_changes(options: Mapping[str, Any], params: Sequence[str]) -> dict[str, Any]:
    """Return the keys that were given, with values as a spec has them and paths made absolute.

    Raises
    ------
    InputError
        ``option_not_json`` or ``option_param``.
    """
    changes: dict[str, Any] = {}
    for name, field in EvaluationSpec.model_fields.items():
        text = options.get(_PREFIX + name)
        if text is None:
            continue
        key = field.alias or name
        changes[key] = _value(key, text, _kinds(field.annotation))
    for one in params:
        name, equals, text = one.partition("=")
        if not equals or not name.strip():
            raise InputError(
                "option_param", f'--param "{plain_text(one)}" is not NAME=VALUE.', "Like steps=100."
            )
        given = changes.setdefault(_PARAMS, {})
        if isinstance(given, dict):
            given[name.strip()] = _parsed(text)
    return changes


def _value(key: str, text: str, kinds: Sequence[Any]) -> Any:
    if key in _PATHS:
        return str(Path(text).absolute()) if text else text
    if any(typing.get_origin(kind) is tuple for kind in kinds) and not text.startswith("["):
        if text in _words(kinds):
            return text
        if key == "perturbation-values" and text.count(":") == 2:
            return _stepped(text)
        return [_number(part) for part in text.split(",") if part.strip()]
    if any(typing.get_origin(kind) is dict or _is_model(kind) for kind in kinds):
        if text in _words(kinds) or not text.startswith("{"):
            if str in kinds or _words(kinds):
                return text
            raise InputError(
                "option_not_json",
                f'--{key} "{plain_text(text)}" is not a JSON object.',
                'Like {"steps": 100}, or give --param steps=100.',
            )
        return _parsed(text)
    is_text = not any(kind in (int, float) or typing.get_origin(kind) is tuple for kind in kinds)
    return text if is_text else _parsed(text)


def _stepped(text: str) -> list[float]:
    """Return the values of "from:to:step", both ends among them, as the window's form reads it.

    Raises
    ------
    InputError
        ``option_range``.
    """
    try:
        first, last, step = (_exact(part) for part in text.split(":"))
        count = (last - first) // step + 1
    except (ValueError, ZeroDivisionError) as error:
        raise _no_range(text) from error
    if step <= 0 or not 1 <= count <= MOST_VALUES:
        raise _no_range(text)
    return [float(first + step * number) for number in range(count)]


def _exact(text: str) -> Fraction:
    """Return a number of few digits as it is written: 0.1 is a tenth."""
    if len(text) > _LONGEST_NUMBER or "e" in text.lower():
        raise ValueError("not a plain number")
    return Fraction(text.replace(" ", ""))


def _no_range(text: str) -> InputError:
    return InputError(
        "option_range",
        f'"{text}" is no range of values.',
        f"Give from:to:step, like 0:0.1:0.01, with at most {MOST_VALUES} values.",
    )


def _parsed(text: str) -> Any:
    """Return a value as JSON reads it, or the word that it is."""
    try:
        return json.loads(text, parse_constant=str)
    except (ValueError, RecursionError):
        return text


def _number(text: str) -> Any:
    """Return "0.02" or "8/255" as a number; what is none stays, for the spec's check to name."""
    text = text.strip()
    if "/" in text:
        try:
            return float(Fraction(text.replace(" ", "")))
        except (ValueError, ZeroDivisionError, OverflowError):
            return text
    return _parsed(text)


def _kinds(annotation: Any) -> tuple[Any, ...]:
    if typing.get_origin(annotation) is typing.Annotated:
        return _kinds(annotation.__origin__)  # its limits are the spec's to check
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return tuple(one for part in typing.get_args(annotation) for one in _kinds(part))
    return () if annotation is type(None) else (annotation,)


def _words(kinds: Sequence[Any]) -> list[str]:
    return [
        str(word)
        for kind in kinds
        if typing.get_origin(kind) is typing.Literal
        for word in typing.get_args(kind)
    ]


def _choices(kinds: Sequence[Any]) -> list[str]:
    """Return the words that a key takes, where it takes nothing else."""
    is_closed = all(typing.get_origin(kind) is typing.Literal for kind in kinds)
    return _words(kinds) if is_closed else []


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _metavar(key: str, kinds: Sequence[Any]) -> str:
    if key in _PATHS:
        return "FILE"
    if any(typing.get_origin(kind) is tuple for kind in kinds):
        return "N,N,…"
    if any(typing.get_origin(kind) is dict or _is_model(kind) for kind in kinds):
        return "|".join([*_words(kinds), "JSON"])
    if str in kinds:
        return "TEXT"
    return "|".join([*_words(kinds), "N"])
