from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.events import JobLoadFailed
from pandavision_gui.jobs.job import Imported
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.details.details_text import bracket_meaning
from pandavision_gui.views.details.elided_label import ElidedLabel
from pandavision_gui.views.details.fact_list import FactRow
from pandavision_gui.views.details.note_list import NoteRow
from pandavision_gui.views.details.text_box import TextBox
from pandavision_gui.views.details.verdict_box import VerdictBox
from pandavision_gui.views.details_panel import LEAST_WIDTH, DetailsPanel
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import DARK, Theme

from .jobs_table.job_results import make_loaded, make_result
from .jobs_table.job_rows import finished_row, job_id, make_progress, make_row, running_row

HOSTILE = "<b>x</b>\n\u202e" + "y" * 4000


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> DetailsPanel:
    panel = DetailsPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(300, 700)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def texts(panel: QWidget) -> list[str]:
    return [label.text() for label in panel.findChildren(PlainLabel) if label.isVisible()]


def settle(panel: DetailsPanel) -> None:
    """Let the layouts come to rest: a text that wraps asks anew once it has its width."""

    def places() -> list[QRect]:
        return [label.geometry() for label in panel.findChildren(QLabel)]

    before: list[QRect] = []
    for _ in range(20):
        if places() == before:
            return
        before = places()
        QApplication.processEvents()
    pytest.fail("the layouts never come to rest")


def cut_off(panel: DetailsPanel) -> list[str]:
    """The texts that lie outside or, but for long names, have less room than they need."""
    found = []
    for label in panel.findChildren(PlainLabel):
        if not label.isVisible() or not label.text():
            continue
        flags = Qt.TextFlag.TextWordWrap if label.wordWrap() else 0
        room = QRect(0, 0, label.width(), 10_000)
        needed = QFontMetrics(label.font()).boundingRect(room, int(flags), label.text())
        left = label.mapTo(panel, QPoint(0, 0)).x()
        is_outside = left < 0 or left + label.width() > panel.width()
        is_small = needed.height() > label.height() or needed.width() > label.width()
        if isinstance(label, WrappingLabel):  # it breaks within words, too
            metrics = QFontMetrics(label.font())
            lines = metrics.horizontalAdvance(label.text()) // max(label.width(), 1)
            is_small = max(lines, 1) * metrics.lineSpacing() > label.height()
        may_be_small = isinstance(label, ElidedLabel) and len(label.text()) > 40
        if is_outside or (is_small and not may_be_small):
            found.append(label.text())
    return found


def button(panel: DetailsPanel, text: str) -> QPushButton:
    return next(b for b in panel.findChildren(QPushButton) if b.text() == text)


def test_without_a_job_it_says_what_will_be_here(panel: DetailsPanel) -> None:
    assert [text[:12] for text in texts(panel)] == ["Select a job"]
    assert not button(panel, "Run with changes").isVisible()
    panel.show_job(finished_row(1), make_loaded(make_result()), None, ())
    panel.show_nothing()
    assert [text[:12] for text in texts(panel)] == ["Select a job"]


def test_a_finished_job_shows_verdict_trust_and_what_was_run(panel: DetailsPanel) -> None:
    panel.show_job(finished_row(1), make_loaded(make_result()), None, ())
    shown = texts(panel)
    for text in ("Security level: high", "0.82", "How far to trust it", "What was run"):
        assert text in shown
    assert bracket_meaning(make_result()) in shown
    assert panel.findChild(VerdictBox).property("role") == "good-box"
    assert not any("Not to be trusted" in text for text in shown)


def test_the_verdict_comes_first_then_figures_trust_and_what_was_run(panel: DetailsPanel) -> None:
    panel.show_job(finished_row(1), make_loaded(make_result()), None, ())
    settle(panel)

    def height_of(text: str) -> int:
        found = (one for one in panel.findChildren(PlainLabel) if one.isVisible())
        label = next(one for one in found if one.text() == text)
        return label.mapTo(panel, QPoint(0, 0)).y()

    order = ["Security level: high", "Clean accuracy", "How far to trust it", "What was run"]
    heights = [height_of(text) for text in order]
    assert heights == sorted(set(heights))


def test_warnings_stand_beside_the_verdict(panel: DetailsPanel) -> None:
    panel.show_job(finished_row(1), make_loaded(make_result(warnings=("No gradient.",))), None, ())
    assert "Not to be trusted before the warning below is settled." in texts(panel)
    assert "No gradient." in texts(panel)


