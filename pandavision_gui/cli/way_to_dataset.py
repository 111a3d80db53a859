"""What is said to whoever gives pictures, arrays or a table where a dataset is wanted."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from pandavision_gui.engine.dataset_order import PICTURE_SUFFIXES, may_be_source, names_idx_file
from pandavision_gui.errors import plain_text

_FOR_PICTURES = (
    "A dataset is made of the folder that holds a folder of pictures for each class: `pandavision "
    "dataset create FOLDER --out FOLDER.h5`."
)


def way_to_dataset(path: Path) -> str:
    """Return the command that makes a dataset of what is there, "" where none is made of such.

    It is told as it can be typed into the shell, and writes beside the source.
    """
    if path.suffix.lower() in PICTURE_SUFFIXES and path.is_file():
        return _FOR_PICTURES
    is_source = path.suffix != "" or names_idx_file(path.name)  # only folders have no end
    is_source = is_source and may_be_source(path.name) and path.exists()
    if not is_source and not path.is_dir():
        return ""
    words = ["pandavision", "dataset", "create", str(path), "--out", str(_beside(path))]
    if path.suffix.lower() == ".npy":
        words += ["--labels-file", "LABELS.npy"]  # such a file has samples only
    return f"Make a dataset of it first: `{plain_text(_typed(words))}`."


def _beside(path: Path) -> Path:
    if path.name in ("", ".."):  # "." has no name either
        path = Path(os.path.abspath(path))
    name = path.name if path.is_dir() else path.stem
    return path.parent / f"{name or 'dataset'}.h5"


def _typed(words: list[str]) -> str:
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
