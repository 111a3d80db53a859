"""A program with a queue of doomed workers as a process, seen and killed from outside."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import psutil

from .doomed_worker import freeze

_ROOT = Path(__file__).resolve().parents[2]
_LIMIT_S = 120.0


class StartedQueue:
    """`killed_program.py` at work in a process group of its own; nothing of it is left afterwards.

    Parameters
    ----------
    doom
        Anchor, step and deed of its arranged end; none for a program that works to its end.

    Attributes
    ----------
    lines
        What it has said so far.
    """

    def __init__(
        self, data: Path, plans: Path, specs: list[Path], doom: tuple[str, int, str] | None = None
    ) -> None:
        command = [sys.executable, "-m", "tests.support.killed_program", str(data), str(plans)]
        command += [str(part) for part in doom or ()]
        if specs:
            command += ["--", *(str(spec) for spec in specs)]
        self._log = data.with_name(f"{data.name}-program.log")
        with self._log.open("ab") as stderr:
            self._process = subprocess.Popen(
                command,
                cwd=_ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                start_new_session=True,
            )
        self.lines: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def status(self) -> int | None:
        """Exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    @property
    def added(self) -> list[UUID]:
        """The jobs that it has acknowledged, in their order."""
        return [UUID(line["job"]) for line in self.said("added")]

    def said(self, event: str) -> list[dict[str, Any]]:
        """Return its lines about one kind of event."""
        return [line for line in list(self.lines) if line["event"] == event]

    def has_ended_within(self, limit_s: float) -> bool:
        """Wait for its end."""
        try:
            self._process.wait(limit_s)
        except subprocess.TimeoutExpired:
            return False
        self._reader.join(_LIMIT_S)
        return True

    def wait(self) -> int:
        """Wait for its end and return its exit status."""
        assert self.has_ended_within(_LIMIT_S), (
            f"the program did not end; it said {self.lines[-5:]}"
        )
        return self._process.wait()

    def end(self, how: str) -> list[int]:
        """Kill it: "program" alone, the "group" with its workers, or with its workers "frozen".

        Returns
        -------
        The process ids of its workers.
        """
        children = psutil.Process(self._process.pid).children()
        with contextlib.suppress(ProcessLookupError, psutil.Error):
            for child in children:
                if how == "group":
                    os.killpg(child.pid, signal.SIGKILL)
                elif how == "frozen":
                    freeze(child)
            os.killpg(self._process.pid, signal.SIGKILL)
        self.wait()
        return [child.pid for child in children]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self.end("group")
        self._reader.join(_LIMIT_S)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None, "it was started with a pipe"
        for line in self._process.stdout:
            self.lines.append(json.loads(line))
