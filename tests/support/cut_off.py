"""Files as a writer leaves them that is killed before it can put them in their place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pandavision_gui.atomic_file import write_bytes_atomically


def leave_half_written(path: Path) -> Path:
    """Write to `path` as the program does and be cut off; return what was left beside it."""
    before = set(path.parent.iterdir())

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", cut_off)
        patch.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            write_bytes_atomically(path, b"half")
    (left,) = set(path.parent.iterdir()) - before
    return left
