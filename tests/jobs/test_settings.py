from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.settings import Settings, load_settings, save_settings


def test_what_was_saved_is_loaded_with_what_a_newer_version_added(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.json"
    settings = Settings.model_validate({"parallel_jobs": 2, "recent_models": ("/a",), "new": 1})
    save_settings(path, settings)
    assert load_settings(path) == settings


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("mine")
    with pytest.raises(EnvironmentFault) as fault:
        save_settings(tmp_path / "config" / "settings.json", Settings())
    assert fault.value.code == "cannot_write"
    assert (tmp_path / "config").read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes with a path")
@pytest.mark.timeout(20)
def test_a_pipe_in_their_place_does_not_hold_up_the_start(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "settings.json")
    assert load_settings(tmp_path / "settings.json") == Settings()


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"parallel_jobs": 99}', json.dumps({"recent_models": ["x"] * 101})],
)
def test_a_document_that_cannot_be_used_gives_the_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_text(text)
    assert load_settings(tmp_path / "settings.json") == Settings()


def test_a_document_of_any_size_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"parallel_jobs": 2}' + " " * 2**21)
    assert load_settings(tmp_path / "settings.json") == Settings()
