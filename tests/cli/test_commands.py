from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from pandavision_gui import __version__
from pandavision_gui.cli import window
from pandavision_gui.cli.main import COMMANDS, commands
from pandavision_gui.cli.way_to_dataset import way_to_dataset
from pandavision_gui.errors import InputError

from ..support.fork_server import PROGRAM, Ready, fork_server

Program = Callable[..., subprocess.CompletedProcess[str]]
STARTED = [sys.executable, "-P", "-m", "pandavision_gui"]


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def pandavision() -> Iterator[Program]:
    """Return what runs a command line, in a process that has loaded the program already.

    It has no worker that is ready, and needs none.
    """
    if sys.platform != "linux":
        yield lambda *arguments: run([*STARTED, *arguments])
        return
    # The path of a socket has room for a hundred characters only.
    with (
        tempfile.TemporaryDirectory() as folder,
        fork_server(Path(folder), PROGRAM) as programs,
    ):
        ready = Ready(programs, Path(folder, "no workers"))
        yield lambda *arguments: run(ready.command(arguments))


@pytest.mark.parametrize("argument", ["--help", "-h"])
def test_the_help_lists_the_commands(argument: str) -> None:
    done = run([*STARTED, argument])
    assert (done.returncode, done.stderr) == (0, "")
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(pandavision: Program, name: str) -> None:
    done = pandavision(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Usage: pandavision {name}" in done.stdout


def test_an_unknown_command_names_the_nearest_one(pandavision: Program) -> None:
    done = pandavision("inspct", "x.onnx")
    assert (done.returncode, done.stdout) == (2, "")
    assert 'Did you mean "inspect"?' in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_version_is_the_programs() -> None:
    done = run([*STARTED, "--version"])
    assert (done.returncode, done.stderr) == (0, "")
    assert __version__ in done.stdout


def test_a_machine_gets_an_outcome_even_for_a_spec_that_is_refused(
    pandavision: Program, tmp_path: Path
) -> None:
    (tmp_path / "spec.json").write_text('{"datset": "d.h5"}', encoding="utf-8")
    arguments = (str(tmp_path / "spec.json"), "--out", str(tmp_path / "out"), "--json-events")
    done = pandavision("run", *arguments)
    (line,) = done.stdout.splitlines()
    assert done.returncode == json.loads(line)["exit_status"] == 2
    assert 'Did you mean "dataset"?' in json.loads(line)["sentence"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("platform", [{}, {"QT_QPA_PLATFORM": "xcb"}], ids=["none", "xcb"])
def test_a_window_without_a_screen_is_refused_in_words(platform: dict[str, str]) -> None:
    screens = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "pandavision_gui"],
        capture_output=True,
        text=True,
        timeout=60,
        env={key: value for key, value in os.environ.items() if key not in screens} | platform,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: There is no screen to open a window on")
    assert "pandavision run" in done.stderr


def test_the_data_folder_belongs_to_the_window(pandavision: Program) -> None:
    done = pandavision("--data-folder", "x", "inspect", "y.onnx")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Before a command --data-folder means the window's" in done.stderr


@pytest.mark.parametrize("arguments", [(), ("--smoke", "report.json")], ids=["window", "check"])
def test_a_window_without_its_libraries_is_refused_in_words(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "PySide6.py").write_text('raise ImportError("libEGL.so.1: cannot open")\n')
    done = subprocess.run(
        [sys.executable, "-m", "pandavision_gui", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(tmp_path)},
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: The window's libraries cannot be loaded: libEGL.so.1")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "name", ["job.pandavision", "JOB.PandaVision", "signs.onnx", "signs.h5", "s p é.json"]
)
def test_a_file_that_is_given_opens_in_the_window(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(window, "open_window", lambda *given: opened.append(given))
    done = CliRunner().invoke(commands, [name, "b.onnx"])
    assert done.exit_code == 0, done.output
    assert opened == [(None, (Path(name), Path("b.onnx")))]


def test_a_group_without_a_command_prints_its_help_and_is_no_success(pandavision: Program) -> None:
    done = pandavision("queue")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: pandavision queue [OPTIONS] COMMAND")
    assert done.stderr == pandavision("queue", "--help").stdout


MISSING = {
    ("gone.pandavision",): 'There is no archive "gone.pandavision".',
    ("gone.onnx",): 'There is no model "gone.onnx".',
    ("there.onnx", "gone.h5"): 'There is no dataset "gone.h5".',
    ("there.onnx", "notes.txt"): '"notes.txt" is neither a model nor a dataset, a spec or an',
    ("gone.json",): 'There is no spec "gone.json".',
    ("--", "gone.json"): 'There is no spec "gone.json".',
    ("run", "gone.pandavision", "--out", "out"): 'There is no archive "gone.pandavision".',
    ("queue", "add", "there.pandavision", "--data-folder", "d"): "`pandavision queue open`",
    ("queue", "open", "gone.pandavision", "--data-folder", "d"): "there is no such file. Check",
}


@pytest.mark.parametrize("arguments", MISSING, ids=" ".join)
def test_a_file_that_is_not_there_or_does_not_belong_is_told_to_whoever_asks(
    pandavision: Program,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    for name in ("there.onnx", "there.pandavision", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    has_worker = arguments[:2] == ("queue", "open")
    done = run([*STARTED, *arguments]) if has_worker else pandavision(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert MISSING[arguments] in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


MADE_OF = {
    "photos.csv": "pandavision dataset create photos.csv --out photos.h5",
    "photos": "pandavision dataset create photos --out photos.h5",
    "photos/": "pandavision dataset create photos --out photos.h5",
    "photos/v1.2": "pandavision dataset create photos/v1.2 --out photos/v1.2.h5",
    "a b.npz": "pandavision dataset create 'a b.npz' --out 'a b.h5'",
    "x.npy": "pandavision dataset create x.npy --out x.h5 --labels-file LABELS.npy",
    "photos/1.PNG": "pandavision dataset create FOLDER --out FOLDER.h5",
    "t10k-images-idx3-ubyte": (
        "pandavision dataset create t10k-images-idx3-ubyte --out t10k-images-idx3-ubyte.h5"
    ),
}


@pytest.mark.parametrize("name", MADE_OF)
@pytest.mark.parametrize("is_second", [False, True])
def test_what_a_dataset_is_made_of_is_told_the_command_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_second: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos" / "v1.2").mkdir(parents=True)
    for file in ("there.onnx", "photos.csv", "a b.npz", "x.npy", "photos/1.PNG"):
        (tmp_path / file).write_bytes(b"x")
    (tmp_path / "t10k-images-idx3-ubyte").write_bytes(b"x")
    before = sorted(tmp_path.rglob("*"))
    done = CliRunner().invoke(commands, ["there.onnx", name] if is_second else [name])
    error = done.exception
    assert isinstance(error, InputError), done
    assert (error.code, error.exit_code) == ("file_not_opened", 2)
    assert error.sentence().endswith(f": `{MADE_OF[name]}`.")
    assert sorted(tmp_path.rglob("*")) == before


def test_the_folder_one_is_in_gets_a_name_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "photos" / "cat").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "photos")
    assert way_to_dataset(Path(".")).endswith(f" --out {tmp_path}/photos.h5`.")
    monkeypatch.chdir(tmp_path / "photos" / "cat")
    assert way_to_dataset(Path("..")).endswith(f" create .. --out {tmp_path}/photos.h5`.")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gone.csv", 'There is no file "gone.csv".'),
        ("gone", '"gone" is not a command.'),
        ("", '"" is not a command.'),
        (
            "net.pt",
            '"net.pt" is neither a model nor a dataset, a spec or an archive. Models end in .onnx',
        ),
        (
            "notes",
            '"notes" is neither a model nor a dataset, a spec or an archive. Models end in .onnx',
        ),
    ],
)
def test_what_no_dataset_is_made_of_is_told_so(
    pandavision: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in ("net.pt", "notes"):
        (tmp_path / file).write_bytes(b"x")
    done = pandavision(name)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "dataset create" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_command_that_is_told_makes_the_dataset(
    pandavision: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in (("a b", 0), ("c", 255)):
        (tmp_path / "my photos" / name).mkdir(parents=True)
        Image.new("RGB", (8, 8), (value, 0, 0)).save(tmp_path / "my photos" / name / "1.png")
    told = pandavision("my photos").stderr.split("`")[1]
    done = run([*STARTED, *shlex.split(told)[1:]])
    assert done.returncode == 0, done
    assert (tmp_path / "my photos.h5").stat().st_size
