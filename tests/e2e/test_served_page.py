"""The server's pages in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pandavision_gui.paths import resources_folder
from pandavision_gui.server.routes.page import PATHS

from ..support.browser import needs_browser, seen_in_a_browser
from ..support.served import BODY, Served, serving

pytestmark = pytest.mark.usefixtures("forked_programs")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """A server with a job that has finished, and its id."""
    with serving(tmp_path_factory.mktemp("served") / "data") as served:
        yield served, served.add(name="<b>signs</b>")


@needs_browser
def test_the_page_shows_jobs_and_curve_in_a_browser_and_names_are_text(
    finished: tuple[Served, str],
) -> None:
    served, job_id = finished
    page = seen_in_a_browser(served.address + "/", until='class="point"')
    assert "&lt;b&gt;signs&lt;/b&gt;" in page
    assert "<b>signs</b>" not in page
    assert f'data-job="{job_id}"' in page
    assert "Security level:" in page
    assert 'class="curve"' in page
    assert page.count('class="point"') == 3
    assert ">PGD (L∞)</option>" in page


@needs_browser
def test_the_page_says_what_the_result_warns_of(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as served:
        # The sample networks want 0 … 1: without it, gradients vanish and all of them seem robust.
        job_id = served.add(preprocessing=None, attack="pgd-linf")
        warnings = served.ask("GET", f"/api/v1/jobs/{job_id}")[2]["result"]["warnings"]
        page = seen_in_a_browser(served.address + "/", until='class="point"')
        assert warnings
        for warning in warnings:
            assert f"<li>{escape(warning, quote=False)}</li>" in page


@needs_browser
def test_the_interface_can_be_read_in_a_browser_that_reaches_nothing_else(
    finished: tuple[Served, str],
) -> None:
    served, _ = finished
    alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    page = seen_in_a_browser(served.address + "/docs", alone)
    assert "<code>/api/security_evaluations</code>" in page
    assert 'id="ErrorBody"' in page
    assert "<script" not in page


@needs_browser
def test_the_page_shows_the_samples_and_their_pictures(finished: tuple[Served, str]) -> None:
    served, _ = finished
    page = seen_in_a_browser(served.address + "/", until='src="blob:')
    assert page.count('<figure class="sample">') == len(BODY["indexes"])
    assert page.count('src="blob:') >= 3  # the others may still be under way
    assert f"1 to {len(BODY['indexes'])} of {len(BODY['indexes'])}." in page
    assert ">Broken at ≤ 0.02</option>" in page


@needs_browser
def test_the_curve_of_a_job_that_runs_is_drawn_while_it_is_open(tmp_path: Path) -> None:
    long = {
        "attack-params": {"steps": 3000, "early_stop": False},
        "attack": "mpgd-linf",
        "indexes": list(range(200)),
    }
    with serving(tmp_path / "data") as served:
        job_id = served.ask("POST", "/api/security_evaluations", BODY | long)[2]

        def band() -> list[object]:
            progress = served.ask("GET", f"/api/v1/jobs/{job_id}")[2]["progress"]
            return [p for p in (progress or {"band": []})["band"] if p["count"]]

        served.wait_for(lambda: bool(band()))
        page = seen_in_a_browser(served.address + "/", until='class="open"')
        assert served.status(job_id) == "started"
        assert 'class="open"' in page
        assert "Still open:" in page
        served.ask("DELETE", f"/api/security_evaluations/{job_id}")


class _SilentServer(BaseHTTPRequestHandler):
    """Has the page's files, and news that stop without an end."""

    protocol_version = "HTTP/1.1"
    asked: list[str | None] = []  # noqa: RUF012 - one server a test
    is_over = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/api/v1/events":
            self.asked.append(self.headers["Last-Event-ID"])
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            news = (
                'event: all\ndata: {"ids": [], "paused": false}\n\n' if len(self.asked) == 1 else ""
            )
            news += 'id: run-7\nevent: queue\ndata: {"paused": true}\n\n'
            self.wfile.write(news.encode())
            self.wfile.flush()
            self.is_over.wait(60)
            return
        content = b"[]"
        media = "application/json"
        if self.path in PATHS:
            name, media = PATHS[self.path]
            content = (resources_folder() / "server_page" / name).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@needs_browser
def test_a_connection_that_is_silent_is_made_anew_and_the_pause_button_follows_the_server() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _SilentServer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/"
        for _ in range(5):  # on a busy machine the browser's clock outruns the first news
            page = seen_in_a_browser(address, "--virtual-time-budget=120000")
            if "run-7" in _SilentServer.asked:
                break
    finally:
        _SilentServer.is_over.set()
        server.shutdown()
        thread.join()
        server.server_close()
    assert _SilentServer.asked[0] is None
    assert "run-7" in _SilentServer.asked, "the connection was not made anew"
    assert ">Continue queue</button>" in page