def test_a_warning_that_came_while_the_job_ran_counts_once_beside_those_of_its_result(
    panel: DetailsPanel,
) -> None:
    loaded = make_loaded(make_result(warnings=("No gradient.",)))
    panel.show_job(finished_row(1), loaded, None, ("No gradient.", "Time ran out."))
    assert "Not to be trusted before the 2 warnings below are settled." in texts(panel)


def test_the_verdict_box_is_neutral_under_noise_and_changes_with_the_job(
    panel: DetailsPanel,
) -> None:
    box = panel.findChild(VerdictBox)
    noise = make_result(attack="noise-linf", assumption_check=None)
    panel.show_job(finished_row(1, attack="noise-linf"), make_loaded(noise), None, ())
    assert box.property("role") == "accent-box"
    medium, low = make_result({0.0: 97, 0.06: 0}), make_result({0.0: 97, 0.06: 0, 0.07: 0, 0.08: 0})
    panel.show_job(finished_row(2), make_loaded(medium), None, ())
    assert box.property("role") == "warn-box"
    panel.show_job(finished_row(2), make_loaded(low), None, ())
    assert box.property("role") == "bad-box"
    panel.show_job(running_row(3), make_loaded(None), make_progress(), ())
    assert not box.isVisible()


def test_a_running_job_keeps_its_rows_from_one_report_to_the_next(panel: DetailsPanel) -> None:
    panel.show_job(running_row(1), make_loaded(None), make_progress(0.5), ())
    rows = panel.findChildren(FactRow)
    assert "50 %" in texts(panel)
    panel.show_job(running_row(1), make_loaded(None), make_progress(0.6), ("Careful.",))
    assert panel.findChildren(FactRow) == rows
    assert {"60 %", "Warnings", "Careful.", "What is asked for"} <= set(texts(panel))


def test_the_place_in_the_text_stays_while_the_job_runs(panel: DetailsPanel, qtbot: QtBot) -> None:
    panel.resize(300, 150)
    bar = panel.findChild(QScrollArea).verticalScrollBar()
    panel.show_job(running_row(1), make_loaded(None), make_progress(0.5), ())
    qtbot.waitUntil(lambda: bar.maximum() > 60)
    bar.setValue(50)
    panel.show_job(running_row(1), make_loaded(None), make_progress(0.6), ())
    assert bar.value() == 50
    panel.show_job(make_row(2), None, None, ())
    assert bar.value() == 0


def test_keys_scroll_what_has_more_than_fits_and_stop_at_nothing_else(
    panel: DetailsPanel, qtbot: QtBot
) -> None:
    area = panel.findChild(QScrollArea)
    assert area.focusPolicy() is Qt.FocusPolicy.NoFocus
    panel.resize(300, 150)
    panel.show_job(finished_row(1), make_loaded(make_result()), None, ())
    settle(panel)
    assert area.focusPolicy() is Qt.FocusPolicy.StrongFocus
    area.setFocus()
    qtbot.keyClick(area, Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() > 0


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED])
def test_a_job_that_ended_says_why_and_what_can_be_done(
    panel: DetailsPanel, state: JobState
) -> None:
    row = finished_row(1, state=state, reason="The disk is full.")
    panel.show_job(row, None, None, ())
    assert "The disk is full." in texts(panel)
    assert any("Resume" in text for text in texts(panel))


def test_a_job_that_waits_for_its_files_says_so_and_not_that_it_waits_for_its_turn(
    panel: DetailsPanel,
) -> None:
    panel.show_job(make_row(1, reason="Its drive is gone."), None, None, ())
    assert "Its drive is gone." in texts(panel)
    assert not any("its turn" in text for text in texts(panel))
    panel.show_job(make_row(1), None, None, ())
    assert "Its drive is gone." not in texts(panel)
    assert any("its turn" in text for text in texts(panel))


def test_a_job_that_waits_in_a_paused_queue_says_what_it_waits_for(panel: DetailsPanel) -> None:
    panel.show_job(make_row(1), None, None, (), queue_is_paused=True)
    assert any("The queue is paused" in text for text in texts(panel))
    panel.show_job(make_row(1), None, None, (), queue_is_paused=False)
    assert not any("The queue is paused" in text for text in texts(panel))


