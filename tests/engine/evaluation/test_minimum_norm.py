"""Minimum-norm attacks: the nearest example of every sample, found, measured and confirmed."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
import pytest
import torch
from secmlt.adv.evasion.ddn import DDNNative
from secmlt.adv.evasion.fmn import FMNNative
from secmlt.models.pytorch.base_pytorch_nn import BasePyTorchClassifier
from torch import Tensor

from pandavision_gui.engine.attack_catalogue import CATALOGUE, PERTURBATIONS
from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.attacks.losses import Goal, margin
from pandavision_gui.engine.attacks.minimum_norm import Asked, Batch, MinimumNormAttack
from pandavision_gui.engine.evaluation import recorder
from pandavision_gui.engine.evaluation.prepare import Prepared
from pandavision_gui.engine.evaluation.task import Observer, Snapshot
from pandavision_gui.engine.norms import Norm, distances
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import InternalError
from pandavision_gui.jobs.archive.check_checkpoint import check_checkpoint
from pandavision_gui.jobs.archive.contents import NotTakenError

from .evaluations import Evaluation, run
from .linear_models import COUNT, SHAPE, linear_problem
from .soundness import check_clean_accuracy, check_examples, original_of
from .test_prepare import road_sign_spec
from .test_repeatable import StopAfter, same_pictures

ATTACKS = [
    (name, kind)
    for name, info in CATALOGUE.items()
    if info.kind is AttackKind.MINIMUM_NORM
    for kind in info.perturbation_types
]
NAMES = [f"{name} {kind}" for name, kind in ATTACKS]
EVERY = pytest.mark.parametrize(("attack", "kind"), ATTACKS, ids=NAMES)
FMN = {"attack": "fmn-l2", "perturbation-type": "l2"}
TO_UNIT = {"preprocessing": {"mean": [0.0], "std": [255.0]}}
# How much farther than the nearest example the worst sample's and the median one's may be.
WORST = {"fmn": 0.01, "ddn": 0.02, "cw": 0.3, "deepfool": 0.15, "hopskipjump": 0.8, "boundary": 0.8}
USUAL = {
    "fmn": 0.001, "ddn": 0.005, "cw": 0.02, "deepfool": 0.03, "hopskipjump": 0.35, "boundary": 0.35,
}  # fmt: skip
# Decisions lead there slowly: the more steps the nearer.
DECISIONS = {
    "hopskipjump": {"steps": 15, "initial_gradient_eval_steps": 60},
    "boundary": {
        "steps": 800, "spherical_step": 0.1, "source_step": 0.1, "update_stats_every_k": 2
    },
}  # fmt: skip


def quick(attack: str) -> dict[str, Any]:
    jumps = {"steps": 2, "initial_gradient_eval_steps": 20}
    few = {
        "hopskipjump": jumps,
        "boundary": {"steps": 40, "update_stats_every_k": 4},
        "cw": {"steps": 12, "binary_search_steps": 3, "stepsize": 0.05, "initial_const": 0.1},
    }
    return few.get(attack, {"steps": 15})


def road_signs(files: Path, attack: str, kind: str, **keys: Any) -> EvaluationSpec:
    known = {
        "attack": attack,
        "perturbation-type": kind,
        "attack-params": quick(attack),
        "perturbation-values": [0.0, 0.005, 0.01, 0.03],
    }
    return road_sign_spec(files, **{"samples": 8, **known, **keys})


@pytest.fixture(scope="module")
def whole_of(
    sample_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], Evaluation]:
    """Return what evaluates road signs in two batches, with each attack once."""

    @functools.cache
    def evaluated(attack: str, kind: str) -> Evaluation:
        spec = road_signs(sample_files, attack, kind, **{"batch-size": 4})
        return run(spec, tmp_path_factory.mktemp("whole"))

    return evaluated


RANGES = {"unit": ((0.0, 1.0), 2), "8-bit": ((0.0, 255.0), 1), "around 0": ((-1.0, 1.0), 2)}
# What takes longest is asked in each norm and in each range, but not in both of the last two.
LEFT_OUT = {
    ("hopskipjump", "l2", "8-bit"), ("hopskipjump", "max-norm", "around 0"),
    ("boundary", "l2", "unit"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("attack", "kind", "bounds", "outputs"),
    [
        pytest.param(attack, kind, bounds, outputs, id=f"{attack} {kind} {name}")
        for (attack, kind), (name, (bounds, outputs)) in itertools.product(ATTACKS, RANGES.items())
        if (attack, kind, name) not in LEFT_OUT
    ],
)
def test_a_linear_model_is_broken_at_the_distance_that_can_be_computed(
    tmp_path: Path, attack: str, kind: str, bounds: tuple[float, float], outputs: int
) -> None:
    problem = linear_problem(tmp_path / "files", bounds=bounds, outputs=outputs)
    keys = {"attack": attack, "perturbation-type": kind}
    if attack in DECISIONS:  # all side by side: they ask a thousand times, whatever the batch
        keys |= {"attack-params": DECISIONS[attack], "batch-size": COUNT}
    table = run(spec_from_document(problem.keys | keys), tmp_path / "job").outcome.table
    norm = PERTURBATIONS[kind]
    nearest = problem.nearest(norm)
    found = table.minimum_perturbation / nearest
    assert (found >= 1 - 1e-5).all(), "nearer than possible"
    if norm is Norm.L0:
        pixels = SHAPE[1] * SHAPE[2]
        assert (table.minimum_perturbation * pixels <= nearest * pixels + 1.5).all()
        assert np.median(found) == 1
        return
    family = attack.partition("-")[0]
    assert found.max() <= 1 + WORST[family]
    assert np.median(found) <= 1 + USUAL[family]


@EVERY
def test_every_example_is_in_the_box_as_far_as_told_and_fools_the_original(
    whole_of: Callable[[str, str], Evaluation], attack: str, kind: str
) -> None:
    found = whole_of(attack, kind)
    original = original_of(found, TO_UNIT)
    check_clean_accuracy(found, original)
    check_examples(found, original, 0.0, 255.0)
    assert found.outcome.checked == 0


@EVERY
def test_the_same_spec_gives_the_same_bits_also_after_a_stop_within_a_batch(
    whole_of: Callable[[str, str], Evaluation], tmp_path: Path, attack: str, kind: str
) -> None:
    whole = whole_of(attack, kind)
    spec = whole.spec
    again = run(spec, tmp_path / "again")
    assert again.outcome.table.equals(whole.outcome.table)
    assert same_pictures(again, whole)
    cut = tmp_path / "cut"
    stopped = run(spec, cut, Observer(stop_requested=StopAfter(3)))
    assert stopped.outcome.stopped
    resumed = run(spec, cut, resume=True)
    assert resumed.outcome.table.equals(whole.outcome.table)
    assert same_pictures(resumed, whole)
    assert resumed.outcome.passes == whole.outcome.passes


@pytest.mark.parametrize("attack", DECISIONS)
def test_samples_from_which_decisions_lead_nowhere_are_warned_of(
    tmp_path: Path, attack: str
) -> None:
    """The model takes all noise for class 0, and only the corners of the range for the other."""
    keys = linear_problem(tmp_path / "files").keys
    model = onnx.load(str(keys["trained-model"]))
    shift = next(one for one in model.graph.initializer if one.name == "b")
    moved = onnx.numpy_helper.to_array(shift) - np.float32([0, 20])
    shift.CopyFrom(onnx.numpy_helper.from_array(moved, "b"))
    onnx.save(model, str(keys["trained-model"]))
    with h5py.File(str(keys["dataset"]), "r+") as file:
        file["labels"][...] = 0
    asked = {**keys, "perturbation-values": [1.0], "attack": "fmn-linf"}
    assert run(spec_from_document(asked), tmp_path / "gradients").robust((1.0,)) == [0]
    asked |= {"attack": attack, "perturbation-type": "l2", "attack-params": quick(attack)}
    found = run(spec_from_document(asked), tmp_path / "decisions")
    assert found.robust((1.0,)) == [COUNT]
    (warning,) = found.outcome.warnings
    assert warning.startswith(f"For {COUNT} samples that were not broken the attack found no point")


def test_a_stop_before_the_first_batch_is_heard(sample_files: Path, tmp_path: Path) -> None:
    spec = road_signs(sample_files, "fmn-l2", "l2")
    stopped = run(spec, tmp_path, Observer(stop_requested=StopAfter(0)))
    assert stopped.outcome.stopped
    assert stopped.outcome.passes.model == 0


def test_finished_batches_are_kept_by_a_stop(sample_files: Path, tmp_path: Path) -> None:
    spec = road_signs(sample_files, "fmn-l2", "l2", **{"batch-size": 4})
    whole = run(spec, tmp_path / "whole")
    stopped = run(spec, tmp_path / "cut", Observer(stop_requested=StopAfter(22)))
    assert stopped.outcome.stopped
    assert len(stopped.outcome.table) == 4
    resumed = run(spec, tmp_path / "cut", Observer(stop_requested=StopAfter(20)), resume=True)
    assert resumed.outcome.table.equals(whole.outcome.table)
    assert resumed.outcome.passes == whole.outcome.passes


@EVERY
def test_neighbours_in_a_batch_change_nothing(
    sample_files: Path, tmp_path: Path, attack: str, kind: str
) -> None:
    order = list(range(8))
    tables = []
    for number, indexes in enumerate((order, order[::-1], [*order[:4], *range(20, 24)])):
        keys = {"samples": None, "indexes": indexes, "batch-size": 8}
        spec = road_signs(sample_files, attack, kind, **keys)
        table = run(spec, tmp_path / str(number)).outcome.table
        tables.append(dict(zip(table.index.tolist(), table.minimum_perturbation, strict=True)))
    first, turned, others = tables
    # Finished samples leave: the batch's size may change the last bits, and so a decision.
    if attack in ("deepfool", *DECISIONS):
        assert first == pytest.approx(turned, rel=1e-3)
        return
    assert first == turned
    assert {n: first[n] for n in range(4)} == {n: others[n] for n in range(4)}


@pytest.mark.parametrize("attack", DECISIONS)
def test_neighbours_that_begin_later_change_no_random_number(tmp_path: Path, attack: str) -> None:
    """Most noise is taken for class 0: samples of that class need many draws to begin."""
    keys = linear_problem(tmp_path / "files").keys
    model = onnx.load(str(keys["trained-model"]))
    shift = next(one for one in model.graph.initializer if one.name == "b")
    leads = run(spec_from_document(keys | {"perturbation-values": [0.0]}), tmp_path / "leads")
    labels = leads.outcome.table.prediction
    moved = onnx.numpy_helper.to_array(shift).copy()
    while (labels == 1).sum() > 3:
        moved -= np.float32([0, 0.25])
        shift.CopyFrom(onnx.numpy_helper.from_array(moved, "b"))
        onnx.save(model, str(keys["trained-model"]))
        labels = set_to_the_predicted(keys, tmp_path / f"{moved[1]:.2f}")
    (other, *_), zeros = (np.flatnonzero(labels == label).tolist() for label in (1, 0))
    keys |= {"attack": attack, "perturbation-type": "l2", "attack-params": quick(attack)}
    keys |= {"perturbation-values": [1.0], "batch-size": 8}
    found = []
    for indexes in ([other], [*zeros[:7], other]):
        spec = spec_from_document({**keys, "indexes": indexes})
        table = run(spec, tmp_path / f"of {len(indexes)}").outcome.table
        found.append(table.minimum_perturbation[table.index == other][0])
    assert np.isfinite(found[0])
    assert found[1] == pytest.approx(found[0], rel=1e-3)


def set_to_the_predicted(keys: dict[str, Any], folder: Path) -> np.ndarray:
    """Give every sample the label that the model answers; return them."""
    table = run(spec_from_document({**keys, "perturbation-values": [0.0]}), folder).outcome.table
    labels: np.ndarray = table.prediction
    with h5py.File(str(keys["dataset"]), "r+") as file:
        file["labels"][...] = labels
    return labels


def test_a_walk_whose_steps_have_become_short_ends(tmp_path: Path) -> None:
    problem = linear_problem(tmp_path / "files")
    params = {"source_step_convergence": 0.02, "source_step": 0.01}
    keys = {"attack": "boundary", "perturbation-type": "l2", "attack-params": params}
    outcome = run(spec_from_document(problem.keys | keys), tmp_path / "job").outcome
    assert np.isfinite(outcome.table.minimum_perturbation).all()
    beginning, steps = 10, 10 + 1
    assert outcome.passes.attack < COUNT * (beginning + steps + 100)


def test_other_batch_sizes_find_the_same(tmp_path: Path) -> None:
    problem = linear_problem(tmp_path / "files")
    few = FMN | {"indexes": list(range(8)), "attack-params": {"steps": 50}}
    found = [
        run(
            spec_from_document(problem.keys | few | {"batch-size": size}), tmp_path / str(size)
        ).outcome.table.minimum_perturbation
        for size in (8, 3, 1)
    ]
    np.testing.assert_allclose(found[1], found[0], rtol=2e-3)
    np.testing.assert_allclose(found[2], found[0], rtol=2e-3)


def test_a_sample_that_is_wrong_already_costs_no_pass(tmp_path: Path) -> None:
    problem = linear_problem(tmp_path / "files")
    spec = spec_from_document(problem.keys | FMN | {"batch-size": 6})
    turned = [3, 7, 8, 19]
    with h5py.File(tmp_path / "files" / "data.h5", "r+") as file:
        file["labels"][turned] = 1 - file["labels"][turned]
    table = (found := run(spec, tmp_path / "job")).outcome.table
    assert np.flatnonzero(table.minimum_perturbation == 0).tolist() == turned
    # One of them asks whether half of what was found is enough.
    assert found.outcome.passes.attack == 101 * (COUNT - len(turned))


def test_the_clean_accuracy_alone_costs_no_pass(sample_files: Path, tmp_path: Path) -> None:
    spec = road_signs(sample_files, "fmn-l2", "l2", **{"perturbation-values": [0.0]})
    outcome = run(spec, tmp_path).outcome
    assert outcome.passes.model == 0
    assert len(outcome.table) == 8


class _Refusing:
    """ONNX Runtime's answers, but nothing that differs from the clean pictures is wrong."""

    repeats = 1

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.rows = 0

    def scores(self, samples: np.ndarray) -> np.ndarray:
        self.rows += len(samples)
        scores: np.ndarray = self._inner.scores(np.rint(samples))
        return scores

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        probabilities: np.ndarray = self._inner.probabilities(scores)
        return probabilities


