from __future__ import annotations

import contextlib
import os
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.owner import (
    LONGEST_COMMAND,
    DataFolderOwner,
    FolderInUseError,
    OwnerNote,
    ask_owner,
    read_note,
)
from pandavision_gui.jobs.owner_commands import AddJobs, Answer, ShowWindow

pytestmark = [
    pytest.mark.usefixtures("nothing_left"),
    pytest.mark.skipif(sys.platform == "win32", reason="sockets with a path"),
]
SHOWN = Answer(done=True, sentence="Here I am.")


@contextlib.contextmanager
def owned(folder: Path) -> Iterator[OwnerNote]:
    owner = DataFolderOwner(folder)
    try:
        owner.listen(lambda command: SHOWN)
        note = read_note(folder)
        assert note is not None
        yield note
    finally:
        release(owner)


def release(owner: DataFolderOwner, limit_s: float = 8.0) -> None:
    """Release the folder; fail when that does not come to an end."""
    thread = threading.Thread(target=owner.release, daemon=True)
    thread.start()
    thread.join(limit_s)
    assert not thread.is_alive(), "the owner could not let go of its folder"


@contextlib.contextmanager
def other_owner(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that owns and listens."""
    code = (
        "import sys, signal, pathlib\n"
        "from pandavision_gui.jobs.owner import Answer, DataFolderOwner\n"
        "owner = DataFolderOwner(pathlib.Path(sys.argv[1]))\n"
        "owner.listen(lambda command: Answer(done=True))\n"
        "print('ready', flush=True)\n"
        "while True: signal.pause()\n"
    )
    command = [sys.executable, "-P", "-c", code, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        try:
            yield process
        finally:
            process.kill()


@contextlib.contextmanager
def call(note: OwnerNote, *, say: bytes = b"", half_close: bool = False) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(note.address)
        caller.sendall(say)
        if half_close:
            caller.shutdown(socket.SHUT_WR)
        yield caller


def asked(note: OwnerNote, limit_s: float = 8.0) -> Answer:
    """Ask the owner; fail when not even a refusal comes in time."""
    answer: Future[Answer] = Future()

    def ask() -> None:
        try:
            answer.set_result(ask_owner(note, ShowWindow()))
        except EnvironmentFault as error:
            answer.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    return answer.result(limit_s)


def test_a_second_owner_is_refused_with_the_first_ones_process(tmp_path: Path) -> None:
    with other_owner(tmp_path) as other, pytest.raises(FolderInUseError) as error:
        DataFolderOwner(tmp_path)
    assert str(other.pid) in error.value.message
    assert str(tmp_path) in error.value.message
    assert error.value.note is not None
    assert error.value.note.pid == other.pid


def test_the_note_of_the_refusal_is_enough_to_ask_the_owner(tmp_path: Path) -> None:
    with other_owner(tmp_path):
        with pytest.raises(FolderInUseError) as error:
            DataFolderOwner(tmp_path)
        assert error.value.note is not None
        assert ask_owner(error.value.note, ShowWindow()).done


def test_a_second_owner_in_the_same_process_is_refused_and_does_no_harm(tmp_path: Path) -> None:
    with owned(tmp_path) as note:
        with pytest.raises(FolderInUseError, match=str(os.getpid())):
            DataFolderOwner(tmp_path)
        assert ask_owner(note, ShowWindow()) == SHOWN


def test_a_new_owner_takes_over_after_the_first_was_killed(tmp_path: Path) -> None:
    with other_owner(tmp_path) as other:
        left = read_note(tmp_path)
        assert left is not None
        other.kill()
        other.wait()
        with owned(tmp_path) as note:
            assert note.pid == os.getpid()
            assert ask_owner(note, ShowWindow()) == SHOWN
        assert not Path(left.address).parent.exists(), "the socket of the dead is left"


def test_a_note_of_a_dead_owner_is_answered_in_words(tmp_path: Path) -> None:
    with other_owner(tmp_path) as other:
        note = read_note(tmp_path)
        assert note is not None
        other.kill()
        other.wait()
        with pytest.raises(EnvironmentFault) as error:
            ask_owner(note, ShowWindow())
    assert error.value.code == "owner_unreachable"
    assert str(note.pid) in error.value.message
    with owned(tmp_path):
        pass  # which puts away the socket of the dead


def test_a_frozen_owner_is_told_in_words(tmp_path: Path) -> None:
    with other_owner(tmp_path) as other:
        note = read_note(tmp_path)
        assert note is not None
        os.kill(other.pid, signal.SIGSTOP)
        with pytest.raises(EnvironmentFault) as error:
            ask_owner(note, ShowWindow())
        other.kill()
        other.wait()
    assert error.value.code == "owner_silent"
    with owned(tmp_path):
        pass


def test_release_leaves_neither_note_nor_socket_nor_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with owned(tmp_path) as note:
        assert Path(note.address).exists()
        assert set(threading.enumerate()) - before
    assert not Path(note.address).parent.exists()
    assert not (tmp_path / "owner.json").exists()
    assert set(threading.enumerate()) == before
    with owned(tmp_path):
        pass


def test_nobody_else_can_reach_the_socket(tmp_path: Path) -> None:
    with owned(tmp_path) as note:
        folder = Path(note.address).parent
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder.stat().st_uid == os.getuid()


def test_a_folder_with_a_path_longer_than_a_sockets_may_be(tmp_path: Path) -> None:
    folder = tmp_path / ("long " * 20) / ("longer " * 20)
    assert len(str(folder)) > 200
    with owned(folder) as note:
        assert ask_owner(note, ShowWindow()) == SHOWN


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no path")
def test_a_temporary_folder_with_a_path_longer_than_a_sockets_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / ("long" * 20)
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with owned(tmp_path / "data") as note:
        assert ask_owner(note, ShowWindow()) == SHOWN
    assert not Path(note.address).parent.exists()


def test_a_name_that_is_no_folder_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(EnvironmentFault) as error:
        DataFolderOwner(tmp_path / "file")
    assert error.value.sentence().isprintable()
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"pid": "x", "address": 3}', "\x00"])
def test_a_damaged_note_is_no_note_and_hinders_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / "owner.json").write_text(text)
    assert read_note(tmp_path) is None
    with owned(tmp_path) as note:
        assert ask_owner(note, ShowWindow()) == SHOWN


def test_a_forged_note_makes_the_owner_remove_nothing_of_others(tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "owner.sock"
    mine.parent.mkdir()
    mine.write_text("mine")
    (tmp_path / "owner.json").write_text(OwnerNote(pid=1, address=str(mine)).model_dump_json())
    with owned(tmp_path):
        assert mine.read_text() == "mine"


def framed(data: bytes) -> bytes:
    return struct.pack("!i", len(data)) + data


@pytest.mark.parametrize(
    "say",
    [
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        framed(b""),
        framed(b"\xff\xfe\x00"),
        framed(b"[" * 100_000),
        framed(b'{"type": "format_disk"}'),
        framed(b'{"type": "show_window", "more": 1}'),
        struct.pack("!i", LONGEST_COMMAND + 1),
        struct.pack("!i", 2**31 - 1),
        struct.pack("!iQ", -1, 2**62),
        framed(b'{"type": "show_window"}')[:9],
        b"\x00\x00",
    ],
    ids=lambda say: repr(say[:24]),
)
def test_garbage_and_half_closed_calls_do_not_disturb_the_owner(tmp_path: Path, say: bytes) -> None:
    with owned(tmp_path) as note:
        with call(note, say=say, half_close=True):
            assert ask_owner(note, ShowWindow()) == SHOWN
        assert ask_owner(note, ShowWindow()) == SHOWN


def test_more_than_the_owner_reads_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    fits = AddJobs(specs=({"class-names": ["x" * (LONGEST_COMMAND - 1000)]},))
    with owned(tmp_path) as note:
        assert ask_owner(note, fits) == SHOWN
        with pytest.raises(InputError, match=r"This is 17 MiB .* at most 16 MiB at once") as error:
            ask_owner(note, AddJobs(specs=(*fits.specs, {"name": "y" * 2000})))
    assert error.value.code == "command_too_large"


def test_an_unknown_command_gets_an_answer_in_words(tmp_path: Path) -> None:
    with owned(tmp_path) as note, call(note, say=framed(b'{"type": "fly"}')) as caller:
        caller.settimeout(5)
        answer = Answer.model_validate_json(caller.recv(4096)[4:])
    assert not answer.done
    assert answer.sentence


def test_a_caller_who_hangs_up_before_the_answer_does_no_harm(tmp_path: Path) -> None:
    with owned(tmp_path) as note:
        for _ in range(5):
            with call(note, say=framed(b'{"type": "show_window"}')):
                pass
        assert ask_owner(note, ShowWindow()) == SHOWN


def test_callers_who_say_nothing_do_not_keep_others_waiting(tmp_path: Path) -> None:
    with owned(tmp_path) as note, call(note), call(note):
        assert asked(note) == SHOWN


@pytest.mark.parametrize("say", [b"\x00\x00", framed(b'{"type": "show_window"}')[:9]])
def test_a_caller_who_falls_silent_in_the_middle_does_not_hold_the_owner_for_ever(
    tmp_path: Path, say: bytes
) -> None:
    with owned(tmp_path) as note, call(note, say=say):
        with contextlib.suppress(EnvironmentFault):  # the first may be asked to come again
            assert asked(note) == SHOWN
        assert asked(note) == SHOWN


def test_callers_who_wait_do_not_hold_up_the_release(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    owner = DataFolderOwner(tmp_path)
    owner.listen(lambda command: SHOWN)
    note = read_note(tmp_path)
    assert note is not None
    assert asked(note) == SHOWN
    with call(note, say=b"\x00"), call(note):
        release(owner)
        assert set(threading.enumerate()) == before


def test_a_command_that_fails_is_not_the_end_of_the_listening(tmp_path: Path) -> None:
    answers = [SHOWN]

    def fail_at_first(_: ShowWindow) -> Answer:
        if answers.pop() is SHOWN and not answers:
            answers.extend([SHOWN, SHOWN])
            raise ArithmeticError
        return SHOWN

    owner = DataFolderOwner(tmp_path)
    owner.listen(fail_at_first)
    note = read_note(tmp_path)
    assert note is not None
    try:
        with contextlib.suppress(EnvironmentFault):
            assert not asked(note).done
        assert asked(note) == SHOWN
    finally:
        release(owner)
