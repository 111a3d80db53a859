"""`pandavision serve` as a process, and who asks it."""

from __future__ import annotations

import json
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pandavision_gui.paths import resources_folder

from .running_program import program_command

SAMPLES = resources_folder() / "samples"
BODY: dict[str, Any] = {
    "dataset": "road_signs.h5",
    "trained-model": "signs_standard.onnx",
    "performance-metric": "classification-accuracy",
    "evaluation-mode": "fast",
    "task": "classification",
    "perturbation-type": "max-norm",
    "perturbation-values": [0, 0.01, 0.02],
    "preprocessing": "unit",
    "indexes": list(range(0, 60, 5)),
    "attack-params": {"steps": 5},
}
LIMIT_S = 120.0


class Served:
    """A server that runs, and who asks it."""

    def __init__(self, process: subprocess.Popen[str], data: Path) -> None:
        self.process = process
        self.data = data
        assert process.stdout is not None
        words = process.stdout.readline().split()
        assert words[:2] == ["Serving", "at"], (words, process.poll())
        self.address = words[2].removesuffix("/api")

    def ask(
        self, method: str, path: str, body: Any = None, *, follows: bool = False
    ) -> tuple[int, dict[str, str], Any]:
        """Return status, headers and body of an answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, method=method)
        opener = urllib.request.build_opener(*([] if follows else [_Stay()]))
        try:
            with opener.open(request, timeout=60) as answer:
                return _read(answer)
        except urllib.error.HTTPError as error:
            return _read(error)

    def content(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of an answer that is no text."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=120) as answer:
                return answer.status, _headers(answer), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, _headers(error), error.read()

    def add(self, **changes: Any) -> str:
        """Add an evaluation and wait until it has finished."""
        job_id = str(self.ask("POST", "/api/security_evaluations", BODY | changes)[2])
        self.wait_for(lambda: self.status(job_id) == "finished")
        return job_id

    def status(self, job_id: str) -> str:
        """Return where a job stands."""
        return str(self.ask("GET", f"/api/security_evaluations/{job_id}")[2]["task_status"])

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Ask again and again until something is so."""
        end = time.monotonic() + LIMIT_S
        while not is_so():
            assert time.monotonic() < end, "it never came"
            assert self.process.poll() is None, "the server has ended"
            threading.Event().wait(0.1)  # more often it would be told that it asks too often


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> None:
        return None


def _headers(answer: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


def _read(answer: Any) -> tuple[int, dict[str, str], Any]:
    text = answer.read().decode("utf-8")
    headers = _headers(answer)
    is_json = headers.get("content-type", "").startswith("application/json")
    return answer.status, headers, json.loads(text) if is_json else text


@contextmanager
def serving(data: Path, *options: str | Path, cwd: Path = SAMPLES) -> Iterator[Served]:
    """Run a server on a data folder; within `ready_programs` it must not be killed."""
    words = program_command(["serve", "--port", "0", "--data-folder", data, *options])
    process = subprocess.Popen(
        words, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield Served(process, data)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