def with_classifier(wrap: Callable[[torch.nn.Module], torch.nn.Module]) -> Any:
    def change(prepared: Prepared) -> Prepared:
        task = replace(prepared.task, classifier=wrap(prepared.task.classifier))
        return replace(prepared, task=task)

    return change


def with_attack(attack: MinimumNormAttack) -> Any:
    return lambda found: replace(found, task=replace(found.task, minimum_norm=attack))


class _Nudge(MinimumNormAttack):
    """Asks about points that differ from the samples by less than ONNX Runtime is told of."""

    norm = Norm.L2
    most_passes = 2

    def run(self, batch: Batch, asked: Asked) -> None:
        for step in (0.2, 0.1):
            answer = asked.logits(batch.box()(batch.samples + step), batch.rows)
            assert not answer.broken.any(), "the attack was told of an example that was refused"


class _Liar(torch.nn.Module):
    """Answers a wrong class to everything."""

    def __init__(self, inner: torch.nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, samples: Tensor) -> Tensor:
        logits: Tensor = self.inner(samples)
        return -logits


def test_what_onnx_runtime_refuses_is_no_example_and_is_counted(
    sample_files: Path, tmp_path: Path
) -> None:
    def refuse(prepared: Prepared) -> Prepared:
        lying = with_attack(_Nudge())(with_classifier(_Liar)(prepared))
        return replace(lying, task=replace(lying.task, truth=_Refusing(lying.task.truth)))

    table = run(road_signs(sample_files, "fmn-l2", "l2"), tmp_path, change=refuse).outcome.table
    right = table.label == table.prediction
    assert right.any()
    assert np.isinf(table.minimum_perturbation[right]).all()
    assert (table.rejected_by_confirmation[right] == 2).all()


