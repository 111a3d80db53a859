"""SecML-Torch is imported without the attack libraries that it wraps, which stay usable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_LOOK = """
import sys
import pandavision_gui.engine.attacks.mpgd
print("foolbox" in sys.modules)
import foolbox
"""


@pytest.mark.parametrize(
    ("content", "returncode"), [("", 0), ("raise OSError('built for another torch')", 1)]
)
def test_a_wrapped_library_is_neither_loaded_nor_hidden_and_a_broken_one_does_no_harm(
    tmp_path: Path, content: str, returncode: int
) -> None:
    (tmp_path / "foolbox.py").write_text(content)
    done = subprocess.run(
        [sys.executable, "-c", _LOOK],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.split() == ["False"], done.stderr
    assert done.returncode == returncode
    assert ("built for another torch" in done.stderr) == bool(returncode)
