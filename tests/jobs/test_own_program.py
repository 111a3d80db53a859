"""How the program starts itself: by Python, as a bundle, and by the twin that can talk."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pandavision_gui.jobs.own_program import own_program


def test_a_checkout_starts_its_module() -> None:
    assert own_program("run", "x") == [sys.executable, "-P", "-m", "pandavision_gui", "run", "x"]


@pytest.mark.parametrize(
    ("platform", "program", "twin", "started"),
    [
        ("linux", "pandavision", "pandavision.exe", "pandavision"),
        ("win32", "pandavision.exe", "pandavision.exe", "pandavision.exe"),
        ("win32", "pandavision-window.exe", "pandavision.exe", "pandavision.exe"),
        ("win32", "PandaVision-Window.EXE", "pandavision.exe", "pandavision.exe"),
        ("win32", "pandavision-window.exe", None, "pandavision-window.exe"),
        ("win32", "pythonw.exe", "python.exe", "python.exe"),
        ("darwin", "pandavision", None, "pandavision"),
    ],
)
@pytest.mark.parametrize("is_frozen", [True, False])
def test_who_has_no_output_starts_its_twin(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    program: str,
    twin: str | None,
    started: str,
    is_frozen: bool,
) -> None:
    folder = tmp_path / "PandaVision é"
    folder.mkdir()
    if twin is not None:
        (folder / twin).touch()
    monkeypatch.setattr(sys, "frozen", is_frozen, raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "executable", str(folder / program))
    module = [] if is_frozen else ["-P", "-m", "pandavision_gui"]
    assert own_program("--worker") == [str(folder / started), *module, "--worker"]
