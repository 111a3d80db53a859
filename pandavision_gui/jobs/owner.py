"""Who owns a data folder: one process, by a lock, which listens to the others on a local socket."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

import filelock
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pandavision_gui.atomic_file import make_folder, write_fault, write_text_atomically
from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.owner_commands import COMMANDS, Answer, OwnerCommand

LONGEST_COMMAND = 16 * 1024 * 1024
"""Bytes; more is not read. A spec has at most 10 MB, most of them names of classes."""
_LONGEST_ANSWER = 256 * 1024 * 1024
_PATIENCE_S = 3.0
"""For a caller who says nothing, or only half of it."""
ANSWER_S = 5.0
_BACKLOG = 64
_LARGEST_NOTE = 64 * 1024
_LOCK = "owner.lock"
_NOTE = "owner.json"
_SOCKET_PREFIX, _SOCKET = "pandavision-", "owner.sock"
_LONGEST_PATH = 100
"""Bytes of a socket's path that every system takes."""

_log = logging.getLogger(__name__)


class OwnerNote(BaseModel):
    """`owner.json`: where the owner listens."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pid: int = Field(gt=0, lt=2**32, description="Process id of the owner.")
    address: str = Field(
        max_length=4096, description="Path of its socket, name of its pipe on Windows."
    )


class FolderInUseError(InputError):
    """Another process owns the data folder.

    Attributes
    ----------
    folder
        The data folder.
    note
        Where it listens; None when it has not said so.
    """

    def __init__(self, folder: Path, note: OwnerNote | None) -> None:
        who = f" (process {note.pid})" if note else ""
        super().__init__(
            "data_folder_in_use",
            f'The data folder "{folder}" is in use by another PandaVision{who}.',
            "Use that one, or choose another folder with --data-folder.",
        )
        self.folder = folder
        self.note = note


class DataFolderOwner:
    """The ownership of a data folder; it falls with the process.

    Raises
    ------
    FolderInUseError
        When another process has it.
    EnvironmentFault
        ``cannot_write`` or ``disk_full`` when the folder cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = filelock.FileLock(folder / _LOCK, thread_local=False)
        try:
            make_folder(folder)
            self._lock.acquire(timeout=0)
        except filelock.Timeout as error:
            raise FolderInUseError(folder, read_note(folder)) from error
        except OSError as error:
            raise write_fault(folder / _LOCK, error) from error
        self._listener: Listener | None = None
        self._socket_folder: Path | None = None
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        self._calls: dict[threading.Thread, Connection] = {}

    def listen(self, on_command: Callable[[OwnerCommand], Answer]) -> None:
        """Answer commands of other programs of this user on a thread of its own.

        Only this user can reach the socket: it lies in a folder that nobody else may enter.

        Raises
        ------
        EnvironmentFault
            When no socket can be made.
        """
        try:
            _forget_socket_of(read_note(self._folder))
            self._listener = self._make_listener()
            note = OwnerNote(pid=os.getpid(), address=str(self._listener.address))
            write_text_atomically(self._folder / _NOTE, note.model_dump_json() + "\n")
        except OSError as error:
            self.release()
            raise write_fault(self._folder / _NOTE, error) from error
        except BaseException:
            self.release()
            raise
        self._thread = threading.Thread(
            target=self._serve, args=(on_command,), name="owner", daemon=True
        )
        self._thread.start()

    def release(self) -> None:
        """Stop listening and give the folder back."""
        try:
            self._stop_listening()
        finally:
            self._lock.release()

    def _stop_listening(self) -> None:
        self._closing.set()
        if self._listener is not None and self._thread is not None:
            with contextlib.suppress(OSError):  # a call of our own ends the wait for one
                Client(self._listener.address).close()
            self._thread.join(_PATIENCE_S)
            for call, connection in self._calls.items():
                _break_off(connection)
                call.join(_PATIENCE_S)
        if self._listener is not None:
            self._listener.close()
            with contextlib.suppress(OSError):  # the next owner writes its own
                (self._folder / _NOTE).unlink(missing_ok=True)
        if self._socket_folder is not None:
            shutil.rmtree(self._socket_folder, ignore_errors=True)

    def _make_listener(self) -> Listener:
        if sys.platform == "win32":
            return Listener(family="AF_PIPE")
        # A data folder's path may be longer than a socket's, and so may that of a folder for
        # temporary files that somebody has chosen.
        chosen = tempfile.gettempdir()
        length = len(os.fsencode(f"{chosen}/{_SOCKET_PREFIX}12345678/{_SOCKET}"))
        place = chosen if length <= _LONGEST_PATH else "/tmp"
        self._socket_folder = Path(tempfile.mkdtemp(prefix=_SOCKET_PREFIX, dir=place))
        return Listener(str(self._socket_folder / _SOCKET), family="AF_UNIX", backlog=_BACKLOG)

    def _serve(self, on_command: Callable[[OwnerCommand], Answer]) -> None:
        listener = self._listener
        while listener is not None and not self._closing.is_set():
            try:
                connection = listener.accept()
            except (OSError, EOFError) as error:
                _log.info("a call to the owner broke off: %s", error)
                continue
            if self._closing.is_set():
                connection.close()
                return
            # Each on a thread of its own: one that says nothing keeps nobody waiting.
            call = threading.Thread(
                target=_answer, args=(connection, on_command), name="owner-call", daemon=True
            )
            self._calls = {t: c for t, c in self._calls.items() if t.is_alive()} | {
                call: connection
            }
            call.start()


