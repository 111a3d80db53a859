"""Models that draw random numbers: the worst of repeated answers counts, and the result says so."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import h5py
import numpy as np
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper

from pandavision_gui.engine.evaluation.clean_samples import CleanSample
from pandavision_gui.engine.evaluation.confirm import all_answers, confirm, worst_prediction
from pandavision_gui.engine.evaluation.prepare import Prepared
from pandavision_gui.engine.evaluation.row_writer import shard_count
from pandavision_gui.engine.evaluation.rows import Finding, make_rows
from pandavision_gui.engine.evaluation.task import Observer
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.sample_table import NO_CLASS
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.jobs.archive.check_checkpoint import check_checkpoint

from .evaluations import run
from .test_repeatable import StopAfter

SHAPE, REPEATS = (3, 2, 2), 10
SIZE = math.prod(SHAPE)


@pytest.fixture(autouse=True)
def same_draws() -> Iterator[None]:
    """Let a test that holds today hold tomorrow."""
    onnxruntime.set_seed(5)
    torch.manual_seed(5)
    yield
    onnxruntime.set_seed(np.random.default_rng().integers(2**31))


@dataclass(frozen=True)
class NoisyProblem:
    """A linear model whose scores have normal noise, and what is known of its samples.

    Attributes
    ----------
    right
        float64, (N,): the probability that one answer is right.
    nearest
        float64, (N,): the distance to the boundary without noise, a fraction of the range.
    """

    keys: dict[str, object]
    right: np.ndarray
    nearest: np.ndarray

    def spec(self, **keys: object) -> EvaluationSpec:
        return spec_from_document({**self.keys, **keys})


def noisy_problem(folder: Path, leads: Sequence[float], scale: float = 1.0) -> NoisyProblem:
    """Write files of samples whose right class leads by so many standard deviations.

    Of the difference of two scores, which is √2 times that of one.
    """
    generator = np.random.default_rng(8)
    weights = np.array([40.0, -30, 20, -35, 25, 30, -20, 40, -30, 35, -25, 30])[:SIZE]
    samples = generator.uniform(0.3, 0.7, (len(leads), SIZE))
    labels = np.arange(len(leads)) % 2
    wanted = np.asarray(leads) * scale * math.sqrt(2) * np.where(labels == 1, 1, -1)
    # Moved along the weights onto the wanted score.
    samples += ((wanted - samples @ weights) / (weights @ weights))[:, None] * weights
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["x"], ["flat"]),
            helper.make_node("MatMul", ["flat", "w"], ["scores"]),
            helper.make_node("RandomNormalLike", ["scores"], ["noise"], scale=scale),
            helper.make_node("Add", ["scores", "noise"], ["y"]),
        ],
        "noisy",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", *SHAPE])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 2])],
        [numpy_helper.from_array(np.stack([0 * weights, weights], 1).astype(np.float32), "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    folder.mkdir(exist_ok=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    with h5py.File(folder / "data.h5", "w") as file:
        file["samples"] = samples.astype(np.float32).reshape(-1, *SHAPE)
        file["labels"] = labels
    keys: dict[str, object] = {
        "trained-model": str(folder / "model.onnx"),
        "dataset": str(folder / "data.h5"),
        "input-range": [0, 1],
        "batch-size": 50,
    }
    chance = np.array([0.5 * math.erfc(-lead / math.sqrt(2)) for lead in leads])
    return NoisyProblem(keys, chance, np.abs(wanted) / np.abs(weights).sum())


def test_a_sample_is_right_when_every_answer_is(tmp_path: Path) -> None:
    """With probability p^n, and the share of all answers is p."""
    problem = noisy_problem(tmp_path, np.tile([1.0, 1.5, 2.0, 2.5], 100))
    found = run(problem.spec(**{"perturbation-values": [0]}), tmp_path / "out")
    always = problem.right**REPEATS
    off = found.robust((0.0,))[0] - always.sum()
    assert abs(off) < 4 * math.sqrt((always * (1 - always)).sum())
    figures = found.outcome.randomised
    assert figures is not None
    assert figures.repeats == REPEATS
    assert figures.clean_samples == 400
    answers, spread = REPEATS * problem.right, REPEATS * problem.right * (1 - problem.right)
    assert abs(figures.clean_answers_right - answers.sum()) < 4 * math.sqrt(spread.sum())
    # All that is wrong once is wrong; nothing here is wrong every time.
    assert figures.clean_disagreed == 400 - found.robust((0.0,))[0]
    assert found.outcome.passes.confirmation == 400 * REPEATS


def test_a_draw_of_noise_is_right_when_every_answer_is(tmp_path: Path) -> None:
    problem = noisy_problem(tmp_path, np.tile([1.0, 1.5, 2.0, 2.5], 60))
    keys = {"perturbation-type": "random", "perturbation-values": [1e-7]}
    found = run(problem.spec(**keys), tmp_path / "out")
    always = problem.right**REPEATS
    off = found.robust((0.0, 1e-7))[1] - always.sum()
    assert abs(off) < 4 * math.sqrt((always * (1 - always)).sum())


@pytest.mark.parametrize("attack", ["pgd-linf", "fmn-linf", "noise-linf", "hopskipjump"])
def test_an_example_counts_that_misleads_one_answer(tmp_path: Path, attack: str) -> None:
    """So it may lie on the right side of the boundary; asked again, not all answers are wrong."""
    problem = noisy_problem(tmp_path, [4.0] * 60)
    keys: dict[str, object] = {"attack": attack, "batch-size": 60}
    values = [0.001, 0.005, 0.01, 0.02]
    if attack in ("noise-linf", "hopskipjump"):
        keys["perturbation-type"] = "random" if attack == "noise-linf" else "l2"
        values = [0.05, 0.1, 0.2]
    if attack == "hopskipjump":
        keys |= {"attack-params": {"steps": 3}, "samples": 20, "evaluation-mode": "fast"}
    found = run(problem.spec(**keys, **{"perturbation-values": values}), tmp_path / "out")
    figures, table = found.outcome.randomised, found.outcome.table
    assert figures is not None
    size = table.minimum_perturbation
    assert figures.examples == ((size > 0) & (size <= values[-1])).sum() > 10
    assert 0 < figures.examples_disagreed <= figures.examples
    assert 0 < figures.example_answers_misled < REPEATS * figures.examples
    if attack == "pgd-linf":
        order = np.argsort(table.index)
        assert (size[order] < problem.nearest)[size[order] > 0].sum() > 10
    (warning,) = found.prepared.warnings
    assert "RandomNormalLike" in warning
    assert "p^10" in warning
    assert ("one draw at a time" in warning) == (attack in ("pgd-linf", "fmn-linf"))


def test_an_aimed_attack_counts_one_answer_with_its_target(tmp_path: Path) -> None:
    problem = noisy_problem(tmp_path, [4.0] * 40)
    keys = {"attack": "pgd-linf", "target": 1, "perturbation-values": [0.005, 0.01]}
    found = run(problem.spec(**keys), tmp_path / "out")
    figures, table = found.outcome.randomised, found.outcome.table
    assert figures is not None
    assert set(table.label.tolist()) == {0}
    broken = np.isfinite(table.distance) & (table.distance > 0)
    assert broken.sum() > 5
    assert (table.adversarial_prediction[broken] == 1).all()
    assert 0 < figures.example_answers_misled < REPEATS * figures.examples


@pytest.mark.parametrize("attack", ["standard", "fmn-linf", "noise-linf"])
@pytest.mark.parametrize("passes", [1, 12])
def test_a_stopped_evaluation_goes_on_to_its_end(tmp_path: Path, attack: str, passes: int) -> None:
    problem = noisy_problem(tmp_path, np.tile([2.0, 3.0, 4.0], 20))
    keys: dict[str, object] = {"attack": attack, "batch-size": 16, "attack-params": {"steps": 10}}
    if attack == "noise-linf":
        keys |= {"perturbation-type": "random", "attack-params": {}}
    spec = problem.spec(**keys, **{"perturbation-values": [0.002, 0.01]})
    stopped = run(spec, tmp_path / "cut", Observer(stop_requested=StopAfter(passes)))
    assert stopped.outcome.stopped
    rows = stopped.outcome.table
    shards = shard_count(tmp_path / "cut")
    check_checkpoint(tmp_path / "cut", spec, batch_size=16, shards=shards)  # as an archive's is
    resumed = run(spec, tmp_path / "cut", resume=True)
    assert not resumed.outcome.stopped
    table, figures = resumed.outcome.table, resumed.outcome.randomised
    assert len(table) == 60
    assert figures is not None
    assert figures.clean_samples == 60
    size = table.minimum_perturbation
    assert figures.examples == ((size > 0) & (size <= 0.01)).sum()
    assert table.rows(np.isin(table.index, rows.index)).prediction.tolist() == (
        rows.prediction.tolist()
    )


def test_what_was_right_is_not_asked_again_by_the_check(tmp_path: Path) -> None:
    """Else those that the check draws would have to be right twice as often as all others."""
    problem = noisy_problem(tmp_path, [2.6] * 300)
    keys = {"attack": "pgd-linf", "attack-params": {"steps": 1}}
    spec = problem.spec(**keys, **{"perturbation-values": [1e-6, 1e-5]})
    found = run(spec, tmp_path / "out")
    figures, table = found.outcome.randomised, found.outcome.table
    assert found.outcome.checked > 10
    assert figures is not None
    assert figures.clean_disagreed == (table.minimum_perturbation == 0).sum() > 5


def test_a_check_that_hits_by_chance_says_so(tmp_path: Path) -> None:
    """And all that was not broken is attacked at every value."""
    problem = noisy_problem(tmp_path, [1.5] * 200)
    keys = {"attack": "pgd-linf", "attack-params": {"steps": 30}}
    spec = problem.spec(**keys, **{"perturbation-values": [1e-6, 1e-5, 1e-4]})
    found = run(spec, tmp_path / "out")
    figures, table = found.outcome.randomised, found.outcome.table
    assert found.outcome.check_hits > 0
    (warning,) = found.outcome.warnings
    assert "chance" in warning
    assert "mislead" not in warning
    assert figures is not None
    assert figures.clean_disagreed == (table.minimum_perturbation == 0).sum()
    assert (table.prediction_confidence[table.minimum_perturbation > 0] > 0.5).all()


def test_more_repeats_count_as_more_tries(tmp_path: Path) -> None:
    problem = noisy_problem(tmp_path, [2.0] * 200)

    def asked(times: int) -> int:
        def change(prepared: Prepared) -> Prepared:
            truth = prepared.loaded.truth
            truth.repeats = times
            return replace(prepared, task=replace(prepared.task, truth=truth))

        spec = problem.spec(**{"perturbation-values": [0]})
        return run(spec, tmp_path / str(times), change=change).robust((0.0,))[0]

    once, often = asked(1), asked(50)
    assert abs(once - 200 * problem.right[0]) < 4 * math.sqrt(200 * 0.02)
    assert abs(often - 200 * problem.right[0] ** 50) < 4 * math.sqrt(200 * 0.25)


class _Script:
    """Answers in turn what it was given: a class for each sample, −1 for no number."""

    def __init__(self, *answers: list[int]) -> None:
        self.repeats = len(answers)
        self._answers = list(answers)
        self.asked: list[list[int]] = []

    def scores(self, samples: np.ndarray) -> np.ndarray:
        rows = samples.reshape(len(samples)).astype(int).tolist()
        classes = [self._answers[len(self.asked)][row] for row in rows]
        self.asked.append(rows)
        return np.array(
            [np.full(3, np.nan) if c < 0 else np.eye(3)[c] for c in classes], dtype=np.float32
        )

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        return scores


ROWS = np.arange(4, dtype=np.float32).reshape(4, 1, 1, 1)
LABELS = np.zeros(4, dtype=np.int64)


def test_the_first_wrong_answer_counts_and_is_the_last_that_is_asked_for() -> None:
    truth = _Script([0, 1, 0, 0], [0, 0, 2, -1], [0, 2, 1, 0])
    prediction, _ = worst_prediction(truth, ROWS, LABELS)
    assert prediction.tolist() == [0, 1, 2, -1]
    assert truth.asked == [[0, 1, 2, 3], [0, 2, 3], [0, 3]]


def test_all_answers_are_counted() -> None:
    truth = _Script([0, 1, 0, 0], [0, 0, 2, -1], [0, 2, 1, 0])
    found = all_answers(truth, ROWS, LABELS)
    assert found.prediction.tolist() == [0, 1, 2, -1]
    assert found.misled.tolist() == [0, 2, 2, 0]
    assert truth.asked == [[0, 1, 2, 3]] * 3


def test_a_wrong_answer_beside_the_target_is_no_hit() -> None:
    targets = np.array([2, 2, NO_CLASS, 2])
    truth = _Script([1, 1, 0, 0], [1, 2, 1, 1])
    prediction, _ = worst_prediction(truth, ROWS, LABELS, targets)
    assert prediction.tolist() == [1, 2, 1, 0]


def test_one_confirmation_of_several_is_enough() -> None:
    truth = _Script([0, 0, 0, 0], [0, 1, 0, 0])
    found = confirm(
        truth,
        ROWS,
        ROWS + np.float32(0.25),
        LABELS,
        radii=np.full(4, 1.0),
        input_range=(0.0, 9.0),
        norm=Norm.LINF,
    )
    assert found.accepted.tolist() == [False, True, False, False]


def test_an_example_rounded_to_8_bits_may_err_once() -> None:
    clean = [CleanSample(n, 0, ROWS[n], 0, 1.0) for n in range(2)]
    findings = [Finding(one, one.values + np.float32(1), 1, 0.9) for one in clean]
    truth = _Script([0] * 4, [0, 0, 1, 0])
    rows = make_rows(findings, truth, norm=Norm.LINF, input_range=(0.0, 255.0))
    assert rows.survives_8bit.tolist() == [0, 1]


def test_a_model_that_answers_the_same_is_asked_once() -> None:
    truth = _Script([0, 1, 2, -1])
    assert worst_prediction(truth, ROWS, LABELS)[0].tolist() == [0, 1, 2, -1]
    assert truth.asked == [[0, 1, 2, 3]]
