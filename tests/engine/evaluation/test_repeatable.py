from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.evaluation.task import Observer
from pandavision_gui.engine.spec import USUAL_VALUES, EvaluationSpec

from .evaluations import FIFTY_VALUES, Evaluation, network_spec, run

SOME_VALUES = FIFTY_VALUES[::10]
STAGED = {"attack": "thorough", "attack-params": {"steps": 10, "queries": 40}}


def quick(data: Path, **keys: object) -> EvaluationSpec:
    values = {"perturbation-values": list(FIFTY_VALUES), "attack-params": {"steps": 10}}
    return network_spec(data, "mnist-net_256x2", **{**values, **keys})


@pytest.mark.parametrize(
    "keys",
    [
        {"attack": "standard"},
        {"attack": "pgd-linf", "attack-params": {"steps": 10, "random_start": True}},
        {
            "attack": "pgd-l2",
            "attack-params": {"steps": 10, "random_start": True},
            "perturbation-values": [0.5, 1, 2],
        },
        {
            "attack": "mpgd-l1",
            "attack-params": {"steps": 10, "start": "blocks"},
            "perturbation-values": [2, 4],
        },
        {"attack": "thorough", "attack-params": {"steps": 10, "queries": 40}},
        {"attack": "noise-linf", "attack-params": {}, "perturbation-values": SOME_VALUES},
        {"attack": "noise-l2", "attack-params": {}, "perturbation-values": [2, 5]},
        {"attack": "square-l2", "attack-params": {"steps": 20}, "perturbation-values": [1, 2]},
        {"attack": "rotation", "attack-params": {}, "perturbation-values": SOME_VALUES},
    ],
    ids=[
        "standard",
        "random start",
        "L2",
        "L1",
        "thorough",
        "noise",
        "L2 noise",
        "square",
        "rotation",
    ],
)
def test_the_same_spec_and_seed_give_the_same_table_twice(
    trained_data: Path, tmp_path: Path, keys: dict[str, object]
) -> None:
    spec = quick(trained_data, **keys, indexes=list(range(40)))
    first, second = run(spec, tmp_path / "1"), run(spec, tmp_path / "2")
    assert first.outcome.table.equals(second.outcome.table)
    assert same_pictures(first, second)


def test_another_seed_draws_other_noise(trained_data: Path, tmp_path: Path) -> None:
    keys = {"attack": "noise-linf", "attack-params": {}, "perturbation-values": [0.5]}
    first = run(quick(trained_data, **keys), tmp_path / "1")
    other = run(quick(trained_data, **keys, seed=1), tmp_path / "2")
    assert not same_pictures(first, other)


def test_the_noise_of_a_value_does_not_depend_on_the_other_values(
    trained_data: Path, tmp_path: Path
) -> None:
    keys = {"attack": "noise-linf", "attack-params": {}}
    narrow = run(quick(trained_data, **keys, **{"perturbation-values": [0.3]}), tmp_path / "1")
    wide = run(quick(trained_data, **keys, **{"perturbation-values": [0.2, 0.3]}), tmp_path / "2")
    assert np.array_equal(
        narrow.outcome.table.is_correct_at(0.3), wide.outcome.table.is_correct_at(0.3)
    )


def test_other_batch_sizes_move_hardly_any_sample(trained_data: Path, tmp_path: Path) -> None:
    """Gradients of other batch sizes differ in their last bits, and in nothing else."""
    tables = [
        run(quick(trained_data, **{"batch-size": size}), tmp_path / str(size)).outcome.table
        for size in (100, 50, 16)
    ]
    grid = np.array(FIFTY_VALUES)
    places = [np.searchsorted(grid, by_index(t)) for t in tables]
    for other in places[1:]:
        assert (np.abs(places[0] - other) > 1).mean() <= 0.01


def by_index(table: object) -> np.ndarray:
    order = np.argsort(table.index)  # type: ignore[attr-defined]
    found: np.ndarray = table.minimum_perturbation[order]  # type: ignore[attr-defined]
    return found


class StopAfter:
    """Asks for a stop when it was asked n times: before each chunk and each pass."""

    def __init__(self, passes: int) -> None:
        self._left = passes

    def __call__(self) -> bool:
        self._left -= 1
        return self._left < 0


