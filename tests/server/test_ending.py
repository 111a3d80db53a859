"""A signal to end is heard whenever it comes."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from pandavision_gui.paths import UserFolders
from pandavision_gui.server import running
from pandavision_gui.server.desk import ServingDesk
from pandavision_gui.server.server_settings import ServerSettings

from .conftest import SAMPLES

LIMIT_S = 20.0
NUMBERS = [signal.SIGTERM, signal.SIGINT]


@pytest.fixture
def same_handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in NUMBERS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
@pytest.mark.usefixtures("same_handlers")
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("moment", ["create_app", "Server"])
def test_a_signal_before_the_first_request_ends_the_server(
    desk: ServingDesk,
    folders: UserFolders,
    monkeypatch: pytest.MonkeyPatch,
    number: signal.Signals,
    moment: str,
) -> None:
    place = running if moment == "create_app" else running.uvicorn
    make = getattr(place, moment)

    def make_and_hear(*arguments: Any) -> Any:
        made = make(*arguments)
        os.kill(os.getpid(), number)
        return made

    monkeypatch.setattr(place, moment, make_and_hear)
    was_late = threading.Event()

    def end_at_last() -> None:
        was_late.set()
        os.kill(os.getpid(), number)

    guard = threading.Timer(LIMIT_S, end_at_last)
    guard.start()
    settings = ServerSettings((SAMPLES.resolve(),), folders.data / "uploads")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running.run_server(settings, desk, listening)
    guard.cancel()
    assert not was_late.is_set()
