"""Looking into files that are none."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pandavision_gui.jobs.messages import Failed
from pandavision_gui.jobs.requests import INSPECTION_LIMITS, inspect_file


@pytest.mark.skipif(os.name != "posix", reason="no pipes with names")
@pytest.mark.parametrize("name", ["pipe.onnx", "pipe.h5", "pipe"])
def test_a_pipe_is_refused_before_anything_waits_for_it(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    os.mkfifo(path)
    begun = time.monotonic()
    found = inspect_file(path)
    assert isinstance(found, Failed)
    assert found.message == f'"{path}" is a pipe or a device, not a file.'
    assert INSPECTION_LIMITS.task_s is not None
    assert time.monotonic() - begun < INSPECTION_LIMITS.task_s


@pytest.mark.parametrize("name", ["a\0b.onnx", "a\0b.h5", "a\0b"])
def test_a_name_that_no_file_can_have_is_refused_in_words(tmp_path: Path, name: str) -> None:
    found = inspect_file(tmp_path / name)
    assert isinstance(found, Failed)
    assert (found.kind, found.code) == ("input", "file_missing")
    assert "a\\x00b" in found.message
