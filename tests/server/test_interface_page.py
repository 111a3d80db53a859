"""The page that documents the interface: whole, readable without a script, and escaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from starlette.testclient import TestClient

from pandavision_gui.server.interface_page import interface_page

from .conftest import MakeClient


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)
        told = dict(attributes)
        assert not {name for name in told if name.startswith("on") or name == "style"}
        self.links += [told[name] or "" for name in ("href", "src") if name in told]
        self.ids += [told["id"] or ""] if "id" in told else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def seen(page: str) -> _Seen:
    parser = _Seen()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


def test_every_request_of_the_document_is_on_the_page(client: TestClient) -> None:
    answer = client.get("/docs")
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    document = client.get("/api/v1/openapi.json").json()
    for path, methods in document["paths"].items():
        assert f"<code>{path}</code>" in answer.text
        for operation in methods.values():
            assert operation["summary"] in answer.text
    parser = seen(answer.text)
    assert not {"script", "style", "iframe", "object", "form"} & set(parser.tags)
    assert len(set(parser.ids)) == len(parser.ids)
    elsewhere = [link for link in parser.links if not link.startswith(("#", "/", "data:,"))]
    assert elsewhere == []
    inside = {link[1:] for link in parser.links if link.startswith("#")}
    assert inside <= set(parser.ids)
    assert inside >= {"ErrorBody"}


def test_the_page_needs_no_token_and_the_document_does(make_client: MakeClient) -> None:
    client = make_client(token="a token")
    assert client.get("/docs").status_code == 200
    assert client.get("/api/v1/openapi.json").status_code == 401


def test_what_stands_in_a_document_is_text() -> None:
    evil = '<script>alert("1")</script>'
    schema = {"type": evil, "description": evil, "examples": [evil], "enum": [evil]}
    document = {
        "info": {"title": evil, "version": evil},
        "components": {"schemas": {"evil": {"properties": {evil: schema}, "examples": [evil]}}},
        "paths": {
            f"/{evil}": {
                "get": {
                    "tags": [evil],
                    "summary": evil,
                    "description": evil,
                    "parameters": [{"name": evil, "in": evil, "schema": schema}],
                    "requestBody": {"description": evil, "content": {evil: {"schema": schema}}},
                    "responses": {
                        evil: {
                            "description": evil,
                            "headers": {evil: {"description": evil}},
                            "content": {evil: {"schema": {"$ref": evil}, "example": evil}},
                        }
                    },
                }
            }
        },
    }
    page = interface_page(document)
    assert re.findall(r"<script", page) == []
    assert page.count("&lt;script&gt;") > 10


def test_the_page_says_that_there_are_no_jobs_only_once_it_knows(client: TestClient) -> None:
    (said,) = re.findall(r'<p id="no-jobs"[^>]*>', client.get("/").text)
    assert "hidden" in said
    assert 'find("no-jobs").hidden = rows.length > 0' in client.get("/page.js").text


def test_on_a_narrow_screen_only_names_are_broken_anywhere(client: TestClient) -> None:
    style = client.get("/page.css").text
    assert "#jobs th, #jobs td:not(:first-child) { white-space: nowrap; }" in style
