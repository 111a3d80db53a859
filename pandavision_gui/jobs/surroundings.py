"""What the jobs that run need of the queue that they run in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pandavision_gui.jobs.disk_room import DiskRoom
from pandavision_gui.jobs.events import Event
from pandavision_gui.jobs.files_at_hand import read_one_byte


@dataclass(frozen=True)
class Surroundings:
    """What running jobs need of the queue.

    Attributes
    ----------
    start_thread
        Runs a callable on a thread: a supervisor stays on it as long as its job runs.
    publish
        Hears every event.
    later
        Has something done on the queue's thread, from any thread.
    on_end
        Called after each job's end.
    room
        What is asked of the disk.
    read
        Reads a little of a model or dataset, to see whether it is there.
    """

    start_thread: Callable[[Callable[[], None]], None]
    publish: Callable[[Event], None]
    later: Callable[[Callable[[], None]], object]
    on_end: Callable[[], None]
    room: DiskRoom
    read: Callable[[str], None] = read_one_byte
