"""Lists, names and notes of jobs, and the document that says what is answered."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient

from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.paths import UserFolders
from pandavision_gui.server import answers, sample_answers

from .conftest import BODY, JOBS

V1 = "/api/v1/jobs"


def add(client: TestClient, name: str, **changes: Any) -> str:
    return str(client.post(JOBS, json=BODY | {"name": name} | changes).json())


def names(client: TestClient, query: str) -> list[str]:
    answer = client.get(f"{V1}?{query}")
    assert answer.status_code == 200, answer.text
    return [job["name"] for job in answer.json()["jobs"]]


def test_jobs_come_in_parts_the_newest_first(client: TestClient) -> None:
    for n in range(7):
        add(client, f"job {n}")
    parts = [client.get(f"{V1}?offset={n}&limit=3").json() for n in (0, 3, 6, 9)]
    listed = [job["name"] for part in parts for job in part["jobs"]]
    assert listed == [f"job {n}" for n in reversed(range(7))]
    assert [part["total"] for part in parts] == [7] * 4
    assert [part["offset"] for part in parts] == [0, 3, 6, 9]


def test_jobs_are_found_by_words_tags_notes_and_state(client: TestClient) -> None:
    first, _ = add(client, "signs, first try"), add(client, "signs, second")
    client.patch(f"{V1}/{first}", json={"notes": "for the talk", "tags": ["paper"]})
    client.post(f"{V1}/{first}/stop")
    assert names(client, "search=signs") == ["signs, second", "signs, first try"]
    assert names(client, "search=signs first") == ["signs, first try"]
    assert names(client, "search=tag:paper") == ["signs, first try"]
    assert names(client, "search=talk") == ["signs, first try"]
    assert names(client, "search=nothing") == []
    assert names(client, "state=queued") == ["signs, second"]
    assert names(client, "state=cancelled&search=signs") == ["signs, first try"]
    assert names(client, "limit=1") == ["signs, second"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "offset=-1", "state=asleep", "search=" + "x" * 1001]
)
def test_what_no_list_can_be_asked_for_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"{V1}?{query}").status_code == 422


def test_a_job_gets_a_name_notes_and_tags(client: TestClient, folders: UserFolders) -> None:
    job_id = add(client, "a job")
    answer = client.patch(f"{V1}/{job_id}", json={"name": "  other ", "tags": ["a", "A", " b "]})
    (told,) = answer.json()["jobs"]
    assert (told["name"], told["tags"]) == ("other", ["a", "b"])
    client.patch(f"{V1}/{job_id}", json={"notes": "two\r\nlines"})
    told = client.get(f"{V1}/{job_id}").json()
    assert (told["job"]["name"], told["notes"]) == ("other", "two\nlines")
    assert told["job"]["tags"] == ["a", "b"]
    kept = JobFolder(folders.jobs / job_id).read_job()
    assert kept is not None
    assert (kept.name, kept.notes) == ("other", "two\nlines")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": " "}, 400),
        ({"name": "x" * 201}, 400),
        ({"name": "line\nbreak"}, 400),
        ({"notes": "x" * 10_001, "name": "new"}, 400),
        ({"tags": ["x" * 51], "name": "new"}, 400),
        ({"tags": [f"t{n}" for n in range(21)]}, 400),
        ({"name": 3}, 422),
        ({"colour": "red"}, 422),
        ([], 422),
        (None, 400),
    ],
)
def test_of_a_change_that_cannot_be_made_nothing_is_made(
    client: TestClient, body: Any, status: int
) -> None:
    job_id = add(client, "a job")
    answer = client.patch(f"{V1}/{job_id}", json=body)
    assert answer.status_code == status, answer.text
    assert answer.json()["message"]
    assert client.get(f"{V1}/{job_id}").json()["job"]["name"] == "a job"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"name": 3}, '"name" must be a text.'),
        ({"notes": ["x"]}, '"notes" must be a text.'),
        ({"tags": "x"}, '"tags" must be a list of texts.'),
        ({"tags": ["x", 1]}, '"tags" must be a list of texts.'),
        ([], 'The request may have "name", "notes" and "tags", and nothing else.'),
        (
            {"name": "x", "colour": 1},
            'The request may have "name", "notes" and "tags", and nothing else.',
        ),
    ],
)
def test_what_is_wrong_with_a_change_is_said_in_words(
    client: TestClient, body: Any, sentence: str
) -> None:
    job_id = add(client, "a job")
    assert client.patch(f"{V1}/{job_id}", json=body).json()["message"] == sentence


def test_who_is_no_job_cannot_be_changed(client: TestClient) -> None:
    assert client.patch(f"{V1}/nobody", json={"name": "x"}).status_code == 404


def test_the_document_says_what_every_answer_is(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            good = {s: a for s, a in operation["responses"].items() if s.startswith("2")}
            assert good, (method, path)
            for status, answer in good.items():
                assert answer["content"], (method, path, status)
                for media, content in answer["content"].items():
                    assert content["schema"], (method, path, status, media)


MODELS = [
    model
    for module in (answers, sample_answers)
    for model in vars(module).values()
    if isinstance(model, type)
    and issubclass(model, BaseModel)
    and model.__module__ == module.__name__
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_examples_in_the_document_are_such_answers(model: type[BaseModel]) -> None:
    for example in model.model_json_schema().get("examples", ()):
        told = model.model_validate(example).model_dump(mode="json", by_alias=True)
        assert told == example


def test_there_is_an_example_of_every_answer(client: TestClient) -> None:
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    named = {model.__name__ for model in MODELS} & set(schemas)
    assert len(named) > 12
    without = {name for name in named if not schemas[name].get("examples")}
    assert without == {"JobInFull", "Sample"}  # parts of the one and pages of the other have some
