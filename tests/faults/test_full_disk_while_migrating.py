"""The index is copied before it is brought to a newer schema: here there is no room for a copy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from ..support.running_program import on_file_system, require_mounts

PROGRAM = """
import contextlib, json, sqlite3, sys
from pathlib import Path
from pandavision_gui.jobs.migrations.runner import migrate

def first(connection):
    connection.execute("CREATE TABLE cups (name TEXT)")
    connection.execute("INSERT INTO cups VALUES (?)", ("x" * 200_000,))

def second(connection):
    connection.execute("ALTER TABLE cups ADD COLUMN colour TEXT DEFAULT 'white'")

folder = Path(sys.argv[1])
path = folder / "jobs.sqlite"
with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
    migrate(connection, path, [first])
    (folder / "jobs.sqlite.schema-1").write_text("of an earlier try")
    before = list(connection.iterdump())
    with contextlib.suppress(OSError), (folder / "filler").open("wb", buffering=0) as filler:
        while filler.write(bytes(4096)):
            pass
    (folder / "filler").open("r+b").truncate((folder / "filler").stat().st_size - 100_000)
    said = ""
    try:
        migrate(connection, path, [first, second])
    except sqlite3.Error as error:
        said = str(error)
    there = sorted(other.name for other in folder.iterdir())
    print(json.dumps([
        said,
        there,
        (folder / "jobs.sqlite.schema-1").read_text(),
        list(connection.iterdump()) == before,
    ]))
"""


def test_neither_half_a_copy_nor_a_step_is_left(tmp_path: Path) -> None:
    require_mounts()
    disk = tmp_path / "disk"
    disk.mkdir()
    command = [*on_file_system(disk, "size=512k"), sys.executable, "-c", PROGRAM, str(disk)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    said, there, earlier, is_as_before = json.loads(done.stdout)
    assert "full" in said
    assert is_as_before
    assert there == ["filler", "jobs.sqlite", "jobs.sqlite.schema-1"]
    assert earlier == "of an earlier try"
