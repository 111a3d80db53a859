"""Who may ask: this machine, or whoever has the token."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from pandavision_gui.errors import InputError
from pandavision_gui.server.error_handler import error_response


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(32)


def usable_token(text: str) -> str:
    """Return a token that somebody chose as requests can carry it.

    Raises
    ------
    InputError
        ``serve_token`` for one that says nothing: everybody would have it; or that not every client
        can send.
    """
    token = text.strip()  # a file that it was read from ends in a line break
    if not token:
        raise InputError(
            "serve_token",
            "The server's token is empty: everybody would have it.",
            "Leave --token out to have one made, or give one.",
        )
    if not token.isascii() or not token.isprintable() or " " in token:
        raise InputError(
            "serve_token",
            "The server's token has characters that not every client can send.",
            "Use letters, digits and signs of ASCII, without blanks.",
        )
    return token


class Access:
    """Answers nobody who has no right to it.

    A page in a browser can send requests to this machine, and by a name of its own that leads here
    (DNS rebinding) read the answers: so the Host header must be ours, and an Origin the same. There
    are no CORS headers.

    Parameters
    ----------
    token
        Expected as `Authorization: Bearer …`; None where none is needed.
    hosts
        Host headers, without the port, that are answered; empty for any.
    without_token
        Paths that anybody may get.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        token: str | None,
        hosts: Sequence[str],
        without_token: frozenset[str] = frozenset(),
    ) -> None:
        self._app = app
        self._without_token = without_token
        self._token = None if token is None else token.encode("utf-8")
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if self._hosts and _host(headers.get(b"host", b"")) not in self._hosts:
            refused = error_response(421, "host_unknown", "This server has another name.")
            await refused(scope, receive, send)
            return
        if _is_foreign(headers.get(b"origin"), headers.get(b"host", b"")):
            refused = error_response(403, "origin_foreign", "Pages of other sites may not ask.")
            await refused(scope, receive, send)
            return
        needs_token = self._token is not None and scope["path"] not in self._without_token
        if needs_token and not self._has_token(headers.get(b"authorization", b"")):
            refused = error_response(
                401,
                "token_missing",
                "This server answers only requests with its token (Authorization: Bearer …).",
                {"WWW-Authenticate": "Bearer"},
            )
            await refused(scope, receive, send)
            return

        await self._app(scope, receive, send)

    def _has_token(self, authorization: bytes) -> bool:
        scheme, _, given = authorization.partition(b" ")
        expected = self._token or b""
        return scheme.lower() == b"bearer" and hmac.compare_digest(given.strip(), expected)


def _is_foreign(origin: bytes | None, host: bytes) -> bool:
    """Whether a page of another site asks: a browser sends what it wants without asking first."""
    if origin is None:
        return False
    return origin.partition(b"://")[2].lower() != host.strip().lower()


def _host(header: bytes) -> str:
    """Return the Host header without its port."""
    text = header.decode("latin-1").strip().lower()
    if text.startswith("["):
        return text.partition("]")[0] + "]"
    return text.partition(":")[0]
