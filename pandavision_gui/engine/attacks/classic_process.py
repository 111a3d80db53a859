"""Talks to the process in which SecML 0.15 attacks, and believes nothing of what it says.

A message is the length of a header, the header as JSON, and arrays of float32 of the shapes that
the header names; `attack_samples.py` of the resources is the other end.
"""

from __future__ import annotations

import contextlib
import json
import queue
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pandavision_gui.engine.classic_program import ClassicProgram
from pandavision_gui.errors import EnvironmentFault, InternalError, plain_text

PROTOCOL = 1
START_S = 120.0
"""Until SecML has loaded its libraries, from a slow disk, too."""
SILENCE_S = 60.0
"""Between two messages there is one step of an attack, of which the slowest takes milliseconds."""
_POLL_S = 0.1
_LONGEST_HEADER = 16 * 1024
_MOST_ROWS = 64
_END_S = 2.0
_AGAIN = "Resume the job: it goes on from its finished samples."

_Size = Annotated[int, Field(ge=0, le=2**31)]


class _Header(BaseModel):
    """What a message of SecML's process begins with."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    say: Literal["ready", "scores", "gradients", "found", "failed"]
    shapes: list[tuple[_Size, _Size]] = Field(max_length=2, strict=False)
    protocol: int = 0
    secml: str = Field("", max_length=40)
    text: str = Field("", max_length=8000)


@dataclass(frozen=True)
class Said:
    """One message.

    Attributes
    ----------
    what
        "ready", "scores", "gradients", "found" or "failed".
    arrays
        float32, each (rows, columns).
    """

    what: str
    arrays: tuple[NDArray[np.float32], ...]


class ClassicProcess:
    """The process, from its start to its end.

    Parameters
    ----------
    wait
        Called about ten times a second while an answer is waited for; what it raises ends the wait.
    widest
        Numbers of one row of an array, at most.

    Raises
    ------
    EnvironmentFault
        ``classic_secml_lost`` when it cannot be started, ends, or is silent for too long.
    """

    def __init__(self, program: ClassicProgram, wait: Callable[[], None], *, widest: int) -> None:
        self._wait = wait
        self._widest = widest
        try:
            # In the worker's own group, and on Linux bound to its life: it never outlives it.
            self._process = subprocess.Popen(
                program.command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=program.environment(),
                cwd=program.home,
            )
        except OSError as error:
            raise _lost(f"it cannot be started: {error.strerror or error}") from error
        self._frames: queue.Queue[Said | Exception | None] = queue.Queue(maxsize=2)
        self._is_closed = threading.Event()
        self._reader = threading.Thread(target=self._read, name="classic-reader", daemon=True)
        self._reader.start()
        try:
            hello = self._next(START_S)
            if hello.what != "ready":
                raise _garbled("it does not greet")
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def send(self, header: Mapping[str, Any], arrays: Sequence[NDArray[np.float32]]) -> None:
        """Send a message.

        Raises
        ------
        EnvironmentFault
            ``classic_secml_lost``.
        """
        shapes = [list(array.shape) for array in arrays]
        text = json.dumps({**header, "shapes": shapes}).encode("utf-8")
        data = b"".join(array.astype("<f4").tobytes() for array in arrays)
        stdin = self._process.stdin
        try:
            if stdin is not None:
                stdin.write(struct.pack("<I", len(text)) + text + data)
                stdin.flush()
        except OSError as error:
            raise _lost(self._end_in_words()) from error

    def next(self) -> Said:
        """Wait for what it says next.

        Raises
        ------
        EnvironmentFault
            ``classic_secml_lost``.
        InternalError
            ``classic_secml_failed`` when SecML raised an error.
        """
        return self._next(SILENCE_S)

    def close(self) -> None:
        """End the process, at once."""
        self._is_closed.set()
        with contextlib.suppress(OSError):
            self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not (pipe is self._process.stdout and self._reader.is_alive()):
                with contextlib.suppress(OSError):
                    pipe.close()
        self._reader.join(_END_S)
        if self._process.stdout is not None and not self._reader.is_alive():
            self._process.stdout.close()

    def _next(self, most_s: float) -> Said:
        end = time.monotonic() + most_s
        while True:
            try:
                said = self._frames.get(timeout=_POLL_S)
            except queue.Empty:
                self._wait()
                if time.monotonic() >= end:
                    raise _lost(f"it said nothing for {most_s:.0f} s") from None
                continue
            if said is None:
                raise _lost(self._end_in_words())
            if isinstance(said, Exception):
                raise said
            return said

    def _end_in_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        status = self._process.poll()
        return "it has closed its output" if status is None else f"it ended with status {status}"

    def _read(self) -> None:
        """Read messages until the end; on a thread, because pipes cannot be waited for anywhere."""
        stdout = self._process.stdout
        said: Said | Exception | None = None
        while stdout is not None:
            try:
                said = self._read_one(stdout)
            except (EnvironmentFault, InternalError) as error:
                said = error
            except (OSError, ValueError):  # closed meanwhile
                said = None
            while not self._is_closed.is_set():
                with contextlib.suppress(queue.Full):
                    self._frames.put(said, timeout=_POLL_S)
                    break
            if not isinstance(said, Said) or self._is_closed.is_set():
                return

    def _read_one(self, stdout: IO[bytes]) -> Said | None:
        size = stdout.read(4)
        if len(size) < 4:
            return None
        (length,) = struct.unpack("<I", size)
        if length > _LONGEST_HEADER:
            raise _garbled("its header is too long")
        try:
            header = _Header.model_validate_json(stdout.read(length))
        except ValidationError as error:
            raise _garbled("its header is none") from error
        if header.say == "failed":
            raise _failed(header.text)
        if header.say == "ready" and header.protocol != PROTOCOL:
            raise _garbled("it speaks another version")
        arrays = []
        for rows, columns in header.shapes:
            if rows > _MOST_ROWS or columns > self._widest:
                raise _garbled("it sends too much")
            data = stdout.read(4 * rows * columns)
            if len(data) < 4 * rows * columns:
                return None
            numbers = np.frombuffer(data, dtype="<f4").astype(np.float32)
            arrays.append(numbers.reshape(rows, columns))
        return Said(header.say, tuple(arrays))


def _lost(why: str) -> EnvironmentFault:
    return EnvironmentFault(
        "classic_secml_lost", f"The process of SecML 0.15 was lost: {plain_text(why)}.", _AGAIN
    )


def _garbled(why: str) -> EnvironmentFault:
    return EnvironmentFault(
        "classic_secml_garbled",
        f"What the process of SecML 0.15 says cannot be understood: {why}.",
        "Make its environment anew: `pandavision secml-classic install`.",
    )


def unexpected(what: str) -> EnvironmentFault:
    """Return the error for a message that does not belong where it came."""
    return _garbled(f"{what} was not asked for")


def _failed(text: str) -> InternalError:
    last = text.strip().rpartition("\n")[2]
    return InternalError(
        "classic_secml_failed",
        f"SecML 0.15 failed on a sample: {plain_text(last)[:300]}",
        "Other parameters may do, or the program's own attacks.",
        details=text,
    )
