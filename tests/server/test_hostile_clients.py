"""Clients that speak no HTTP, half of it, or very slowly: by sockets, against a real server."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn

from pandavision_gui.paths import UserFolders
from pandavision_gui.server.desk import ServingDesk
from pandavision_gui.server.running import server_config
from pandavision_gui.server.server_settings import Limits, ServerSettings

from .conftest import BODY, JOBS, SAMPLES

LIMIT_S = 30.0
# A machine that others use takes a second and more for an answer: only who is slow himself is
# held to less.
LIMITS = Limits(body_bytes=100_000, upload_bytes=500_000, head_s=LIMIT_S, request_s=LIMIT_S)
IMPATIENT = replace(LIMITS, head_s=0.5, request_s=1.0)
for_heads = pytest.mark.parametrize("limits", [replace(LIMITS, head_s=0.5)], ids=["heads"])
impatient = pytest.mark.parametrize("limits", [IMPATIENT], ids=["impatient"])
HEAD = f"POST {JOBS} HTTP/1.1\r\nHost: localhost\r\n".encode()
UPLOAD = b"POST /upload/model HTTP/1.1\r\nHost: localhost\r\n"
Exchange = Callable[[tuple[str, int], bytes], bytes]
FORM = b"Content-Type: multipart/form-data; boundary=b\r\n"
PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="m.onnx"\r\n\r\n'


@pytest.fixture
def limits() -> Limits:
    return LIMITS


@pytest.fixture
def address(desk: ServingDesk, folders: UserFolders, limits: Limits) -> Iterator[tuple[str, int]]:
    settings = ServerSettings((SAMPLES.resolve(),), folders.data / "uploads", limits=limits)
    server = uvicorn.Server(server_config(settings, desk))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield listening.getsockname()
    server.should_exit = True
    thread.join(LIMIT_S)
    assert not thread.is_alive()
    listening.close()


def exchange(address: tuple[str, int], *parts: bytes, ends: bool = False) -> bytes:
    """Send parts and return all that comes back until the server closes or is silent."""
    found = b""
    with closing(socket.create_connection(address, timeout=LIMIT_S)) as line:
        try:
            for part in parts:
                line.sendall(part)
            if ends:
                line.shutdown(socket.SHUT_WR)
            while data := line.recv(65536):
                found += data
                if _is_whole(found):
                    break
        except OSError:  # it has cut the line already
            pass
        return found


def _is_whole(answer: bytes) -> bool:
    head, blank, body = answer.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if blank and line.startswith(b"content-length:"):
            return len(body) >= int(line.partition(b":")[2])
    return False


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def patient_exchange(address: tuple[str, int], request: bytes) -> bytes:
    """Ask an impatient server until it had the time: a busy machine may be the slow one."""
    end = time.monotonic() + LIMIT_S
    answer = exchange(address, request)
    while status(answer) in (0, 408) and time.monotonic() < end:
        answer = exchange(address, request)
    return answer


def assert_well(address: tuple[str, int], folders: UserFolders, ask: Exchange = exchange) -> None:
    """Nothing was left, and the next client is answered."""
    answer = ask(address, f"GET {JOBS} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert status(answer) == 200
    assert json.loads(answer.partition(b"\r\n\r\n")[2]) == []
    # A line that the client cut is closed before what came of it is removed.
    uploads: Path = folders.data / "uploads"
    end = time.monotonic() + LIMIT_S
    while list(uploads.iterdir()) and time.monotonic() < end:
        time.sleep(0.01)
    assert list(uploads.iterdir()) == []


NO_REQUESTS = {
    "no http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
    "a line of letters": b"x" * 20_000,
    "no version": b"GET /\r\n\r\n",
    "version nine": b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "no colon": b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "a head of megabytes": HEAD + b"X-A: " + b"a" * 2_000_000 + b"\r\n\r\n",
    "many headers": HEAD + b"".join(b"X-%d: a\r\n" % n for n in range(20_000)) + b"\r\n",
    "two lengths": HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "length and chunks": HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a negative length": HEAD + b"Content-Length: -1\r\n\r\n",
    "a length of letters": HEAD + b"Content-Length: ten\r\n\r\n",
    "a length of many digits": HEAD + b"Content-Length: " + b"9" * 300 + b"\r\n\r\n",
    "a chunk of no size": HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n",
    "a chunk of all memory": HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffff\r\nabc",
    "a blank in the path": b"GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "letters of no text": b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a nul": b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a foreign address": b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "connect": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "another protocol": b"GET /nothing HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n",
}


@pytest.mark.parametrize("name", NO_REQUESTS)
def test_what_is_no_request_is_refused_or_cut_off(
    address: tuple[str, int], folders: UserFolders, name: str
) -> None:
    answer = exchange(address, NO_REQUESTS[name], ends=True)
    assert status(answer) == 0 or 400 <= status(answer) < 500, answer[:200]
    assert b"Traceback" not in answer
    assert_well(address, folders)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"X-A: " + b"a" * 20_000 + b"\r\n", 431),
        (b"".join(b"X-%d: a\r\n" % number for number in range(2_000)), 431),
        (b"X-A: " + b"a" * 8_000 + b"\r\n", 200),
        (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400),
    ],
    ids=["one long header", "many headers", "within the limit", "two lengths"],
)
def test_a_head_that_comes_whole_is_held_to_the_limits_too(
    address: tuple[str, int], folders: UserFolders, head: bytes, expected: int
) -> None:
    line = f"GET {JOBS} HTTP/1.1\r\nHost: localhost\r\n".encode()
    answer = exchange(address, line + head + b"\r\n")
    assert status(answer) == expected
    assert (b"connection: close" in answer.lower()) == (expected != 200)
    assert_well(address, folders)


@for_heads
def test_a_head_that_never_ends_is_not_waited_for(
    address: tuple[str, int], folders: UserFolders
) -> None:
    slow = [socket.create_connection(address, timeout=LIMIT_S) for _ in range(50)]
    try:
        for number, line in enumerate(slow):
            line.sendall(HEAD if number % 2 else b"")
        # All are closed by the server, with nothing said; others are answered meanwhile.
        assert_well(address, folders, patient_exchange)
        for line in slow:
            assert line.recv(1000) == b""
    finally:
        for line in slow:
            line.close()


@for_heads
def test_a_second_head_on_the_same_connection_is_not_waited_for_either(
    address: tuple[str, int],
) -> None:
    with closing(socket.create_connection(address, timeout=LIMIT_S)) as line:
        line.sendall(b"GET /attacks HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 200")
        line.sendall(b"GET /att")
        while line.recv(65536):
            pass  # until it is closed


@for_heads
@pytest.mark.parametrize("more", [b"", b"1\r\na\r\n"])
def test_the_rest_of_a_body_is_not_waited_for_once_the_request_is_refused(
    address: tuple[str, int], more: bytes
) -> None:
    foreign = UPLOAD.replace(b"localhost", b"evil")
    with closing(socket.create_connection(address, timeout=LIMIT_S)) as line:
        line.sendall(foreign + b"Transfer-Encoding: chunked\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 421")
        if more:
            line.sendall(more)
        while line.recv(65536):
            pass  # until it is closed


def test_who_sends_the_rest_of_a_refused_body_may_ask_again(address: tuple[str, int]) -> None:
    foreign = UPLOAD.replace(b"localhost", b"evil")
    with closing(socket.create_connection(address, timeout=LIMIT_S)) as line:
        line.sendall(foreign + b"Content-Length: 3\r\n\r\n")
        found = b""
        while not _is_whole(found):
            found += line.recv(65536)
        assert status(found) == 421
        line.sendall(b"abc")
        line.sendall(b"GET /attacks HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 200")


@pytest.fixture
def large_answer(monkeypatch: pytest.MonkeyPatch) -> int:
    """Bytes that /docs has, of a server that keeps no connection open without a request."""
    large = "x" * 40_000_000
    monkeypatch.setattr("pandavision_gui.server.routes.page.interface_page", lambda _: large)
    monkeypatch.setattr("pandavision_gui.server.running._IDLE_S", IMPATIENT.head_s)
    return len(large)


@impatient
def test_who_reads_no_answer_is_cut_off(large_answer: int, address: tuple[str, int]) -> None:
    came = 0
    with closing(socket.socket()) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(LIMIT_S)
        line.connect(address)
        line.sendall(b"GET /docs HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(8 * IMPATIENT.head_s)
        with suppress(ConnectionResetError):
            while data := line.recv(65536):
                came += len(data)
    assert came < large_answer


@impatient
def test_a_body_that_does_not_come_is_not_waited_for(
    address: tuple[str, int], folders: UserFolders
) -> None:
    answer = exchange(address, HEAD + b"Content-Length: 100\r\n\r\n{")
    assert status(answer) == 408
    assert_well(address, folders, patient_exchange)


@pytest.mark.parametrize("sent", [0, 1, 40])
def test_a_client_that_goes_in_the_middle_leaves_nothing(
    address: tuple[str, int], folders: UserFolders, sent: int
) -> None:
    body = json.dumps(BODY).encode()
    length = b"Content-Length: %d\r\n\r\n" % len(body)
    exchange(address, HEAD + length + body[:sent], ends=True)
    assert_well(address, folders)


@impatient
def test_an_upload_that_ends_in_the_middle_leaves_nothing(
    address: tuple[str, int], folders: UserFolders
) -> None:
    answer = exchange(address, UPLOAD + FORM + b"Content-Length: 9000\r\n\r\n" + PART + b"x" * 99)
    assert status(answer) == 408
    exchange(address, UPLOAD + FORM + b"Content-Length: 9000\r\n\r\n" + PART + b"x" * 99, ends=True)
    assert_well(address, folders, patient_exchange)


def test_an_upload_in_chunks_that_is_too_large_is_refused_while_it_comes(
    address: tuple[str, int], folders: UserFolders
) -> None:
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    begin = b"%x\r\n" % len(PART) + PART + b"\r\n"
    head = UPLOAD + FORM + b"Transfer-Encoding: chunked\r\n\r\n"
    answer = exchange(address, head, begin, *[chunk] * 20)
    assert status(answer) in (413, 0)  # it may have been cut off before the answer was read
    assert_well(address, folders)


@pytest.mark.parametrize("path", ["/docs", "/api/v1/events", JOBS])
def test_after_the_head_of_an_answer_a_connection_goes_on(
    address: tuple[str, int], path: str
) -> None:
    head = f"HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    last = b"GET /attacks HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with closing(socket.create_connection(address, timeout=LIMIT_S)) as line:
        line.sendall(head * 3 + last)
        *heads, answer = line.makefile("rb").read().split(b"HTTP/1.1 ")[1:]
    assert len(heads) == 3
    for told in heads:
        assert told.startswith(b"200")
        assert told.endswith(b"\r\n\r\n")
    assert answer.endswith(b'["linf","l2"]')


def test_many_clients_at_once_are_all_answered(address: tuple[str, int]) -> None:
    found: list[int] = []

    def ask() -> None:
        answer = exchange(address, b"GET /attacks HTTP/1.1\r\nHost: localhost\r\n\r\n")
        found.append(status(answer))

    threads = [threading.Thread(target=ask) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT_S)
    assert found == [200] * 100


@impatient
def test_who_listens_is_not_cut_off_when_other_requests_would_be(
    address: tuple[str, int],
) -> None:
    request = b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
    body = json.dumps(BODY).encode()
    job = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
    with closing(socket.create_connection(address, timeout=LIMIT_S)) as line:
        line.sendall(request)
        stream = line.makefile("rb")
        end = time.monotonic() + 3 * IMPATIENT.request_s
        while time.monotonic() < end:
            answer = patient_exchange(address, job)
            assert status(answer) == 202
            id_ = json.loads(answer.partition(b"\r\n\r\n")[2])
            assert any(id_.encode() in told for told in stream), "cut off"