class _Failing(_Liar):
    def forward(self, samples: Tensor) -> Tensor:
        return super().forward(samples) * torch.nan


class _Flat(_Liar):
    def forward(self, samples: Tensor) -> Tensor:
        return (self.inner(samples) + samples.sum() * 0).detach() + samples.sum() * 0


@EVERY
def test_answers_of_nan_are_told_and_never_numbers(
    sample_files: Path, tmp_path: Path, attack: str, kind: str
) -> None:
    spec = road_signs(sample_files, attack, kind)
    outcome = run(spec, tmp_path, change=with_classifier(_Failing)).outcome
    assert any("NaN or infinity" in warning for warning in outcome.warnings)
    table = outcome.table
    assert np.isinf(table.minimum_perturbation[table.label == table.prediction]).all()


@pytest.mark.parametrize(
    ("attack", "kind"), [pair for pair in ATTACKS if CATALOGUE[pair[0]].needs_gradient]
)
def test_samples_that_no_gradient_moves_are_told(
    sample_files: Path, tmp_path: Path, attack: str, kind: str
) -> None:
    spec = road_signs(sample_files, attack, kind)
    outcome = run(spec, tmp_path, change=with_classifier(_Flat)).outcome
    right = int((outcome.table.label == outcome.table.prediction).sum())
    (warning,) = outcome.warnings
    assert warning.startswith(f"{right} samples that were not broken gave the attack no gradient")


