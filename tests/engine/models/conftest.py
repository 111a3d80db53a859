from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

from .trained_networks import NETWORKS, TrainedNetwork, read_network


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    """Tiny networks on many threads spend their time waiting for each other."""
    torch.set_num_threads(1)


@pytest.fixture(params=NETWORKS)
def network(request: pytest.FixtureRequest) -> TrainedNetwork:
    folder = os.environ.get("PANDAVISION_TEST_DATA")
    if not folder:
        pytest.skip("PANDAVISION_TEST_DATA does not name the folder of the trained networks")
    return read_network(Path(folder), request.param)
