"""Perturbation values as people write them."""

from __future__ import annotations

import contextlib
import time
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.spec import DEFAULT_VALUES
from pandavision_gui.errors import InputError
from pandavision_gui.views.form import decimal_commas
from pandavision_gui.views.form.values_text import format_values, parse_values, suggested_text


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0 to 0.05, 6 values", DEFAULT_VALUES),
        ("0 … 0.05, 6", DEFAULT_VALUES),
        ("0 to 0.05 in 6 values", DEFAULT_VALUES),
        ("0:0.05:0.01", DEFAULT_VALUES),
        (" 0 : 0.05 : 0.02 ", (0, 0.02, 0.04)),
        ("0, 0.01, 8/255, 3%", (0, 0.01, 8 / 255, 0.03)),
        ("1e-3; 2 / 255  3 %", (0.001, 2 / 255, 0.03)),
        ("0:2/255:1/255", (0, 1 / 255, 2 / 255)),
        ("0:0.1:0.1", (0, 0.1)),
        (".5 1", (0.5, 1)),
        # Commas without blanks that must stand between values.
        ("0,0.01,0.02", (0, 0.01, 0.02)),
        ("0,1/255,8/255", (0, 1 / 255, 8 / 255)),
        ("1/255,8/255", (1 / 255, 8 / 255)),
        ("0,1%,2%", (0, 0.01, 0.02)),
        ("0, 1", (0, 1)),
    ],
)
def test_what_people_write_is_understood(text: str, values: tuple[float, ...]) -> None:
    assert parse_values(text) == values


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "at least one"),
        (" , ", "at least one"),
        ("8", "8 is outside 0 … 1."),
        ("-0.1", "-0.1 is outside"),
        ("0.1, nine", "“nine” is not a number."),
        ("0,05", "“0,05” is not a number. Write decimals with a point"),
        ("0 bis 0,05, 6 Werte", "“0,05” is not a number. Write decimals with a point"),
        ("0; 0,1; 0,2", "“0,1” is not a number. Write decimals with a point: 0.1."),
        ("0,2 %; 0,5 %", "“0,2” is not a number. Write decimals with a point: 0.2."),
        ("0,3,0,6", "“0,3” is not a number. Write decimals with a point: 0.3."),
        ("0,5", "“0,5” is not a number. Write decimals with a point: 0.5."),
        ("0,1", "“0,1” may be one number or two. Write 0.1 or 0, 1."),
        ("0,5 %", "“0,5%” may be one number or two. Write 0.5% or 0, 5%."),
        ("0,8/255", "“0,8/255” may be one number or two. Write 0.8/255 or 0, 8/255."),
        ("0:0,05:0,01", "“0,05” is not a number. Write decimals with a point"),
        ("0,1,2", "2 is outside 0 … 1."),
        ("nan", "not a number"),
        ("1e999", "outside 0 … 1"),
        ("1e9999999999", "not a number"),
        ("1/0", "divides by zero"),
        ("0 to 0.05", "Say how many"),
        ("0 to 0.05, 1 values", "at least 2"),
        ("0.05 to 0, 5 values", "must be below the last"),
        ("0 to 0.05, 99999999999999999999 values", "More than 10 000"),
        ("0:0.1", "from, to and step"),
        ("0:0.1:0", "must be above 0"),
        ("0:0.1:11", "The step, 11, is larger than the range."),
        ("0:0.1:0.10001", "is larger than the range"),
        ("0..0.1", "is not a number. Write 0 to 0.05, 6 values, or 0:0.05:0.01, or a list"),
        ("0:1:1e-300", "More than 10 000"),
        ("0 " * 10_001, "More than 10 000"),
        ("<b>x</b>\n\u202e", "is not a number"),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_values(text)
    assert sentence in caught.value.sentence()
    assert caught.value.sentence().isprintable()


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (DEFAULT_VALUES, "0 to 0.05, 6 values"),
        (parse_values("0 to 8/255, 11 values"), "0 to 8/255, 11 values"),
        ((0.0, 0.01, 8 / 255), "0, 0.01, 8/255"),
        ((0.3,), "0.3"),
        ((0.0, 0.1, 0.3, 0.4), "0, 0.1, 0.3, 0.4"),
    ],
)
def test_values_are_written_in_their_shortest_form(values: tuple[float, ...], text: str) -> None:
    assert format_values(values) == text


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_any_list_comes_back_exactly(values: list[float]) -> None:
    assert parse_values(format_values(values)) == tuple(values)