LIGHT = {"steps": 5, "initial_const": 1e-9, "binary_search_steps": 1}
"""Weights so small that cw stays where it is, but for Adam's first steps."""


def test_samples_on_which_the_attack_failed_are_told(tmp_path: Path) -> None:
    problem = linear_problem(tmp_path / "files")
    keys = {"attack": "cw", "perturbation-type": "l2", "perturbation-values": [0.05, 0.2]}
    light = {"attack-params": LIGHT}
    outcome = run(spec_from_document(problem.keys | keys | light), tmp_path / "light").outcome
    left = np.isinf(outcome.table.minimum_perturbation)
    assert left.sum() > COUNT // 2
    assert np.isfinite(problem.nearest(Norm.L2)[left]).all()
    (warning,) = outcome.warnings
    assert f"no adversarial example at any distance of {left.sum()} of the samples" in warning
    usual = run(spec_from_document(problem.keys | keys), tmp_path / "usual").outcome
    assert usual.warnings == ()


@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_stop_neither_forgets_a_failure_nor_counts_it_twice(
    tmp_path: Path, is_damaged: bool
) -> None:
    keys = linear_problem(tmp_path / "files").keys | {"attack": "cw", "perturbation-type": "l2"}
    light = {"attack-params": LIGHT, "perturbation-values": [2.0], "batch-size": 7}
    spec = spec_from_document(keys | light)
    whole = run(spec, tmp_path / "whole").outcome
    told: list[Snapshot] = []
    stopped = run(spec, tmp_path / "cut", Observer(stop_requested=StopAfter(14)))
    assert 0 < len(stopped.outcome.table) < COUNT
    if is_damaged:
        (tmp_path / "cut" / "rows" / "000000.npz").write_bytes(b"x")
    resumed = run(spec, tmp_path / "cut", Observer(progress=told.append), resume=True).outcome
    assert set(whole.warnings) <= set(resumed.warnings)
    assert len(whole.warnings) == 1
    assert told[-1].unknown == np.isinf(whole.table.minimum_perturbation).sum()


