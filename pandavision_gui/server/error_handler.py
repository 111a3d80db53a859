"""Errors as answers: one sentence each, and never a stack trace."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import compile_path

from pandavision_gui.engine.spec_errors import reason, shown
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.server.bodies import UNKNOWN_JOB
from pandavision_gui.server.desk import Desk
from pandavision_gui.server.hidden_paths import HiddenPaths
from pandavision_gui.server.job_finding import is_gone

_log = logging.getLogger(__name__)
_GONE = frozenset(
    {
        "job_not_archived",
        "job_not_reported",
        "job_not_shown",
        "no_job",
        "no_result",
        "no_rows",
        "no_samples",
        "result_missing",
    }
)
"""Files of a job that are missing or do not fit each other any more.

Nothing is wrong with the request then, and asking again helps nobody.
"""
_AS_THEY_ARE = frozenset(
    {"path_missing", "path_no_text", "path_not_allowed", "upload_missing", "uploads_full"}
)
"""What these say of paths is what the request said, or a path of the interface."""
_BUSY = frozenset({"queue_busy", "server_ending"})
"""Whoever is asked for a job would not answer, either."""
_LONGEST_SENTENCE = 2000
_LATER_S = "10"
"""Seconds after which what hinders a request may be over."""


class ErrorBody(BaseModel):
    """What every error is told as."""

    error: str = Field(description="Stable name of the error.")
    message: str = Field(description="One sentence: what is wrong, and what to do.")


_REFUSALS = {
    400: "The request cannot be used.",
    401: "The server's token is missing.",
    403: "Clients may not do this.",
    404: "There is nothing of this name.",
    405: "This cannot be done here.",
    408: "The request took too long.",
    409: "The job is not where it can be done.",
    410: "What is asked for is gone, or damaged.",
    413: "More than may.",
    421: "The server has another name.",
    422: "A value is not what it must be.",
    431: "The request's head is larger than may.",
    429: "Too many; Retry-After says when to come again.",
    503: "The machine hinders it.",
    507: "Uploads take all the room that they may.",
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody, "description": words} for status, words in _REFUSALS.items()
}
"""For the document of the interface."""


def error_response(
    status: int, code: str, sentence: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """Return an error as every error is returned."""
    if len(sentence) > _LONGEST_SENTENCE:  # it quotes what was sent
        sentence = f"{sentence[: _LONGEST_SENTENCE - 1]}…"
    return JSONResponse({"error": code, "message": sentence}, status, headers)


def handle_errors(app: FastAPI, hidden: HiddenPaths, desk: Desk) -> None:
    """Have every error of an app answered, without a folder of this machine.

    Parameters
    ----------
    desk
        Knows whether a job is still there that something went wrong with.
    """

    @app.exception_handler(PandaVisionError)
    async def _known(request: Request, error: PandaVisionError) -> JSONResponse:
        job_id = request.path_params.get("job_id", "")
        may_be_gone = job_id and error.code not in _BUSY
        if may_be_gone and await run_in_threadpool(is_gone, desk, job_id):
            # Whatever was wrong with it: somebody has removed it since it was found.
            return error_response(404, "not_found", UNKNOWN_JOB)
        status = 410 if error.code in _GONE else error.http_status
        if status >= 500:
            _log.warning("%s %s: %s", request.method, request.url.path, error)
        headers = {"Retry-After": _LATER_S} if status in (429, 503) else None
        sentence = error.sentence()
        if error.code not in _AS_THEY_ARE:
            sentence = hidden.hide(sentence)
        return error_response(status, error.code, sentence, headers)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return error_response(422, "request_invalid", _sentence(error.errors()[0]))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
        headers = dict(error.headers) if error.headers else {}
        if error.status_code == 405:
            headers["Allow"] = ", ".join(_allowed(request))
        return error_response(error.status_code, code, hidden.hide(str(error.detail)), headers)

    @app.exception_handler(ClientDisconnect)
    async def _gone(request: Request, error: ClientDisconnect) -> JSONResponse:
        return error_response(400, "request_ended", "The request ended in the middle.")

    @app.exception_handler(Exception)
    async def _mistake(request: Request, error: Exception) -> JSONResponse:
        _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return error_response(500, "internal", "The server made a mistake; its log says more.")


def _sentence(found: Any) -> str:
    """Return what is wrong with a part of the request, in the words of specs."""
    place, *names = (str(part) for part in found["loc"])
    name = f'"{".".join(names)}"'
    where = f"{name} in the query" if place == "query" else name
    if found["type"] == "missing":
        return f"{where} is missing."
    return f"{where}: {shown(found['input'])} {reason(found)}."


def _allowed(request: Request) -> list[str]:
    """Return every method of a path: each of them is a route of its own."""
    path = "/api/" + request.url.path.removeprefix("/api").strip("/")
    methods: set[str] = set()
    for template, known in request.app.openapi()["paths"].items():
        if compile_path(template)[0].fullmatch(path):
            methods |= {method.upper() for method in known}
    methods |= {"HEAD"} if "GET" in methods else set()
    return sorted(methods)
