"""Three hundred changed files for each inspector, the same in every run; `make fuzz` goes on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform == "win32", reason="forks"),
]

ROOT = Path(__file__).parents[2]
BROKEN = """
import sys
from tests.fuzz import __main__ as program, looks
def broken(command, channel):
    {body}
looks.inspect_file, looks.LONGEST_S, looks.PATIENCE = broken, 0.5, 2
sys.argv[1:] = ["--count", "3", "--only", "model"]
sys.exit(program.main())
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("inspector", ["model", "dataset"])
def test_a_changed_file_is_used_or_refused_in_a_sentence(inspector: str) -> None:
    done = run("-m", "tests.fuzz", "--count", "300", "--seed", "1128", "--only", inspector)
    assert done.returncode == 0, done.stdout + done.stderr
    ends = dict(
        (end, int(number))
        for number, end in re.findall(r"^ +(\d+)  (.+)$", done.stdout, flags=re.MULTILINE)
    )
    assert sum(ends.values()) == 300
    assert ends["usable"] > 15, "hardly anything gets past the first checks"
    assert len(ends) > 4, "the changes are too much alike"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("raise KeyError('x')", "The program made a mistake (KeyError)"),
        ("import threading; threading.Event().wait()", "took longer than"),
        ("channel._pipe and __import__('os').write(channel._pipe, b'hello')", "no message"),
        (
            "from pandavision_gui.jobs.messages import Failed; "
            "channel.send(Failed(kind='input', code='x', message='a\\nb', hint='', details=''))",
            "no plain sentence",
        ),
    ],
)
def test_a_broken_inspector_is_noticed(body: str, words: str) -> None:
    done = run("-c", BROKEN.format(body=body))
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.count("MISTAKE") == 3
    assert words in done.stdout
