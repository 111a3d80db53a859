"""Runs that can get nowhere are ended, and that changes what they cost, not what is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

from pandavision_gui.engine.attacks.mpgd import MomentumPGD
from pandavision_gui.engine.attacks.pgd import PGD
from pandavision_gui.engine.evaluation import attack_steps
from pandavision_gui.engine.evaluation.checkpoint import FILE_NAME
from pandavision_gui.engine.evaluation.prepare import Prepared, prepare
from pandavision_gui.engine.evaluation.search_phases import Phase
from pandavision_gui.engine.evaluation.task import Observer
from pandavision_gui.engine.evaluation.worst_case_run import WorstCaseRun
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document

from .doctor_pairs import spec as pair_of
from .evaluations import Evaluation, network_spec, run
from .linear_models import linear_problem
from .test_aimed import StopAfter
from .test_gradient_check import rounding_inside
from .test_prepare import road_sign_spec
from .test_randomised import NoisyProblem, noisy_problem

VALUES = {
    "max-norm": [0.005, 0.01, 0.02, 0.03, 0.05],
    "l2": [0.1, 0.2, 0.4, 0.8, 1.5],
    "l1": [1.0, 2.0, 4.0, 8.0, 16.0],
}


def both_ways(
    make: Callable[[dict[str, Any]], EvaluationSpec],
    folder: Path,
    change: Callable[[Prepared], Prepared] | None = None,
    **told: Any,
) -> tuple[Evaluation, Evaluation]:
    """Evaluate without and with early stop."""
    folder.mkdir(exist_ok=True)
    always, early = (
        run(make({**told, "early_stop": stops}), folder / f"{stops}", change=change)
        for stops in (False, True)
    )
    return always, early


def assert_same(one: SampleTable, other: SampleTable) -> None:
    for mine, theirs in ((one, other), (other, one)):
        assert set(mine.index.tolist()) == set(theirs.index.tolist())
    first, second = np.argsort(one.index), np.argsort(other.index)
    assert np.array_equal(one.minimum_perturbation[first], other.minimum_perturbation[second])
    assert np.array_equal(one.adversarial_prediction[first], other.adversarial_prediction[second])


@pytest.mark.parametrize("network", ["signs_standard", "signs_robust"])
@pytest.mark.parametrize(
    ("attack", "kind", "share"),
    [
        ("pgd-linf", "max-norm", 0.7),
        ("standard", "max-norm", 0.5),
        ("pgd-l2", "l2", 0.5),
        ("standard", "l2", 0.5),
        ("standard", "l1", 0.9),
    ],
)
def test_half_of_the_passes_find_what_all_find(
    sample_files: Path, tmp_path: Path, network: str, attack: str, kind: str, share: float
) -> None:
    steps = {"rel_stepsize": 0.1} if attack.startswith("pgd") else {}

    def make(told: dict[str, Any]) -> EvaluationSpec:
        return road_sign_spec(
            sample_files,
            **{
                "trained-model": str(sample_files / f"{network}.onnx"),
                "perturbation-type": kind,
                "perturbation-values": VALUES[kind],
                "attack": attack,
                "attack-params": told,
                "samples": 40,
            },
        )

    always, early = both_ways(make, tmp_path, **steps)
    values = tuple(VALUES[kind])
    above = np.subtract(early.robust(values), always.robust(values))
    assert always.robust(values)[0] > always.robust(values)[-1]
    assert above.max() <= 1
    assert early.outcome.passes.model <= share * always.outcome.passes.model
    assert all(stage.ended_early == 0 for stage in always.outcome.stages)
    assert all((stage.ended_early or 0) > 0 for stage in early.outcome.stages)


@pytest.mark.parametrize("attack", ["pgd-linf", "mpgd-linf"])
@pytest.mark.parametrize("network", ["mnist-net_256x2", "cifar_wide_kw"])
def test_whoever_goes_in_circles_would_have_gone_on_in_them(
    trained_data: Path, tmp_path: Path, attack: str, network: str
) -> None:
    told = {"rel_stepsize": 0.1} if attack == "pgd-linf" else {"loss": "margin"}

    def make(told: dict[str, Any]) -> EvaluationSpec:
        keys = {"attack": attack, "attack-params": told, "perturbation-values": [0.01, 0.03, 0.05]}
        return network_spec(trained_data, network, **keys)

    always, early = both_ways(make, tmp_path, believing_no_slope, **told)
    assert_same(always.outcome.table, early.outcome.table)
    if (attack, network) != ("mpgd-linf", "cifar_wide_kw"):
        assert early.outcome.passes.model < 0.97 * always.outcome.passes.model


def believing_no_slope(prepared: Prepared) -> Prepared:
    settings = replace(prepared.task.settings, slopes_mislead=True)
    return replace(prepared, task=replace(prepared.task, settings=settings))


def believing_every_slope(prepared: Prepared) -> Prepared:
    settings = replace(prepared.task.settings, slopes_mislead=False)
    return replace(prepared, task=replace(prepared.task, settings=settings))


def test_what_a_slope_promises_is_kept_on_a_linear_model(tmp_path: Path) -> None:
    problem = linear_problem(tmp_path)
    nearest = problem.nearest(Norm.LINF)
    values = sorted(float(value) for value in np.quantile(nearest, [0.2, 0.5, 0.8]) * 1.0001)

    def make(told: dict[str, Any]) -> EvaluationSpec:
        keys = {"attack": "standard", "attack-params": told, "perturbation-values": values}
        return spec_from_document({**problem.keys, **keys})

    always, early = both_ways(make, tmp_path / "runs")
    exact = [int((nearest > value).sum()) for value in values]
    assert early.robust(tuple(values)) == always.robust(tuple(values)) == exact
    assert early.outcome.passes.model < 0.5 * always.outcome.passes.model


def stairs(folder: Path) -> EvaluationSpec:
    """A loss that is flat nearly everywhere and rises in stairs, some steps from one to the next.

    The samples fall at the sixth.
    """
    draw = np.random.default_rng(2)
    count, size = 12, 16
    samples = draw.uniform(0.48, 0.52, (count, 1, 4, 4)).astype(np.float32)
    weights = np.where(draw.random(size) < 0.5, -1.0, 1.0).astype(np.float32)
    # A step of 0.1 × 0.45 moves the sum by 0.72.
    edges = (np.arange(7) * 0.96).astype(np.float32)
    sums = samples.reshape(count, size) @ weights
    start = np.float32(-0.5)
    moved = samples.reshape(count, size) + ((start - sums) / size)[:, None] * weights
    nodes = [
        helper.make_node("Flatten", ["x"], ["flat"]),
        helper.make_node("MatMul", ["flat", "w"], ["sum"]),
        helper.make_node("Sub", ["sum", "edges"], ["over"]),
        helper.make_node("Mul", ["over", "steep"], ["scaled"]),
        helper.make_node("Sigmoid", ["scaled"], ["stairs"]),
        helper.make_node("MatMul", ["stairs", "to_class"], ["up"]),
        helper.make_node("Add", ["up", "lead"], ["y"]),
    ]
    constants = {
        "w": weights[:, None],
        "edges": edges[None],
        "steep": np.float32(40),
        "to_class": np.tile(np.float32([0, 1]), (7, 1)),
        "lead": np.float32([5.5, 0]),
    }
    graph = helper.make_graph(
        nodes,
        "stairs",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 1, 4, 4])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 2])],
        [numpy_helper.from_array(np.asarray(a), name) for name, a in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, folder / "stairs.onnx")
    with h5py.File(folder / "stairs.h5", "w") as file:
        file["samples"] = moved.reshape(samples.shape).astype(np.float32)
        file["labels"] = np.zeros(count, dtype=np.int64)
    return spec_from_document(
        {
            "dataset": str(folder / "stairs.h5"),
            "trained-model": str(folder / "stairs.onnx"),
            "input-range": [0, 1],
            "attack": "pgd-linf",
            "attack-params": {"rel_stepsize": 0.1, "steps": 60},
            "perturbation-values": [0.2, 0.45],
        }
    )


def test_a_loss_that_does_not_keep_to_its_slope_is_followed_to_the_end(tmp_path: Path) -> None:
    found = run(stairs(tmp_path), tmp_path / "run", change=believing_every_slope)
    assert found.robust((0.2, 0.45)) == [12, 0]


def noted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note whenever a run's circles or prospects are asked about."""
    asked: list[str] = []
    lacks = attack_steps.lacks_prospect

    def prospect(*told: Tensor) -> Tensor:
        asked.append("prospect")
        return lacks(*told)

    monkeypatch.setattr(attack_steps, "lacks_prospect", prospect)
    for attack in (PGD, MomentumPGD):
        circles = attack.goes_in_circles

        def asks(self: Any, *told: Any, circles: Any = circles) -> Tensor:
            asked.append("circles")
            return circles(self, *told)

        monkeypatch.setattr(attack, "goes_in_circles", asks)
    return asked