def to_be_stopped(data: Path, kind: str, attack: str) -> EvaluationSpec:
    """More samples than have room side by side: the others come in for those that are done."""
    steps = 20 if attack == "square-l2" else 10
    params = {"steps": steps} if CATALOGUE[attack].parameters.model_fields else {}
    keys = {"attack": attack, "attack-params": params, "batch-size": 32}
    keys |= {"perturbation-type": kind, "indexes": list(range(50))}
    spec = quick(data, **keys)
    if kind in USUAL_VALUES:
        spec = spec.model_copy(update={"perturbation_values": USUAL_VALUES[kind]})
    return spec


@pytest.fixture(scope="module")
def whole_of(
    trained_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], Evaluation]:
    """Return what evaluates such a spec in one go, with each attack once."""

    @functools.cache
    def evaluated(kind: str, attack: str) -> Evaluation:
        return run(to_be_stopped(trained_data, kind, attack), tmp_path_factory.mktemp("whole"))

    return evaluated


@pytest.mark.parametrize(
    ("kind", "attack"),
    [
        ("max-norm", "standard"),
        ("l2", "standard"),
        ("l1", "standard"),
        ("random", "noise-linf"),
        ("l2", "square-l2"),
        ("shift", "shift"),
    ],
)
@pytest.mark.parametrize("passes", [0, 2, 9, 40])
def test_a_stopped_evaluation_goes_on_bit_for_bit(
    whole_of: Callable[[str, str], Evaluation],
    tmp_path: Path,
    passes: int,
    kind: str,
    attack: str,
) -> None:
    whole = whole_of(kind, attack)
    spec = whole.spec
    stopped = run(spec, tmp_path / "cut", Observer(stop_requested=StopAfter(passes)))
    assert stopped.outcome.stopped
    resumed = run(spec, tmp_path / "cut", resume=True)
    assert not resumed.outcome.stopped
    assert resumed.outcome.table.equals(whole.outcome.table)
    assert same_pictures(resumed, whole)
    assert resumed.outcome.passes == whole.outcome.passes
    spent_after = resumed.outcome.passes.model - stopped.outcome.passes.model
    assert spent_after < whole.outcome.passes.model or stopped.outcome.passes.model == 0


