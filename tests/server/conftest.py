"""The server's application on a queue that runs nothing, asked without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from pandavision_gui.paths import UserFolders, resources_folder, user_folders
from pandavision_gui.server.app import create_app
from pandavision_gui.server.desk import ServingDesk
from pandavision_gui.server.server_settings import Limits, ServerSettings

SAMPLES = resources_folder() / "samples"
BODY: dict[str, Any] = {
    "dataset": "road_signs.h5",
    "trained-model": "signs_standard.onnx",
    "performance-metric": "classification-accuracy",
    "evaluation-mode": "fast",
    "task": "classification",
    "perturbation-type": "max-norm",
    "perturbation-values": [0, 0.01, 0.02, 0.03, 0.04, 0.05],
}
JOBS = "/api/security_evaluations"
MakeClient = Callable[..., TestClient]


@pytest.fixture
def folders(tmp_path: Path) -> UserFolders:
    return user_folders(tmp_path / "data")


@pytest.fixture
def desk(folders: UserFolders) -> Iterator[ServingDesk]:
    desk = ServingDesk(folders, workers=0)
    desk.start()
    yield desk
    desk.close()


@pytest.fixture
def make_client(desk: ServingDesk, folders: UserFolders) -> Iterator[MakeClient]:
    opened: list[TestClient] = []

    def make(*, limits: Limits | None = None, **settings: Any) -> TestClient:
        told = {"data_roots": (SAMPLES.resolve(),), "uploads": folders.data / "uploads", **settings}
        app = create_app(ServerSettings(limits=limits or Limits(), **told), desk)
        client = TestClient(
            app, base_url="http://localhost", follow_redirects=False, raise_server_exceptions=False
        )
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    return make_client()