@pytest.mark.parametrize(
    ("attack", "kind"),
    [("fmn-l2", "l2"), ("fmn-linf", "max-norm"), ("fmn-l1", "l1")],
)
def test_an_attack_that_goes_to_the_end_of_the_range_and_finds_nothing_is_believed(
    tmp_path: Path, attack: str, kind: str
) -> None:
    """The model takes everything for one class but what is brighter than there can be."""
    problem = linear_problem(tmp_path / "files")
    model = onnx.load(str(problem.keys["trained-model"]))
    for one in model.graph.initializer:
        value = onnx.numpy_helper.to_array(one)
        if one.name == "b":
            value = value + np.float32([1e4, 0])
        one.CopyFrom(onnx.numpy_helper.from_array(value, one.name))
    onnx.save(model, str(problem.keys["trained-model"]))
    with h5py.File(str(problem.keys["dataset"]), "r+") as file:
        file["labels"][...] = 0
    keys = {"attack": attack, "perturbation-type": kind, "perturbation-values": [0.5]}
    more = {"attack-params": {"steps": 300}}
    outcome = run(spec_from_document(problem.keys | keys | more), tmp_path / "job").outcome
    assert np.isinf(outcome.table.minimum_perturbation).all()
    assert outcome.warnings == ()


class _Lost(_Nudge):
    def run(self, batch: Batch, asked: Asked) -> None:
        asked.logits(batch.samples * torch.nan, batch.rows)


