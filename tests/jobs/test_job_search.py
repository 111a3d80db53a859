"""What is typed to find a job."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.jobs.job_search import JobSearch

from ..views.jobs_table.job_rows import finished_row

JOB = finished_row(
    1,
    name="Robust net",
    model="signs.onnx",
    dataset="road.h5",
    tags=("Baseline", "road signs", "v1.2"),
    notes="Trained on Monday.\nLook again at class 7.",
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "robust",
        "NET signs.onnx road",
        "baseline monday",
        "monday robust",
        '"look again"',
        '"look again',
        "tag:baseline",
        "TAG:BASELINE net",
        'tag:"road signs"',
        'tag:"road signs" tag:v1.2 class',
        "tag:base",
        "tag:road",
        "tag:sign",
        'tag:"d sig',
        "tag:1.2 tag:LINE",
        "tag:",
        'tag:"',
        '"',
        "gain",
    ],
)
def test_what_finds_it(text: str) -> None:
    assert JobSearch(text).finds(JOB)


@pytest.mark.parametrize(
    "text",
    [
        "robust tuesday",
        "tag:roads",
        "tag:basement",
        "tag:monday",
        "tag:robust",
        "tag:baseline tuesday",
        "tag:baseline tag:other",
        '"net robust"',
        "onnxroad",
    ],
)
def test_what_does_not_find_it(text: str) -> None:
    assert not JobSearch(text).finds(JOB)


def test_a_job_without_tags_and_notes_is_found_by_its_name_only() -> None:
    bare = finished_row(2, name="bare")
    assert JobSearch("bare").finds(bare)
    assert not JobSearch("tag:").finds(bare)
    assert not JobSearch("tag:bare").finds(bare)


@given(st.text(max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    search = JobSearch(text)
    assert isinstance(search.finds(JOB), bool)
    assert not search.finds_all or search.finds(JOB)


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1).filter(
    lambda word: '"' not in word.casefold() and not word.casefold().startswith("tag:")
)


@given(st.lists(_WORDS, min_size=1, max_size=4))
def test_more_words_find_fewer_jobs_and_each_tag_finds_its_job(words: list[str]) -> None:
    tagged = finished_row(3, name=words[0], tags=tuple(words))
    for word in words:
        assert JobSearch(word).finds(tagged)
        assert JobSearch(f'tag:"{word}"').finds(tagged)
    assert JobSearch(" ".join(words)).finds(tagged)
    assert not JobSearch(" ".join([*words, "\N{SNOWMAN}not there"])).finds(tagged)
