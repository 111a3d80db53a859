"""`make bench`: how soon a job begins where a place is free, and what many jobs cost the window."""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pandavision_gui.engine.spec import load_spec
from pandavision_gui.jobs.events import Event, JobChanged, JobProgressed, JobStageBegan
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.open_queue import open_queue
from pandavision_gui.paths import resources_folder, user_folders

STARTS = 7
_WARM_S = 8.0


class _Events:
    """What the queue told, and when."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._told: list[tuple[float, Event]] = []

    def publish(self, event: Event) -> None:
        with self._news:
            self._told.append((time.perf_counter(), event))
            self._news.notify_all()

    def wait_for(self, is_it: Callable[[Event], bool], since: float) -> float:
        """Return when the first such event after a moment came."""
        with self._news:
            while True:
                for moment, event in self._told:
                    if moment >= since and is_it(event):
                        return moment
                if not self._news.wait(60.0):
                    raise TimeoutError("an event did not come")


def measure_starts() -> dict[str, list[float]]:
    """Add one job after the other to an idle queue with a warm worker."""
    spec = load_spec(resources_folder() / "samples" / "standard.json")
    found: dict[str, list[float]] = {"running": [], "first stage": [], "first pass": []}
    events = _Events()
    with tempfile.TemporaryDirectory() as folder:
        opened = open_queue(
            user_folders(Path(folder)),
            start_thread=lambda work: threading.Thread(target=work, daemon=True).start(),
            publish=events.publish,
        )
        queue = opened.queue
        for _ in range(STARTS):
            queue.keep_spare_worker().result()
            time.sleep(_WARM_S)  # nobody tells when it is warm
            began = time.perf_counter()
            job_id = queue.add(spec).result()

            def is_ours(event: Event, job_id: Any = job_id) -> bool:
                return isinstance(event, JobStageBegan) and event.job_id == job_id

            def has_passes(event: Event, job_id: Any = job_id) -> bool:
                return (
                    isinstance(event, JobProgressed)
                    and event.job_id == job_id
                    and event.progress.passes.attack > 0
                )

            def runs(event: Event, job_id: Any = job_id) -> bool:
                return (
                    isinstance(event, JobChanged)
                    and event.row.id == job_id
                    and event.row.state is JobState.RUNNING
                )

            def ended(event: Event, job_id: Any = job_id) -> bool:
                return (
                    isinstance(event, JobChanged)
                    and event.row.id == job_id
                    and event.row.state is JobState.FINISHED
                )

            found["running"].append(events.wait_for(runs, began) - began)
            found["first stage"].append(events.wait_for(is_ours, began) - began)
            found["first pass"].append(events.wait_for(has_passes, began) - began)
            events.wait_for(ended, began)
        opened.close(resume_next_time=False).result()
        opened.release()
    return found


def main() -> None:
    for what, seconds in measure_starts().items():
        all_of_them = ", ".join(f"{s:.2f}" for s in sorted(seconds))
        sys.stdout.write(f"{what} after {statistics.median(seconds):.2f} s ({all_of_them})\n")


if __name__ == "__main__":
    main()
