"""Tags as a line that people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.jobs.job_labels import LONGEST_TAG, MOST_TAGS, tidy_tags
from pandavision_gui.views.details.tag_text import tags_in, tags_text, written_part

_TAGS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1),
    max_size=MOST_TAGS,
).map(lambda tags: tidy_tags(tag[:LONGEST_TAG] for tag in tags))


@given(_TAGS)
def test_all_tags_that_can_be_kept_come_back_as_they_were(tags: tuple[str, ...]) -> None:
    assert tidy_tags(tags_in(tags_text(tags))) == tags


@given(st.text(max_size=60))
def test_no_line_is_too_odd(text: str) -> None:
    assert all(tag.strip() == tag != "" for tag in tags_in(text))


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", []),
        (" , ,, ", []),
        ("baseline", ["baseline"]),
        ("a,b ,  two words", ["a", "b", "two words"]),
        ('5" screen, b', ['5" screen', "b"]),
        ('"a, b", c', ["a, b", "c"]),
    ],
)
def test_what_people_write(text: str, tags: list[str]) -> None:
    assert tags_in(text) == tags


@pytest.mark.parametrize(
    ("text", "part"), [("|", ""), ("ab|", "ab"), ("a, b|c, d", "bc"), ("a, |", ""), ("a|, b", "a")]
)
def test_the_tag_at_the_cursor(text: str, part: str) -> None:
    cursor = text.index("|")
    text = text.replace("|", "")
    start, end = written_part(text, cursor)
    assert text[start:end].strip() == part
