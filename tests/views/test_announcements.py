"""What the window says: news come and go, offers stay until they are taken or closed."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views import opened_places, passing_news
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.error_message import ErrorMessage
from pandavision_gui.views.removed_jobs import RemovedJobs
from pandavision_gui.views.theme import Theme
from tests.support.flat_rows import flat_row


def row(name: str) -> JobRow:
    return flat_row(
        id=uuid4(), name=name, state=JobState.FINISHED, reason="", order=0, model="m", dataset="d",
        attack="pgd-linf", top_value=0.1, values=2, created=datetime.now(UTC),
    )  # fmt: skip


@pytest.fixture
def place(qtbot: QtBot, theme: Theme) -> Announcements:
    place = Announcements(theme)
    qtbot.addWidget(place)
    return place


def said(place: Announcements) -> list[str]:
    return [message.sentence() for message in place.messages() if message.isVisible()]


def button(place: Announcements, words: str) -> QPushButton:
    (found,) = (b for b in place.findChildren(QPushButton) if b.text() == words and b.isVisible())
    return found


def close(message: ErrorMessage) -> None:
    found = message.findChild(QToolButton, "close_message")
    found.click()


def test_nothing_takes_no_room(place: Announcements) -> None:
    assert not place.isVisible()


def test_news_replace_news(place: Announcements) -> None:
    place.exported("/tmp/a.png")
    place.failed("It did not work.")
    assert said(place) == ["It did not work."]


def test_the_folder_of_what_was_saved_can_be_opened(
    place: Announcements, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        opened_places.QDesktopServices,
        "openUrl",
        lambda url: opened.append(url.toLocalFile()) or True,
    )
    place.exported("/tmp/a b/%41.png")
    button(place, "Open folder").click()
    button(place, "Open file").click()
    assert opened == ["/tmp/a b", "/tmp/a b/%41.png"]
    place.exported("/tmp/a b/samples.h5")
    assert not any(
        one.isVisible() for one in place.findChildren(QPushButton) if "file" in one.text()
    )


def test_where_no_program_opens_a_folder_that_is_said(
    place: Announcements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened_places.QDesktopServices, "openUrl", lambda _: False)
    place.exported("/tmp/a b/c.png")
    button(place, "Open folder").click()
    assert said(place) == ["No program on this machine opens /tmp/a b"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing_news, "LEAST_MS", 1)
    monkeypatch.setattr(passing_news, "PER_LETTER_MS", 0)
    monkeypatch.setattr(passing_news, "_AGAIN_MS", 1)


@pytest.mark.usefixtures("quick")
def test_news_that_only_tell_leave_and_are_told_once_more(
    place: Announcements, qtbot: QtBot
) -> None:
    place.move(600, 600)  # the pointer is elsewhere
    with qtbot.waitSignal(place.passed, timeout=5000) as passed:
        with qtbot.waitActive(place):
            place.show()
            place.exported("/tmp/a.png")
        if (focus := QApplication.focusWidget()) is not None:
            focus.clearFocus()  # a window gives it to the first that takes it
    assert passed.args == ["Saved as /tmp/a.png"]
    assert said(place) == []


@pytest.mark.usefixtures("quick")
def test_what_went_wrong_what_asks_and_what_is_used_stays(
    place: Announcements, qtbot: QtBot
) -> None:
    place.move(600, 600)  # the pointer is elsewhere
    with qtbot.waitActive(place):
        place.show()
        place.failed("It did not work.")
    passed: list[str] = []
    place.passed.connect(passed.append)
    patience = place._passing._patience
    assert not patience.isActive()
    place.note("Written.", "/tmp")
    assert not patience.isActive(), "it offers to open the folder"
    place.exported("/tmp/a.png")
    cross = place._news.findChild(QToolButton, "close_message")
    cross.setFocus()
    for _ in range(3):
        qtbot.waitSignal(patience.timeout, timeout=5000).wait()
    assert (said(place), passed) == (["Saved as /tmp/a.png"], [])
    cross.clearFocus()
    qtbot.waitUntil(lambda: passed == ["Saved as /tmp/a.png"], timeout=5000)


def test_what_is_being_done_is_said_until_it_is_done(place: Announcements) -> None:
    patience = place._passing._patience
    place.busy("Writing “a.pdf” …")
    assert not patience.isActive(), "a report takes minutes"
    place.exported("/tmp/a.pdf")
    assert said(place) == ["Saved as /tmp/a.pdf"]
    assert patience.isActive()
    place.rest()
    assert said(place) == ["Saved as /tmp/a.pdf"], "that is news, no work"
    place.busy("Opening “b.pandavision” …")
    place.rest()
    assert said(place) == []


def test_longer_news_stay_longer(place: Announcements) -> None:
    place.exported("/tmp/a.png")
    short = place._passing._patience.interval()
    place.exported("/tmp/" + "a" * 50 + ".png")
    assert place._passing._patience.interval() >= short + 49 * passing_news.PER_LETTER_MS


def test_no_news_take_an_offer_away(place: Announcements, qtbot: QtBot) -> None:
    place.interrupted([row("cut off")])
    place.removed([row("a"), row("b")])
    place.failed("No.")
    place.note("So.")
    assert said(place) == [
        "The job “cut off” was interrupted when the program ended.",
        "Removed 2 jobs.",
        "So.",
    ]
    with qtbot.waitSignal(place.undo_wanted):
        button(place, "Undo").click()
    with qtbot.waitSignal(place.resume_wanted):
        button(place, "Resume").click()
    assert "The job “cut off” was interrupted when the program ended." not in said(place)


def test_an_offer_goes_when_there_is_nothing_left_to_offer(place: Announcements) -> None:
    place.interrupted([row("a")])
    place.removed([row("b")])
    place.interrupted([])
    place.removed([])
    assert not place.isVisible()


def test_every_message_can_be_closed(place: Announcements) -> None:
    place.interrupted([row("a")])
    place.removed([row("b")])
    place.note("So.")
    for message in place.messages():
        close(message)
    assert not place.isVisible()


def test_removed_jobs_come_back_the_other_way_round() -> None:
    first, second, third = row("1"), row("2"), row("3")
    removed = RemovedJobs()
    removed.ask([first])
    removed.ask([second, third])
    for one in (first, second, third):
        assert removed.note_gone(one.id)
    assert list(removed.last()) == [second, third]
    assert removed.note_back(third.id)
    assert list(removed.last()) == [second]
    assert removed.note_back(second.id)
    assert list(removed.last()) == [first]
    assert removed.note_back(first.id)
    assert list(removed.last()) == []


def test_a_job_whose_removal_was_refused_was_never_gone() -> None:
    kept, gone = row("kept"), row("gone")
    removed = RemovedJobs()
    removed.ask([kept, gone])
    removed.note_gone(gone.id)
    assert list(removed.last()) == [gone]
    assert not removed.note_back(kept.id)
    assert not removed.note_gone(uuid4())


def test_jobs_wanted_back_before_they_are_gone_are_told_when_they_are() -> None:
    first, second, third = row("1"), row("2"), row("3")
    removed = RemovedJobs()
    assert removed.want_back() is None
    removed.ask([first, second])
    removed.note_gone(first.id)
    assert removed.want_back() == [first, second]
    assert removed.want_back() == [first], "it is not back yet"
    assert not removed.take_wish(first.id)
    assert removed.take_wish(second.id)
    assert not removed.take_wish(second.id)
    removed.note_back(first.id)
    removed.ask([third])
    removed.note_refused()
    assert removed.want_back() is None


def test_a_finished_answer_is_offered_for_one_job_and_for_several(
    place: Announcements, qtbot: QtBot
) -> None:
    old, other = row("old <b>"), row("other")
    place.same([old], 1)
    (sentence,) = said(place)
    assert sentence.startswith("The same evaluation has finished already: “old <b>” (today ")
    with qtbot.waitSignal(place.show_same_wanted):
        button(place, "Show it").click()
    with qtbot.waitSignal(place.remove_new_wanted):
        button(place, "Remove the new one").click()
    place.same([old], 3)
    assert said(place) == ["3 of the new evaluations have finished already: “old <b>”."]
    assert button(place, "Show it").isVisible()
    assert button(place, "Remove the new ones").isVisible()
    place.same([old, other], 2)
    assert button(place, "Show them").isVisible()
    place.note("So.")
    assert len(said(place)) == 2
    with qtbot.waitSignal(place.same_closed):
        close(place.messages()[2])
    place.same([old], 1)
    place.same([], 0)
    assert said(place) == ["So."]


def test_only_what_is_still_said_is_taken_back(place: Announcements) -> None:
    place.failed("No.")
    place.take_back("Yes.")
    place.take_back("")
    assert said(place) == ["No."]
    place.take_back("No.")
    assert said(place) == []
