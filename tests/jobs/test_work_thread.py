from __future__ import annotations

from concurrent.futures import CancelledError

import pytest

from pandavision_gui.errors import InputError, InternalError, PandaVisionError
from pandavision_gui.jobs.work_thread import WorkThread

pytestmark = pytest.mark.usefixtures("nothing_left")


def fail() -> None:
    raise ZeroDivisionError


def test_a_mistake_is_told_and_the_next_work_is_done() -> None:
    told: list[PandaVisionError] = []
    thread = WorkThread("work", told.append)
    thread.start()
    assert isinstance(thread.ask(fail).exception(5), InternalError)
    assert [type(error) for error in told] == [InternalError]
    assert thread.ask(lambda: 5).result(5) == 5
    thread.end()
    assert thread.join(5)


def test_one_who_cannot_be_told_does_not_end_the_thread() -> None:
    def no_ear(_: PandaVisionError) -> None:
        raise RuntimeError

    thread = WorkThread("work", no_ear)
    thread.start()
    assert isinstance(thread.ask(fail).exception(5), InternalError)
    assert thread.ask(lambda: 5).result(5) == 5
    thread.end()
    assert thread.join(5)


def test_what_was_cancelled_in_time_is_not_done_and_does_no_harm() -> None:
    done: list[int] = []
    thread = WorkThread("work", lambda _: None)
    cancelled = thread.ask(lambda: done.append(1))
    assert cancelled.cancel()
    thread.start()
    assert thread.ask(lambda: done.append(2)).result(5) is None
    with pytest.raises(CancelledError):
        cancelled.result(5)
    assert done == [2]
    thread.end()
    assert thread.join(5)
    assert isinstance(thread.ask(lambda: done.append(3)).exception(5), InputError)
