"""What a result tells of the machine."""

from __future__ import annotations

import getpass
import os
import platform

from pandavision_gui.jobs.worker.machine import machine_words


def test_the_machine_is_told_by_its_kind_and_not_by_its_name() -> None:
    words = machine_words()
    assert platform.system() in words
    assert platform.machine() in words
    assert f"{os.cpu_count()} core" in words
    assert words.isprintable()
    assert len(words) <= 300  # what a result allows
    for private in (platform.node(), getpass.getuser()):
        assert private not in words.split(", ")
