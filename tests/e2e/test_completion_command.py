"""`pandavision completion`, and what the shell is answered then."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from ..support.running_program import assert_refused, assert_succeeded, run_program


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_for_the_shell(shell: str) -> None:
    made = run_program("completion", shell)
    assert_succeeded(made)
    assert f"_PANDAVISION_COMPLETE={shell}_complete" in made.stdout
    assert made.stdout.splitlines()[-1].startswith("# ")
    assert f"pandavision completion {shell}" in made.stdout
    found = shutil.which(shell)
    if found is not None:  # the shell itself reads it
        read = subprocess.run([found, "-n"], input=made.stdout, text=True, check=False)
        assert read.returncode == 0


def test_another_shell_is_refused() -> None:
    assert_refused(run_program("completion"), "Missing argument", "bash")
    assert_refused(run_program("completion", "tcsh"), "tcsh")


@pytest.mark.parametrize(
    ("words", "place", "answers"),
    [
        ("pandavision wor", 1, ["plain,worst-case"]),
        ("pandavision run --att", 2, ["plain,--attack", "plain,--attack-params"]),
        ("pandavision queue res", 2, ["plain,resume"]),
        ("pandavision run --layout N", 3, ["plain,NCHW", "plain,NHWC"]),
        ("pandavision run --attack pgd-li", 3, ["plain,pgd-linf"]),
        ("pandavision attacks square-li", 2, ["plain,square-linf"]),
        ("pandavision run --perturbation-type max", 3, ["plain,max-norm"]),
        ("pandavision nothing --x", 2, []),
        ("pandavision model.onnx --x", 2, []),
    ],
)
def test_the_shell_is_answered(
    monkeypatch: pytest.MonkeyPatch, words: str, place: int, answers: list[str]
) -> None:
    monkeypatch.setenv("_PANDAVISION_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(place))
    asked = run_program()
    assert_succeeded(asked)
    assert asked.stdout.split() == answers