def test_an_attack_that_leaves_the_numbers_ends_the_job_in_words(
    sample_files: Path, tmp_path: Path
) -> None:
    with pytest.raises(InternalError) as caught:
        run(road_signs(sample_files, "ddn", "l2"), tmp_path, change=with_attack(_Lost()))
    assert caught.value.code == "attack_not_finite"


@EVERY
def test_progress_is_live_within_a_batch(
    sample_files: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    attack: str,
    kind: str,
) -> None:
    monkeypatch.setattr(recorder, "REPORT_INTERVAL_S", 0.0)
    told: list[Snapshot] = []
    spec = road_signs(sample_files, attack, kind, **{"batch-size": 6})
    outcome = run(spec, tmp_path, Observer(progress=told.append)).outcome
    whole = outcome.passes.attack
    within = [one for one in told if one.finished == 0]
    assert len({one.passes.attack for one in within}) > 2
    assert all(a.share <= b.share for a, b in itertools.pairwise(told))
    assert all(a.passes.attack <= b.passes.attack for a, b in itertools.pairwise(told))
    assert (told[-1].share, told[-1].passes.attack) == (1.0, whole)
    if attack not in (
        "deepfool",
        "hopskipjump",
        "boundary",
    ):  # how many steps it needs is not known before
        assert max(abs(one.share - one.passes.attack / whole) for one in told) < 0.2
    for one in told:  # what is told as certain holds in the end
        assert [point.highest for point in one.band] == sorted(
            (point.highest for point in one.band), reverse=True
        )
    final = [int(outcome.table.is_correct_at(v).sum()) for v in spec.values]
    assert [(p.lowest, p.highest) for p in told[-1].band] == [(n, n) for n in final]


def test_near_the_time_limit_no_new_batch_begins(sample_files: Path, tmp_path: Path) -> None:
    keys = {"batch-size": 5, "time-limit": 0.001}
    outcome = run(road_signs(sample_files, "fmn-l2", "l2", **keys), tmp_path).outcome
    assert len(outcome.table) == 5
    assert not outcome.stopped


