"""A batch that fills all places is looked at where it lies, and comes to what its copy would."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from torch import Tensor

from pandavision_gui.engine.evaluation.attack_steps import AttackSteps
from pandavision_gui.engine.evaluation.slot_state import SlotState

from .evaluations import network_spec, run

SAMPLES, PLACES = 24, 12
ATTACKS = {
    "pgd-linf": {"steps": 10},
    "mpgd-linf": {"steps": 10},
    "apgd-linf": {"steps": 10},
    "square-linf": {"steps": 30},
    "standard": {"steps": 10},
    "thorough": {"steps": 10, "queries": 40},
}


@pytest.fixture(params=["mnist-net_256x2", "Convnet_maxpool"], scope="module")
def right(
    request: pytest.FixtureRequest, trained_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[int]]:
    """A network and samples that it gets right: the others need no place."""
    keys = {"attack": "pgd-linf", "attack-params": {"steps": 1}, "perturbation-values": [0.001]}
    table = run(
        network_spec(trained_data, request.param, **keys), tmp_path_factory.mktemp("right")
    ).outcome.table
    indexes = table.index[np.flatnonzero(table.minimum_perturbation > 0)[:SAMPLES]]
    return request.param, [int(index) for index in indexes]


@pytest.mark.parametrize("attack", ATTACKS)
def test_copying_the_places_changes_nothing(
    trained_data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    attack: str,
    right: tuple[str, list[int]],
) -> None:
    network, indexes = right
    keys = {
        "attack": attack,
        "attack-params": ATTACKS[attack],
        "indexes": indexes,
        "perturbation-values": [0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.1, 0.2],
    }
    spec = network_spec(trained_data, network, **keys, **{"batch-size": PLACES})
    put_back: list[int] = []
    unchanged = SlotState.unchanged

    def noted(state: SlotState, rows: Tensor) -> AbstractContextManager[None]:
        put_back.append(len(rows))
        return unchanged(state, rows)

    monkeypatch.setattr(SlotState, "unchanged", noted)
    full = run(spec, tmp_path / "full")
    assert 0 in put_back
    assert any(put_back)
    put_back.clear()
    monkeypatch.setattr(SlotState, "rows", SlotState.on_device)
    monkeypatch.setattr(AttackSteps, "_takes_all", lambda *_: False)
    copied = run(spec, tmp_path / "copied")
    assert not any(put_back)
    assert full.outcome.passes == copied.outcome.passes
    assert full.outcome.table.equals(copied.outcome.table)
    for index, picture in full.pictures.items():
        assert np.array_equal(picture, copied.pictures[index])
