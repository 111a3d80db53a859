from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pandavision_gui.engine.robustness_curve import band_point
from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_cells import header_data
from pandavision_gui.views.jobs_table.job_columns import (
    Column,
    Listed,
    clean_figure,
    level_words,
    robust_figure,
    sort_key,
    text_in,
)
from pandavision_gui.views.jobs_table.job_tooltips import tooltip_in
from pandavision_gui.views.jobs_table.job_words import Tone

from .job_rows import finished_row, make_progress, make_row, running_row


def test_robust_accuracy_stands_with_its_value() -> None:
    row = finished_row(1, robust=0.29, top_value=8 / 255)
    assert text_in(Column.ROBUST, Listed(row)) == "29.0 % at 8/255"
    assert "29.0 %" in tooltip_in(Column.ROBUST, Listed(row))


@pytest.mark.parametrize(
    ("kind", "top", "figure", "size", "grid"),
    [
        ("max-norm", 34 / 255, "34/255", "34/255 of the input range", "34/255"),
        ("random", 0.5, "0.5", "0.5 of the input range", "0.5"),
        ("l2", 34 / 255, "0.1333", "0.1333 × the input range in L2", "0.1333 in L2"),
        ("l1", 1500.0, "1\u202f500", "1\u202f500 × the input range in L1", "1\u202f500 in L1"),
    ],
)
def test_figures_speak_in_the_norm_of_the_job(
    kind: str, top: float, figure: str, size: str, grid: str
) -> None:
    listed = Listed(finished_row(1, perturbation=kind, top_value=top))
    assert text_in(Column.ROBUST, listed) == f"29.0 % at {figure}"
    assert f" right at {size}, the largest value" in tooltip_in(Column.ROBUST, listed)
    assert f"from 0 to {grid}" in tooltip_in(Column.LEVEL, listed)
    running = Listed(running_row(1, perturbation=kind, top_value=top), make_progress())
    assert f"accuracy at {size} can end up" in tooltip_in(Column.ROBUST, running)


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (Column.TICK, "drawn in the plot"),
        (Column.SWATCH, "symbol"),
        (Column.CLEAN, "without perturbation"),
        (Column.ROBUST, "largest perturbation value"),
        (Column.LEVEL, "security value: mean robust accuracy"),
        (Column.TOOK, "first start"),
    ],
)
def test_the_header_of_what_is_not_plain_explains_it(column: Column, words: str) -> None:
    assert words in header_data(column, Qt.ItemDataRole.ToolTipRole)


def test_the_attack_says_its_norm_in_full_once() -> None:
    def said(attack: str, kind: str) -> tuple[str, str]:
        listed = Listed(finished_row(1, attack=attack, perturbation=kind))
        return text_in(Column.ATTACK, listed), tooltip_in(Column.ATTACK, listed)

    title = "Standard (momentum PGD, two stages)"
    assert said("standard", "l2") == ("Standard L2", f"{title}\nEuclidean norm (L2)")
    assert said("pgd-l1", "l1") == ("PGD L1", "PGD (L1)")


def test_a_running_job_shows_where_its_figures_can_end_up() -> None:
    listed = Listed(running_row(1), make_progress())
    assert robust_figure(listed).text == "56 … 68 %"
    assert robust_figure(listed).is_open
    assert clean_figure(listed).text == "98 % so far"
    assert "50 samples" in tooltip_in(Column.ROBUST, listed)


def test_a_settled_figure_of_a_running_job_is_only_so_far() -> None:
    progress = make_progress(band=(band_point(0, 5, 5, 5), band_point(0.06, 5, 5, 5)))
    listed = Listed(running_row(1), progress)
    assert text_in(Column.CLEAN, listed) == "100 % so far"
    assert text_in(Column.ROBUST, listed) == "100 % so far at 0.06"
    assert "5 samples that were started" in tooltip_in(Column.CLEAN, listed)


