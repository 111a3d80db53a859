"""Searches for the nearest example that stop far from it: what is told, and what is made of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pandavision_gui.engine.attack_catalogue import PERTURBATIONS
from pandavision_gui.engine.attacks.counted_draws import Keys
from pandavision_gui.engine.attacks.minimum_norm import Answer, Asked, Batch, MinimumNormAttack
from pandavision_gui.engine.attacks.way_back import MOST_PASSES, come_back
from pandavision_gui.engine.evaluation import minimum_norm_run
from pandavision_gui.engine.evaluation.prepare import Prepared
from pandavision_gui.engine.evaluation.task import Observer, Snapshot
from pandavision_gui.engine.norms import Norm, distances
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document

from .evaluations import run
from .linear_models import COUNT, SHAPE, LinearProblem, linear_problem
from .soundness import check_examples, original_of
from .test_repeatable import StopAfter

FAR = "stopped far behind the decision boundary of"
UNFIT: dict[str, tuple[str, dict[str, Any]]] = {
    "ddn": ("l2", {"steps": 10, "init_epsilon": 1000}),
    "deepfool l2": ("l2", {"overshoot": 10}),
    "deepfool max-norm": ("max-norm", {"overshoot": 10}),
    "cw": ("l2", {"stepsize": 10, "steps": 10, "binary_search_steps": 3, "initial_const": 10}),
}


def spec_of(problem: LinearProblem, attack: str, kind: str, **keys: Any) -> EvaluationSpec:
    told = {"attack": attack, "perturbation-type": kind, "perturbation-values": [0.0, 0.01, 1.0]}
    return spec_from_document(problem.keys | told | keys)


@pytest.mark.parametrize("name", UNFIT)
def test_parameters_that_do_not_fit_the_model_are_told_and_lead_half_as_far_at_most(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = linear_problem(tmp_path / "files", bounds=(0.0, 1.0), outputs=2)
    kind, params = UNFIT[name]
    told: list[Snapshot] = []
    spec = spec_of(problem, name.split(" ")[0], kind, **{"attack-params": params})
    found = run(spec, tmp_path / "job", Observer(progress=told.append))
    (warning,) = found.outcome.warnings
    count = int(warning.split(FAR)[1].split()[0])
    assert count > COUNT / 2
    assert told[-1].unknown == count
    distance = found.outcome.table.minimum_perturbation
    assert (distance >= problem.nearest(PERTURBATIONS[kind]) * (1 - 1e-5)).all()
    check_examples(found, original_of(found), 0.0, 1.0)
    monkeypatch.setattr(minimum_norm_run, "come_back", lambda *told: told[-1] < 0)
    alone = run(spec, tmp_path / "alone").outcome.table.minimum_perturbation
    shorter = distance / alone
    assert (shorter <= 0.5).sum() == count
    assert (shorter[shorter > 0.5] == 1).all()


@pytest.mark.parametrize("attack", ["fmn-linf max-norm", "fmn-l2 l2", "ddn l2", "deepfool l2"])
def test_a_search_that_ends_on_the_boundary_asks_once_more_and_is_believed(
    tmp_path: Path, attack: str
) -> None:
    problem = linear_problem(tmp_path / "files", bounds=(0.0, 1.0), outputs=2)
    name, kind = attack.split()
    told: list[Snapshot] = []
    outcome = run(
        spec_of(problem, name, kind), tmp_path / "job", Observer(progress=told.append)
    ).outcome
    assert outcome.warnings == ()
    assert told[-1].unknown == 0


@pytest.mark.parametrize("attack", ["fmn-l2 l2", "fmn-linf max-norm", "fmn-l0 l0", "ddn l2"])
def test_a_search_of_one_step_has_looked_nowhere(tmp_path: Path, attack: str) -> None:
    problem = linear_problem(tmp_path / "files", bounds=(0.0, 1.0), outputs=2)
    name, kind = attack.split()
    told: list[Snapshot] = []
    spec = spec_of(problem, name, kind, **{"attack-params": {"steps": 1}})
    outcome = run(spec, tmp_path / "job", Observer(progress=told.append)).outcome
    (warning,) = outcome.warnings
    assert f"no adversarial example at any distance of {COUNT} of the samples" in warning
    assert told[-1].unknown == COUNT


@pytest.mark.parametrize("kind", ["max-norm", "l2", "l1", "l0"])
def test_the_way_back_is_gone_in_the_norm_of_the_attack(tmp_path: Path, kind: str) -> None:
    problem = linear_problem(tmp_path / "files", bounds=(0.0, 1.0), outputs=2)
    norm = PERTURBATIONS[kind]

    def change(prepared: Prepared) -> Prepared:
        return replace(prepared, task=replace(prepared.task, minimum_norm=ToTheEnd(norm)))

    spec = spec_of(problem, "fmn-linf" if kind == "max-norm" else f"fmn-{kind}", kind)
    found = run(spec, tmp_path / "job", change=change)
    (warning,) = found.outcome.warnings
    assert f"{FAR} {COUNT} of the samples" in warning
    original = problem.samples.reshape(COUNT, *SHAPE).astype(np.float32)
    pictures = np.stack([found.pictures[int(n)] for n in found.outcome.table.index])
    whole = distances(original, _ends(problem, original), norm)
    assert (found.outcome.table.distance <= 0.5 * whole).all()
    np.testing.assert_allclose(distances(original, pictures, norm), found.outcome.table.distance)
    share = found.outcome.table.minimum_perturbation / problem.nearest(norm)
    assert (share >= 1 - 1e-5).all()
    if norm is Norm.LINF:
        assert share.max() <= 1.02, "cut to a smaller ball, the corner is the nearest example"


class ToTheEnd(MinimumNormAttack):
    """Goes along the signs of the gradients as far as the input range allows, and no less far."""

    most_passes = 2

    def __init__(self, norm: Norm) -> None:
        self.norm = norm

    def run(self, batch: Batch, asked: Asked) -> None:
        found = asked.gradients(batch.samples, batch.rows, lambda logits, labels: _lead(logits))
        ways = torch.where(batch.labels.view(-1, 1, 1, 1) == 1, 1, -1) * found.gradients.sign()
        asked.logits(batch.box()(batch.samples + batch.width * ways), batch.rows)


def _lead(logits: torch.Tensor) -> torch.Tensor:
    return logits[:, 0] - logits[:, 1]


def _ends(problem: LinearProblem, samples: np.ndarray) -> np.ndarray:
    to_one = np.sign(problem.weights).reshape(samples.shape[1:])
    ways = np.where(problem.labels.reshape(-1, 1, 1, 1) == 1, -to_one, to_one)
    ends: np.ndarray = np.clip(samples + 2 * ways, 0, 1).astype(np.float32)
    return ends


class _Judge:
    """Is asked on the way back: what is as far as `least`, or farther, is an example."""

    def __init__(self, samples: torch.Tensor, least: float, step: float = 0.0) -> None:
        self._samples, self._least, self._step = samples, least, step
        self.asked: list[list[int]] = []
        self.nearest = [np.inf] * len(samples)

    def logits(self, points: torch.Tensor, rows: torch.Tensor) -> Answer:
        self.asked.append(rows.tolist())
        change = points - self._samples[rows]
        if self._step:
            change = (change / self._step).ceil() * self._step
        far = change.flatten(1).abs().amax(dim=1).double()
        nothing = torch.empty(0)
        for row, distance in zip(rows.tolist(), far.tolist(), strict=True):
            if distance >= self._least:
                self.nearest[row] = min(self.nearest[row], distance)
        return Answer(nothing, nothing, far >= self._least, far, self._samples[rows] + change)


def batch_of(*shades: float) -> Batch:
    samples = torch.stack([torch.full((1, 2, 2), shade) for shade in shades])
    labels = torch.zeros(len(shades), dtype=torch.int64)
    drawn: Keys = np.zeros(len(shades), dtype=np.uint64)
    return Batch(samples=samples, labels=labels, input_range=(0.0, 1.0), keys=drawn)


def test_only_who_is_too_far_is_asked_on_and_who_has_no_example_is_not_asked() -> None:
    batch = batch_of(0.0, 0.0, 0.0)
    judge: Any = _Judge(batch.samples, 0.3)
    reach = torch.tensor([0.8, 0.5, torch.inf], dtype=torch.float64)
    examples = batch.samples + reach.clamp(max=1).view(-1, 1, 1, 1).float()
    far = come_back(batch, judge, Norm.LINF, examples, reach)
    assert far.tolist() == [True, False, False]
    # Half of 0.8, a quarter, then between the two until they are a hundredth apart.
    assert judge.asked == [[0, 1], *[[0]] * 8]
    assert judge.nearest[0] == pytest.approx(0.3, rel=0.01)


def test_a_boundary_at_the_sample_itself_ends_the_way_back() -> None:
    batch = batch_of(0.0)
    judge: Any = _Judge(batch.samples, 0.0)
    reach = torch.tensor([1.0], dtype=torch.float64)
    far = come_back(batch, judge, Norm.LINF, batch.samples + 1, reach)
    assert far.tolist() == [True]
    assert len(judge.asked) == MOST_PASSES


@pytest.mark.parametrize(("found", "goes_on"), [(0.25, False), (0.5, True)])
def test_one_whole_step_is_not_half_of_itself_and_half_of_two_is_no_sign_of_going_astray(
    found: float, goes_on: bool
) -> None:
    """Half of a step is rounded to the whole, which is an example and no nearer one."""
    batch = batch_of(0.0)
    judge: Any = _Judge(batch.samples, 0.2, step=0.25)
    reach = torch.tensor([found], dtype=torch.float64)
    far = come_back(batch, judge, Norm.LINF, batch.samples + found, reach)
    assert far.tolist() == [False]
    assert judge.nearest == [0.25]
    assert (len(judge.asked) > 1) is goes_on


@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_stop_neither_forgets_who_was_far_nor_counts_it_twice(
    tmp_path: Path, is_damaged: bool
) -> None:
    problem = linear_problem(tmp_path / "files", bounds=(0.0, 1.0), outputs=2)
    kind, params = UNFIT["ddn"]
    spec = spec_of(problem, "ddn", kind, **{"attack-params": params, "batch-size": 7})
    whole = run(spec, tmp_path / "whole").outcome
    told: list[Snapshot] = []
    stopped = run(spec, tmp_path / "cut", Observer(stop_requested=StopAfter(30)))
    assert 0 < len(stopped.outcome.table) < COUNT
    if is_damaged:
        (tmp_path / "cut" / "rows" / "000000.npz").write_bytes(b"x")
    resumed = run(spec, tmp_path / "cut", Observer(progress=told.append), resume=True).outcome
    assert set(whole.warnings) <= set(resumed.warnings)
    (warning,) = whole.warnings
    assert told[-1].unknown == int(warning.split(FAR)[1].split()[0])


@pytest.mark.parametrize("first", [1e6, 10.0])
def test_carlini_and_wagner_find_as_near_from_a_weight_that_is_far_too_large(
    tmp_path: Path, first: float
) -> None:
    problem = linear_problem(tmp_path / "files", bounds=(0.0, 1.0), outputs=2)
    found = [
        run(
            spec_of(problem, "cw", "l2", **{"attack-params": {"initial_const": weight}}),
            tmp_path / f"{weight}",
        ).outcome.table.minimum_perturbation
        for weight in (1e-3, first)
    ]
    assert np.median(found[1]) <= 1.01 * np.median(found[0])


@pytest.mark.parametrize(
    ("attack", "params"),
    [
        ("boundary", {"steps": 1}),
        ("boundary", {"steps": 60}),
        ("hopskipjump", {"steps": 1, "initial_gradient_eval_steps": 20}),
        ("hopskipjump", {"steps": 3, "initial_gradient_eval_steps": 50}),
    ],
)
def test_decisions_that_were_too_few_are_told(
    tmp_path: Path, attack: str, params: dict[str, Any]
) -> None:
    problem = linear_problem(tmp_path / "files", bounds=(0.0, 1.0), outputs=2)
    spec = spec_of(problem, attack, "l2", **{"attack-params": params, "batch-size": COUNT})
    told: list[Snapshot] = []
    outcome = run(spec, tmp_path / "job", Observer(progress=told.append)).outcome
    (warning,) = outcome.warnings
    assert "had not come to rest on" in warning
    assert told[-1].unknown == 0, "it is what this attack finds with so many queries"
