"""HEAD, answered as GET is but for the body."""

from __future__ import annotations

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadRequests:
    """Passes HEAD on as GET, and of the answer only status and headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                # News have neither a length nor an end: nobody is to wait for it.
                if not any(name.lower() == b"content-length" for name, _ in message["headers"]):
                    await send({"type": "http.response.body", "body": b""})
                    answering.cancel()
            elif not message.get("more_body", False):
                await send({"type": "http.response.body", "body": b""})

        with anyio.CancelScope() as answering:
            await self._app({**scope, "method": "GET"}, receive, send_head)
