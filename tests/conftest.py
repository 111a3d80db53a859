"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Before Qt is imported anywhere: tests need no screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

DATA_VARIABLE = "PANDAVISION_TEST_DATA"


@pytest.fixture(scope="session")
def trained_data() -> Path:
    """The folder of trained networks with known truth, which is not part of the project."""
    folder = os.environ.get(DATA_VARIABLE)
    if not folder:
        pytest.skip(f"{DATA_VARIABLE} does not name the folder of the trained networks")
    path = Path(folder)
    assert (path / "models").is_dir(), f"{DATA_VARIABLE} names {path}, which holds no models"
    return path


@pytest.fixture(scope="session")
def sample_files() -> Path:
    """The project's own networks and pictures."""
    return Path(__file__).resolve().parents[1] / "resources" / "samples"
