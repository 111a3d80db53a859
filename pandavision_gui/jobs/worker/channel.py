"""The worker's two ends of the conversation, on private copies of its standard streams."""

from __future__ import annotations

import os
import queue
import sys
import threading
from typing import BinaryIO

from pandavision_gui.jobs.messages import (
    LONGEST_LINE,
    Command,
    Message,
    Stop,
    UseLessMemory,
    WarmUp,
    decode_command,
    encode,
)
from pandavision_gui.jobs.worker.lifeline import ORPHANED


class Channel:
    """Takes over standard input and output.

    Descriptor 1 is pointed at standard error before any library can print: what a library says is
    log, never half a message.
    """

    def __init__(self) -> None:
        sys.stdout.flush()
        self._out: BinaryIO = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        self._lock = threading.Lock()
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self.stop = threading.Event()
        self.use_less_memory = threading.Event()
        self.has_task = threading.Event()
        threading.Thread(target=self._read, name="commands", daemon=True).start()

    def send(self, message: Message) -> None:
        """Send a message; a worker whose owner no longer listens ends."""
        line = encode(message)
        with self._lock:
            try:
                view = memoryview(line)
                while view:
                    view = view[self._out.write(view) or 0 :]
            except OSError:
                os._exit(ORPHANED)

    def next_command(self) -> Command:
        """Wait for the next command that is not a stop."""
        return self._commands.get()

    def _read(self) -> None:
        stdin = sys.stdin.buffer
        while line := stdin.readline(LONGEST_LINE):
            command = decode_command(line)
            if isinstance(command, Stop):
                self.stop.set()
            elif isinstance(command, UseLessMemory):
                self.use_less_memory.set()
            elif command is not None:
                self._commands.put(command)
                if not isinstance(command, WarmUp):
                    self.has_task.set()
        # The owner has gone: nothing is lost that is not on disk, and nothing may outlive it.
        os._exit(ORPHANED)
