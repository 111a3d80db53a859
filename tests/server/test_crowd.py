"""A short form of `make soak-server`: a crowd, and a kill in between."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.soak_server.crowd import Crowd


@pytest.mark.skipif(sys.platform != "linux", reason="each client has an address in 127.0.0.0/8")
def test_no_job_is_lost_and_no_answer_is_a_fault_when_the_server_is_killed_amid_a_crowd(
    tmp_path: Path,
) -> None:
    seen = Crowd(tmp_path / "data", clients=30).run(6.0)
    assert seen.faults == []
    assert seen.lost == set()
    assert len(seen.added) > 10
    assert seen.broken > 0, "nobody noticed the kill"
    assert set(seen.statuses) <= {200, 202, 303}


class Unlucky(Crowd):
    """Fails once its server has been killed and started again."""

    def __init__(self, data: Path) -> None:
        super().__init__(data, clients=1)
        self.started: list[subprocess.Popen[str]] = []

    def _start(self) -> subprocess.Popen[str]:
        self.started.append(super()._start())
        return self.started[-1]

    def _request(self, address: str, method: str, path: str, body: Any) -> tuple[int, str]:
        if address == "127.0.0.1":
            raise RuntimeError("unlucky")
        return super()._request(address, method, path, body)


@pytest.mark.skipif(sys.platform != "linux", reason="each client has an address in 127.0.0.0/8")
def test_a_crowd_leaves_no_server_behind_whatever_goes_wrong(tmp_path: Path) -> None:
    crowd = Unlucky(tmp_path / "data")
    try:
        with pytest.raises(RuntimeError, match="unlucky"):
            crowd.run(0.1)
        assert [server.returncode is not None for server in crowd.started] == [True, True]
    finally:
        for server in crowd.started:
            server.kill()
            server.wait()
