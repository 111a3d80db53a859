"""How the table shares out its width, and what it paints."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.progress import Stage
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table import name_delegate
from pandavision_gui.views.jobs_table.cell_delegate import CellDelegate
from pandavision_gui.views.jobs_table.column_widths import elide_mode
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.jobs_table.job_tooltips import tooltip_in
from pandavision_gui.views.jobs_table.progress_delegate import ProgressDelegate
from pandavision_gui.views.jobs_table.verdict_delegates import FigureDelegate, LevelDelegate
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.theme import LIGHT, UNIT, tabular

from .job_rows import finished_row, job_id, make_progress, make_row, running_row
from .table_widgets import view_of


@pytest.mark.parametrize("width", [800, 1024, 1600, 2560])
def test_columns_fill_the_width_and_leave_room_for_what_tells_jobs_apart(
    table: JobTable, model: JobTableModel, width: int
) -> None:
    model.set_rows([finished_row(1)])
    table.resize(width, 300)
    view = view_of(table)
    widths = {c: view.columnWidth(c) for c in Column if not view.isColumnHidden(c)}
    least = 16 * view.fontMetrics().averageCharWidth()
    files = {Column.MODEL, Column.DATASET} & set(widths)
    assert min(widths[c] for c in {Column.NAME, *files}) >= 0.85 * least
    assert {Column.TICK, Column.STATE, Column.ROBUST, Column.LEVEL} <= set(widths)
    if width >= 1600:
        assert set(widths) == set(Column)
    if width >= 1024:
        assert len(files) == 2
        assert width - 12 <= sum(widths.values()) <= width


def test_column_widths_stay_while_a_job_runs(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([running_row(1), make_row(2)])
    view = view_of(table)
    before = [view.columnWidth(c) for c in Column]
    model.set_progress(job_id(1), make_progress(0.99, left_s=7777))
    model.upsert(finished_row(1, name="x" * 4000))
    assert [view.columnWidth(c) for c in Column] == before


def test_a_width_that_the_user_chose_stays(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([finished_row(1)])
    view_of(table).setColumnWidth(Column.NAME, 311)
    table.resize(1500, 300)
    assert view_of(table).columnWidth(Column.NAME) == 311
    assert view_of(table).columnWidth(Column.STATE) != 311


def test_the_swatch_has_the_colour_of_the_curve(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([finished_row(1)])
    cell = view_of(table).visualRect(view_of(table).model().index(0, Column.SWATCH))
    wanted = QColor(model.style_of(job_id(1)).colour(dark=False))

    def picture() -> QImage:
        return view_of(table).viewport().grab(cell).toImage()

    def has_colour(image: QImage) -> bool:
        return any(
            image.pixelColor(x, y) == wanted
            for x in range(image.width())
            for y in range(image.height())
        )

    model.set_ticked(job_id(1), True)
    assert not has_colour(picture())
    assert model.style_of(job_id(1)).number == 0
    assert has_colour(picture())


def test_jobs_in_all_states_are_painted_without_complaint(
    table: JobTable, model: JobTableModel
) -> None:
    rows = [make_row(n, state=state, reason="r" * 500) for n, state in enumerate(JobState)]
    model.set_rows([*rows, finished_row(50, warnings=2), finished_row(51, sec_value=-1.0)])
    model.set_progress(rows[1].id, make_progress())
    model.set_all_ticked([row.id for row in model.rows()], True)
    assert not table.grab().isNull()


@pytest.mark.parametrize("width", [1600, 2560])
def test_with_room_to_spare_no_name_is_elided(
    table: JobTable, model: JobTableModel, qtbot: QtBot, width: int
) -> None:
    row = finished_row(1, name="road signs, a standard network", model="road_signs_standard_1.onnx")
    table.resize(width, 300)
    model.set_rows([row])
    view = view_of(table)
    metrics = QFontMetrics(tabular(view.font()))

    def has_room(column: Column) -> bool:
        needed = metrics.horizontalAdvance(view.model().index(0, column).data())
        return needed + 2 * UNIT <= view.columnWidth(column)

    qtbot.waitUntil(lambda: has_room(Column.NAME) and has_room(Column.MODEL))
    assert view.columnWidth(Column.NAME) >= view.columnWidth(Column.MODEL)


def test_names_are_cut_at_the_end_unless_only_their_ends_differ(qapp: object) -> None:
    metrics = QFontMetrics(QFont())
    width = metrics.horizontalAdvance("road signs, standar") + 2 * UNIT
    starts = ["road signs, standard network", "road signs, robust network"]
    ends = ["road signs, standard network 1", "road signs, standard network 2"]
    assert elide_mode(starts, width, metrics) is Qt.TextElideMode.ElideRight
    assert elide_mode(ends, width, metrics) is Qt.TextElideMode.ElideMiddle


def test_a_reason_is_told_across_the_cells_that_have_no_figures(
    table: JobTable, model: JobTableModel
) -> None:
    reason = "The samples have the shape 3 × 30 × 30, but the model takes 1 × 28 × 28. " * 3

    def red_in(column: Column) -> bool:
        cell = view_of(table).visualRect(view_of(table).model().index(0, column))
        image = view_of(table).viewport().grab(cell).toImage()
        bad = QColor(LIGHT.bad)
        return any(
            image.pixelColor(x, y) == bad
            for x in range(image.width())
            for y in range(image.height())
        )

    model.set_rows([make_row(1, state=JobState.FAILED, reason=reason)])
    told = (Column.STATE, Column.CLEAN, Column.ROBUST, Column.LEVEL)
    assert [red_in(column) for column in (*told, Column.STARTED)] == [True] * 4 + [False]
    assert tooltip_in(Column.ROBUST, model.listed_at(0)) == one_line(reason, 1200)
    model.upsert(finished_row(1))
    assert not red_in(Column.CLEAN)


def test_the_figures_end_where_their_header_does(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([finished_row(1)])
    cell = view_of(table).visualRect(view_of(table).model().index(0, Column.ROBUST))
    image = view_of(table).viewport().grab(cell).toImage()
    ground = image.pixel(1, 1)
    last = max(
        x
        for x in range(image.width())
        for y in range(4, image.height() - 4)
        if image.pixel(x, y) != ground
    )
    assert image.width() - UNIT - 3 <= last < image.width() - UNIT + 1


def test_the_row_with_the_keyboard_is_framed_all_around(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(1), finished_row(2)])
    table.select(job_id(2))
    view = view_of(table)
    table.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    image = view.viewport().grab().toImage()
    accent = QColor(LIGHT.accent)
    first = view.visualRect(view.model().index(0, Column.TICK))
    last = view.visualRect(view.model().index(0, Column.TOOK))
    row = first.united(last)
    corners = (row.topLeft(), row.bottomLeft(), row.topRight(), row.bottomRight())
    sides = [QPoint(x, row.center().y()) for x in (row.left(), row.right())]
    assert [image.pixelColor(place) for place in (*corners, *sides)] == [accent] * 6


def painted(table: JobTable, line: int) -> QImage:
    """The picture of a row's name cell."""
    view = view_of(table)
    rect = view.visualRect(view.model().index(line, Column.NAME))
    return view.viewport().grab(rect).toImage()


