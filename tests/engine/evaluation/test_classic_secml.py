"""SecML 0.15 as another program: its answers count as any other's, and its faults are told."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from pandavision_gui.engine.attack_catalogue import CATALOGUE, PERTURBATIONS
from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.attacks import classic_process
from pandavision_gui.engine.evaluation.task import Observer
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import EnvironmentFault, PandaVisionError
from pandavision_gui.jobs.archive.check_checkpoint import check_checkpoint
from tests.support.stand_in_secml import FAULTS, stand_in_program

from .evaluations import run
from .linear_models import linear_problem
from .soundness import check_clean_accuracy, check_examples, original_of
from .test_prepare import road_sign_spec
from .test_repeatable import StopAfter, same_pictures

ATTACKS = [
    (name, kind)
    for name, info in CATALOGUE.items()
    if info.kind is AttackKind.REFERENCE
    for kind in info.perturbation_types
]
EVERY = pytest.mark.parametrize(("attack", "kind"), ATTACKS, ids=[" ".join(a) for a in ATTACKS])
TO_UNIT = {"preprocessing": {"mean": [0.0], "std": [255.0]}}
VALUES = {"max-norm": [0.01, 0.04], "l2": [0.5, 2.0], "l1": [10.0, 60.0]}
CODES = {"raises": "classic_secml_failed"} | dict.fromkeys(
    ("ends at once", "says nothing", "cuts a message off"), "classic_secml_lost"
)


def steps_of(attack: str, steps: int) -> dict[str, Any]:
    return {"max_iter" if attack.endswith("own") else "steps": steps}


def signs(files: Path, attack: str, kind: str, **keys: Any) -> EvaluationSpec:
    known: dict[str, Any] = {
        "attack": attack,
        "perturbation-type": kind,
        "attack-params": steps_of(attack, 4),
        "perturbation-values": VALUES[kind],
        "samples": 6,
    }
    return road_sign_spec(files, **{**known, **keys})


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children(recursive=True) if "stand_in" in _words(one)]


def _words(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@pytest.mark.parametrize(
    ("bounds", "outputs"), [((0.0, 1.0), 2), ((0.0, 255.0), 1), ((-1.0, 1.0), 2)]
)
@pytest.mark.parametrize("kind", ["max-norm", "l2"])
def test_a_linear_model_is_broken_at_the_first_value_that_reaches_its_boundary(
    tmp_path: Path, kind: str, bounds: tuple[float, float], outputs: int
) -> None:
    problem = linear_problem(tmp_path / "files", bounds=bounds, outputs=outputs)
    nearest = problem.nearest(PERTURBATIONS[kind])
    # Between these two the boundary of the median sample lies.
    middle = float(np.median(nearest))
    values = [0.97 * middle, 1.03 * middle, 9.0 if kind == "l2" else 1.0]
    keys = {"attack": "secml-classic", "perturbation-type": kind, "perturbation-values": values}
    keys["attack-params"] = {"steps": 8}
    spec = spec_from_document(problem.keys | keys)
    outcome = run(spec, tmp_path / "job", classic=stand_in_program(tmp_path / "secml")).outcome
    found = outcome.table.minimum_perturbation
    assert (found >= nearest * (1 - 1e-5)).all(), "nearer than possible"
    assert np.isfinite(found).all()
    if PERTURBATIONS[kind] is Norm.LINF:
        place = np.searchsorted(values, nearest)
        first = np.array(values)[place]
        # Of larger values nothing is asked: eight steps of two passes, and what is returned.
        assert outcome.passes.model == (1 + (place + 1) * (8 * 2 + 1)).sum()
        assert (found <= first * (1 + 1e-6)).all(), "at a later value than needed"


def test_samples_that_stand_within_its_balls_are_no_failures(tmp_path: Path) -> None:
    problem = linear_problem(tmp_path / "files")
    small = float(problem.nearest(Norm.LINF).min()) / 2
    keys = {"attack": "secml-classic", "perturbation-values": [small]}
    spec = spec_from_document(problem.keys | keys | {"attack-params": {"steps": 8}})
    outcome = run(spec, tmp_path / "job", classic=stand_in_program(tmp_path / "secml")).outcome
    assert np.isinf(outcome.table.minimum_perturbation).all()
    assert outcome.warnings == ()


def test_the_gradient_that_it_gets_is_the_slope_of_the_scores_that_it_gets(tmp_path: Path) -> None:
    """In its own units, in which the input range is [0, 1]; of a batch as of a single point."""
    compare = """
            both = 0.1 + 0.8 * numpy.repeat(numpy.vstack([point, clean * 0.5]), 70, axis=0)
            weights = numpy.tile([[0.25, -2.0]], (len(both), 1))
            pull = self.classifier.gradient(CArray(both), CArray(weights))
            step = numpy.linspace(-0.02, 0.03, both.shape[1])[None]
            nearer = self.classifier.decision_function(CArray(both + step * 0.5))
            rise = (nearer - self.classifier.decision_function(CArray(both))) * weights
            assert numpy.allclose(rise.sum(axis=1), (pull * step).sum(axis=1) * 0.5, rtol=1e-2)
            assert numpy.abs(rise).max() > 0.01
