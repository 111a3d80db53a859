from __future__ import annotations

import threading

import pytest

from pandavision_gui.jobs.line_buffer import LineBuffer

pytestmark = [pytest.mark.usefixtures("nothing_left"), pytest.mark.timeout(20)]


def test_lines_come_in_order_and_the_end_stays_the_end() -> None:
    lines = LineBuffer()
    for line in (b"one", b"two"):
        assert lines.put(line)
    lines.end()
    assert [lines.get(0.0) for _ in range(4)] == [b"one", b"two", None, None]


def test_waiting_for_a_line_has_an_end() -> None:
    with pytest.raises(TimeoutError):
        LineBuffer().get(0.01)


def test_who_floods_waits_until_there_is_room_again() -> None:
    lines = LineBuffer(most_bytes=10_000)
    put: list[int] = []

    def flood() -> None:
        for n in range(100):
            lines.put(b"x" * 1000)
            put.append(n)
        lines.end()

    thread = threading.Thread(target=flood)
    thread.start()
    thread.join(0.2)
    held = len(put)
    taken = 0
    while lines.get(5.0) is not None:
        taken += 1
    thread.join()
    assert 1 <= held <= 10
    assert taken == 100


def test_a_line_larger_than_all_room_goes_through_alone() -> None:
    lines = LineBuffer(most_bytes=10)
    assert lines.put(b"x" * 1000)
    assert lines.get(0.0) == b"x" * 1000


def test_who_waits_for_room_goes_on_when_nobody_wants_lines_any_more() -> None:
    lines = LineBuffer(most_bytes=10)
    lines.put(b"x" * 10)
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(lines.put(b"y")))
    thread.start()
    lines.close()
    thread.join(5.0)
    assert answers == [False]
    assert lines.get(0.0) is None
