from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pandavision_gui import __version__
from pandavision_gui.cli import window
from pandavision_gui.cli.main import COMMANDS, commands


def pandavision(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "pandavision_gui", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("argument", ["--help", "-h"])
def test_the_help_lists_the_commands(argument: str) -> None:
    done = pandavision(argument)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    done = pandavision(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Usage: pandavision {name}" in done.stdout


def test_an_unknown_command_names_the_nearest_one() -> None:
    done = pandavision("inspct", "x.onnx")
    assert (done.returncode, done.stdout) == (2, "")
    assert 'Did you mean "inspect"?' in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_version_is_the_programs() -> None:
    done = pandavision("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert __version__ in done.stdout


def test_a_machine_gets_an_outcome_even_for_a_spec_that_is_refused(tmp_path: Path) -> None:
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


def test_the_data_folder_belongs_to_the_window() -> None:
    done = pandavision("--data-folder", "x", "inspect", "y.onnx")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--data-folder belongs to the window" in done.stderr


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


@pytest.mark.parametrize("name", ["job.pandavision", "JOB.PandaVision", "signs.onnx", "signs.h5"])
def test_a_file_that_is_given_opens_in_the_window(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(window, "open_window", lambda *given: opened.append(given))
    done = CliRunner().invoke(commands, [name, "b.onnx"])
    assert done.exit_code == 0, done.output
    assert opened == [(None, (Path(name), Path("b.onnx")))]


def test_a_group_without_a_command_prints_its_help_and_is_no_success() -> None:
    done = pandavision("queue")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: pandavision queue [OPTIONS] COMMAND")
    assert done.stderr == pandavision("queue", "--help").stdout


MISSING = {
    ("gone.pandavision",): 'There is no archive "gone.pandavision".',
    ("gone.onnx",): 'There is no model "gone.onnx".',
    ("there.onnx", "gone.h5"): 'There is no dataset "gone.h5".',
    ("there.onnx", "spec.json"): '"spec.json" is neither a model nor a dataset nor an archive.',
    ("spec.json",): "A spec is run by `pandavision run` or `pandavision queue add`.",
    ("run", "gone.pandavision", "--out", "out"): 'There is no archive "gone.pandavision".',
    ("queue", "add", "there.pandavision", "--data-folder", "d"): "`pandavision queue open`",
    ("queue", "open", "gone.pandavision", "--data-folder", "d"): "there is no such file. Check",
}


@pytest.mark.parametrize("arguments", MISSING, ids=" ".join)
def test_a_file_that_is_not_there_or_does_not_belong_is_told_to_whoever_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    for name in ("there.onnx", "there.pandavision", "spec.json"):
        (tmp_path / name).write_bytes(b"x")
    done = pandavision(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert MISSING[arguments] in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
