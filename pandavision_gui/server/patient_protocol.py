"""HTTP connections that do not wait for ever: for a head, the rest of a body, or a reader."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class PatientProtocol(H11Protocol):
    """uvicorn's own, but for limits on how long a client may take.

    Without them a client holds a connection as long as it likes, and a few thousands of them hold
    the server: by a head that comes a byte a minute, by a body that does not end once its request
    has been answered (refused, without a token), or by an answer that it does not read.
    """

    head_s = 10.0
    _late: asyncio.TimerHandle | None = None
    _waits_for_rest = False
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()
        self._look_later()

    def data_received(self, data: bytes) -> None:
        """Wait for what is missing of a head or body, and no longer once it is there."""
        super().data_received(data)
        if self._is_answered_early():
            return  # it has some seconds since its answer, whatever comes
        if self._waits_for_rest or self.conn.their_state is not h11.IDLE:
            self._wait_no_longer()
        if self._late is None and self.conn.their_state is h11.IDLE:
            self._wait()

    def on_response_complete(self) -> None:
        """Wait for the rest of a body that nobody reads any more."""
        super().on_response_complete()
        if self._is_answered_early():
            self._wait_no_longer()
            self._wait()
            self._waits_for_rest = True

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._wait_no_longer()
        if self._unread is not None:
            self._unread.cancel()
        super().connection_lost(exc)

    def _is_answered_early(self) -> bool:
        return self.conn.our_state is h11.DONE and self.conn.their_state is h11.SEND_BODY

    def _wait(self) -> None:
        self._late = self.loop.call_later(self.head_s, self._close_late)

    def _wait_no_longer(self) -> None:
        self._waits_for_rest = False
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _close_late(self) -> None:
        self._late = None
        is_waiting = self.conn.their_state is h11.IDLE or self._is_answered_early()
        if is_waiting and not self.transport.is_closing():
            self.transport.close()

    def _look_later(self, *, was_closing: bool = False) -> None:
        self._unread = self.loop.call_later(self.head_s, self._cut_off, was_closing)

    def _cut_off(self, was_closing: bool) -> None:
        """End what has been closed for a while: closing waits until all that was said is read."""
        if was_closing:
            self.transport.abort()
        else:
            self._look_later(was_closing=self.transport.is_closing())


def protocol_with(head_s: float) -> type[PatientProtocol]:
    """Return the protocol with another limit; uvicorn makes one for each connection."""
    return type("PatientProtocol", (PatientProtocol,), {"head_s": head_s})