def test_confidence_asks_for_more_than_an_error(tmp_path: Path) -> None:
    problem = linear_problem(tmp_path / "files")
    params = {"confidence": 2.0, "initial_const": 1.0, "steps": 100}
    keys = {"attack": "cw", "perturbation-type": "l2", "attack-params": params}
    found = run(spec_from_document(problem.keys | keys), tmp_path / "job")
    broken = np.flatnonzero(np.isfinite(found.outcome.table.minimum_perturbation))
    assert len(broken) > COUNT / 2
    examples = torch.from_numpy(np.stack([found.pictures[int(n)] for n in broken]))
    logits = found.prepared.task.classifier(examples)
    leads = margin(logits, Goal(torch.from_numpy(problem.labels[broken])))
    assert (leads >= 2 - 1e-4).all()


def test_a_damaged_shard_is_attacked_again(sample_files: Path, tmp_path: Path) -> None:
    spec = road_signs(sample_files, "ddn", "l2", **{"batch-size": 4})
    whole = run(spec, tmp_path / "whole")
    cut: Evaluation = run(spec, tmp_path / "cut", Observer(stop_requested=StopAfter(30)))
    shard = cut.folder / "rows" / "000000.npz"
    shard.write_bytes(shard.read_bytes()[:-100])
    resumed = run(spec, cut.folder, resume=True)
    assert "damaged" in resumed.outcome.warnings[0]
    np.testing.assert_allclose(
        resumed.outcome.table.minimum_perturbation,
        whole.outcome.table.minimum_perturbation,
        rtol=0.05,
    )


def test_the_state_of_a_stopped_job_is_one_that_an_archive_takes(
    sample_files: Path, tmp_path: Path
) -> None:
    spec = road_signs(sample_files, "fmn-l0", "l0", **{"batch-size": 4})
    stopped = run(spec, tmp_path, Observer(stop_requested=StopAfter(22)))
    assert stopped.outcome.stopped
    check_checkpoint(tmp_path, spec, batch_size=4, shards=1)
    other = road_signs(sample_files, "standard", "l2")
    with pytest.raises(NotTakenError):
        check_checkpoint(tmp_path, other, batch_size=4, shards=1)


SECML = {
    "fmn-linf": lambda: FMNNative("linf", 100, 1.0),
    "fmn-l2": lambda: FMNNative("l2", 100, 1.0),
    "fmn-l0": lambda: FMNNative("l0", 100, 1.0),
    "ddn": lambda: DDNNative(100, eps_init=1.0),
}


@pytest.mark.parametrize("attack", SECML)
def test_the_median_is_no_larger_than_that_of_secml_torch(
    sample_files: Path, tmp_path: Path, attack: str
) -> None:
    """The same number of passes; its attacks want [0, 1] and measure nothing as it is stored."""
    (kind,) = CATALOGUE[attack].perturbation_types
    keys = {"attack-params": {}, "samples": 16}
    found = run(road_signs(sample_files, attack, kind, **keys), tmp_path)
    table = found.outcome.table
    right = table.label == table.prediction
    classifier = found.prepared.task.classifier
    with h5py.File(sample_files / "road_signs.h5") as file:
        samples = np.stack([file["samples"][int(n)] for n in table.index[right]]) / np.float32(255)
    labels = torch.from_numpy(table.label[right])
    model = BasePyTorchClassifier(_InUnits(classifier))
    theirs, _ = SECML[attack]()._run(model, torch.from_numpy(samples), labels)
    fooled = classifier(theirs.detach() * 255).argmax(dim=1) != labels
    distance = distances(samples, theirs.detach().numpy(), PERTURBATIONS[kind])
    distance[~fooled.numpy()] = np.inf
    median = np.median(table.minimum_perturbation[right])
    assert np.isfinite(median)
    assert median <= 1.03 * np.median(distance)


class _InUnits(_Liar):
    def __init__(self, inner: torch.nn.Module) -> None:
        super().__init__(inner)
        self.own = torch.nn.Parameter(torch.zeros(1))  # SecML-Torch asks for one to find the device

    def forward(self, samples: Tensor) -> Tensor:
        logits: Tensor = self.inner(samples * 255)
        return logits
