"""How an attack went: its stages, and the replay of one sample."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.result import PassCounts, StageResult
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.trace_messages import SampleTraced
from pandavision_gui.jobs.tracing import SampleTrace
from pandavision_gui.views.attack.attack_view import AttackView
from pandavision_gui.views.attack.attack_wishes import AttackWishes
from pandavision_gui.views.attack.trace_plot import TracePlot, fitting
from pandavision_gui.views.attack.traced_sample import typical_samples
from pandavision_gui.views.plots.axis_ticks import ticks
from pandavision_gui.views.theme import DARK, LIGHT, Theme

from ..opened_jobs import VALUES, made_up_table, opened_job

STAGES = tuple(
    StageResult.model_validate(
        {
            "attack": "mpgd-linf",
            "parameters": {"loss": loss},
            "start-factor": 1.0,
            "attacked": 30,
            "passes": 400 + n,
            "broken": (5, 7 + n, 9),
            "ended-early": 20 * n,
        }
    )
    for n, loss in enumerate(("cross-entropy", "<b>margin</b>\n"))
)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> Iterator[AttackView]:
    view = AttackView(theme, AttackWishes())
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    qtbot.waitExposed(view)
    view.show_opened(opened_job(made_up_table(60), attack="standard", stages=STAGES))
    yield view
    theme.colours = LIGHT


def random_passes(count: int, seed: int = 0) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    return np.stack([rng.random(count) / 25, rng.normal(size=count), rng.random(count)], axis=1)


def trace_of(
    view: AttackView,
    passes: NDArray[np.float64],
    *,
    index: int | None = None,
    stages: tuple[int, ...] = (),
    made: int | None = None,
    found: float | None = 0.02,
) -> SampleTrace:
    facts = SampleTraced(
        passes=len(passes),
        made=len(passes) if made is None else made,
        stages=stages,
        minimum_perturbation=found,
    )
    sample = view.sample.itemData(0) if index is None else index
    return SampleTrace(sample, facts, passes)


def said(view: AttackView) -> str:
    return "\n".join(w.text() for w in view.findChildren(QLabel) if w.isVisible())


def asked_for(qtbot: QtBot, view: AttackView) -> int:
    with qtbot.waitSignal(view.wishes.replay_wanted) as wanted:
        qtbot.mouseClick(view.replay, Qt.MouseButton.LeftButton)
    return int(wanted.args[0])


def test_the_largest_values_are_seen_before_a_long_title_is(view: AttackView) -> None:
    table = view.stages
    assert table.columnWidth(0) >= table.sizeHintForColumn(0)
    view.resize(430, 600)
    QApplication.processEvents()
    last = table.columnViewportPosition(4) + table.columnWidth(4)
    assert last <= table.viewport().width()
    assert table.columnWidth(0) < table.sizeHintForColumn(0)
    assert "Momentum" in str(table.stages.index(0, 0).data(Qt.ItemDataRole.ToolTipRole))


def test_each_stage_says_what_it_broke(view: AttackView) -> None:
    model = view.stages.stages
    rows = [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    assert [row[1:] for row in rows] == [
        ["30", "400", "9", "7", "5"], ["30", "401", "9", "8", "5"],
    ]  # fmt: skip
    assert all(text.isprintable() for row in rows for text in row)
    titles = [str(model.headerData(n, Qt.Orientation.Horizontal)) for n in range(5)]
    assert [title.split()[-1] for title in titles[3:]] == [f"{value:g}" for value in VALUES[:1:-1]]
    assert titles[3].startswith("At ")
    assert "cross-entropy" in rows[0][0]
    tip = model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>margin" not in tip
    assert "loss: " in tip
    assert "Runs ended early: 20" in tip
    assert "early" not in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    view.show_opened(opened_job(made_up_table(60), attack="pgd-linf", stages=None))
    assert not view.stages.isVisible()


@given(count=st.integers(0, 40), seed=st.integers(0, 500))
def test_typical_samples_are_what_they_are_called(count: int, seed: int) -> None:
    table, top = made_up_table(count, seed=seed), VALUES[-1]
    found = dict(typical_samples(table, top))
    size = dict(zip(table.index.tolist(), table.minimum_perturbation.tolist(), strict=True))
    right = table.minimum_perturbation[table.prediction == table.label]
    assert (len(found) == 0) == (len(right) == 0)
    if not found:
        return
    assert size[found["Median sample"]] == np.sort(right)[(len(right) - 1) // 2]
    broken = right[right <= top]
    assert ("Easiest to break" in found) == bool(len(broken))
    if len(broken):
        assert size[found["Easiest to break"]] == broken.min()
        assert size[found["Hardest to break"]] == broken.max()
    assert ("One that withstood" in found) == bool((right > top).any())


def point_at(plot: TracePlot, place: QPointF) -> None:
    """Move the pointer over the plot itself: a window of an earlier test may lie above it."""
    kind, none = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
    beyond = QPointF(plot.mapToGlobal(place))
    event = QMouseEvent(kind, place, beyond, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(plot, event)


def test_a_replay_is_asked_for_shown_and_read_out(qtbot: QtBot, view: AttackView) -> None:
    index = asked_for(qtbot, view)
    assert index == view.sample.currentData()
    assert view.replay.text() == "Stop"
    view.show_stage("converting the model")
    assert "converting the model" in said(view)
    passes = random_passes(50)
    view.show_trace(trace_of(view, passes, stages=(20, 25)))
    assert view.plot.isVisible()
    assert view.replay.text() != "Stop"
    assert f"#{index}" in said(view) or f"Sample {index}" in said(view)
    assert [(s.begin, bool(s.title)) for s in view.plot._sections] == [
        (0, True), (20, True), (45, True),
    ]  # fmt: skip
    view.plot.setFocus()
    qtbot.keyClick(view.plot, Qt.Key.Key_Home)
    assert "Pass 1:" in said(view)
    assert f"{passes[0, 0]:.4g}" in said(view)
    qtbot.keyClick(view.plot, Qt.Key.Key_Right)
    assert "Pass 2:" in said(view)
    qtbot.keyClick(view.plot, Qt.Key.Key_End)
    assert "Pass 50:" in said(view)
    qtbot.keyClick(view.plot, Qt.Key.Key_Right)
    assert "Pass 50:" in said(view)
    QApplication.sendEvent(view.plot, QEvent(QEvent.Type.Leave))
    assert "Pass" not in said(view)
    point_at(view.plot, QPointF(view.plot.width() / 2, 50))
    assert "Pass 2" in said(view)
    view.measure.setCurrentIndex(1)
    assert "Cross-entropy" in view.plot._panels[0].title
    assert list(view.plot._panels[0].values) == pytest.approx(list(passes[:, 2]))
    (of_loss, of_size) = view.plot._panels
    assert (of_loss.mark, of_size.mark) == (None, 0.02)
    assert of_size.title.startswith("Size of the perturbation")


def test_where_there_is_little_room_titles_are_short_and_none_is_cut(
    view: AttackView, qtbot: QtBot
) -> None:
    asked_for(qtbot, view)
    view.show_trace(trace_of(view, random_passes(60), stages=(30, 30)))
    metrics = view.plot.fontMetrics()
    for measure in (0, 1):
        view.measure.setCurrentIndex(measure)
        wide = [fitting(metrics, (p.title, p.short), 900) for p in view.plot._panels]
        assert wide == [p.title for p in view.plot._panels]
        narrow = [fitting(metrics, (p.title, p.short), 300) for p in view.plot._panels]
        assert not any(title.endswith("…") for title in narrow)
        assert narrow[1] == view.plot._panels[1].short
    stages = [fitting(metrics, (s.title, s.short), 80) for s in view.plot._sections]
    assert stages == ["Stage 1", "Stage 2"]
    assert fitting(metrics, ("a long title",), 30).endswith("…")


def test_the_smallest_that_was_found_is_marked_in_the_plot(view: AttackView, qtbot: QtBot) -> None:
    passes = random_passes(50)
    pictures = []
    for found in (0.02, None):
        asked_for(qtbot, view)
        view.show_trace(trace_of(view, passes, stages=(50,), found=found))
        pictures.append(view.plot.grab().toImage())
    assert pictures[0] != pictures[1]


def test_a_second_press_stops_and_another_sample_takes_its_place(
    qtbot: QtBot, view: AttackView
) -> None:
    asked_for(qtbot, view)
    with qtbot.waitSignal(view.wishes.stop_wanted):
        qtbot.mouseClick(view.replay, Qt.MouseButton.LeftButton)
    assert view.replay.text() != "Stop"
    asked_for(qtbot, view)
    other = view.sample.itemData(1)
    with (
        qtbot.waitSignal(view.wishes.stop_wanted),
        qtbot.waitSignal(view.wishes.replay_wanted) as wanted,
    ):
        view.choose(other)
    assert wanted.args == [other]
    assert view.sample.currentData() == other


def test_any_sample_of_the_job_can_be_named_and_no_other(qtbot: QtBot, view: AttackView) -> None:
    assert view._opened is not None
    indexes = view._opened.table.index.tolist()
    typical = [view.sample.itemData(place) for place in range(view.sample.count())]
    wanted = next(index for index in indexes if index not in typical)
    with qtbot.waitSignal(view.wishes.replay_wanted) as asked:
        view.choose(wanted)
    assert asked.args == [wanted]
    assert view.number.isVisible()
    assert view.number.value() == wanted
    qtbot.mouseClick(view.replay, Qt.MouseButton.LeftButton)  # stops
    view.number.setValue(next(n for n in range(1000) if n not in indexes))
    with qtbot.assertNotEmitted(view.wishes.replay_wanted):
        qtbot.mouseClick(view.replay, Qt.MouseButton.LeftButton)
    assert "is not in this job" in said(view)


def test_return_replays_the_sample_of_that_number_or_says_which_are_next_to_it(
    view: AttackView, qtbot: QtBot
) -> None:
    assert view._opened is not None
    indexes = sorted(view._opened.table.index.tolist())
    view.sample.setCurrentIndex(view.sample.findText("Sample number …"))
    gap = next(n for n in range(indexes[0], indexes[-1]) if n not in indexes)
    below, above = max(n for n in indexes if n < gap), min(n for n in indexes if n > gap)
    for wanted, next_to in (
        (gap, f"#{below}, #{above}"),
        (indexes[-1] + 1, f"#{indexes[-1]}"),
    ):
        view.number.setValue(wanted)
        qtbot.keyClick(view.number, Qt.Key.Key_Return)
        words = f"Sample {wanted} is not in this job. The nearest of this job: {next_to}."
        assert words in said(view)
    view.number.setValue(below)
    with qtbot.waitSignal(view.wishes.replay_wanted) as asked:
        qtbot.keyClick(view.number, Qt.Key.Key_Return)
    assert asked.args == [below]


@pytest.mark.parametrize("attack", ["noise-linf", "worst-case", "secml-pgd-linf", "unheard of"])
def test_an_attack_without_a_chain_of_points_cannot_be_replayed(
    view: AttackView, attack: str
) -> None:
    view.show_opened(opened_job(made_up_table(60), attack=attack))
    assert not view.replay.isEnabled()
    assert "no chain of points" in said(view)
    view.show_opened(opened_job(made_up_table(60), attack="pgd-linf"))
    assert view.replay.isEnabled()


def test_what_went_wrong_is_said_and_another_job_forgets_it(view: AttackView) -> None:
    view.show_trace(InputError("file_missing", "There is no file.", "Bring it back."))
    assert "There is no file. Bring it back." in said(view)
    view.show_opened(opened_job(made_up_table(60), attack="pgd-linf"))
    assert "There is no file" not in said(view)


def test_a_replay_that_found_something_else_or_kept_a_part_says_so(view: AttackView) -> None:
    assert view._opened is not None
    table = view._opened.table
    index = view.sample.itemData(0)
    was = float(table.minimum_perturbation[table.index == index][0])
    passes = random_passes(40)
    view.show_trace(trace_of(view, passes, found=was))
    assert "found the same" in said(view)
    view.show_trace(trace_of(view, passes, found=was / 2, made=9000, stages=(39, 8000)))
    assert "the last bits are others" in said(view)
    assert "first 40 of 9" in said(view)
    view.show_trace(trace_of(view, passes, found=None))
    assert "found nothing" in said(view)
    view.show_trace(trace_of(view, random_passes(0), found=0.0))
    assert "wrong without a perturbation" in said(view)


def spoiled(values: Any) -> NDArray[np.float64]:
    passes = random_passes(40)
    passes[5:15, 1:] = values
    return passes


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize(
    "passes",
    [
        random_passes(1),
        random_passes(3),
        random_passes(20_000),
        np.zeros((500, 3)),
        spoiled(np.nan),
        spoiled(np.inf),
        spoiled(-np.inf),
        spoiled(1e300),
        np.full((5000, 3), np.nan),
    ],
    ids=["one", "three", "many", "zeros", "nan", "inf", "-inf", "1e300", "all nan"],
)
@pytest.mark.parametrize("measure", [0, 1])
def test_any_passes_are_painted(
    view: AttackView, theme: Theme, colours: Any, passes: NDArray[np.float64], measure: int
) -> None:
    theme.colours = colours
    view.measure.setCurrentIndex(measure)
    view.show_trace(trace_of(view, passes, stages=(2, len(passes) // 2, 10**6)))
    view.plot.resize(300, 200)  # smaller than it ever is
    view.grab()
    view.plot._look_at(len(passes) // 2)
    view.grab()
    assert f"Pass {len(passes) // 2 + 1:,}:".replace(",", "\u202f")[:6] in said(view)
    assert all(np.isfinite(panel.values).all() for panel in view.plot._panels)


@settings(max_examples=60)
@given(
    lowest=st.floats(-1e9, 1e9),
    span=st.floats(1e-9, 1e9),
)
def test_ticks_are_a_few_round_numbers_within_the_axis(lowest: float, span: float) -> None:
    highest = lowest + span
    assume(highest - lowest > 1e-9 * max(1.0, abs(lowest)))
    found = ticks(lowest, highest)
    assert 1 <= len(found) <= 8
    places = [value for value, _ in found]
    assert places == sorted(set(places))
    slack = 1e-6 * (highest - lowest) + 1e-9 * max(abs(lowest), abs(highest))
    assert all(lowest - slack <= value <= highest + slack for value in places)
    words = [text for _, text in found]
    if span > 1e-4 and abs(lowest) < 1e6:
        assert len(set(words)) == len(words)


def test_every_input_has_a_name(view: AttackView) -> None:
    for widget in (view.sample, view.number, view.measure, view.stages):
        assert widget.accessibleName()
    assert view.replay.text()


def test_passes_that_were_not_needed_are_not_told(view: AttackView) -> None:
    assert "to check its assumption" in said(view)
    view.show_opened(opened_job(made_up_table(60), attack="fmn-linf", passes=PassCounts(attack=10)))
    assert "0 to check" not in said(view)