def test_a_job_that_waits_again_has_not_taken_any_time_yet() -> None:
    again = finished_row(1, state=JobState.QUEUED)
    assert text_in(Column.TOOK, Listed(again)) == ""
    assert sort_key(Column.TOOK, Listed(again)) is None
    assert text_in(Column.TOOK, Listed(finished_row(1))) == "12 s"


def test_a_finished_job_without_a_result_says_why_and_claims_nothing() -> None:
    row = finished_row(
        1, reason="It is damaged.", clean=None, robust=None, level=None, sec_value=None
    )
    listed = Listed(row)
    assert text_in(Column.STATE, listed) == "finished, no result: It is damaged."
    assert tooltip_in(Column.STATE, listed) == "It is damaged."
    figures = [text_in(column, listed) for column in (Column.CLEAN, Column.ROBUST, Column.LEVEL)]
    assert figures == ["", "", ""]


def test_no_name_forges_a_line_of_a_tooltip() -> None:
    name = "network\n100 % robust\u2028\u202e"
    row = make_row(1, name=name, model=name, dataset=name, attack=name, reason=name)
    for column in (Column.NAME, Column.MODEL, Column.DATASET, Column.ATTACK, Column.STATE):
        told = tooltip_in(column, Listed(row))
        assert told.isprintable()
        assert "network\\n100 % robust" in told


def test_an_unsettled_clean_accuracy_is_not_shown() -> None:
    progress = make_progress(band=(band_point(0, 40, 49, 50), band_point(0.06, 0, 34, 50)))
    assert clean_figure(Listed(running_row(1), progress)).text == ""


def test_the_level_is_a_word_in_its_colour_with_the_value() -> None:
    words = level_words(finished_row(1, level=SecurityLevel.LOW, sec_value=0.29))
    assert (words.word, words.value, words.tone) == ("low", "0.29", Tone.BAD)


def test_a_level_under_noise_has_no_verdict_colour() -> None:
    row = finished_row(1, attack="noise-linf")
    assert level_words(row).tone is Tone.TEXT
    assert "not a worst case" in tooltip_in(Column.LEVEL, Listed(row))


def test_no_level_is_claimed_where_nothing_was_right_or_nothing_attacked() -> None:
    wrong = finished_row(1, level=SecurityLevel.LOW, sec_value=-1.0)
    clean_only = finished_row(2, top_value=0.0, sec_value=1.0)
    for row, why in ((wrong, "no sample is right"), (clean_only, "without perturbation")):
        assert text_in(Column.LEVEL, Listed(row)) == "–"
        assert why in tooltip_in(Column.LEVEL, Listed(row))
    assert text_in(Column.ROBUST, Listed(clean_only)) == ""


def test_warnings_are_counted_in_the_tooltip_of_the_level() -> None:
    assert tooltip_in(Column.LEVEL, Listed(finished_row(1, warnings=2))).endswith(
        "2 warnings: see details"
    )
    assert tooltip_in(Column.LEVEL, Listed(finished_row(1, warnings=1))).endswith(
        "1 warning: see details"
    )
    assert level_words(finished_row(1)).tone is not Tone.TEXT
    assert level_words(finished_row(1, warnings=1)).tone is Tone.TEXT
    assert level_words(finished_row(1, warnings=1)).is_warned


def test_the_whole_reason_is_in_the_tooltip_of_the_state() -> None:
    row = make_row(1, state=JobState.FAILED, reason="long " * 100)
    assert tooltip_in(Column.STATE, Listed(row)) == row.reason


def test_a_job_whose_folder_cannot_be_read_says_only_that() -> None:
    row = make_row(
        1, state=JobState.FAILED, model="", dataset="", attack="", top_value=0.0, values=0
    )
    texts = {column: text_in(column, Listed(row)) for column in Column}
    assert {column: text for column, text in texts.items() if text} == {
        Column.NAME: "job 1",
        Column.STATE: "failed",
    }
