"""Holds what clients may take: bytes, requests a second, requests at once, seconds."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pandavision_gui.server.error_handler import error_response
from pandavision_gui.server.server_settings import Limits

_MOST_CLIENTS = 10_000
"""Addresses that are remembered; the one that was silent longest goes first."""
_STREAMS = ("/api/v1/events",)
"""Answers that last as long as somebody listens."""
_UPLOADS = ("/upload/", "/api/upload/", "/api/v1/uploads")


class _TooLargeError(Exception):
    """More came than may."""


class LimitRequests:
    """Refuses what is too much, before anything is done for it.

    Parameters
    ----------
    limits
        See :class:`Limits`.
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._open = 0
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """By address: how many requests are left, and when that was so."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if (refused := self._refused_head(scope)) is not None:
            await refused(scope, receive, send)
            return
        wait_s = self._wait_of(scope)
        if wait_s > 0 or self._open >= self._limits.open_requests:
            seconds = str(max(1, round(wait_s)))
            refused = error_response(
                429,
                "too_many_requests",
                "Too many requests at once.",
                {"Retry-After": seconds},
            )
            await refused(scope, receive, send)
            return
        self._open += 1
        try:
            await self._pass_on(scope, receive, send)
        finally:
            self._open -= 1

    def _refused_head(self, scope: Scope) -> Response | None:
        """Return the answer to a head that is too large, or says two things of its body's length.

        uvicorn refuses a head above its limit only while it is incomplete. And what a proxy and
        this server read as the end of a body must be the same.
        """
        names = [name for name, _ in scope["headers"]]
        length = sum(len(name) + len(value) + 4 for name, value in scope["headers"])
        length += len(scope.get("raw_path", b"")) + len(scope["query_string"])
        if length > self._limits.head_bytes:
            return error_response(
                431,
                "head_too_large",
                f"The request's head is larger than {self._limits.head_bytes:,} bytes.",
                {"Connection": "close"},
            )
        if b"content-length" in names and b"transfer-encoding" in names:
            return error_response(
                400,
                "length_twice",
                "The request says two things of its length: Content-Length and Transfer-Encoding.",
                {"Connection": "close"},
            )
        return None

    def _wait_of(self, scope: Scope) -> float:
        """Take a request off what a client has left; return how long it has to wait first."""
        address = scope["client"][0] if scope.get("client") else ""
        rate, burst = self._limits.requests_per_s, float(self._limits.burst)
        now = time.monotonic()
        left, then = self._left.pop(address, (burst, now))
        left = min(burst, left + (now - then) * rate)
        may = left >= 1
        self._left[address] = (left - 1 if may else left, now)
        if len(self._left) > _MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if may else (1 - left) / rate

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, limits = scope["path"], self._limits
        is_upload = path.startswith(_UPLOADS)
        most = limits.upload_bytes if is_upload else limits.body_bytes
        began = False

        async def counted_send(message: Message) -> None:
            nonlocal began
            began = began or message["type"] == "http.response.start"
            async with asyncio.timeout(limits.request_s):  # who reads nothing holds nothing
                await send(message)

        came = 0
        is_whole = False

        async def counted_receive() -> Message:
            nonlocal came, is_whole
            if is_whole:  # what comes next is that the client has gone, whenever that is
                return await receive()
            message = await asyncio.wait_for(receive(), limits.request_s)
            if message["type"] == "http.request":
                is_whole = not message.get("more_body", False)
                came += len(message.get("body", b""))
                if came > most:
                    raise _TooLargeError
            return message

        too_large = error_response(
            413,
            "request_too_large",
            f"The request is larger than {most:,} bytes.",
            {"Connection": "close"},
        )
        if _declared(scope) > most:
            await too_large(scope, receive, send)
            return
        is_long = is_upload or path in _STREAMS
        try:
            async with asyncio.timeout(None if is_long else limits.request_s):
                await self._app(scope, counted_receive, counted_send)
        except _TooLargeError:
            if not began:
                await too_large(scope, receive, send)
        except TimeoutError:
            if not began:
                slow = error_response(408, "request_slow", "The request took too long.")
                await slow(scope, receive, send)


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0
