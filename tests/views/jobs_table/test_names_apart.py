from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.names_apart import (
    names_told_apart,
    names_with_scales,
    words_apart,
)

from .job_rows import BEGIN, finished_row, job_id, make_row


def names(*rows: JobRow) -> list[str]:
    told = names_told_apart(rows)
    return [told[row.id] for row in rows]


def test_a_name_of_its_own_stays_as_it_is() -> None:
    assert names(finished_row(1, name="a"), finished_row(2, name="b")) == ["a", "b"]


def test_what_differs_first_is_appended() -> None:
    def pair(**changes: object) -> list[str]:
        return names(finished_row(1, name="n"), finished_row(2, **({"name": "n"} | changes)))

    assert pair(attack="noise-linf") == ["n · Standard L∞", "n · Uniform noise L∞"]
    assert pair(dataset="b.h5", model="b.onnx") == ["n · road_signs.h5", "n · b.h5"]
    assert pair(model="b.onnx", top_value=0.1) == ["n · signs.onnx", "n · b.onnx"]
    assert pair(top_value=0.1) == ["n · up to 0.06", "n · up to 0.1"]
    clocks = [f"{(BEGIN + timedelta(minutes=n)).astimezone():%Y-%m-%d %H:%M}" for n in (1, 2)]
    assert pair() == [f"n · started {clock}" for clock in clocks]
    assert pair(imported=True) == ["n", "n · from an archive"]


def test_what_goes_into_a_file_is_told_by_dates() -> None:
    """It may be read on any day."""
    now = datetime.now(UTC)
    rows = [finished_row(n, name="n", started=now - timedelta(minutes=n)) for n in (1, 2)]
    on_screen = names_told_apart(rows)
    in_file = names_told_apart(rows, for_file=True)
    assert all("day " in name for name in on_screen.values())
    for row in rows:
        assert row.started is not None
        assert in_file[row.id] == f"n · started {row.started.astimezone():%Y-%m-%d %H:%M}"


def test_jobs_of_one_minute_are_told_apart_by_a_whole_time_in_words() -> None:
    seconds = [BEGIN + timedelta(seconds=n) for n in (7, 27, 127)]
    rows = [finished_row(n, name="n", started=start) for n, start in enumerate(seconds)]
    clocks = [f"{start.astimezone():%Y-%m-%d %H:%M}" for start in seconds]
    wanted = [f"n · started {clocks[0]}:07", f"n · started {clocks[1]}:27"]
    assert names(*rows) == [*wanted, f"n · started {clocks[2]}"]
    assert names(*rows[:2]) == wanted
    waiting = [make_row(n, name="n", created=start) for n, start in enumerate(seconds[:2])]
    assert names(*waiting) == [name.replace("started", "added") for name in wanted]


def test_of_three_the_two_that_are_still_alike_get_one_more() -> None:
    rows = (
        finished_row(1, name="n"),
        finished_row(2, name="n", top_value=0.1),
        finished_row(3, name="n", attack="pgd-linf"),
    )
    standard = "n · Standard L∞"
    assert names(*rows) == [f"{standard} · up to 0.06", f"{standard} · up to 0.1", "n · PGD L∞"]


def test_norms_are_told_where_one_axis_has_several() -> None:
    linf, l2 = finished_row(1, name="n"), finished_row(2, name="l2", perturbation="l2")
    same = finished_row(3, name="n", perturbation="l2")
    noise = finished_row(4, name="noise", attack="noise-linf", perturbation="random")

    def shown(*rows: JobRow) -> list[str]:
        return [*names_with_scales(rows, names_told_apart(rows)).values()]

    assert shown(linf, noise) == ["n", "noise"]
    assert shown(l2) == ["l2"]
    assert shown(linf, l2) == ["n · L∞", "l2 · L2"]
    assert shown(linf, same) == ["n · Standard L∞", "n · Standard L2"]


def test_beside_a_name_stands_what_no_shown_column_says() -> None:
    rows = (
        finished_row(1, name="n"),
        finished_row(2, name="n", attack="fmn-linf"),
        finished_row(3, name="n", model="b.onnx"),
        finished_row(4, name="m", attack="fmn-linf"),
        finished_row(5, name="n", top_value=0.1),
    )
    standard = "Standard L∞"
    assert words_apart(rows, {Column.ATTACK}) == {
        job_id(1): f"{standard} · up to 0.06",
        job_id(2): "Fast minimum norm L∞",
        job_id(5): f"{standard} · up to 0.1",
    }
    assert words_apart(rows, {Column.ATTACK, Column.MODEL})[job_id(3)] == f"{standard} · b.onnx"
    assert words_apart(rows[:2], set()) == {}


def test_jobs_alike_in_everything_are_numbered() -> None:
    rows = [finished_row(n, name="n", started=BEGIN, created=BEGIN) for n in (7, 3)]
    assert names(*rows) == ["n · 2", "n · 1"]


def test_the_difference_is_not_cut_off_with_an_endless_name() -> None:
    rows = [finished_row(n, name="x\n" * 5000, model=f"{n}" + "y" * 5000) for n in (1, 2)]
    first, second = names(*rows)
    assert first != second
    assert max(len(first), len(second)) <= 300
    assert (first + second).isprintable()
