"""Attacks that steer samples to a certain class: only that one counts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnxruntime
import pytest
from torch import Tensor

from pandavision_gui.engine.attacks.losses import Goal
from pandavision_gui.engine.attacks.pgd import PGD
from pandavision_gui.engine.evaluation.aims import Aim, AimKind, aim_at
from pandavision_gui.engine.evaluation.search_phases import Phase, plan_phase
from pandavision_gui.engine.evaluation.task import Observer
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.archive.check_checkpoint import check_checkpoint
from pandavision_gui.jobs.archive.contents import NotTakenError

from .evaluations import Evaluation, run
from .test_prepare import road_sign_spec
from .test_repeatable import StopAfter

VALUES = [0.0, 0.02, 0.05, 0.1]
COUNT = 24
ATTACKS = ["thorough", "pgd-linf", "square-linf"]


def evaluate(files: Path, folder: Path, **keys: Any) -> Evaluation:
    known = {"samples": COUNT, "perturbation-values": VALUES, "attack-params": {"steps": 12}}
    return run(road_sign_spec(files, **{**known, **keys}), folder)


def scores(files: Path, samples: np.ndarray) -> np.ndarray:
    """What the model file itself says of samples in the dataset's units."""
    session = onnxruntime.InferenceSession(
        files / "signs_standard.onnx", providers=["CPUExecutionProvider"]
    )
    name = session.get_inputs()[0].name
    with h5py.File(files / "road_signs.h5") as file:
        largest = 255 if file["samples"].dtype == np.uint8 else 1
    rows = [row[None] / np.float32(largest) for row in samples.astype(np.float32)]
    return np.concatenate([session.run(None, {name: row})[0] for row in rows])


def clean(files: Path, indexes: np.ndarray) -> np.ndarray:
    with h5py.File(files / "road_signs.h5") as file:
        stored = file["samples"][:]
    picked = stored[indexes]
    return picked if picked.shape[1] in (1, 3) else picked.transpose(0, 3, 1, 2)


def examples(found: Evaluation) -> tuple[np.ndarray, np.ndarray]:
    """Rows that are broken by an example, and the examples."""
    table = found.outcome.table
    rows = np.flatnonzero(np.isfinite(table.minimum_perturbation) & (table.distance > 0))
    return rows, np.stack([found.pictures[int(i)] for i in table.index[rows]])


@pytest.mark.parametrize("attack", ATTACKS)
def test_only_what_is_taken_for_the_target_counts(
    sample_files: Path, tmp_path: Path, attack: str
) -> None:
    found = evaluate(sample_files, tmp_path / "aimed", attack=attack, target=2)
    table = found.outcome.table
    assert 2 not in table.label
    assert len(table) < COUNT
    (remark,) = [r for r in found.prepared.assumptions if "left out" in r]
    assert remark.startswith(f"{COUNT - len(table)} samples of class 2")
    assert any("aimed" in r and "class 2" in r for r in found.prepared.assumptions)
    right = table.prediction == table.label
    assert np.array_equal(table.minimum_perturbation == 0, ~right)
    rows, pictures = examples(found)
    assert (scores(sample_files, pictures).argmax(axis=1) == 2).all()
    assert (table.adversarial_prediction[rows] == 2).all()
    free = evaluate(sample_files, tmp_path / "free", attack=attack)
    kept = np.isin(free.outcome.table.index, table.index)
    # Which class is reached does not matter there: it breaks at least as many.
    assert free.outcome.table.is_correct_at(0.1)[kept].sum() <= table.is_correct_at(0.1).sum()


def test_what_counts_as_surviving_8_bits_is_the_target_too(
    sample_files: Path, tmp_path: Path
) -> None:
    found = evaluate(sample_files, tmp_path, target=2)
    rows, pictures = examples(found)
    lower, upper = found.prepared.task.settings.input_range
    rounded = np.rint((pictures - lower) / (upper - lower) * 255) / 255 * (upper - lower) + lower
    still = scores(sample_files, rounded.astype(np.float32)).argmax(axis=1) == 2
    assert np.array_equal(found.outcome.table.survives_8bit[rows] == 1, still)


def test_the_second_class_is_each_samples_own(sample_files: Path, tmp_path: Path) -> None:
    found = evaluate(sample_files, tmp_path, target="second")
    table = found.outcome.table
    assert len(table) == COUNT
    rows, pictures = examples(found)
    thought = scores(sample_files, clean(sample_files, table.index[rows]))
    second = np.argsort(-thought, axis=1)[:, 1]
    assert len(set(second.tolist())) > 1
    assert np.array_equal(scores(sample_files, pictures).argmax(axis=1), second)


