"""A program that runs without Python keeps everything beside itself when that is asked for."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pandavision_gui.jobs.chosen_folder import chosen_folders
from pandavision_gui.paths import tools_folder, user_folders
from tests.packaging.test_bundle import packaging_file


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a program that believes to be built."""
    folder = tmp_path / "Zoë's stick" / "pandavision"
    folder.mkdir(parents=True)
    monkeypatch.setattr(sys, "executable", str(folder / "pandavision"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    return folder


def test_with_a_folder_named_portable_everything_is_kept_in_it(program: Path) -> None:
    (program / "portable").mkdir()
    folders = user_folders()
    assert folders.data == program / "portable" / "data"
    assert folders.config == program / "portable" / "config"
    assert tools_folder() == program / "portable" / "tools"
    assert chosen_folders(None) == folders


def test_a_portable_folder_that_is_carried_elsewhere_is_found_there(program: Path) -> None:
    (program / "portable").mkdir()
    moved = program.rename(program.with_name("moved"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", str(moved / "pandavision"))
        assert user_folders().data == moved / "portable" / "data"


def test_a_link_to_the_program_is_not_where_it_is(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program / "portable").mkdir()
    (program / "pandavision").touch()
    link = tmp_path / "link"
    link.symlink_to(program / "pandavision")
    monkeypatch.setattr(sys, "executable", str(link))
    assert user_folders().data == program / "portable" / "data"


def test_without_that_folder_the_platforms_are_used(program: Path) -> None:
    assert not user_folders().data.is_relative_to(program)
    assert not user_folders().config.is_relative_to(program)
    assert not tools_folder().is_relative_to(program)


def test_a_data_folder_that_is_given_wins(program: Path, tmp_path: Path) -> None:
    (program / "portable").mkdir()
    assert user_folders(tmp_path).data == tmp_path


def test_a_program_that_python_runs_is_never_portable(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program / "portable").mkdir()
    monkeypatch.setattr(sys, "frozen", False)
    assert not user_folders().data.is_relative_to(program)


@pytest.mark.parametrize("is_portable", [True, False])
def test_the_font_list_of_the_figures_is_kept_in_it_too(
    program: Path, is_portable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LD_LIBRARY_PATH", "LD_LIBRARY_PATH_ORIG", "PYINSTALLER_RESET_ENVIRONMENT"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("MPLCONFIGDIR", "")
    monkeypatch.delenv("MPLCONFIGDIR")
    if is_portable:
        (program / "portable").mkdir()
    packaging_file("restore_environment")
    wanted = str(program / "portable" / "cache" / "matplotlib") if is_portable else None
    assert os.environ.get("MPLCONFIGDIR") == wanted


def test_who_names_another_folder_for_them_is_obeyed(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LD_LIBRARY_PATH", "LD_LIBRARY_PATH_ORIG", "PYINSTALLER_RESET_ENVIRONMENT"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("MPLCONFIGDIR", "/elsewhere")
    (program / "portable").mkdir()
    packaging_file("restore_environment")
    assert os.environ["MPLCONFIGDIR"] == "/elsewhere"
