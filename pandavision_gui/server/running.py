"""Runs the server until it is told to end."""

from __future__ import annotations

import signal
import socket

import uvicorn

from pandavision_gui.server.app import create_app
from pandavision_gui.server.desk import Desk
from pandavision_gui.server.patient_protocol import protocol_with
from pandavision_gui.server.server_settings import ServerSettings

_IDLE_S = 10
_LAST_ANSWERS_S = 5
"""Once it ends, for answers that have begun."""


class _Ending:
    """Tells a server to end at a signal, also at one that comes before it serves."""

    def __init__(self) -> None:
        self._server: uvicorn.Server | None = None
        self._is_told = False

    def __call__(self, *_: object) -> None:
        """Hear a signal."""
        self._is_told = True
        if self._server is not None:
            self._server.should_exit = True

    def tell(self, server: uvicorn.Server) -> None:
        """Tell this one from now on, and of what was heard before."""
        self._server = server
        if self._is_told:
            server.should_exit = True


def run_server(settings: ServerSettings, desk: Desk, listening: socket.socket) -> None:
    """Answer requests until a signal (Ctrl+C, SIGTERM) ends it.

    Parameters
    ----------
    listening
        A socket that listens.
    """
    ending = _Ending()
    for number in (signal.SIGINT, signal.SIGTERM):
        # While it serves uvicorn hears it first; when it has ended it sends itself the signal once
        # more, and that would end the process before jobs have stored what is done of them.
        signal.signal(number, ending)
    server = uvicorn.Server(server_config(settings, desk))
    ending.tell(server)
    server.run(sockets=[listening])


def server_config(settings: ServerSettings, desk: Desk) -> uvicorn.Config:
    """Return how connections are served."""
    return uvicorn.Config(
        create_app(settings, desk),
        http=protocol_with(settings.limits.head_s),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=settings.limits.head_bytes,
        timeout_keep_alive=_IDLE_S,
        timeout_graceful_shutdown=_LAST_ANSWERS_S,
    )
