"""How far an evaluation says it is, beside the passes that it needed in the end."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from pandavision_gui.engine.evaluation import recorder
from pandavision_gui.engine.evaluation.task import Observer, Snapshot
from pandavision_gui.engine.evaluation.work_estimate import check_passes, share_of_work

from .evaluations import Evaluation, network_spec, run


def watched(
    data: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, **keys: object
) -> tuple[list[Snapshot], Evaluation]:
    monkeypatch.setattr(recorder, "REPORT_INTERVAL_S", 0.0)
    told: list[Snapshot] = []
    spec = network_spec(data, "cifar_base_kw", **keys)
    done = run(spec, folder, Observer(progress=told.append))
    return told, done


@pytest.mark.parametrize("batch", [10, 60], ids=["ten places", "a place for each"])
def test_the_share_follows_the_passes_and_not_the_samples(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    keys = {"attack": "pgd-linf", "attack-params": {"steps": 60}, "batch-size": batch}
    keys["indexes"] = list(range(60))
    told, done = watched(trained_data, tmp_path, monkeypatch, **keys)
    whole = done.outcome.passes.model
    assert len(told) > 60
    # A tenth of what the search will find is not known before: some samples break at the end.
    errors = [abs(one.share - one.passes.model / whole) for one in told]
    assert max(errors) < 0.2
    assert all(one.share <= other.share for one, other in itertools.pairwise(told))
    assert told[-1].share == 1.0
    checking = [one for one in told if one.phase == "checking smaller values"]
    assert len(checking) > 1
    assert all(one.share < 1.0 for one in checking[:-1])  # after its last step nothing is left


def test_the_time_left_fits_the_share(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, _ = watched(trained_data, tmp_path, monkeypatch, attack="pgd-linf")
    for one in told[1:]:
        assert one.left_s is not None
        # The share that is told never goes back: the time is reckoned from the newest one.
        assert one.left_s >= one.elapsed_s * (1 - one.share) / one.share - 1e-6
    assert told[-1].left_s == 0.0


def test_random_noise_counts_its_samples(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {"perturbation-type": "random", "perturbation-values": [0, 0.1]}
    told, _ = watched(trained_data, tmp_path, monkeypatch, **keys)
    assert [round(one.share * 100) for one in told] == [*range(1, 101), 100]


def test_what_has_not_begun_costs_what_the_begun_ones_cost() -> None:
    assert share_of_work(30, 10, started=4, waiting=4) == 30 / 80
    assert share_of_work(0, 0, started=0, waiting=7) == 0.0
    assert share_of_work(30, 10, started=4, waiting=0, later=20) == 0.5
    assert share_of_work(5, 0, started=1, waiting=0) == 1.0


def test_a_tenth_is_checked_and_at_least_five() -> None:
    assert check_passes(100, 50) == 500
    assert check_passes(20, 50) == 250
    assert check_passes(3, 50) == 150
