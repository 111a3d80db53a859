from __future__ import annotations

from pathlib import Path

import psutil

from pandavision_gui.jobs.machine_memory import machine_memory


def test_without_a_control_group_it_is_the_machines(tmp_path: Path) -> None:
    found = machine_memory(tmp_path)
    assert found.total == psutil.virtual_memory().total
    assert 0 < found.available <= found.total


def test_a_containers_limit_counts_as_the_machines(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("1000000\n")
    (tmp_path / "memory.current").write_text("900000\n")
    (tmp_path / "memory.stat").write_text("anon 5\ninactive_file 300000\nactive_file 7\n")
    found = machine_memory(tmp_path)
    assert (found.total, found.available) == (1_000_000, 400_000)


def test_no_limit_and_rubbish_count_as_none(tmp_path: Path) -> None:
    for text in ("max\n", "", "a\n"):
        (tmp_path / "memory.max").write_text(text)
        assert machine_memory(tmp_path).total == psutil.virtual_memory().total