@pytest.fixture(scope="module")
def whole_staged(trained_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """An evaluation in stages at five values."""
    spec = quick(trained_data, **STAGED, **{"perturbation-values": [0.01, 0.02, 0.03, 0.04, 0.05]})
    return run(spec, tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize("passes", [15, 45, 90])
def test_stages_and_doubts_are_stored_with_a_stopped_evaluation(
    whole_staged: Evaluation, tmp_path: Path, passes: int
) -> None:
    spec, whole = whole_staged.spec, whole_staged.outcome
    stopped = run(spec, tmp_path / "cut", Observer(stop_requested=StopAfter(passes))).outcome
    resumed = run(spec, tmp_path / "cut", resume=True).outcome
    assert stopped.stopped
    assert stopped.stages != whole.stages
    assert resumed.table.equals(whole.table)
    assert resumed.stages == whole.stages
    *first, last = whole.stages
    assert all(stage.attacked > last.attacked > 0 for stage in first)
    assert sum(stage.passes for stage in whole.stages) == whole.passes.attack


def test_restarts_are_stages_that_break_more(trained_data: Path, tmp_path: Path) -> None:
    """The rough network: elsewhere another way leads up."""
    robust = {}
    for restarts in (0, 3):
        params = {"steps": 10, "rel_stepsize": 0.25, "restarts": restarts}
        spec = quick(trained_data, attack="pgd-linf", **{"attack-params": params})
        found = run(spec, tmp_path / str(restarts))
        robust[restarts] = found.robust(FIFTY_VALUES)
        assert len(found.outcome.stages) == 1 + restarts
    assert all(sum(s.broken) > 0 for s in found.outcome.stages[:2])
    assert all(more <= less for less, more in zip(robust[0], robust[3], strict=True))
    assert sum(robust[3]) < sum(robust[0])


@pytest.fixture(scope="module")
def staged(trained_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """An evaluation in stages at fifty values."""
    return run(quick(trained_data, **STAGED), tmp_path_factory.mktemp("staged"))


def test_what_the_stages_broke_is_what_is_broken(staged: Evaluation) -> None:
    found = staged
    assert found.outcome.check_hits == 0
    right, *robust = found.robust(FIFTY_VALUES)
    broken = np.sum([stage.broken for stage in found.outcome.stages], axis=0)
    assert [right - n for n in robust] == broken.tolist()


def test_the_check_runs_the_last_stage_that_attacks_every_sample(staged: Evaluation) -> None:
    outcome = staged.outcome
    assert outcome.checked >= 5
    assert outcome.passes.assumption_check == 11 * outcome.checked


def same_pictures(one: Evaluation, other: Evaluation) -> bool:
    return one.pictures.keys() == other.pictures.keys() and all(
        one.pictures[key].tobytes() == other.pictures[key].tobytes() for key in one.pictures
    )


@pytest.mark.parametrize(("attack", "passes"), [("standard", 60), ("noise-linf", 25)])
def test_a_damaged_shard_is_computed_again(
    trained_data: Path, tmp_path: Path, attack: str, passes: int
) -> None:
    params = {} if attack == "noise-linf" else {"steps": 10}
    keys = {"attack-params": params, "batch-size": 10, "indexes": list(range(40))}
    spec = quick(trained_data, attack=attack, **keys)
    whole = run(spec, tmp_path / "whole")
    cut = tmp_path / "cut"
    stopped = run(spec, cut, Observer(stop_requested=StopAfter(passes)))
    assert stopped.outcome.stopped
    shards = sorted((cut / "rows").glob("*.npz"))
    assert shards
    shards[0].write_bytes(shards[0].read_bytes()[:-100])
    resumed = run(spec, cut, resume=True)
    assert len(resumed.outcome.table) == 40
    assert "damaged" in resumed.outcome.warnings[0]
    assert resumed.outcome.stages == ()  # they would count the lost samples twice
    # The lost samples get other neighbours in their batch, so only their last bits may differ.
    assert np.abs(np.subtract(resumed.robust(FIFTY_VALUES), whole.robust(FIFTY_VALUES))).max() <= 1


def test_a_damaged_checkpoint_keeps_the_finished_rows(trained_data: Path, tmp_path: Path) -> None:
    spec = quick(trained_data, **{"batch-size": 10, "indexes": list(range(40))})
    stopped = run(spec, tmp_path, Observer(stop_requested=StopAfter(60)))
    assert 0 < len(stopped.outcome.table) < 40
    checkpoint = tmp_path / "checkpoint.npz"
    checkpoint.write_bytes(checkpoint.read_bytes()[:1000])
    resumed = run(spec, tmp_path, resume=True)
    assert len(resumed.outcome.table) == 40
    kept = np.isin(resumed.outcome.table.index, stopped.outcome.table.index)
    assert resumed.outcome.table.rows(kept).equals(stopped.outcome.table)


@pytest.mark.parametrize(
    ("attack", "is_noted"),
    # Without the note only a run that seats samples can tell.
    [("standard", True), ("fmn-linf", True), ("standard", False)],
)
def test_a_checkpoint_of_another_order_keeps_the_finished_rows_and_no_sample_is_mistaken(
    trained_data: Path, tmp_path: Path, attack: str, is_noted: bool
) -> None:
    keys = {"attack": attack, "attack-params": {"steps": 10}, "batch-size": 10}
    before = quick(trained_data, **keys, indexes=list(range(40)))
    whole = run(before, tmp_path / "whole")
    cut = tmp_path / "cut"
    stopped = run(before, cut, Observer(stop_requested=StopAfter(25)))
    assert 0 < len(stopped.outcome.table) < 40
    if not is_noted:  # as earlier versions stored it
        state = dict(np.load(cut / "checkpoint.npz"))
        del state["order"]
        np.savez(cut / "checkpoint.npz", **state)
    after = quick(trained_data, **keys, indexes=list(reversed(range(40))))
    resumed = run(after, cut, resume=True)
    assert "another order" in resumed.outcome.warnings[0]
    table, wanted = resumed.outcome.table, whole.outcome.table
    assert sorted(table.index.tolist()) == list(range(40))
    places = np.argsort(table.index), np.argsort(wanted.index)
    assert np.array_equal(table.label[places[0]], wanted.label[places[1]])
    assert np.array_equal(table.prediction[places[0]], wanted.prediction[places[1]])
    kept = np.isin(table.index, stopped.outcome.table.index)
    assert kept.sum() == len(stopped.outcome.table)
