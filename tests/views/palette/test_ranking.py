"""What is found by which letters, and in which order: for any letters and any names."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.jobs.job_search import JobSearch
from pandavision_gui.views.palette.ranking import Fit, Wanted, best_of

from ..jobs_table.job_rows import make_row

WORDS = st.text(st.characters(categories=("Lu", "Ll", "Nd")), min_size=1, max_size=6)
TITLES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


@pytest.mark.parametrize(
    ("typed", "title", "fit"),
    [
        ("make a dataset", "Make a dataset", Fit.SAME),
        ("mak", "Make a dataset", Fit.BEGINNING),
        ("data make", "Make a dataset", Fit.WORD_BEGINNINGS),
        ("mad", "Make a dataset", Fit.INITIALS),
        ("ad", "Make a dataset", Fit.INITIALS),
        ("taset", "Make a dataset", Fit.INSIDE),
        ("rn2", "robust_network2", Fit.INITIALS),
        ("robust", "signs_robust.onnx", Fit.WORD_BEGINNINGS),
        ("d", "Make a dataset", Fit.WORD_BEGINNINGS),
        ("dam", "Make a dataset", None),
        ("tag:x", "tag:x", None),
        ("k m", "Make a dataset", Fit.INSIDE),
        ("STRASSE", "Straße", Fit.SAME),
    ],
)
def test_a_title_is_met_by(typed: str, title: str, fit: Fit | None) -> None:
    assert Wanted(typed).fit_of(title) is fit


@given(TITLES, st.data())
def test_parts_of_a_title_find_it_in_any_order_and_case(title: str, data: st.DataObject) -> None:
    words = title.split()
    parts = [word[: data.draw(st.integers(1, len(word)))] for word in words]
    for order in permutations(parts[:3]):
        small = " ".join(order).casefold()
        # A few letters, as the Turkish ı, are others after a change of case and back.
        both = {small, small.upper()} if small.upper().casefold() == small else {small}
        for typed in both:
            assert Wanted(typed).fit_of(title) is not None, typed


@given(TITLES)
def test_a_title_and_its_initials_find_it_and_nothing_is_better_than_all_of_it(title: str) -> None:
    assert Wanted(title).fit_of(title) is Fit.SAME
    assert Wanted(f'"{title}"').fit_of(title) is Fit.SAME


@given(TITLES, TITLES, TITLES)
def test_more_letters_never_find_what_fewer_did_not(typed: str, title: str, beside: str) -> None:
    found = [
        Wanted(typed[:length]).fit_of(title, beside) is not None
        for length in range(1, len(typed) + 1)
    ]
    # Initials need two letters: from there on.
    assert found[1:] == sorted(found[1:], reverse=True)


@given(TITLES, TITLES, TITLES, st.booleans())
def test_the_palette_finds_every_job_that_the_table_finds(
    typed: str, name: str, dataset: str, by_tag: bool
) -> None:
    typed = f"tag:{typed}" if by_tag else typed
    row = make_row(1, name=name, dataset=dataset, tags=("road signs", name[:3]))
    fit = Wanted(typed).fit_of_job(row)
    if JobSearch(typed).finds(row):
        assert fit is not None
    else:
        assert fit in (None, Fit.INITIALS)


MIXTURES = st.dictionaries(st.sampled_from("abc"), st.lists(st.integers(0, 99), max_size=20))


@given(MIXTURES, st.integers(0, 20), st.integers(0, 6))
def test_the_best_are_shown_and_every_kind_has_its_room(
    ranks: dict[str, list[int]], most: int, room: int
) -> None:
    found = [(rank, kind) for kind, of_kind in ranks.items() for rank in of_kind]
    best = best_of(
        found, rank=lambda one: one[:1], kind=lambda one: one[1], most=most, room_for_each=room
    )
    shown = [rank for rank, _ in best]
    assert shown == sorted(shown)
    assert len(best) == min(most, len(found))
    if room == 0:
        assert shown == sorted(rank for rank, _ in found)[:most]
    for kind, of_kind in ranks.items():
        of_this = [rank for rank, other in best if other == kind]
        assert of_this == sorted(of_kind)[: len(of_this)], "a worse one is in a better one's place"
        if room * 3 <= most:
            assert len(of_this) >= min(room, len(of_kind))
