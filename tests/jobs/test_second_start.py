"""The program is started a second time, at any moment of the first one's life."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs import open_queue as opening
from pandavision_gui.jobs.events import WindowWanted
from pandavision_gui.jobs.open_queue import open_queue
from pandavision_gui.jobs.owner import (
    DataFolderOwner,
    FolderInUseError,
    OwnerNote,
    ask_owner,
    read_note,
)
from pandavision_gui.jobs.owner_commands import Answer, ShowWindow
from pandavision_gui.jobs.second_start import reach_owner
from pandavision_gui.paths import user_folders

from .test_owner import release
from .watched_queue import LIMIT_S, Events

pytestmark = [
    pytest.mark.usefixtures("nothing_left"),
    pytest.mark.skipif(sys.platform == "win32", reason="sockets with a path"),
    pytest.mark.timeout(60),
]
DONE = Answer(done=True)
ENDING = Answer(done=False, is_ending=True, sentence="The program is ending.")


def refusal(folder: Path) -> FolderInUseError:
    with pytest.raises(FolderInUseError) as error:
        DataFolderOwner(folder)
    return error.value


def a_dead_pid() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


@pytest.mark.parametrize("left", ["nothing", "the note of a dead process", "a pipe"])
def test_an_owner_that_has_not_said_yet_where_it_listens_is_waited_for(
    tmp_path: Path, left: str
) -> None:
    owner = DataFolderOwner(tmp_path)
    note = tmp_path / "owner.json"
    if left == "a pipe":
        os.mkfifo(note)
    elif left != "nothing":
        note.write_text(OwnerNote(pid=a_dead_pid(), address="/gone/owner.sock").model_dump_json())
    in_use = refusal(tmp_path)
    listening = threading.Timer(0.4, owner.listen, [lambda _: DONE])
    listening.start()
    try:
        assert reach_owner(in_use, ShowWindow(), silence_s=20)
    finally:
        listening.join()
        release(owner)


def test_an_owner_that_never_says_where_it_listens_is_told(tmp_path: Path) -> None:
    owner = DataFolderOwner(tmp_path)
    began = time.monotonic()
    with pytest.raises(FolderInUseError):
        reach_owner(refusal(tmp_path), ShowWindow(), silence_s=0.5)
    assert time.monotonic() - began >= 0.5
    release(owner)


def test_the_end_of_an_owner_that_is_ending_is_waited_for(tmp_path: Path) -> None:
    owner = DataFolderOwner(tmp_path)
    asked = threading.Event()

    def answer(_: ShowWindow) -> Answer:
        asked.set()
        return ENDING

    def end() -> None:
        asked.wait(LIMIT_S)
        release(owner)

    owner.listen(answer)
    in_use = refusal(tmp_path)
    ending = threading.Thread(target=end)
    ending.start()
    assert reach_owner(in_use, ShowWindow(), silence_s=5, ending_s=20) is None
    ending.join()
    release(DataFolderOwner(tmp_path))  # it can be opened


def test_an_owner_that_is_ending_for_ever_is_told_in_words(tmp_path: Path) -> None:
    owner = DataFolderOwner(tmp_path)
    owner.listen(lambda _: ENDING)
    with pytest.raises(EnvironmentFault) as fault:
        reach_owner(refusal(tmp_path), ShowWindow(), ending_s=0.3)
    assert fault.value.code == "owner_still_ending"
    assert str(os.getpid()) in fault.value.message
    release(owner)


def test_what_an_owner_refuses_is_told_in_its_words(tmp_path: Path) -> None:
    owner = DataFolderOwner(tmp_path)
    owner.listen(lambda _: Answer(done=False, sentence="Not today."))
    answer = reach_owner(refusal(tmp_path), ShowWindow())
    assert answer == Answer(done=False, sentence="Not today.")
    release(owner)


def test_a_program_that_ends_says_so_instead_of_showing_its_window(tmp_path: Path) -> None:
    events = Events()
    opened = open_queue(user_folders(tmp_path), start_thread=lambda _: None, publish=events.publish)
    note = read_note(tmp_path)
    assert note is not None
    assert ask_owner(note, ShowWindow()) == DONE
    opened.close(resume_next_time=False).result(LIMIT_S)
    assert ask_owner(note, ShowWindow()) == ENDING
    opened.release()
    assert events.of(WindowWanted) == [WindowWanted()]


def test_a_program_that_is_still_opening_its_index_can_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events, answers = Events(), []

    class SlowShelf(opening.JobShelf):
        def __init__(self, *arguments: object) -> None:
            answers.append(reach_owner(refusal(tmp_path), ShowWindow(), silence_s=0))
            super().__init__(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(opening, "JobShelf", SlowShelf)
    opened = open_queue(user_folders(tmp_path), start_thread=lambda _: None, publish=events.publish)
    opened.close(resume_next_time=False).result(LIMIT_S)
    opened.release()
    assert answers == [DONE]
    assert events.of(WindowWanted)


def test_a_window_waits_for_a_command_that_works_in_its_folder(tmp_path: Path) -> None:
    command = open_queue(
        user_folders(tmp_path),
        start_thread=lambda _: None,
        publish=lambda _: None,
        parallel_jobs=0,
        has_window=False,
    )
    in_use = refusal(tmp_path)
    note = read_note(tmp_path)
    assert note is not None
    assert ask_owner(note, ShowWindow()).is_ending, "it waits instead of giving up"
    with ThreadPoolExecutor(1) as window:
        answer = window.submit(reach_owner, in_use, ShowWindow())
        command.close(resume_next_time=True).result(LIMIT_S)
        command.release()
        assert answer.result(LIMIT_S) is None, "the folder is free for the window"


@pytest.mark.parametrize(
    "address",
    ["/tmp/pandavision-\x00/owner.sock", "\\\\.\\pipe\\x", "/pandavision-x/y/" + "z" * 300],
)
def test_a_forged_address_hinders_neither_the_next_owner_nor_its_callers(
    tmp_path: Path, address: str
) -> None:
    note = OwnerNote(pid=os.getpid(), address=address)
    (tmp_path / "owner.json").write_text(note.model_dump_json())
    with pytest.raises(EnvironmentFault) as fault:
        ask_owner(note, ShowWindow())
    assert fault.value.code == "owner_unreachable"
    owner = DataFolderOwner(tmp_path)
    owner.listen(lambda _: DONE)
    release(owner)
