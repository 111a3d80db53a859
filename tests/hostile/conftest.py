from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..support.nursery import forked_workers


@pytest.fixture(scope="module")
def ready_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let every worker be forked from one process that has loaded the libraries already."""
    with forked_workers(tmp_path_factory.getbasetemp() / "nobody is doomed"):
        yield
