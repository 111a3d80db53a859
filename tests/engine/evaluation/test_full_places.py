"""A batch that fills all places is looked at where it lies; with a place to spare it is copied."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from .evaluations import network_spec, run

SAMPLES = 12
ATTACKS = {
    "pgd-linf": {"steps": 10},
    "mpgd-linf": {"steps": 10},
    "apgd-linf": {"steps": 10},
    "square-linf": {"steps": 30},
    "thorough": {"steps": 10, "queries": 40},
}


@pytest.mark.parametrize("network", ["mnist-net_256x2", "Convnet_maxpool"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_place_to_spare_changes_nothing(
    trained_data: Path, tmp_path: Path, attack: str, network: str
) -> None:
    """The first pass has as many rows either way, and so has every later one."""
    values = {"perturbation-values": [0.005, 0.01, 0.02, 0.03, 0.04, 0.05]}
    keys = {
        "attack": attack,
        "attack-params": ATTACKS[attack],
        "indexes": list(range(SAMPLES)),
        **values,
    }
    full, spare = (
        run(
            network_spec(trained_data, network, **{**keys, "batch-size": SAMPLES + more}),
            tmp_path / str(more),
        )
        for more in (0, 1)
    )
    assert full.outcome.passes == spare.outcome.passes
    assert full.outcome.table.equals(spare.outcome.table)
    for index, picture in full.pictures.items():
        assert np.array_equal(picture, spare.pictures[index])
