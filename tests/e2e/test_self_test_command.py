"""`pandavision self-test`: what works on this computer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pandavision_gui.cli.self_test import KNOWN, MAY_DIFFER, compared_with_known
from pandavision_gui.engine.result import EvaluationResult, parse_result
from pandavision_gui.engine.robustness_curve import curve_point
from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.errors import EnvironmentFault

from ..support.recorded import RECORDED
from ..support.running_program import run_program

_SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


def test_everything_that_is_needed_works_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    tested = run_program("self-test", "--json")
    assert (tested.status, tested.stderr) == (0, ""), tested
    (told,) = tested.events
    assert told["works"] is True
    lacking = {one["name"] for one in told["checks"] if not one["works"]}
    assert lacking <= {"GPU", "window (PySide6, a screen)"}
    needed = [one["name"] for one in told["checks"] if one["needed"]]
    for word in (
        "h5py",
        "onnxruntime",
        "torch",
        "matplotlib",
        "typst",
        "figures",
        "SQLite",
        "confirmed",
    ):
        assert any(word in name for name in needed), word
    assert all(told["versions"].values()), "a library that works has no version"
    assert list(tmp_path.glob("pandavision-*")) == []


def test_a_window_that_cannot_be_opened_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pandavision_gui.cli import self_test

    monkeypatch.setenv("QT_QPA_PLATFORM", "no-such-platform")
    with pytest.raises(EnvironmentFault, match="cannot be opened") as fault:
        self_test._try_screen()
    assert fault.value.code == "qt_missing"
    monkeypatch.setattr(self_test, "own_program", lambda *_: ["/no/such/program"])
    with pytest.raises(EnvironmentFault, match="No such file"):
        self_test._try_screen()


def known_result(counts: tuple[int, ...]) -> EvaluationResult:
    """The recorded result with another curve."""
    data = (RECORDED / "finished_job" / "result.json").read_bytes()
    result = parse_result(data, "result.json")
    points = tuple(curve_point(n / 200, count, 100) for n, count in enumerate(counts))
    return result.model_copy(update={"curve": points, "sec_level": SecurityLevel.LOW})


def test_the_sample_spec_has_the_values_that_are_known() -> None:
    spec = json.loads((_SAMPLES / "standard.json").read_text("utf-8"))
    assert len(spec["perturbation-values"]) == len(KNOWN)


def test_figures_may_differ_by_rounding_and_no_more() -> None:
    assert compared_with_known(known_result(KNOWN)) == "exactly as expected"
    near = (KNOWN[0], *(min(100, count + MAY_DIFFER) for count in KNOWN[1:]))
    assert "at most 3 of 100" in compared_with_known(known_result(near))
    for wrong in ((99, *KNOWN[1:]), (*KNOWN[:-1], MAY_DIFFER + 1), KNOWN[:-1]):
        with pytest.raises(EnvironmentFault, match="was expected"):
            compared_with_known(known_result(wrong))


@pytest.mark.usefixtures("ready_workers")
def test_what_does_not_work_is_said_and_the_rest_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pandavision_gui.cli import self_test
    from pandavision_gui.cli.main import commands

    spoiled = tmp_path / "resources"
    shutil.copytree(_SAMPLES.parent, spoiled)
    (spoiled / "samples" / "signs_standard.onnx").write_bytes(b"no model")
    monkeypatch.setattr(self_test, "resources_folder", lambda: spoiled)
    # As a command of the program: one that is called alone keeps the help option of such a call.
    assert commands.main(["self-test", "--json"], standalone_mode=False) == 1
    told = json.loads(capsys.readouterr().out)
    works = {one["name"]: one["works"] for one in told["checks"]}
    assert told["works"] is False
    assert works["dataset (h5py)"]
    assert not works["model (onnx)"]
    assert not works["its figures"]
    assert "report, PDF (typst)" in works
