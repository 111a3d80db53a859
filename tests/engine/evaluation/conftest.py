from __future__ import annotations

import pytest
import torch


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    """Small networks on many threads spend their time waiting for each other."""
    torch.set_num_threads(1)
