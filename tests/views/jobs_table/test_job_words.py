from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.progress import Stage
from pandavision_gui.engine.robustness_curve import band_point
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_words import (
    Tone,
    attack_words,
    band_words,
    cell_text,
    ordinal,
    percent,
    seconds_left_words,
    seconds_since_epoch,
    seconds_words,
    state_words,
    time_words,
    value_words,
    wrapped_tooltip,
)

from .job_rows import make_progress, make_row, running_row


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.01, "< 0.1 s"),
        (0.4, "0.4 s"),
        (12, "12 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (185, "3 min 5 s"),
        (3599.6, "1 h"),
        (7800, "2 h 10 min"),
        (100 * 3600, "4 d 4 h"),
    ],
)
def test_seconds_are_said_in_the_two_largest_units(seconds: float, words: str) -> None:
    assert seconds_words(seconds) == words


def test_an_estimate_is_no_finer_than_it_can_be() -> None:
    assert seconds_left_words(0.2) == "1 s"
    assert seconds_left_words(599) == "9 min 59 s"
    assert seconds_left_words(754) == "13 min"


def test_a_time_is_said_as_a_person_would() -> None:
    now = datetime(2026, 3, 12, 15, 0).astimezone()
    assert time_words(now.replace(hour=11, minute=42), now) == "today 11:42"
    assert time_words(now - timedelta(days=1), now) == "yesterday 15:00"
    assert time_words(now - timedelta(days=40), now) == "2026-01-31 15:00"
    assert time_words(now.astimezone(UTC), now) == "today 15:00"


def test_a_time_at_the_ends_of_the_calendar_is_said_all_the_same() -> None:
    now = datetime(2026, 3, 12, 15, 0).astimezone()
    for moment in (datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59)):  # without a time zone
        assert time_words(moment, now)[-6:] in (" 00:00", " 23:59")
        assert abs(seconds_since_epoch(moment)) > 6e10
    known = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
    assert seconds_since_epoch(known) == known.timestamp()


def test_places_have_their_endings() -> None:
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th",
    ]  # fmt: skip


def test_a_share_that_is_neither_none_nor_all_never_looks_like_it() -> None:
    assert [percent(x) for x in (0.0, 0.0001, 0.29, 0.9999, 1.0)] == [
        "0.0 %", "< 0.1 %", "29.0 %", "> 99.9 %", "100.0 %",
    ]  # fmt: skip


def test_a_value_is_a_fraction_of_255_only_where_it_is_no_short_decimal_number() -> None:
    assert [value_words(x, Norm.LINF) for x in (0.06, 8 / 255, 0.2, 0.0314, 0.012346)] == [
        "0.06", "8/255", "0.2", "0.0314", "0.01235",
    ]  # fmt: skip


def test_an_open_accuracy_is_a_span_until_it_is_settled() -> None:
    assert band_words(band_point(0.06, 28, 34, 50)) == "56 … 68 %"
    assert band_words(band_point(0.06, 28, 28, 50)) == "56 %"
    assert band_words(band_point(0.06, 0, 0, 0)) == ""


def test_an_open_accuracy_that_is_neither_none_nor_all_never_looks_like_it() -> None:
    words = [band_words(band_point(0.06, n, n, 1000)) for n in (0, 1, 999, 1000)]
    assert words == ["0 %", "< 1 %", "> 99 %", "100 %"]
    assert band_words(band_point(0.06, 1, 999, 1000)) == "< 1 … > 99 %"


def test_an_attack_is_named_with_its_norm_and_an_unknown_one_by_its_name() -> None:
    assert attack_words("standard", "max-norm") == "Standard L∞"
    assert attack_words("standard", "l2") == "Standard L2"
    assert attack_words("standard") == "Standard"  # of a job whose spec nobody could read
    assert attack_words("pgd-linf") == "PGD L∞"
    assert attack_words("from\nthe future") == "from\\nthe future"


def test_every_state_has_words() -> None:
    assert {state_words(make_row(1, state=state)).text for state in JobState} == {
        "waiting", "starting", "stopping …", "finished", "failed", "stopped", "interrupted",
    }  # fmt: skip


def test_a_waiting_job_says_when_its_turn_comes() -> None:
    assert state_words(make_row(1), None, 1).text == "waiting, 1st"


def test_a_running_job_says_how_far_it_is_and_how_long_it_takes() -> None:
    words = state_words(running_row(1), make_progress(0.58, left_s=40))
    assert (words.text, words.share) == ("58 % · 40 s left", 0.58)
    for share in (0.999, 1.0):
        assert state_words(running_row(1), make_progress(share, left_s=None)).text == "99 %"


def test_a_job_that_has_just_begun_says_what_is_done_first() -> None:
    said = {state_words(running_row(1), stage=stage).text for stage in Stage}
    assert said == {stage.value for stage in Stage}
    assert state_words(running_row(1), make_progress(0.5, left_s=None), None, Stage.MODEL).text == (
        "50 %"
    )


def test_a_failed_job_says_why_on_one_line() -> None:
    words = state_words(make_row(1, state=JobState.FAILED, reason="out of\nmemory"))
    assert words.text == "failed: out of\\nmemory"
    assert (words.tone, words.icon) == (Tone.BAD, "bad")


def test_a_stopped_job_says_what_is_kept() -> None:
    reason = "Stopped; 37 of 100 samples are finished and kept."
    words = state_words(make_row(1, state=JobState.CANCELLED, reason=reason))
    assert words.text == "stopped, 37 of 100 samples are finished and kept"


@pytest.mark.parametrize(
    ("state", "symbol"),
    [
        (JobState.FINISHED, "good"),
        (JobState.FAILED, "bad"),
        (JobState.INTERRUPTED, "warn"),
        (JobState.CANCELLED, ""),
        (JobState.QUEUED, ""),
    ],
)
def test_how_a_job_ended_is_told_by_a_symbol_too(state: JobState, symbol: str) -> None:
    assert state_words(make_row(1, state=state)).icon == symbol


def test_an_interrupted_job_is_marked() -> None:
    words = state_words(make_row(1, state=JobState.INTERRUPTED, reason="The disk is full."))
    assert words.text == "interrupted: The disk is full."
    assert (words.tone, words.icon) == (Tone.WARN, "warn")


def test_a_cell_holds_no_more_than_it_can_show() -> None:
    assert len(cell_text("x" * 4000)) == 300
    assert cell_text("a\n\u202eb") == "a\\n\\u202eb"


def test_a_tooltip_shows_markup_as_it_is_and_breaks_endless_words() -> None:
    assert "&lt;b&gt;x&lt;/b&gt;" in wrapped_tooltip("<b>x</b>")
    lines = wrapped_tooltip("x" * 4000).split("<br>")
    assert 1200 < sum(map(len, lines)) < 1400
    assert max(map(len, lines)) < 100
    assert wrapped_tooltip("") == ""


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/data/models/signs.onnx", "signs.onnx"),
        (r"C:\data\signs.h5", "signs.h5"),
        (r"\\server\share\signs.h5", "signs.h5"),
        ("signs.h5", "signs.h5"),
        ("and/or", "and/or"),
    ],
)
def test_a_reason_names_its_file_and_not_its_folders(path: str, name: str) -> None:
    row = make_row(1, reason=f'"{path}" cannot be read: No such file.')
    assert state_words(row, place=1).text == f'waiting, 1st: "{name}" cannot be read: No such file.'