def test_tags_stand_behind_the_name_where_there_is_room(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(1, name="net"), finished_row(2, name="net", tags=("base",))])
    qtbot.wait(1)
    with_tag, without = painted(table, 0), painted(table, 1)
    assert with_tag.size() == without.size()
    metrics = QFontMetrics(tabular(view_of(table).font()))
    name = UNIT + metrics.horizontalAdvance("net")
    assert with_tag.copy(0, 0, name, 20) == without.copy(0, 0, name, 20)
    assert with_tag != without
    model.upsert(finished_row(2, name="net"))
    assert painted(table, 0) == without


def test_tags_give_way_to_a_long_name_but_not_without_a_trace(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    chips = name_delegate._chips_with_room
    metrics = QFontMetrics(tabular(view_of(table).font()))
    tags = ["base", "second", "third"]
    assert chips(tags, "net", 1000, metrics) == tags
    assert chips(tags, "net", 130, metrics) == ["base", "+2"]
    assert chips(tags, "x" * 400, 150, metrics) == ["+3"]
    assert chips(tags, "x" * 400, 20, metrics) == []
    assert chips(tags, "x" * 400, 150, metrics, 20) == ["+3"], "the mark took the tags' place"


def test_the_pointer_and_a_screen_reader_get_tags_and_notes(
    table: JobTable, model: JobTableModel
) -> None:
    tags = ("<b>a</b>", "two words")
    model.set_rows([finished_row(1, tags=tags, notes="first\nsecond\n" + "x" * 5000)])
    index = view_of(table).model().index(0, Column.NAME)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "job 1, tags: <b>a</b>, two words"
    tooltip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "job 1<br>tags: &lt;b&gt;a&lt;/b&gt;, two words<br>first<br>second<br>" in tooltip
    assert len(tooltip) < 1000
    assert index.data() == "job 1"


def test_a_job_from_an_archive_has_a_quiet_mark_behind_its_name(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    long = "n" * 200
    model.set_rows([finished_row(n, name=name) for n, name in enumerate(("net", long))])
    qtbot.wait(1)
    before = [painted(table, line) for line in (0, 1)]
    for n, name in enumerate(("net", long)):
        model.upsert(finished_row(n, name=name, imported=True))
    marked = [painted(table, line) for line in (0, 1)]
    assert marked[0] != before[0], "no mark, or none beside a long name"
    assert marked[1] != before[1]
    metrics = QFontMetrics(tabular(view_of(table).font()))
    name = UNIT + metrics.horizontalAdvance("net")
    assert marked[1].copy(0, 0, name, 20) == before[1].copy(0, 0, name, 20)
    colours = {
        marked[1].pixelColor(x, y).name()
        for x in range(name, marked[1].width())
        for y in range(marked[1].height())
    }
    assert LIGHT.bad not in colours
    assert LIGHT.warn not in colours


def test_the_pointer_and_a_screen_reader_get_the_origin_and_what_was_cleared(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows(
        [
            finished_row(3, imported=True, tags=("base",)),
            finished_row(2, cleared=Cleared.PICTURES),
            make_row(1, state=JobState.FAILED, cleared=Cleared.ROWS),
        ]
    )
    index = view_of(table).model().index

    def told(line: int, role: Qt.ItemDataRole) -> str:
        return str(index(line, Column.NAME).data(role)).replace("<br>", " ")

    spoken, tooltip = Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole
    archive = "opened from an archive, not computed here"
    assert told(0, spoken) == f"job 3, tags: base, {archive}"
    assert "is as the archive says; this computer did not compute it" in told(0, tooltip)
    assert told(1, spoken) == "job 2, Its pictures were cleared to make room"
    assert "Its pictures were cleared to make room" in told(1, tooltip)
    assert "resumed, it starts anew" in told(2, tooltip)
    assert "archive" not in told(1, tooltip) + told(2, tooltip)


def what_is_written(
    monkeypatch: pytest.MonkeyPatch, delegate: type[CellDelegate]
) -> list[tuple[str, str]]:
    """Return a list that gets each text that is painted, whole and as it is seen."""
    written: list[tuple[str, str]] = []
    plain = delegate.write

    def write(self: CellDelegate, painter: QPainter, rect: QRect, text: str, **how: Any) -> int:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        written.append((text, shown))
        return plain(self, painter, rect, text, **how)

    monkeypatch.setattr(delegate, "write", write)
    return written


@pytest.mark.parametrize("width", [1024, 1400])
@pytest.mark.parametrize("stage", [None, *Stage])
@pytest.mark.usefixtures("language")
def test_what_is_done_before_the_attack_is_read_whole(
    table: JobTable,
    model: JobTableModel,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    stage: Stage | None,
) -> None:
    written = what_is_written(monkeypatch, ProgressDelegate)
    table.resize(width, 300)
    model.set_rows([running_row(1)])
    if stage is not None:
        model.set_progress(job_id(1), stage)
    view = view_of(table)
    view.grab()
    words = view.model().index(0, Column.STATE).data()
    assert set(written) == {(words, words)}
    assert view.model().index(0, Column.STATE).data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize("width", [640, 1024])
@pytest.mark.usefixtures("language")
def test_the_time_left_is_read_whole_in_a_narrow_table(
    table: JobTable, model: JobTableModel, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    written = what_is_written(monkeypatch, ProgressDelegate)
    table.resize(width, 300)
    model.set_rows([running_row(1)])
    model.set_progress(job_id(1), make_progress(0.88, left_s=598.0))
    view = view_of(table)
    view.grab()
    words = view.model().index(0, Column.STATE).data()
    assert "9 min 58 s" in words
    assert set(written) == {(words, words)}


@pytest.mark.parametrize("value", [16 / 255, 127 / 255, 0.01234, 12345.0])
@pytest.mark.parametrize("share", [100, 150])
def test_the_value_of_a_robust_accuracy_is_written_whole(
    table: JobTable,
    model: JobTableModel,
    monkeypatch: pytest.MonkeyPatch,
    value: float,
    share: int,
) -> None:
    written = what_is_written(monkeypatch, FigureDelegate)
    model.set_rows([finished_row(1, top_value=value)])
    view = view_of(table)
    font = view.font()
    font.setPointSizeF(font.pointSizeF() * share / 100)
    view.setFont(font)
    view.grab()
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    view.viewport().grab()
    figures = [pair for pair in written if pair[0].startswith("at ")]
    assert figures
    assert all(text == shown for text, shown in figures), figures


def test_a_running_job_has_a_bar_in_the_colour_of_its_curve(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows([running_row(1)])

    def filled(colour: QColor, share: float) -> int:
        model.set_progress(job_id(1), make_progress(share))
        cell = view_of(table).visualRect(view_of(table).model().index(0, Column.STATE))
        image = view_of(table).viewport().grab(cell).toImage()
        middle = image.height() // 2
        return max(
            sum(image.pixelColor(x, y) == colour for x in range(image.width()))
            for y in range(middle - 3, middle + 4)
        )

    accent = QColor(LIGHT.accent)
    assert 0 < filled(accent, 0.3) < filled(accent, 0.9)
    model.set_ticked(job_id(1), True)
    curve = QColor(model.style_of(job_id(1)).colour(dark=False))
    assert curve != accent
    assert 0 < filled(curve, 0.3) < filled(curve, 0.9)


def test_numbers_are_written_at_the_right_in_figures_of_one_width(
    table: JobTable, model: JobTableModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    sides: dict[str, Qt.AlignmentFlag] = {}
    widths: set[int] = set()
    plain = CellDelegate.write

    def write(self: CellDelegate, painter: QPainter, rect: QRect, text: str, **how: Any) -> int:
        sides[text] = how.get("side", Qt.AlignmentFlag.AlignLeft)
        widths.add(painter.font().featureValue(QFont.Tag("tnum")))
        return plain(self, painter, rect, text, **how)

    monkeypatch.setattr(CellDelegate, "write", write)
    model.set_rows([finished_row(1, name="net")])
    view = view_of(table)
    view.viewport().grab()
    for number in ("97.0 %", "29.0 %", "12 s"):
        assert sides[number] is Qt.AlignmentFlag.AlignRight, number
    assert sides["net"] is sides["finished"] is Qt.AlignmentFlag.AlignLeft
    assert widths == {1}
    for column in (Column.CLEAN, Column.ROBUST, Column.TOOK):
        place = view.model().headerData(
            column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole
        )
        assert place & Qt.AlignmentFlag.AlignRight


def test_a_symbol_stands_before_the_word_for_how_a_job_ended(
    table: JobTable, model: JobTableModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted_icons: list[str] = []
    plain = ProgressDelegate.paint_icon

    def paint_icon(self: CellDelegate, painter: QPainter, rect: QRect, name: str, tone: Any) -> int:
        painted_icons.append(name)
        return plain(self, painter, rect, name, tone)

    monkeypatch.setattr(ProgressDelegate, "paint_icon", paint_icon)
    for number, state in enumerate((JobState.FINISHED, JobState.FAILED, JobState.INTERRUPTED)):
        model.set_rows([finished_row(number, state=state)])
        view_of(table).viewport().grab()
    assert list(dict.fromkeys(painted_icons)) == ["good", "bad", "warn"]


def colours_in(table: JobTable, column: Column) -> set[str]:
    """The colours in the middle of a cell of the first row."""
    view = view_of(table)
    cell = view.visualRect(view.model().index(0, column))
    image = view.viewport().grab(cell).toImage()
    x, y = image.width() // 2, image.height() // 2
    return {
        image.pixelColor(x + across, y + down).name()
        for across in range(-4, 5)
        for down in range(-4, 5)
    }


def test_a_ticked_box_has_a_tick_and_is_told_aloud(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([finished_row(1)])
    index, spoken = view_of(table).model().index, Qt.ItemDataRole.AccessibleTextRole
    assert LIGHT.accent not in colours_in(table, Column.TICK)
    assert index(0, Column.TICK).data(spoken) == "not drawn in the plot"
    model.set_ticked(job_id(1), True)
    ticked = colours_in(table, Column.TICK)
    assert LIGHT.accent in ticked
    assert max(QColor(colour).lightness() for colour in ticked) > 200, "no tick is seen"
    assert index(0, Column.TICK).data(spoken) == "drawn in the plot"


def test_a_level_is_written_as_a_word_and_warnings_have_a_mark(
    table: JobTable, model: JobTableModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks: list[str] = []
    monkeypatch.setattr(
        LevelDelegate, "paint_icon", lambda _s, _p, _r, name, _tone: marks.append(name) or 0
    )
    written = what_is_written(monkeypatch, LevelDelegate)
    model.set_rows([finished_row(1, sec_value=0.5)])
    view_of(table).viewport().grab()
    assert {text for text, _ in written} == {"high", "0.50"}
    assert marks == []
    model.upsert(finished_row(1, sec_value=0.5, warnings=2))
    view_of(table).viewport().grab()
    assert set(marks) == {"warn"}


def test_a_reason_across_several_cells_is_one_text(
    table: JobTable, model: JobTableModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: set[tuple[int, int]] = set()
    plain = CellDelegate.write

    def write(self: CellDelegate, painter: QPainter, rect: QRect, text: str, **how: Any) -> int:
        if text.startswith("failed"):
            places.add((rect.left(), rect.right()))
        return plain(self, painter, rect, text, **how)

    monkeypatch.setattr(CellDelegate, "write", write)
    model.set_rows([make_row(1, state=JobState.FAILED, reason="The disk is full. " * 20)])
    view = view_of(table)
    view.viewport().grab()
    ((left, right),) = places
    first, last = (
        view.visualRect(view.model().index(0, one)) for one in (Column.STATE, Column.LEVEL)
    )
    assert first.left() < left < first.right()
    assert last.left() < right < last.right()
