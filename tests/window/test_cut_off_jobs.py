"""Jobs that an end of the program cut off are offered until the user has answered in a window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QToolButton

from pandavision_gui.jobs.job_state import JobState

from ..jobs.hand_made_folders import id_of, put_job
from ..support.running_program import run_program
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
OFFER = "“cut off” was interrupted when the program ended."


@pytest.fixture
def job_id(tmp_path: Path) -> UUID:
    """A job that ran when its program was killed."""
    return id_of(put_job(tmp_path / "data", JobState.RUNNING, name="cut off"))


def close_the_offer(window: OpenedWindow) -> None:
    (message,) = (m for m in window.window.announcements.messages() if OFFER in m.sentence())
    cross = message.findChild(QToolButton, "close_message")
    cross.click()


@pytest.mark.parametrize("command", ["list", "size"])
def test_a_command_between_the_crash_and_the_window_does_not_take_the_offer_away(
    open_window: Open, tmp_path: Path, job_id: UUID, command: str
) -> None:
    done = run_program("queue", command, "--data-folder", tmp_path / "data")
    assert (done.status, str(job_id)[:8] in done.stdout) == (0, True)
    window = open_window()
    window.wait(lambda: OFFER in window.said())
    window.click(window.button("Resume"))
    window.wait(lambda: window.row(job_id).state is not JobState.INTERRUPTED)


def test_a_window_that_ends_without_an_answer_asks_again_and_one_that_was_answered_does_not(
    open_window: Open, job_id: UUID
) -> None:
    first = open_window()
    first.wait(lambda: OFFER in first.said())
    first.quit()
    second = open_window()
    second.wait(lambda: OFFER in second.said())
    close_the_offer(second)
    second.wait(lambda: not second.row(job_id).is_cut_off)
    assert second.said() == ""
    second.quit()
    third = open_window()
    third.program.opened.queue.listed().result(timeout=30)  # the history is there
    third.wait(lambda: third.row(job_id).state is JobState.INTERRUPTED)
    assert third.said() == ""
