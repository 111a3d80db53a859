"""The pages for a browser: nothing in them comes from elsewhere."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pandavision_gui.paths import resources_folder
from pandavision_gui.server.interface_page import interface_page

PATHS = {
    "/": ("index.html", "text/html"),
    "/page.js": ("page.js", "text/javascript"),
    "/ask.js": ("ask.js", "text/javascript"),
    "/curve.js": ("curve.js", "text/javascript"),
    "/samples.js": ("samples.js", "text/javascript"),
    "/page.css": ("page.css", "text/css"),
}
DOCS = "/docs"
OPEN_PATHS = frozenset((*PATHS, DOCS))
"""Answered without a token: they hold nothing of anybody."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


_READ_ONLY = (
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def page() -> APIRouter:
    """Make the routes."""
    router = APIRouter(include_in_schema=False)

    def give(request: Request) -> Response:
        name, media = PATHS[request.url.path]
        content = (resources_folder() / "server_page" / name).read_bytes()
        return Response(content, media_type=media, headers={"Content-Security-Policy": _POLICY})

    for path in PATHS:
        router.add_api_route(path, give)

    @router.get(DOCS)
    def interface(request: Request) -> Response:
        """Return the interface's document as a page to read."""
        content = interface_page(request.app.openapi())
        headers = {"Content-Security-Policy": _READ_ONLY}
        return Response(content, media_type="text/html", headers=headers)

    return router
