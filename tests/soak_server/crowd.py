"""Many clients at once against a real server that is killed in between.

Each client has an address of its own in 127.0.0.0/8, since the server's limits are per address.
"""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pandavision_gui.paths import resources_folder
from tests.support.running_program import PROGRAM

SAMPLES = resources_folder() / "samples"
JOBS = "/api/security_evaluations"
BODY: dict[str, Any] = {
    "dataset": "road_signs.h5",
    "trained-model": "signs_standard.onnx",
    "perturbation-values": [0, 0.01],
    "preprocessing": "unit",
    "indexes": [0],
    "attack-params": {"steps": 1},
}
_PAUSE_S = 0.05
"""Between the requests of a client: with the answer's time far below what one may ask."""


@dataclass
class Seen:
    """What the clients were answered.

    Attributes
    ----------
    statuses
        How often each status came.
    added
        Ids of the jobs that the server said it has.
    slowest_s
        Longest time until an answer.
    broken
        Connections that the killing broke.
    faults
        What must not be: a 5xx, a body that is no JSON.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    added: set[str] = field(default_factory=set)
    slowest_s: float = 0.0
    broken: int = 0
    faults: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    finished: int = 0


@contextmanager
def ended_at_last(server: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """Leave no server behind, whatever goes wrong meanwhile."""
    try:
        yield server
    finally:
        server.kill()
        server.wait()


class Crowd:
    """The server, and who asks it.

    Parameters
    ----------
    data
        Its data folder.
    """

    def __init__(self, data: Path, *, clients: int) -> None:
        self._data = data
        self._clients = clients
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.seen = Seen()

    def run(self, seconds: float) -> Seen:
        """Ask for so long; the server is killed in the middle and started anew."""
        threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(self._clients)]
        try:
            with ended_at_last(self._start()) as server:
                for thread in threads:
                    thread.start()
                self._is_over.wait(seconds / 2)
                server.kill()
            with ended_at_last(self._start()) as server:
                self._is_over.wait(seconds / 2)
                self._end(threads)
                self._count(server)
        finally:
            self._end(threads)
        return self.seen

    def _end(self, threads: list[threading.Thread]) -> None:
        self._is_over.set()
        for thread in threads:
            if thread.ident is not None:  # it has been started
                thread.join()

    def _count(self, server: subprocess.Popen[str]) -> None:
        listed = json.loads(self._request("127.0.0.1", "GET", JOBS, None)[1])
        there = {job["id"] for job in listed}
        self.seen.lost = self.seen.added - there
        self.seen.finished = sum(job["status"] == "finished" for job in listed)
        server.terminate()
        if server.wait(120) != 0:
            self.seen.faults.append(f"the server ended with {server.returncode}")

    def _start(self) -> subprocess.Popen[str]:
        words = [*PROGRAM, "serve", "--port", str(self._port), "--data-folder", str(self._data)]
        process = subprocess.Popen(words, cwd=SAMPLES, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        with process.stdout:
            said = process.stdout.readline()
        if not said.startswith("Serving at"):
            process.kill()
            process.wait()
            raise AssertionError(said)
        return process

    def _ask(self, number: int) -> None:
        address = f"127.1.{number // 250}.{number % 250 + 1}"
        mine: list[str] = []
        turn = 0
        while not self._is_over.wait(_PAUSE_S):
            turn += 1
            try:
                if turn % 4 == 1:
                    status, body = self._request(address, "POST", JOBS, BODY | {"seed": turn})
                    if status == 202:
                        mine.append(json.loads(body))
                elif mine:
                    self._request(address, "GET", f"{JOBS}/{mine[turn % len(mine)]}", None)
                else:
                    self._request(address, "GET", "/attacks", None)
            except (OSError, http.client.HTTPException):
                with self._lock:
                    self.seen.broken += 1
        with self._lock:
            self.seen.added |= set(mine)

    def _request(self, address: str, method: str, path: str, body: Any) -> tuple[int, str]:
        data = None if body is None else json.dumps(body)
        line = http.client.HTTPConnection(
            "127.0.0.1", self._port, timeout=120, source_address=(address, 0)
        )
        began = time.monotonic()
        try:
            line.request(method, path, data)
            answer = line.getresponse()
            text = answer.read().decode("utf-8")
        finally:
            line.close()
        with self._lock:
            self.seen.slowest_s = max(self.seen.slowest_s, time.monotonic() - began)
            self.seen.statuses[answer.status] += 1
            if answer.status >= 500:
                self.seen.faults.append(f"{method} {path}: {answer.status} {text[:200]}")
        return answer.status, text
