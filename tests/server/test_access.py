"""Who may ask, and how much."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from pandavision_gui.errors import InputError
from pandavision_gui.server.access import new_token, usable_token
from pandavision_gui.server.server_settings import Limits

from .conftest import JOBS, MakeClient

TOKEN = "a-token-that-nobody-guesses"


@pytest.mark.parametrize(
    "header",
    [{}, {"Authorization": TOKEN}, {"Authorization": "Bearer"}, {"Authorization": "Bearer wrong"},
     {"Authorization": f"Basic {TOKEN}"}, {"Authorization": "Bearer \xff"}],
)  # fmt: skip
def test_without_its_token_nothing_is_told(make_client: MakeClient, header: dict[str, str]) -> None:
    client = make_client(token=TOKEN)
    headers = {name: value.encode("latin-1") for name, value in header.items()}
    for path in (JOBS, "/attacks", "/api/v1/openapi.json", "/nothing"):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert TOKEN not in answer.text


def test_with_its_token_everything_is(make_client: MakeClient) -> None:
    client = make_client(token=TOKEN)
    answer = client.get(JOBS, headers={"Authorization": f"bearer {TOKEN}"})
    assert (answer.status_code, answer.json()) == (200, [])


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_a_token_that_everybody_has_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="empty"):
        usable_token(text)


@pytest.mark.parametrize("text", ["two words", "gr\u00fcn", "a\nb", "a\x00b", "\u2713"])
def test_a_token_that_not_every_client_can_send_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not every client can send"):
        usable_token(text)


def test_a_token_of_a_file_with_a_line_break_is_what_requests_carry(
    make_client: MakeClient,
) -> None:
    client = make_client(token=usable_token(f"{TOKEN}\r\n"))
    assert client.get(JOBS, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_tokens_are_long_and_differ() -> None:
    made = {new_token() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 40


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.x"])
def test_a_name_that_leads_here_is_not_answered(client: TestClient, host: str) -> None:
    answer = client.get(JOBS, headers={"Host": host})
    assert (answer.status_code, answer.json()["error"]) == (421, "host_unknown")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8081", "127.0.0.1:9", "[::1]:8081"])
def test_our_own_names_are(client: TestClient, host: str) -> None:
    assert client.get(JOBS, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:81", "x"])
def test_pages_of_other_sites_may_not_ask(client: TestClient, origin: str) -> None:
    answer = client.post(JOBS, content=b"{}", headers={"Origin": origin})
    assert (answer.status_code, answer.json()["error"]) == (403, "origin_foreign")
    assert not any(name.startswith("access-control") for name in answer.headers)


def test_our_own_page_may(client: TestClient) -> None:
    assert client.get(JOBS, headers={"Origin": "http://localhost"}).status_code == 200


def test_every_answer_has_the_headers_that_keep_browsers_careful(client: TestClient) -> None:
    for path in (JOBS, "/nothing", f"{JOBS}/x"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers


def test_a_body_larger_than_may_is_refused_said_or_not(make_client: MakeClient) -> None:
    client = make_client(limits=Limits(body_bytes=1000))
    told = client.post(JOBS, content=b"x" * 1001)
    parts = client.post(JOBS, content=iter([b"x" * 500] * 3))
    for answer in (told, parts):
        assert (answer.status_code, answer.json()["error"]) == (413, "request_too_large")


def test_a_client_that_asks_too_often_is_told_when_to_come_again(make_client: MakeClient) -> None:
    client = make_client(limits=Limits(requests_per_s=0.5, burst=3))
    answers = [client.get("/attacks") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 2


def test_who_guesses_tokens_is_held_up_too_and_nobody_else(make_client: MakeClient) -> None:
    client = make_client(token=TOKEN, limits=Limits(requests_per_s=0.5, burst=3))
    wrong = {"Authorization": "Bearer wrong"}
    answers = [client.get("/attacks", headers=wrong) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 2
    other = TestClient(client.app, base_url="http://localhost", client=("203.0.113.7", 1))
    right = {"Authorization": f"Bearer {TOKEN}"}
    assert other.get("/attacks", headers=right).status_code == 200


def test_refusals_have_the_headers_that_keep_browsers_careful(make_client: MakeClient) -> None:
    client = make_client(token=TOKEN, limits=Limits(requests_per_s=0.5, burst=2, body_bytes=10))
    large = client.post(JOBS, content=b"x" * 11)
    for answer in (large, client.get(JOBS), client.get(JOBS)):
        assert answer.status_code in (401, 413, 429)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_what_is_not_there_and_what_may_not_be_done_is_said_in_json(client: TestClient) -> None:
    assert client.get("/../../etc/passwd").json() == {"error": "not_found", "message": "Not Found"}
    answer = client.put(JOBS)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