def ask_owner(note: OwnerNote, command: OwnerCommand, *, answer_s: float = ANSWER_S) -> Answer:
    """Send a command to the owner of a data folder.

    Parameters
    ----------
    answer_s
        Seconds to wait for the answer: what is written to disk takes its time.

    Raises
    ------
    InputError
        ``command_too_large``
    EnvironmentFault
        ``owner_unreachable`` when nothing was asked; ``owner_silent`` when no answer came.
    """
    data = command.model_dump_json().encode()
    if len(data) > LONGEST_COMMAND:
        raise InputError(
            "command_too_large",
            f"This is {-(-len(data) // 2**20):,} MiB for the PandaVision that is running; it takes "
            f"at most {LONGEST_COMMAND // 2**20} MiB at once.",
            "Ask in parts: fewer evaluations each time.",
        )
    was_sent = False
    try:
        with Client(note.address) as connection:
            connection.send_bytes(data)
            was_sent = True
            if connection.poll(answer_s):
                return Answer.model_validate_json(connection.recv_bytes(_LONGEST_ANSWER))
    except (OSError, EOFError, ValueError) as error:  # ValueError: no such address can be
        _log.info("the owner could not be asked: %s", error)
    if was_sent:
        raise EnvironmentFault(
            "owner_silent",
            f"The PandaVision that is running (process {note.pid}) does not answer; whether it did "
            "what was asked is not known.",
            "Look at its window, or ask it again with `pandavision queue list`.",
        )
    raise EnvironmentFault(
        "owner_unreachable",
        f"The PandaVision that is running (process {note.pid}) cannot be reached.",
        "Wait a moment and try again, or end that process.",
    )


def is_free(folder: Path) -> bool:
    """Whether nobody owns the data folder at this moment."""
    try:
        with filelock.FileLock(folder / _LOCK, timeout=0):
            return True
    except filelock.Timeout:
        return False
    except OSError as error:
        raise write_fault(folder / _LOCK, error) from error


def read_note(folder: Path) -> OwnerNote | None:
    """Return where the owner of `folder` listens; None when it has not said so."""
    try:
        return OwnerNote.model_validate_json(read_bounded(folder / _NOTE, _LARGEST_NOTE))
    except (OSError, ValidationError):
        return None


def _answer(connection: Connection, on_command: Callable[[OwnerCommand], Answer]) -> None:
    patience = threading.Timer(_PATIENCE_S, _break_off, [connection])
    patience.daemon = True
    patience.start()
    try:
        with connection:
            data = connection.recv_bytes(LONGEST_COMMAND)
            patience.cancel()
            answer = _answer_to(data, on_command)
            connection.send_bytes(answer.model_dump_json().encode())
    except (OSError, EOFError) as error:
        _log.info("a call to the owner broke off: %s", error)
    finally:
        patience.cancel()
        patience.join()


def _answer_to(data: bytes, on_command: Callable[[OwnerCommand], Answer]) -> Answer:
    try:
        return on_command(COMMANDS.validate_json(data))
    except ValidationError:
        return Answer(done=False, sentence="This is no command that this version knows.")
    except Exception as error:
        # Whatever goes wrong in it, the caller gets an answer and the owner goes on listening.
        _log.exception("a command of another program failed")
        return Answer(done=False, sentence=f"The program made a mistake ({type(error).__name__}).")


def _break_off(connection: Connection) -> None:
    """End the wait for a caller who says nothing, or only half of it."""
    if sys.platform == "win32":
        return
    with (
        contextlib.suppress(OSError, ValueError),  # it has ended meanwhile
        socket.socket(fileno=os.dup(connection.fileno())) as ours,
    ):
        ours.shutdown(socket.SHUT_RDWR)


def _forget_socket_of(note: OwnerNote | None) -> None:
    """Remove the socket that an owner which was killed has left."""
    if note is None or sys.platform == "win32":
        return
    left = Path(note.address)
    if left.name == "owner.sock" and left.parent.name.startswith("pandavision-"):
        # Gone, or somebody else's: the note may say anything.
        with contextlib.suppress(OSError, ValueError):
            left.unlink(missing_ok=True)
            left.parent.rmdir()
