"""What is kept of each job, and which curves come of it."""

from __future__ import annotations

from uuid import UUID

import pytest

from pandavision_gui.engine.corruptions import CORRUPTIONS
from pandavision_gui.engine.norms import Norm
from pandavision_gui.jobs.events import JobLoadFailed, JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.job_news import JobNews
from pandavision_gui.views.plots.series_style import CurveSeries, SeriesStyle
from tests.support.flat_rows import changed

from .jobs_table.job_results import make_counts, make_loaded, make_result
from .jobs_table.job_rows import finished_row, job_id, make_progress, make_row, running_row


@pytest.fixture
def news() -> JobNews:
    return JobNews()


def drawn(news: JobNews, row: JobRow) -> CurveSeries | None:
    series = news.series([row], lambda _: SeriesStyle(0))
    return series[0] if series else None


@pytest.mark.parametrize("chosen", [False, True])
def test_samples_that_the_user_chose_have_no_interval_while_they_run_or_after(
    news: JobNews, chosen: bool
) -> None:
    news.set_progress(job_id(1), make_progress(chosen_by_user=chosen))
    band = drawn(news, running_row(1))
    assert band is not None
    assert band.with_intervals is not chosen
    result = make_result(samples=make_counts(chosen_by_user=chosen))
    news.set_loaded(make_loaded(result), finished_row(1))
    curve = drawn(news, finished_row(1))
    assert curve is not None
    assert curve.with_intervals is not chosen


@pytest.mark.parametrize("state", [s for s in JobState if s is not JobState.FINISHED])
def test_a_result_is_drawn_only_of_a_finished_job(news: JobNews, state: JobState) -> None:
    row = finished_row(1, state=state)
    news.set_loaded(make_loaded(make_result()), row)
    assert drawn(news, row) is None
    news.set_progress(job_id(1), make_progress())
    band = drawn(news, row)
    assert band is not None
    assert band.band
    news.moved(finished_row(1))
    curve = drawn(news, finished_row(1))
    assert curve is not None
    assert curve.curve
    assert news.progress(job_id(1)) is None


def test_the_last_band_stays_until_the_curve_is_there(news: JobNews) -> None:
    news.set_progress(job_id(1), make_progress())
    news.set_loaded(make_loaded(None), running_row(1))
    news.moved(finished_row(1))
    assert drawn(news, finished_row(1)) is not None
    assert news.must_ask(job_id(1))
    news.set_loaded(make_loaded(make_result()), finished_row(1))
    assert news.progress(job_id(1)) is None


def test_what_could_not_be_read_is_asked_again_only_when_it_is_wanted_anew(news: JobNews) -> None:
    assert news.must_ask(job_id(1))
    failure = JobLoadFailed(job_id(1), "It is damaged.")
    news.set_failure(failure)
    assert not news.must_ask(job_id(1))
    assert news.failure(job_id(1)) == failure
    news.forget_failure(job_id(1))
    assert news.must_ask(job_id(1))
    news.set_loaded(make_loaded(make_result()), finished_row(1))
    assert news.failure(job_id(1)) is None


def test_a_result_that_cannot_be_read_leaves_no_curve(news: JobNews) -> None:
    news.set_progress(job_id(1), make_progress())
    news.set_failure(JobLoadFailed(job_id(1), "It is damaged."))
    assert drawn(news, finished_row(1)) is None
    assert drawn(news, running_row(1)) is not None


def test_of_another_history_only_what_jobs_at_work_have_said_is_kept(news: JobNews) -> None:
    for number in (1, 2, 3):
        news.set_progress(job_id(number), make_progress())
        news.add_warning(job_id(number), "Careful.")
    news.set_loaded(make_loaded(make_result()), running_row(1))
    news.keep_only([running_row(1), make_row(2)])
    assert [news.progress(job_id(n)) is not None for n in (1, 2, 3)] == [True, False, False]
    assert [news.warnings(job_id(n)) for n in (1, 2, 3)] == [("Careful.",), (), ()]
    assert news.loaded(job_id(1)) is None
    assert news.must_ask(job_id(1))


def test_a_job_that_waits_to_go_on_keeps_the_band_it_had(news: JobNews) -> None:
    news.set_progress(job_id(1), make_progress())
    news.add_warning(job_id(1), "Careful.")
    for state in (JobState.CANCELLED, JobState.QUEUED, JobState.RUNNING):
        news.moved(make_row(1, state=state))
        series = drawn(news, make_row(1, state=state))
        assert series is not None
        assert series.band == make_progress().band
    assert (news.progress(job_id(1)), news.warnings(job_id(1))) == (None, ())
    news.set_progress(job_id(1), make_progress(0.7, band=()))
    again = drawn(news, running_row(1))
    assert again is not None
    assert again.band == ()


def test_a_style_is_asked_for_only_where_there_is_a_curve(news: JobNews) -> None:
    news.set_progress(job_id(2), make_progress())
    asked: list[UUID] = []

    def style_of(job: UUID) -> SeriesStyle:
        asked.append(job)
        return SeriesStyle(0)

    news.series([make_row(1, state=JobState.FAILED), running_row(2), make_row(3)], style_of)
    assert asked == [job_id(2)]


def test_a_curve_knows_its_norm_and_whether_it_is_of_noise(news: JobNews) -> None:
    rows = [
        running_row(n, name=kind, perturbation=kind)
        for n, kind in enumerate(("max-norm", "random", "l2", "l1", "rotation"), start=1)
    ]
    rows[1] = changed(rows[1], attack="noise-linf")
    rows[4] = changed(rows[4], attack="rotation")
    for row in rows:
        news.set_progress(row.id, make_progress())
    series = news.series(rows, lambda _: SeriesStyle(0))
    assert [(one.scale, one.is_noise) for one in series] == [
        (Norm.LINF, False), (Norm.LINF, True), (Norm.L2, False), (Norm.L1, False),
        (CORRUPTIONS["rotation"].severity, False),
    ]  # fmt: skip
    names = [one.name for one in series]
    assert names == ["max-norm · L∞", "random · L∞", "l2 · L2", "l1 · L1", "rotation · severity"]
    alone = news.series(rows[2:3], lambda _: SeriesStyle(0))
    assert [one.name for one in alone] == ["l2"]


def test_jobs_of_equal_name_are_told_apart_among_those_that_are_drawn(news: JobNews) -> None:
    for number in (1, 2):
        news.set_progress(job_id(number), make_progress())
    rows = [
        running_row(1, name="net"),
        running_row(2, name="net", attack="pgd-linf"),
        make_row(3, name="net", dataset="other.h5"),
    ]
    series = news.series(rows, lambda _: SeriesStyle(0))
    assert [one.name for one in series] == ["net · Standard L∞", "net · PGD L∞"]


@pytest.mark.parametrize("state", [JobState.CANCELLED, JobState.FAILED, JobState.INTERRUPTED])
def test_of_a_job_that_ended_before_any_sample_was_finished_nothing_is_drawn(
    news: JobNews, state: JobState
) -> None:
    news.set_progress(job_id(1), make_progress(finished=0))
    assert drawn(news, running_row(1)) is not None
    assert drawn(news, make_row(1, state=state)) is None
    news.set_progress(job_id(1), make_progress(finished=1))
    assert drawn(news, make_row(1, state=state)) is not None
