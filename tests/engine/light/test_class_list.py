"""Files with the names of the classes: every form of the same names gives the same names."""

from __future__ import annotations

import json
import os
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pandavision_gui.engine.class_list import read_class_list
from pandavision_gui.errors import InputError

_LINES = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\n"), min_size=1, max_size=40
).filter(lambda text: text == text.strip())
NAMES = st.lists(_LINES, min_size=1, max_size=30, unique=True).filter(
    lambda names: not names[0].startswith(("[", "{", "\ufeff"))
)
ONE_FILE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "names"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def refused(code: str, folder: Path, text: str | bytes) -> InputError:
    path = written(folder, text)
    with pytest.raises(InputError) as caught:
        read_class_list(path)
    assert caught.value.code == code
    assert str(path) in caught.value.message
    return caught.value


@ONE_FILE
@given(
    names=NAMES,
    end=st.sampled_from(["\n", "\r\n"]),
    after=st.sampled_from(["", "\n", "\n \n\n"]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    escaped=st.booleans(),
    order=st.randoms(),
)
def test_all_forms_of_the_same_names_are_read_alike(
    tmp_path_factory, names, end, after, mark, escaped, order
) -> None:
    folder = tmp_path_factory.mktemp("names")
    numbered = [(str(number), name) for number, name in enumerate(names)]
    order.shuffle(numbered)
    pairs = {number: [f"n{number}", name] for number, name in numbered}
    forms = [end.join(names) + after]
    for document in (names, dict(numbered), pairs, [pairs[str(n)] for n in range(len(names))]):
        forms.append(json.dumps(document, ensure_ascii=escaped, indent=order.choice([None, 1])))
    for text in forms:
        path = written(folder, mark + text.encode("utf-8"))
        assert read_class_list(path) == tuple(names)


@ONE_FILE
@given(st.binary(max_size=200) | st.text(string.printable, max_size=200).map(str.encode))
def test_whatever_is_in_the_file_it_is_names_or_one_sentence(tmp_path_factory, data: bytes) -> None:
    path = written(tmp_path_factory.mktemp("names"), data)
    names: tuple[str, ...] = ("names",)
    said = "said"
    try:
        names = read_class_list(path)
    except InputError as error:
        said = error.sentence()
    assert all(names)
    assert len(set(names)) == len(names) > 0
    assert said
    assert said.isprintable()


def test_a_name_that_comes_twice_in_an_index_is_told_apart_by_its_identifier(tmp_path) -> None:
    index = {"0": ["n02012849", "crane"], "1": ["n01440764", "tench"], "2": ["n03126707", "crane"]}
    names = read_class_list(written(tmp_path, json.dumps(index)))
    assert names == ("crane (n02012849)", "tench", "crane (n03126707)")


@pytest.mark.parametrize("text", ["cat\ndog\ncat\n", '["cat", "dog", " cat"]'])
def test_a_name_twice_is_told_apart_by_its_number(tmp_path, text) -> None:
    path = written(tmp_path, text)
    assert read_class_list(path) == ("cat (0)", "dog", "cat (2)")
    with pytest.raises(InputError) as caught:
        read_class_list(path, once_each=True)
    assert caught.value.code == "class_list_twice"
    assert '"cat" twice, for classes 0 and 2' in caught.value.message


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("cat\n\ndog\n", 1),
        ("\ncat\n", 0),
        ("", 0),
        ("[]", 0),
        ('["cat", "", "dog"]', 1),
        ('{"0": "cat", "1": "dog", "3": "bird"}', 2),
        ('{"1": "cat", "2": "dog"}', 0),
        ('{"0": ["n1", "cat"], "1": ["n2", " "]}', 1),
    ],
)
def test_a_gap_is_refused_with_its_place(tmp_path, text, gap) -> None:
    assert f"no name for class {gap}." in refused("class_list_gap", tmp_path, text).message


@pytest.mark.parametrize(
    "text",
    [
        "[1, 2]",
        '["cat", ["n1", "dog"]]',
        '[["n1", "dog"], "cat"]',
        '{"0": ["n1", "cat", "more"]}',
        '{"0": ["n1", 2]}',
        '{"0": null}',
        '{"cat": 0, "dog": 1}',
        '{"00": "cat"}',
        '{"+0": "cat"}',
        '{"٠": "cat"}',
        '{"0": {"name": "cat"}}',
    ],
)
def test_json_of_another_form_is_refused_and_the_forms_are_named(tmp_path, text) -> None:
    assert "One name a line" in refused("class_list_form", tmp_path, text).hint


def test_json_that_is_none_is_not_taken_for_names(tmp_path) -> None:
    refused("json_invalid", tmp_path, '["cat",\n"dog"\n')
    refused("json_key_twice", tmp_path, '{"0": "cat", "0": "dog"}')
    refused("json_too_deep", tmp_path, "[" * 100_000)


def test_too_much_is_refused(tmp_path) -> None:
    refused("class_list_too_many", tmp_path, "\n".join(map(str, range(100_001))))
    refused("class_list_too_many", tmp_path, json.dumps([str(n) for n in range(100_001)]))
    assert len(read_class_list(written(tmp_path, "\n".join(map(str, range(100_000)))))) == 100_000
    refused("class_list_unreadable", tmp_path, b"a" * (4 * 2**20 + 1))
    controls = [f"{number}" + 400 * "\x01" + "." for number in range(9_000)]
    refused("class_list_too_large", tmp_path, "\n".join(controls))
    refused("class_list_name_long", tmp_path, "cat\n" + "a" * 1001)


def test_what_is_no_regular_text_file_is_refused_at_once(tmp_path) -> None:
    assert "it is no text" in refused("class_list_unreadable", tmp_path, b"\x89PNG\r\n").message
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path / "missing", tmp_path):
        with pytest.raises(InputError, match="cannot be read") as caught:
            read_class_list(path)
        assert caught.value.code == "class_list_unreadable"


def test_what_cannot_travel_in_messages_is_replaced_and_what_can_forge_is_kept(tmp_path) -> None:
    names = read_class_list(written(tmp_path, '["\\ud800", "a\\nb", "\\u001b[31mred"]'))
    assert names == ("?", "a\nb", "\x1b[31mred")
    with pytest.raises(InputError) as caught:
        read_class_list(written(tmp_path, '["\\u001b[31m", "\\u001b[31m"]'), once_each=True)
    assert "\x1b" not in caught.value.message
