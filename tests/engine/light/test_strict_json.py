from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.strict_json import MAX_BYTES, MAX_LEVELS, parse_strictly
from pandavision_gui.errors import InputError


def refusal_code(data: bytes) -> str:
    with pytest.raises(InputError) as refused:
        parse_strictly(data, "a.json")
    assert "a.json" in refused.value.message
    return refused.value.code


def test_the_limits_are_10_mb_and_32_levels() -> None:
    assert (MAX_BYTES, MAX_LEVELS) == (10 * 1024 * 1024, 32)


def test_32_levels_are_read_and_33_are_not() -> None:
    assert parse_strictly(b"[" * 32 + b"]" * 32, "a.json") is not None
    assert refusal_code(b"[" * 33 + b"]" * 33) == "json_too_deep"
    assert refusal_code(b'{"a":' * 33 + b"1" + b"}" * 33) == "json_too_deep"


def test_a_million_levels_do_no_harm() -> None:
    assert refusal_code(b"[" * 1_000_000) == "json_too_deep"


def test_brackets_in_text_are_no_levels() -> None:
    text = '"' + "[{" * 50 + '\\"' + "[" * 50 + '\\\\"'
    assert parse_strictly(text.encode(), "a.json") == json.loads(text)


def test_levels_are_counted_by_depth_and_not_by_number() -> None:
    assert len(parse_strictly(b"[" + b"[]," * 100 + b"[]]", "a.json")) == 101


def test_10_mb_are_read_and_one_byte_more_is_not() -> None:
    assert parse_strictly(b" " * (MAX_BYTES - 1) + b"1", "a.json") == 1
    assert refusal_code(b" " * MAX_BYTES + b"1") == "json_too_large"


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 5000])
@pytest.mark.parametrize("around", ["{}", '{{"a": {}}}', "[0, [{}]]"])
def test_a_number_that_is_not_finite_is_refused_wherever_it_stands(word: str, around: str) -> None:
    assert refusal_code(around.format(word).encode()) == "json_not_finite"


@pytest.mark.parametrize("text", ['{"a":1,"a":1}', '[{"b":{"a":1,"c":2,"a":3}}]'])
def test_a_key_twice_is_refused_wherever_it_stands(text: str) -> None:
    assert refusal_code(text.encode()) == "json_key_twice"


@pytest.mark.parametrize("half", ["\\ud800", "\\uDFFF", "\\udc00\\ud800", "a\\\\\\ud83d"])
@pytest.mark.parametrize("around", ['"{}"', '{{"a": ["{}"]}}', '[{{"{}": 1}}]', '{{"{}": 1}}'])
def test_half_a_character_is_refused_wherever_it_stands(half: str, around: str) -> None:
    assert refusal_code(around.format(half).encode()) == "json_half_character"


@pytest.mark.parametrize("text", ['"\\ud83d\\ude00"', '"\\\\ud800"', '{"\\ud83d\\uDE00": 1}'])
def test_both_halves_of_a_character_and_a_backslash_before_letters_are_text(text: str) -> None:
    assert parse_strictly(text.encode(), "a.json") == json.loads(text)


def test_the_same_key_in_two_objects_is_fine() -> None:
    assert parse_strictly(b'[{"a":1},{"a":{"a":2}}]', "a.json") == [{"a": 1}, {"a": {"a": 2}}]


@pytest.mark.parametrize("data", [b"", b" ", b"{", b"{'a':1}", b"[1,]", b"1 2", b"\xff\xfe1\x00"])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    assert refusal_code(data) == "json_invalid"


def test_the_place_of_the_mistake_is_told() -> None:
    with pytest.raises(InputError, match="line 2, column 3"):
        parse_strictly(b"[\n1 2]", "a.json")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)  # fmt: skip


@given(values)
def test_what_is_allowed_is_read_as_the_standard_parser_reads_it(value: Any) -> None:
    assert parse_strictly(json.dumps(value).encode(), "a.json") == value