"""
    problem = linear_problem(tmp_path / "files", bounds=(0.0, 255.0), outputs=2)
    keys = {"attack": "secml-classic", "perturbation-values": [1.0], "attack-params": {"steps": 1}}
    classic = stand_in_program(tmp_path / "secml", fault=compare.strip())
    table = run(spec_from_document(problem.keys | keys), tmp_path / "job", classic=classic)
    assert np.isfinite(table.outcome.table.minimum_perturbation).all()


@EVERY
def test_what_it_returns_is_in_ball_and_box_and_fools_the_original(
    sample_files: Path, tmp_path: Path, attack: str, kind: str
) -> None:
    classic = stand_in_program(tmp_path / "secml")
    found = run(signs(sample_files, attack, kind), tmp_path / "job", classic=classic)
    original = original_of(found, TO_UNIT)
    check_clean_accuracy(found, original)
    check_examples(found, original, 0.0, 255.0)
    assert np.isfinite(found.outcome.table.minimum_perturbation).any(), "nothing to check"
    assert children() == []


@EVERY
def test_the_same_spec_gives_the_same_bits_and_passes_also_after_a_stop(
    sample_files: Path, tmp_path: Path, attack: str, kind: str
) -> None:
    params = steps_of(attack, 4) | ({"random_start": True} if attack == "secml-classic" else {})
    spec = signs(sample_files, attack, kind, **{"attack-params": params})
    classic = stand_in_program(tmp_path / "secml")
    whole = run(spec, tmp_path / "whole", classic=classic)
    cut = tmp_path / "cut"
    stop = Observer(stop_requested=StopAfter(whole.outcome.passes.model // 2))
    stopped = run(spec, cut, stop, classic=classic)
    assert stopped.outcome.stopped
    assert 0 < len(stopped.outcome.table) < len(whole.outcome.table), "whole samples are kept"
    assert children() == []
    check_checkpoint(cut, spec, batch_size=1, shards=len(list((cut / "rows").glob("*.npz"))))
    resumed = run(spec, cut, resume=True, classic=classic)
    assert resumed.outcome.table.equals(whole.outcome.table)
    assert same_pictures(resumed, whole)
    assert resumed.outcome.passes == whole.outcome.passes


def test_every_row_that_it_asks_about_is_a_pass(sample_files: Path, tmp_path: Path) -> None:
    keys = {"perturbation-values": [0.0, 1e-6, 2e-6], "samples": 5}
    spec = signs(sample_files, "secml-classic", "max-norm", **keys)
    found = run(spec, tmp_path / "job", classic=stand_in_program(tmp_path / "secml"))
    right = int((found.outcome.table.minimum_perturbation > 0).sum())
    # The number of classes, and at each value four steps of two and what is returned.
    assert found.outcome.passes.model == right * (1 + 2 * (4 * 2 + 1))
    assert np.isinf(found.outcome.table.minimum_perturbation).sum() == right


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_of_its_process_are_told_and_leave_no_process(
    sample_files: Path, tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classic_process, "SILENCE_S", 1.5)
    classic = stand_in_program(tmp_path / "secml", fault=fault)
    with pytest.raises(PandaVisionError) as caught:
        run(signs(sample_files, "secml-classic", "max-norm"), tmp_path / "job", classic=classic)
    assert caught.value.code == CODES.get(fault, "classic_secml_garbled")
    assert caught.value.hint
    assert "\x1b" not in caught.value.sentence()
    assert children() == []


def test_a_stop_is_heard_while_it_is_silent(sample_files: Path, tmp_path: Path) -> None:
    classic = stand_in_program(tmp_path / "secml", fault="says nothing")
    asked: list[float] = []

    def stop_requested() -> bool:
        if not children():
            return False
        asked.append(time.monotonic())
        return len(asked) > 20

    spec = signs(sample_files, "secml-classic", "max-norm")
    observer = Observer(stop_requested=stop_requested)
    stopped = run(spec, tmp_path / "job", observer, classic=classic)
    assert stopped.outcome.stopped
    assert time.monotonic() - asked[-1] < 1.0
    assert children() == []


def test_where_it_cannot_be_started_that_is_told(sample_files: Path, tmp_path: Path) -> None:
    classic = stand_in_program(tmp_path / "secml")
    classic.python.unlink()
    with pytest.raises(EnvironmentFault) as caught:
        run(signs(sample_files, "secml-classic", "l2"), tmp_path / "job", classic=classic)
    assert caught.value.code == "classic_secml_lost"


def test_without_it_nothing_is_attacked(sample_files: Path, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        run(signs(sample_files, "secml-classic", "l2"), tmp_path / "job")
    assert caught.value.code == "classic_secml_missing"
    assert "pandavision secml-classic install" in caught.value.hint