def test_all_classes_in_turn_break_what_any_class_will_do_for(
    sample_files: Path, tmp_path: Path
) -> None:
    free = evaluate(sample_files, tmp_path / "free")
    every = evaluate(sample_files, tmp_path / "all", target="all")
    classes = every.prepared.loaded.classes
    stages = every.prepared.task.stages
    assert [stage.round for stage in stages] == [n // 2 for n in range(2 * (classes - 1))]
    assert not any("aimed" in said for said in every.prepared.assumptions)
    pairs = list(zip(every.robust(tuple(VALUES)), free.robust(tuple(VALUES)), strict=True))
    assert all(aimed <= any_class + 1 for aimed, any_class in pairs), pairs
    outcome = every.outcome
    assert outcome.passes.assumption_check <= 13 * (classes - 1) * outcome.checked
    for phase in (Phase.CHECK, Phase.EVERY_VALUE):  # each may be what is reached at small values
        plan, checking = plan_phase(every.prepared.task, phase)
        assert [stage.round for stage in checking] == list(range(classes - 1))
        assert plan is not None
        assert len(plan.ladders) == classes - 1


def test_every_other_class_is_a_target_in_its_turn(
    sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    loss = PGD.loss

    def noting(self: PGD, logits: Tensor, goal: Goal) -> Tensor:
        assert goal.targets is not None
        if not seen or seen[-1] != int(goal.targets[0]):
            seen.append(int(goal.targets[0]))
        return loss(self, logits, goal)

    monkeypatch.setattr(PGD, "loss", noting)
    found = evaluate(
        sample_files,
        tmp_path,
        attack="pgd-linf",
        target="all",
        samples=1,
        **{"perturbation-values": [1e-6]},  # nothing breaks, so every round comes to its end
    )
    table = found.outcome.table
    assert table.label == table.prediction
    order = np.argsort(-scores(sample_files, clean(sample_files, table.index))[0])
    assert seen == [int(n) for n in order if n != table.label[0]]


@pytest.fixture(scope="module")
def whole_of(
    sample_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int | str], Evaluation]:
    """Return what evaluates in one go what others stop, for each target once."""

    @functools.cache
    def evaluated(target: int | str) -> Evaluation:
        keys = {
            "samples": 16,
            "perturbation-values": VALUES,
            "attack-params": {"steps": 8},
            "target": target,
            "batch-size": 12,
        }
        return run(road_sign_spec(sample_files, **keys), tmp_path_factory.mktemp("whole"))

    return evaluated


@pytest.mark.parametrize("target", [1, "second", "all"])
@pytest.mark.parametrize("passes", [3, 30])
def test_a_stopped_one_goes_on_bit_for_bit(
    whole_of: Callable[[int | str], Evaluation], tmp_path: Path, target: int | str, passes: int
) -> None:
    spec, whole = whole_of(target).spec, whole_of(target).outcome
    stopped = run(spec, tmp_path / "cut", Observer(stop_requested=StopAfter(passes))).outcome
    assert stopped.stopped
    resumed = run(spec, tmp_path / "cut", resume=True).outcome
    assert resumed.table.equals(whole.table)
    assert resumed.passes == whole.passes


def test_a_class_may_be_named(sample_files: Path, tmp_path: Path) -> None:
    names = [f"sign {n}" for n in range(12)]
    classes = run(road_sign_spec(sample_files), tmp_path / "look").prepared.loaded.classes
    keys = {"class-names": names[:classes], "target": "sign 2"}
    found = evaluate(sample_files, tmp_path / "named", **keys)
    assert found.prepared.task.aim == Aim(AimKind.CLASS, 2, classes)
    assert any("class 2 “sign 2”" in said for said in found.prepared.assumptions)


@pytest.mark.parametrize(
    ("target", "hint"),
    [("sgin 2", 'Did you mean "sign 2"?'), (3, "0 … 2"), (-1, "0 … 2"), ("", "Known")],
)
def test_a_class_that_the_model_does_not_have_is_refused(target: int | str, hint: str) -> None:
    with pytest.raises(InputError) as error:
        aim_at(target, ["sign 0", "sign 1", "sign 2"], 3)
    assert error.value.code == "target_unknown"
    assert hint in error.value.hint


def test_samples_of_the_target_alone_are_refused(sample_files: Path, tmp_path: Path) -> None:
    with h5py.File(sample_files / "road_signs.h5") as file:
        of_class = np.flatnonzero(file["labels"][:] == 1)[:3].tolist()
    spec = road_sign_spec(sample_files, target=1, indexes=of_class)
    with pytest.raises(InputError) as error:
        run(spec, tmp_path)
    assert error.value.code == "target_only"


def test_of_two_classes_the_other_one_is_the_second() -> None:
    for label in (0, 1):
        aim = aim_at("second", (), 2)
        assert aim.targets(label, np.array([0.3, 0.7], dtype=np.float32)).tolist() == [1 - label]
    assert aim_at("all", (), 2).rounds == 1
    assert aim_at(None, (), 2) == Aim(classes=2)


def test_a_tie_goes_to_the_earlier_class_as_in_a_prediction() -> None:
    aim = aim_at("all", (), 4)
    found = aim.targets(1, np.array([2.0, 5.0, 2.0, 3.0], dtype=np.float32))
    assert found.tolist() == [3, 0, 2]


@pytest.mark.parametrize(
    "keys",
    [
        {"attack": "thorough", "target": "all", "attack-params": {"steps": 2, "queries": 2}},
        {"attack": "pgd-linf", "attack-params": {"steps": 2, "restarts": 20}},
    ],
    ids=["targets", "restarts"],
)
def test_an_archive_takes_the_state_of_many_stages_and_none_beyond_them(
    sample_files: Path, tmp_path: Path, keys: dict[str, Any]
) -> None:
    known = {"samples": 8, "batch-size": 4, "perturbation-values": [0.0, 1e-6, 2e-6]}
    spec = road_sign_spec(sample_files, **{**known, **keys})
    stopped = run(spec, tmp_path, Observer(stop_requested=StopAfter(70)))
    assert stopped.outcome.stopped
    assert len(stopped.prepared.task.stages) > 16
    check_checkpoint(tmp_path, spec, batch_size=4, shards=1)
    with np.load(tmp_path / "checkpoint.npz") as archive:
        arrays = {name: archive[name] for name in archive.files}
    beyond = {"run.stage": np.full(4, len(stopped.prepared.task.stages))}
    np.savez(tmp_path / "checkpoint.npz", **arrays | beyond)
    with pytest.raises(NotTakenError, match="in no stage"):
        check_checkpoint(tmp_path, spec, batch_size=4, shards=1)
