"""Says now and then that the process lives. It knows nothing about progress."""

from __future__ import annotations

import threading

from pandavision_gui.jobs.messages import Heartbeat
from pandavision_gui.jobs.worker.channel import Channel

INTERVAL_S = 2.0


def start_heartbeat(channel: Channel) -> None:
    """Send a heartbeat every two seconds from a thread that ends with the process.

    A spare worker is silent until it has a task: nobody reads what it says.
    """

    def beat() -> None:
        channel.has_task.wait()
        pause = threading.Event()
        while not pause.wait(INTERVAL_S):
            channel.send(Heartbeat())

    threading.Thread(target=beat, name="heartbeat", daemon=True).start()