KEYS: dict[str, Any] = {
    "attack": "pgd-linf",
    "attack-params": {"steps": 5},
    "perturbation-values": [0.001, 0.002],
}


def test_both_are_asked_about_where_the_gradient_is_the_slope(
    sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = noted(monkeypatch)
    run(road_sign_spec(sample_files, samples=4, **KEYS), tmp_path)
    assert set(asked) == {"prospect", "circles"}


def test_nothing_is_asked_of_who_wants_all_steps(
    sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = noted(monkeypatch)
    told = {"steps": 5, "early_stop": False}
    run(road_sign_spec(sample_files, samples=4, **{**KEYS, "attack-params": told}), tmp_path)
    assert asked == []


def test_a_model_that_draws_random_numbers_may_answer_otherwise_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem: NoisyProblem = noisy_problem(tmp_path, [2.0, 2.5, 3.0, 3.5])
    asked = noted(monkeypatch)
    found = run(problem.spec(**KEYS), tmp_path / "run")
    assert found.outcome.passes.attack > 0
    assert asked == []


def test_a_gradient_that_is_not_the_slope_promises_nothing(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, _ = rounding_inside(trained_data, tmp_path)
    asked = noted(monkeypatch)
    document = pair_of(model, trained_data / "mnist_100.h5")
    spec = spec_from_document({**document, **KEYS, "samples": 4})
    run(spec, tmp_path / "run")
    assert set(asked) == {"circles"}


def test_the_check_for_masked_gradients_does_not_believe_them(
    sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = noted(monkeypatch)
    by_phase: dict[Phase, set[str]] = {}
    enter = WorstCaseRun._enter

    def entered(self: WorstCaseRun, phase: Phase, *told: Any) -> None:
        asked.clear()
        enter(self, phase, *told)
        by_phase[phase] = set()

    count = WorstCaseRun._count_passes

    def counted(self: WorstCaseRun, passes: int) -> None:
        by_phase[self._phase] |= set(asked)
        count(self, passes)

    monkeypatch.setattr(WorstCaseRun, "_enter", entered)
    monkeypatch.setattr(WorstCaseRun, "_count_passes", counted)
    run(road_sign_spec(sample_files, samples=12, **KEYS), tmp_path)
    assert by_phase[Phase.SEARCH] == {"prospect", "circles"}
    assert by_phase[Phase.CHECK] == {"circles"}


@pytest.mark.parametrize("attack", ["pgd-linf", "mpgd-linf"])
@pytest.mark.parametrize("wide", [None, 3])
def test_what_an_earlier_version_stored_is_gone_on_from(
    sample_files: Path, tmp_path: Path, attack: str, wide: int | None
) -> None:
    keys = {"attack": attack, "attack-params": {"steps": 20}, "perturbation-values": [0.01, 0.02]}
    spec = road_sign_spec(sample_files, samples=12, **keys, **{"batch-size": 6})
    whole = run(spec, tmp_path / "whole").outcome
    cut = tmp_path / "cut"
    assert run(spec, cut, Observer(stop_requested=StopAfter(9))).outcome.stopped
    with np.load(cut / FILE_NAME) as saved:
        arrays = dict(saved)
    taken = len(arrays["run.samples"])
    assert taken > 0
    del arrays["run.forecasts"]
    if wide is not None:
        arrays["run.forecasts"] = np.zeros((taken, wide), dtype=np.float32)
    elif attack == "pgd-linf":
        del arrays["run.memory_0"]
    np.savez(cut / FILE_NAME, **arrays)
    outcome = run(spec, cut, resume=True).outcome
    assert not outcome.was_mended
    assert_same(outcome.table, whole.table)
    # What is not known of open runs ends none of them.
    assert outcome.passes.model >= whole.passes.model


@pytest.mark.parametrize("model", ["signs_standard", "signs_robust"])
def test_the_slopes_of_the_sample_networks_are_believed(sample_files: Path, model: str) -> None:
    keys = {"trained-model": str(sample_files / f"{model}.onnx"), **KEYS}
    with prepare(road_sign_spec(sample_files, **keys), device="cpu", threads=1) as prepared:
        assert not prepared.task.settings.slopes_mislead
        assert not prepared.task.settings.answers_vary
