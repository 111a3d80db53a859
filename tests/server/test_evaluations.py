"""Jobs are added, listed and removed as the PandaVision server's clients expect."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.paths import UserFolders
from pandavision_gui.server.server_settings import Limits

from .conftest import BODY, JOBS, SAMPLES, MakeClient

NOWHERE = "6df4fe54-78e9-42cd-be54-4ba13da7bffe"


def add(client: TestClient, path: str = JOBS, **changes: Any) -> str:
    answer = client.post(path, json=BODY | changes)
    assert answer.status_code == 202, answer.text
    return str(answer.json())


def ids(client: TestClient) -> list[str]:
    return [job["id"] for job in client.get(JOBS).json()]


@pytest.mark.parametrize("path", [JOBS, "/security_evaluations"])
def test_a_request_becomes_a_job_whose_id_is_the_answer(
    client: TestClient, folders: UserFolders, path: str
) -> None:
    answer = client.post(path, json=BODY)
    assert answer.status_code == 202
    job_id = answer.json()
    assert str(UUID(job_id)) == job_id
    assert answer.headers["location"] == f"{path}/{job_id}"
    spec = JobFolder(folders.jobs / job_id).read_spec()
    assert spec.trained_model == str((SAMPLES / "signs_standard.onnx").resolve())
    assert spec.perturbation_values == (0, 0.01, 0.02, 0.03, 0.04, 0.05)
    assert spec.preprocessing is None or spec.preprocessing == "none"
    assert client.get(answer.headers["location"]).json() == {"task_status": "queued"}
    assert client.get(path).json() == [{"id": job_id, "status": "queued"}]


def test_jobs_are_told_in_the_order_in_which_they_came(client: TestClient) -> None:
    came = [add(client, seed=number) for number in range(3)]
    assert ids(client) == came
    assert client.get(JOBS, params={"status": "queued"}).json() == client.get(JOBS).json()
    assert client.get(JOBS, params={"status": "finished"}).json() == []
    for asked in (client.get(JOBS, params={"status": "done"}), client.delete(f"{JOBS}?status=")):
        assert (asked.status_code, asked.json()["error"]) == (422, "request_invalid")
    wrong = client.request("DELETE", JOBS, json={"status": "done"})
    assert (wrong.status_code, wrong.json()["error"]) == (400, "status_unknown")
    assert ids(client) == came


def test_one_some_and_all_are_removed(client: TestClient) -> None:
    first, *_ = [add(client, seed=number) for number in range(3)]
    answer = client.delete(f"{JOBS}/{first}")
    assert (answer.status_code, answer.json()) == (200, {"id": first, "removed": True})
    assert client.get(f"{JOBS}/{first}").status_code == 404
    assert client.request("DELETE", JOBS, json={"status": "failed"}).json() == {"removed": 0}
    assert len(ids(client)) == 2
    assert client.request("DELETE", JOBS, json={"status": "queued"}).json() == {"removed": 2}
    assert ids(client) == []
    add(client)
    assert client.delete(JOBS).json() == {"removed": 1}


@pytest.mark.parametrize("end", ["", "/output", "/output/csv"])
@pytest.mark.parametrize("job_id", ["nothing", NOWHERE, "..", "%00", "0" * 400])
def test_a_job_that_is_not_there_is_not_found(client: TestClient, job_id: str, end: str) -> None:
    answer = client.get(f"{JOBS}/{job_id}{end}")
    assert answer.status_code == 404


def test_an_unknown_id_is_told_in_the_servers_words(client: TestClient) -> None:
    answer = client.get(f"{JOBS}/{NOWHERE}")
    assert answer.json()["message"] == "Job ID not found."
    one = add(client)
    assert client.get(f"{JOBS}/{one.upper()}").status_code == 404, "a job has one name"


@pytest.mark.parametrize("end", ["/output", "/output/csv"])
def test_while_there_is_no_result_the_way_leads_to_the_status(client: TestClient, end: str) -> None:
    job_id = add(client)
    answer = client.get(f"{JOBS}/{job_id}{end}")
    assert (answer.status_code, answer.headers["location"]) == (307, f"{JOBS}/{job_id}")
    assert answer.json() == {"task_status": "queued"}
    # A redirection would have the client remove the job itself.
    assert client.delete(f"{JOBS}/{job_id}/output").status_code == 409
    assert ids(client) == [job_id]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "json_invalid"),
        (b"{", 400, "json_invalid"),
        (b"[]", 400, "spec_not_object"),
        (b"null", 400, "spec_not_object"),
        (b'{"dataset": NaN}', 400, "json_not_finite"),
        (b'{"dataset": "a", "dataset": "b"}', 400, "json_key_twice"),
        (b"\xff\xfe", 400, "json_invalid"),
        (b"[" * 5000, 400, "json_too_deep"),
        (b'{"datset": "a"}', 400, "spec_key_unknown"),
        (
            b'{"dataset": "../x.h5", "trained-model": "signs_standard.onnx"}',
            403,
            "path_not_allowed",
        ),
        (b'{"dataset": "no.h5", "trained-model": "signs_standard.onnx"}', 400, "path_missing"),
        (
            b'{"dataset": "standard.json", "trained-model": "signs_standard.onnx"}',
            400,
            "dataset_not_hdf5",
        ),
    ],
)
def test_a_bad_request_is_refused_with_one_sentence_and_leaves_nothing(
    client: TestClient, folders: UserFolders, body: bytes, status: int, code: str
) -> None:
    answer = client.post(JOBS, content=body)
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    sentence = answer.json()["message"]
    assert 10 < len(sentence) < 500
    assert "Traceback" not in answer.text
    assert ids(client) == []
    assert list(folders.jobs.iterdir()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"perturbation-values": "x"},
        {"perturbation-values": [2]},
        {"evaluation-mode": "slow"},
        {"perturbation-type": "linf"},
        {"indexes": [-1]},
        {"indexes": [1, 1]},
        {"seed": 2**70},
        {"dataset": 5},
        {"attack-params": {"steps": 0}},
        {"preprocessing": {"mean": [1]}},
    ],
)
def test_wrong_values_are_refused_as_on_the_command_line(
    client: TestClient, changes: dict[str, Any]
) -> None:
    answer = client.post(JOBS, json=BODY | changes)
    assert 400 <= answer.status_code < 500
    assert set(answer.json()) == {"error", "message"}
    assert ids(client) == []


def test_more_jobs_than_may_wait_are_refused_for_now(make_client: MakeClient) -> None:
    client = make_client(limits=Limits(waiting_jobs=2))
    add(client)
    add(client)
    answer = client.post(JOBS, json=BODY)
    assert (answer.status_code, answer.json()["error"]) == (429, "too_many_jobs")
    assert answer.headers["retry-after"]
    assert len(ids(client)) == 2


def test_what_the_server_assumes_of_preprocessing_has_a_name_of_its_own(
    make_client: MakeClient, folders: UserFolders
) -> None:
    client = make_client(upstream_preprocessing=True)
    silent, none, null = add(client), add(client, preprocessing={}), add(client, preprocessing=None)
    unit = add(client, preprocessing="unit")
    asked = [
        JobFolder(folders.jobs / job_id).read_spec().preprocessing
        for job_id in (silent, none, null, unit)
    ]
    assert asked == ["upstream", None, "upstream", "unit"]  # an evaluation warns of the first


def test_what_can_be_asked_for_is_told(client: TestClient) -> None:
    assert client.get("/attacks").json() == ["linf", "l2"]
    linf = client.get("/api/attacks/linf").json()["attacks"]
    assert ["PGD (L∞)", "pgd-linf"] in linf
    assert any(name == "noise-linf" for _, name in linf)
    assert {name for _, name in client.get("/attacks/l2").json()["attacks"]} >= {"pgd-l2", "cw"}
    assert client.get("/pert_sizes/linf").json()["pert_sizes"][0] == ["1/255", 1 / 255]
    for path in ("/attacks/l7", "/pert_sizes/l7"):
        assert client.get(path).status_code == 404


def test_the_document_of_the_interface_is_there_and_complete(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert set(document["paths"]) == {
        "/api/security_evaluations",
        "/api/security_evaluations/{job_id}",
        "/api/security_evaluations/{job_id}/output",
        "/api/security_evaluations/{job_id}/output/csv",
        "/api/attacks",
        "/api/attacks/{pert_type}",
        "/api/pert_sizes/{pert_type}",
        "/api/upload/model",
        "/api/upload/data",
        "/api/v1/jobs",
        "/api/v1/jobs/{job_id}",
        "/api/v1/jobs/{job_id}/stop",
        "/api/v1/jobs/{job_id}/resume",
        "/api/v1/jobs/{job_id}/report.{suffix}",
        "/api/v1/jobs/{job_id}/export/{kind}",
        "/api/v1/jobs/{job_id}/samples",
        "/api/v1/jobs/{job_id}/samples/{index}/{picture}.png",
        "/api/v1/uploads",
        "/api/v1/uploads/{path}",
        "/api/v1/queue/pause",
        "/api/v1/queue/continue",
        "/api/v1/attacks",
        "/api/v1/events",
    }


def test_jobs_are_stopped_and_resumed_and_the_queue_is_paused(client: TestClient) -> None:
    job_id = add(client)
    assert client.post(f"/api/v1/jobs/{job_id}/stop").json()["jobs"][0]["state"] == "cancelled"
    again = client.post(f"/api/v1/jobs/{job_id}/stop")
    assert (again.status_code, again.json()["error"]) == (409, "job_ended")
    assert client.post(f"/api/v1/jobs/{job_id}/resume").json()["jobs"][0]["state"] == "queued"
    assert client.post("/api/v1/queue/pause").json() == {"paused": True}
    assert client.get("/api/v1/jobs").json()["paused"]
    assert client.post("/api/v1/queue/continue").json() == {"paused": False}
    report = client.get(f"/api/v1/jobs/{job_id}/report.html")
    assert report.status_code == 409
    assert client.get(f"/api/v1/jobs/{job_id}/report.exe").status_code == 422
    told = client.get(f"/api/v1/jobs/{job_id}").json()
    assert told["result"] is None
    assert "folder" not in told["job"]


def test_the_page_is_there_without_a_token_and_loads_nothing_from_elsewhere(
    make_client: MakeClient,
) -> None:
    client = make_client(token="a token")
    for path, media in (
        ("/", "text/html"),
        *((f"/{name}.js", "text/javascript") for name in ("page", "ask", "curve", "samples")),
        ("/page.css", "text/css"),
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media)
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        addresses = re.findall(r"https?://[^\s\"'`]+", answer.text)
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}
        assert "innerHTML" not in answer.text
    assert client.get("/api/v1/jobs").status_code == 401


@pytest.mark.parametrize("body", [{"x" * 1_000_000: 1}, BODY | {"attack": "x" * 1_000_000}])
def test_of_what_is_refused_no_more_is_quoted_than_people_read(
    client: TestClient, body: dict[str, Any]
) -> None:
    answer = client.post(JOBS, json=body)
    assert answer.status_code == 400
    assert 1000 < len(answer.json()["message"]) <= 2000


@pytest.mark.parametrize(
    ("query", "body", "status"),
    [
        ("?status=failed", {}, 200),
        ("?status=failed", {"status": None}, 200),
        ("?status=failed", {"status": "failed"}, 200),
        ("?status=failed", {"status": "queued"}, 400),
        ("?state=failed", None, 400),
        ("?Status=failed", None, 400),
        ("?status=failed&status=queued", None, 400),
        ("?status=queued&status=queued", None, 400),
        ("/", None, 404),  # whoever has forgotten the id does not mean all of them
        ("//", None, 404),
        ("/?status=queued", None, 404),
    ],
)
def test_no_other_jobs_are_removed_than_those_that_any_part_of_a_request_names(
    client: TestClient, query: str, body: dict[str, Any] | None, status: int
) -> None:
    job_id = client.post(JOBS, json=BODY).json()
    answer = client.request("DELETE", JOBS + query, json=body)
    assert answer.status_code == status
    assert [job["id"] for job in client.get(JOBS).json()] == [job_id]
