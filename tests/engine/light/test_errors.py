from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pandavision_gui
from pandavision_gui.errors import (
    EnvironmentFault,
    InputError,
    InternalError,
    PandaVisionError,
    nearest,
    plain_text,
)

KINDS = {"InputError", "EnvironmentFault", "InternalError", "PandaVisionError"}


@functools.cache
def raised_in_source() -> list[tuple[str, str]]:
    """(class, code) of every error that the package makes with its code written out."""
    package = Path(pandavision_gui.__file__).parent
    return [
        (node.func.id, str(node.args[0].value))
        for path in sorted(package.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in KINDS
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]


@pytest.mark.parametrize(
    ("kind", "exit_code", "status"),
    [(InputError, 2, 400), (EnvironmentFault, 1, 503), (InternalError, 1, 500)],
)
def test_the_class_decides_exit_code_and_http_status(
    kind: type[PandaVisionError], exit_code: int, status: int
) -> None:
    error = kind("a_code", "A message.")
    assert isinstance(error, PandaVisionError)
    assert (error.exit_code, error.http_status) == (exit_code, status)


def test_every_code_in_the_source_is_a_plain_lower_case_name() -> None:
    found = raised_in_source()
    assert len(found) > 60
    odd = [code for _, code in found if not re.fullmatch(r"[a-z][a-z0-9_]*[a-z0-9]", code)]
    assert odd == []


def test_a_code_means_one_class_everywhere() -> None:
    classes: dict[str, set[str]] = {}
    for kind, code in raised_in_source():
        classes.setdefault(code, set()).add(kind)
    assert {code: kinds for code, kinds in classes.items() if len(kinds) > 1} == {}


@given(st.text(), st.text())
def test_no_text_forges_a_second_line(message: str, hint: str) -> None:
    error = InputError("a_code", message, hint)
    assert all(c.isprintable() for c in error.sentence())


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"])))
def test_printable_text_is_left_alone(text: str) -> None:
    assert plain_text(text) == "".join(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("a\nb", "a\\nb"), ("\x1b[2J", "\\x1b[2J"), ("\u2028", "\\u2028"), ("\ud800", "\\ud800")],
)
def test_control_characters_are_shown_escaped(text: str, plain: str) -> None:
    assert plain_text(text) == plain


def test_the_nearest_word_is_proposed_or_all_are_listed() -> None:
    assert nearest("stepps", ["steps", "loss"]) == 'Did you mean "steps"?'
    assert nearest("zzz", ["steps", "loss"]) == "Known: loss, steps."


def test_a_sentence_without_hint_has_no_loose_end() -> None:
    assert InputError("a_code", "A message.").sentence() == "A message."