@given(st.integers(2, 60), st.floats(0.001, 1))
def test_numpys_even_values_come_back_exactly(count: int, top: float) -> None:
    values = tuple(np.linspace(0, top, count).tolist())
    assert parse_values(format_values(values)) == values


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("8", "8/255"),
        ("0, 1, 2, 4.5", "0, 1/255, 2/255, 4.5/255"),
        ("0 to 8, 9 values", "0 to 8/255, 9 values"),
        ("0 to 8", "0 to 8/255, 11 values"),
        ("0 to 0.05", "0 to 0.05, 11 values"),
        ("0:8:1", "0:8/255:1/255"),
        ("0:0.1:11", "0 to 0.1, 11 values"),
        ("0..0.1", "0 to 0.1, 11 values"),
        ("0-0.1", "0 to 0.1, 11 values"),
        ("0 – 8/255; 5 values", "0 to 8/255, 5 values"),
        ("0.1-0", None),
        ("300", None),
        ("nonsense", None),
        ("-3", None),
        ("0 bis 0,05, 6 Werte", "0 bis 0.05, 6 Werte"),
        ("0 to 0,05", "0 to 0.05, 11 values"),
        ("0; 0,1; 0,2", "0; 0.1; 0.2"),
        ("0,05", "0.05"),
        ("0,5", "0.5"),
        ("0,8", "0, 8/255"),  # of the whole range 0.8 is hardly meant
        ("0,1", "0.1"),
        ("0,5 %", "0.5%"),
        ("0,3,0,6", "0.3, 0.6"),
        ("0,1,2", "0, 1/255, 2/255"),
    ],
)
def test_what_was_probably_meant_is_offered(text: str, meant: str | None) -> None:
    assert suggested_text(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "0" + " " * 300_000 + "1",
        "0 " * 150_000,
        "to " * 20_000 + ",,",
        "8/" * 150_000,
        "0:" * 150_000,
        "1 in " * 60_000,
        "0." + "0" * 300_000,
        "0" * 150 + "-" * 149,
    ],
    ids=["blanks", "values", "to", "quotients", "colons", "in", "zeros", "hyphens"],
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.thread_time()
    with contextlib.suppress(InputError):
        parse_values(text)
    suggested_text(text)
    assert time.thread_time() - begun < 1


@given(st.lists(st.fractions(0, 1, max_denominator=10**6), min_size=1, max_size=20))
def test_quotients_are_the_nearest_numbers(values: list[Fraction]) -> None:
    text = ", ".join(f"{value.numerator}/{value.denominator}" for value in values)
    assert parse_values(text) == tuple(float(value) for value in values)


@given(st.fractions(0, 1, max_denominator=10**4), st.integers(2, 300))
def test_even_values_are_the_nearest_numbers(last: Fraction, count: int) -> None:
    if last == 0:
        return
    text = f"0 to {last.numerator}/{last.denominator}, {count} values"
    exact = [last * place / (count - 1) for place in range(count)]
    assert parse_values(text) == tuple(float(value) for value in exact)


@pytest.mark.parametrize("text", ["1.00000000000000000001", "00.5", "08/255", "256/255"])
def test_quick_ways_let_nothing_wrong_through(text: str) -> None:
    with pytest.raises(InputError):
        parse_values(text)


@pytest.mark.parametrize(
    ("text", "scale", "values"),
    [
        ("1e-3,5e-3,1e-2", Norm.LINF, (0.001, 0.005, 0.01)),
        ("0 to 1,11 values", Norm.LINF, tuple(n / 10 for n in range(11))),
        ("8,4,2,1", Norm.L2, (8, 4, 2, 1)),
        ("10,5,2,1", Norm.L2, (10, 5, 2, 1)),
        ("0,1,2", Norm.L2, (0, 1, 2)),
        ("0,1%,2%", Norm.LINF, (0, 0.01, 0.02)),
    ],
)
def test_commas_that_stand_between_values_alone_are_no_question(
    text: str, scale: Norm, values: tuple[float, ...]
) -> None:
    assert parse_values(text, scale) == values


@pytest.mark.parametrize(
    ("text", "scale", "meant"),
    [
        ("0,5%,1%", Norm.LINF, "0.5%,1%"),
        ("0,5%,1,5%", Norm.LINF, "0.5%,1.5%"),
        ("0,1;0,5;1", Norm.LINF, "0.1;0.5;1"),
        ("0,1e-3", Norm.LINF, "0.1e-3"),
        ("0 to 0,05,6 values", Norm.LINF, "0 to 0.05,6 values"),
        ("0,25,0,5,1", Norm.L2, "0.25, 0.5, 1"),
        ("0,0,5", Norm.L2, "0, 0.5"),
        ("0,0,05,0,1", Norm.LINF, "0, 0.05, 0.1"),
        ("0,1,0,2", Norm.LINF, "0.1, 0.2"),
    ],
)
def test_decimal_commas_are_never_taken_for_more_values(text: str, scale: Norm, meant: str) -> None:
    with pytest.raises(InputError, match="is not a number"):
        parse_values(text, scale)
    assert suggested_text(text, scale) == meant
    parse_values(meant, scale)


def test_what_can_be_both_is_asked() -> None:
    with pytest.raises(InputError) as caught:
        parse_values("0,4/255, 8/255")
    assert caught.value.sentence() == (
        "“0,4” may be one number or two. Write 0.4/255, 8/255 or 0, 4/255, 8/255."
    )


@pytest.mark.parametrize("text", ["0,01,1,5", "0,5,1,1,5,2", "1,2,4,8,8", "0,5,1,5"])
def test_what_is_no_list_and_decimals_in_several_ways_is_not_guessed(text: str) -> None:
    with pytest.raises(InputError, match="can be read in several ways"):
        parse_values(text, Norm.L2)
    assert suggested_text(text, Norm.L2) is None


def test_every_place_of_a_long_chain_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    look = decimal_commas._ways

    def counted(*given: Any) -> Any:
        nonlocal looks
        looks += 1
        return look(*given)

    monkeypatch.setattr(decimal_commas, "_ways", counted)
    text = ",".join(map(str, range(1, 35))) + ",1,1"
    with contextlib.suppress(InputError):
        parse_values(text, Norm.L2)
    suggested_text(text, Norm.L2)
    assert 0 < looks <= 2 * 36 + 1  # by the term before it, which is one part or two