def test_the_news_of_a_job_that_ended_are_gone(panel: DetailsPanel) -> None:
    panel.show_job(running_row(1), make_loaded(None), make_progress(), ())
    panel.show_job(finished_row(1), None, make_progress(), ())
    assert not any("so far" in text for text in texts(panel))
    assert any("being read" in text for text in texts(panel))


def test_the_buttons_tell_the_job(panel: DetailsPanel, qtbot: QtBot) -> None:
    panel.show_job(finished_row(1), make_loaded(make_result()), None, ())
    with qtbot.waitSignal(panel.repeat_wanted) as wanted:
        button(panel, "Run with changes").click()
    assert wanted.args == [job_id(1)]
    with qtbot.waitSignal(panel.copy_json_wanted) as wanted:
        button(panel, "Copy spec as JSON").click()
    assert wanted.args == [job_id(1)]
    with qtbot.waitSignal(panel.folder_wanted) as wanted:
        button(panel, "Open folder").click()
    assert wanted.args == [job_id(1)]


def test_a_screen_reader_is_told_the_whole_hash(panel: DetailsPanel) -> None:
    result = make_result()
    panel.show_job(finished_row(1), make_loaded(result), None, ())
    values = [label for label in panel.findChildren(ElidedLabel) if label.isVisible()]
    told = [label.accessibleDescription() for label in values]
    assert any(result.model.sha256 in words for words in told)


def test_the_error_of_a_job_can_be_copied_and_shows_its_details_on_demand(
    panel: DetailsPanel,
) -> None:
    row = finished_row(1)
    failure = JobLoadFailed(row.id, "It cannot be read.", "line 1\nline 2")
    panel.show_job(row, None, None, (), failure)
    (box,) = [one for one in panel.findChildren(TextBox) if one.isVisible()]
    assert box.copy.isVisible()
    assert "line 1" not in " ".join(texts(panel))
    box.more.click()
    assert "line 1\nline 2" in texts(panel)
    assert box.more.text() == "Hide details"
    box.copy.click()
    copied = QApplication.clipboard().text()
    assert copied.startswith("It cannot be read.")
    assert copied.endswith("line 1\nline 2")
    row = finished_row(1, state=JobState.FAILED, reason="The file is damaged.")
    panel.show_job(row, None, None, ())
    assert "line 1\nline 2" not in texts(panel)
    assert not box.more.isVisible(), "there are none"
    box.copy.click()
    assert QApplication.clipboard().text().startswith("The file is damaged.")


def test_a_damaged_job_cannot_be_repeated(panel: DetailsPanel) -> None:
    row = make_row(1, state=JobState.FAILED, model="", dataset="", attack="", values=0)
    panel.show_job(row, None, None, ())
    assert not button(panel, "Run with changes").isEnabled()
    assert not button(panel, "Copy spec as JSON").isEnabled()
    assert button(panel, "Open folder").isEnabled()
    assert "What was run" not in texts(panel)
    panel.show_job(finished_row(2), None, None, ())
    assert button(panel, "Run with changes").isEnabled()


@pytest.mark.parametrize("state", list(JobState))
def test_hostile_texts_are_plain_and_need_no_more_width(
    panel: DetailsPanel, qtbot: QtBot, state: JobState
) -> None:
    result = make_result(warnings=(HOSTILE,)) if state is JobState.FINISHED else None
    row = finished_row(1, state=state, name=HOSTILE, model=HOSTILE, reason=HOSTILE)
    panel.resize(LEAST_WIDTH, 600)
    panel.show_job(row, make_loaded(result), make_progress(phase=HOSTILE), (HOSTILE,))
    settle(panel)
    assert panel.findChild(QScrollArea).widget().width() <= LEAST_WIDTH
    assert panel.width() == LEAST_WIDTH
    visible = [label for label in panel.findChildren(QLabel) if label.isVisible() and label.text()]
    assert all(isinstance(label, PlainLabel) for label in visible)
    assert not any("\u202e" in label.text() for label in visible)
    assert cut_off(panel) == []


def test_a_result_waits_until_its_job_has_finished(panel: DetailsPanel) -> None:
    loaded = make_loaded(make_result())
    panel.show_job(running_row(1), loaded, make_progress(), ())
    assert "Security level: high" not in texts(panel)
    panel.show_job(finished_row(1), loaded, None, ())
    assert "Security level: high" in texts(panel)


