"""Whether SecML 0.15 counts as installed, and what is said where it does not."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import psutil
import pytest

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs import secml_classic_install
from pandavision_gui.jobs.secml_classic import (
    MARK,
    classic_folder,
    classic_mark,
    classic_program,
    require_startable,
    what_is_missing,
)
from pandavision_gui.jobs.secml_classic_install import ROOM_BYTES, find_python, install, remove
from pandavision_gui.jobs.single_run import RunOptions, run_in_folder
from pandavision_gui.jobs.supervisor import StopSwitch
from tests.support.stand_in_secml import stand_in_python

SPEC = spec_from_document({"dataset": "d", "trained-model": "m", "attack": "secml-classic"})


@pytest.fixture(autouse=True)
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    # The stand-in needs no gigabytes, and has to be installed on a machine without them, too.
    monkeypatch.setattr(secml_classic_install, "free_bytes", lambda _: ROOM_BYTES)
    return classic_folder()


def installed(folder: Path, **how: str) -> list[str]:
    told: list[str] = []
    folder.mkdir(exist_ok=True)
    install(find_python(stand_in_python(folder, **how)), tell=told.append)
    return told


def test_what_was_installed_is_there_and_attacks_until_it_is_removed(
    tmp_path: Path, tools: Path
) -> None:
    assert classic_mark() is None
    told = installed(tmp_path / "old")
    mark, program = classic_mark(), classic_program()
    assert mark is not None
    assert program is not None
    assert (mark.secml, mark.python) == ("0.15.6", "3.9.1")
    assert "Collecting secml==0.15.6" in told
    assert what_is_missing(CATALOGUE["secml-classic"]) == ""
    require_startable(SPEC)
    assert remove()
    assert not tools.exists()
    assert classic_program() is None
    assert not remove()


@pytest.mark.parametrize(
    "damage",
    [
        lambda mark: mark.write_text("{"),
        lambda mark: mark.write_text('{"format": 2, "python": "3.9.1", "secml": "0.15.6"}'),
        lambda mark: mark.write_text('{"format": 1, "python": "3.9.1\\n", "secml": "0.15.6"}'),
        lambda mark: mark.write_bytes(b" " * 10_000),
        lambda mark: mark.unlink(),
        lambda mark: (mark.unlink(), os.mkfifo(mark)),
        lambda mark: (mark.parent / "environment" / "bin" / "python").unlink(),
    ],
)
def test_a_damaged_mark_means_that_it_is_not_there(
    tmp_path: Path, tools: Path, damage: object
) -> None:
    installed(tmp_path / "old")
    assert callable(damage)
    damage(tools / MARK)
    assert classic_mark() is None
    assert "secml-classic install" in what_is_missing(CATALOGUE["secml-classic"])
    assert what_is_missing(CATALOGUE["pgd-linf"]) == ""
    with pytest.raises(EnvironmentFault) as caught:
        require_startable(SPEC)
    assert caught.value.code == "classic_secml_missing"
    installed(tmp_path / "old")  # makes it anew
    assert classic_mark() is not None


def test_a_run_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        run_in_folder(
            SPEC,
            tmp_path / "job",
            RunOptions(resume=False, threads=1),
            on_report=lambda _: None,
            stop=StopSwitch(),
        )
    assert caught.value.code == "classic_secml_missing"
    assert not (tmp_path / "job").exists()


@pytest.mark.parametrize(
    ("how", "code", "words"),
    [
        ({"pip": "print('ERROR: No matching \\x1b[2J'); sys.exit(1)"}, "classic_install_failed", 0),
        ({"pip": "print('NewConnectionError: x'); sys.exit(1)"}, "classic_no_network", 0),
        ({"fault": "raises"}, "classic_check_failed", "no"),
        ({"fault": "ends at once"}, "classic_check_failed", 0),
        ({"fault": "says nothing"}, "classic_check_failed", 0),
    ],
)
def test_an_installation_that_fails_is_told_and_leaves_nothing(
    tmp_path: Path,
    tools: Path,
    how: dict[str, str],
    code: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(secml_classic_install, "_CHECK_S", 3.0)
    with pytest.raises(EnvironmentFault) as caught:
        installed(tmp_path / "old", **how)
    assert caught.value.code == code
    assert caught.value.hint
    assert "\x1b" not in caught.value.sentence()
    assert not words or words in caught.value.message
    assert not tools.exists()


def test_ctrl_c_ends_pip_with_all_it_started_and_leaves_nothing(
    tmp_path: Path, tools: Path
) -> None:
    begun = threading.Event()

    def tell(line: str) -> None:
        if line.startswith("Collecting"):
            begun.set()
            os.kill(os.getpid(), signal.SIGINT)

    folder = tmp_path / "old"
    folder.mkdir()
    python = find_python(stand_in_python(folder, pip="time.sleep(1000)"))
    at = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        install(python, tell=tell)
    assert begun.is_set()
    assert time.monotonic() - at < 10
    assert not tools.exists()
    assert not [one for one in psutil.Process().children() if "stand_in" in str(one.cmdline())]


def test_two_installations_do_not_meet(tmp_path: Path) -> None:
    codes: list[str] = []

    def tell(line: str) -> None:
        if line.startswith("Collecting"):
            try:
                remove()
            except PandaVisionError as error:
                codes.append(error.code)

    folder = tmp_path / "old"
    folder.mkdir()
    install(find_python(stand_in_python(folder)), tell=tell)
    assert codes == ["classic_busy"]
    assert classic_mark() is not None


def test_too_little_room_is_told_before_anything_is_made(
    tmp_path: Path, tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secml_classic_install, "free_bytes", lambda _: ROOM_BYTES - 1)
    with pytest.raises(EnvironmentFault) as caught:
        installed(tmp_path / "old")
    assert caught.value.code == "classic_no_room"
    assert not tools.exists()


def test_a_link_in_its_place_is_not_followed(tmp_path: Path, tools: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / MARK).write_text("precious")
    tools.parent.mkdir(parents=True)
    tools.symlink_to(mine)
    assert remove()
    assert (mine / MARK).read_text() == "precious"
    assert not tools.is_symlink()


@pytest.mark.parametrize("version", ["3.8.18", "3.11.7", "2.7.18", "x"])
def test_an_unfit_python_is_refused_by_its_version(tmp_path: Path, version: str) -> None:
    (tmp_path / "old").mkdir()
    with pytest.raises(InputError) as caught:
        find_python(stand_in_python(tmp_path / "old", version=version))
    assert caught.value.code == "classic_python_unfit"
    assert version == "x" or version in caught.value.message


def test_one_on_the_path_or_of_pyenv_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("path", "pyenv/versions/3.9.2/bin", "home"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    with pytest.raises(EnvironmentFault) as caught:
        find_python()
    assert caught.value.code == "classic_no_python"
    of_pyenv = stand_in_python(tmp_path / "pyenv/versions/3.9.2/bin", version="3.9.2")
    of_pyenv.rename(of_pyenv.with_name("python3"))
    assert find_python().version == "3.9.2"
    on_path = stand_in_python(tmp_path / "path", version="3.10.4")
    on_path.rename(on_path.with_name("python3.10"))
    assert find_python().version == "3.10.4"