@pytest.mark.parametrize("width", [LEAST_WIDTH, 300, 500])
def test_nothing_is_cut_off_at_any_width(panel: DetailsPanel, qtbot: QtBot, width: int) -> None:
    panel.resize(width, 600)
    result = make_result({0.0: 97, 8 / 255: 78, 0.06: 62}, warnings=("No gradient at all.",))
    panel.show_job(finished_row(1), make_loaded(result), None, ())
    assert len(texts(panel)) > 30
    settle(panel)
    assert cut_off(panel) == []


def test_marks_are_painted_anew_in_another_scheme(
    panel: DetailsPanel, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.show_job(finished_row(1), make_loaded(make_result()), None, ())
    mark = panel.findChild(NoteRow).findChild(QLabel)
    light = mark.pixmap().toImage()
    monkeypatch.setattr(theme, "colours", DARK)
    theme.changed.emit()
    assert mark.pixmap().toImage() != light


def test_a_result_that_cannot_be_read_is_said_with_the_remedy(panel: DetailsPanel) -> None:
    failure = JobLoadFailed(job_id(1), "“result.json” is damaged.", "line 1\n" + "x" * 9000)
    panel.show_job(finished_row(1), None, None, (), failure)
    shown = texts(panel)
    assert "“result.json” is damaged." in shown
    assert any("select the job again" in text for text in shown)
    assert not any("being read" in text for text in shown)
    assert not button(panel, "Run with changes").isEnabled()
    box = next(w for w in panel.findChildren(TextBox) if w.isVisible())
    assert "line 1" in box.toolTip()
    assert len(box.toolTip()) < 2000
    panel.show_job(finished_row(1), make_loaded(make_result()), None, ())
    assert "“result.json” is damaged." not in texts(panel)


def test_a_settings_file_of_a_running_job_that_cannot_be_read_is_a_warning(
    panel: DetailsPanel,
) -> None:
    failure = JobLoadFailed(job_id(1), "“spec.json” is damaged.")
    panel.show_job(running_row(1), None, make_progress(0.5), (), failure)
    assert {"“spec.json” is damaged.", "Warnings", "50 %"} <= set(texts(panel))


def test_no_name_forges_a_second_line_or_turns_the_text(panel: DetailsPanel) -> None:
    name = "job\nSecurity level: high\u2028\u202e"
    spec = {"attack-params": {name: 1}}
    result = make_result(spec=spec, warnings=(name,))
    row = finished_row(1, name=name)
    panel.show_job(row, make_loaded(result), None, ())
    named = [text for text in texts(panel) if text.startswith("job")]
    assert len(named) >= 3
    for text in named:
        assert text.replace("\n", "").isprintable()
        # A long word is broken to wrap; the name's own line break is not there.
        assert "job\n" not in text


def test_a_thousand_warnings_are_shown_at_once(panel: DetailsPanel) -> None:
    warnings = tuple(f"Sample {n} gave no gradient." for n in range(1000))
    panel.show_job(finished_row(1), make_loaded(make_result(warnings=warnings)), None, ())
    assert len(panel.findChildren(NoteRow)) < 40
    assert any("and 980 more" in text for text in texts(panel))
    assert any("1\u202f000 warnings" in text for text in texts(panel))


def test_a_job_from_an_archive_says_so_in_every_state(panel: DetailsPanel) -> None:
    imported = Imported(when=datetime(2026, 3, 12, 9, 0, tzinfo=UTC), file="<b>x</b>\u202e.zip")
    for row, result in (
        (finished_row(1), make_result()),
        (make_row(2, state=JobState.INTERRUPTED), None),
    ):
        loaded = replace(make_loaded(result), imported=imported)
        panel.show_job(row, loaded, None, ())
        (said,) = (text for text in texts(panel) if "archive" in text)
        assert said.startswith("From an archive (<b>x</b>\\u202e.zip, 2026-03-12")
        assert said.endswith("); not computed here")
    panel.show_job(finished_row(3), make_loaded(make_result()), None, ())
    assert not any("archive" in text for text in texts(panel))


@pytest.mark.parametrize("width", [LEAST_WIDTH, 300])
def test_tags_and_notes_have_their_room(panel: DetailsPanel, width: int) -> None:
    panel.resize(width, 900)
    notes = panel.findChild(QPlainTextEdit, "notes")
    assert isinstance(notes, QPlainTextEdit)
    heights = []
    for lines in (0, 3, 300):
        text = "\n".join(["word"] * lines)
        panel.show_job(finished_row(lines + 1, notes=text), None, None, ())
        settle(panel)
        heights.append(notes.height())
        assert notes.toPlainText() == text
        assert cut_off(panel) == []
    assert heights[0] < heights[1] < heights[2] < 200
    panel.show_job(finished_row(9, tags=("x" * 51,)), None, None, ())
    panel.remarks.save()  # nothing is changed: nothing is refused
    line = panel.findChild(QLineEdit, "tags")
    assert isinstance(line, QLineEdit)
    line.setText("y" * 51)
    panel.remarks.save()
    settle(panel)
    (said,) = (label for label in panel.findChildren(WrappingLabel) if "room for" in label.text())
    assert said.isVisible()
    assert said.height() >= said.heightForWidth(said.width())


@pytest.mark.parametrize(
    "notes", ["a\u00a0b", "a\u2028b", "a\tb\n\n", "", "\u202ea", "\x00\x1b[1m", " a "]
)
@pytest.mark.parametrize("tags", [(), ('a, "b"', "c"), ("\u202ea\u00a0b",)])
def test_what_nobody_has_touched_is_never_written_anew(
    panel: DetailsPanel, notes: str, tags: tuple[str, ...]
) -> None:
    asked: list[object] = []
    panel.remarks.remarks_wanted.connect(lambda *what: asked.append(what))
    for number in (1, 2):
        panel.show_job(finished_row(number, notes=notes, tags=tags), None, None, ())
        panel.remarks.save()
        panel.show_job(finished_row(number, notes="x", tags=()), None, None, ())
        panel.show_job(finished_row(number, notes=notes, tags=tags), None, None, ())
        panel.remarks.save()
    panel.show_nothing()
    assert asked == []
    assert panel.remarks.cannot_be_kept() == {}


def test_a_low_level_comes_with_what_could_be_done_and_a_high_one_does_not(
    panel: DetailsPanel,
) -> None:
    low = make_loaded(make_result({0.0: 97, 0.03: 5, 0.06: 2}))
    panel.show_job(finished_row(1), low, None, (), None)
    assert "What could be done" in texts(panel)
    assert any("adversarial training" in text for text in texts(panel))
    high = make_loaded(make_result())
    panel.show_job(finished_row(1, sec_value=0.9), high, None, (), None)
    assert "What could be done" not in texts(panel)
    panel.show_job(running_row(3), None, make_progress(), (), None)
    assert "What could be done" not in texts(panel)


class SquashedRows(QObject):
    """Notes and facts that are painted with less height than their text takes."""

    def __init__(self) -> None:
        super().__init__()
        self.painted = 0
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint and isinstance(watched, NoteRow | FactRow):
            self.painted += 1
            if watched.height() < watched.heightForWidth(watched.width()):
                self.found.append(watched.findChildren(QLabel)[-1].text())
        return False


def test_no_text_is_cut_off_for_a_moment_when_a_job_has_finished(
    panel: DetailsPanel, qapp: QApplication, qtbot: QtBot
) -> None:
    panel.show_job(make_row(1), make_loaded(None), None, ())
    settle(panel)
    watch = SquashedRows()
    qapp.installEventFilter(watch)
    panel.show_job(finished_row(1), make_loaded(make_result()), None, ())
    settle(panel)
    qapp.removeEventFilter(watch)
    assert watch.painted
    assert watch.found == []


@pytest.mark.parametrize("height", [150, 400])
def test_no_row_is_painted_squashed_when_the_first_report_comes(
    panel: DetailsPanel, qapp: QApplication, height: int
) -> None:
    panel.resize(300, height)
    panel.show_job(running_row(1), make_loaded(None), None, ())
    settle(panel)
    watch = SquashedRows()
    qapp.installEventFilter(watch)
    panel.show_job(running_row(1), make_loaded(None), make_progress(0.1), ())
    panel.grab()
    settle(panel)
    qapp.removeEventFilter(watch)
    assert watch.painted
    assert watch.found == []


def test_settings_are_called_as_in_the_form_whether_a_job_ended_well_or_not(
    panel: DetailsPanel,
) -> None:
    warned = make_loaded(make_result(warnings=('No "preprocessing" is named.',)))
    panel.show_job(finished_row(1), warned, None, ())
    assert "No “Preprocessing” is named." in texts(panel)
    for state in (JobState.FAILED, JobState.INTERRUPTED, JobState.QUEUED):
        row = make_row(2, state=state, reason='Set "device" to another.')
        panel.show_job(row, None, None, ())
        assert "Set “Device” to another." in texts(panel), state
