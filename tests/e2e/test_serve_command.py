"""`pandavision serve` as a process: a session of the PandaVision server's client, and its ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from ..support.running_program import PROGRAM, run_program
from ..support.served import BODY, LIMIT_S, SAMPLES, Served, serving

pytestmark = pytest.mark.usefixtures("forked_programs")

# Some minutes: it is seen at work and never at its end.
LONG = {
    "indexes": list(range(300)),
    "attack-params": {"steps": 5000, "early_stop": False},
    "attack": "thorough",
}


@pytest.mark.usefixtures("fresh_programs")
def test_a_client_of_the_pandavision_server_needs_only_another_host_name(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--workers", "2") as served:
        status, headers, job_id = served.ask("POST", "/api/security_evaluations", BODY)
        assert status == 202
        place = headers["location"]
        assert place == f"/api/security_evaluations/{job_id}"
        other = served.ask("POST", "/security_evaluations", BODY | {"seed": 1})[2]
        listed = served.ask("GET", "/api/security_evaluations")[2]
        assert [job["id"] for job in listed] == [job_id, other]
        served.wait_for(lambda: served.status(job_id) == "finished")
        status, headers, body = served.ask("GET", place)
        assert (status, body) == (303, {"task_status": "finished"})
        assert headers["location"] == f"{place}/output"
        # As a client does that follows redirections: the status's address gives the output.
        status, _, output = served.ask("GET", place, follows=True)
        assert status == 200
        results = output["results"]
        assert output["task_status"] == "finished"
        assert results["sec-curve"]["x-values"] == ["0.000", "0.010", "0.020"]
        accuracies = results["sec-curve"]["y-values"]
        assert accuracies[0] == 1.0
        assert results["sec-value"] == pytest.approx(sum(accuracies) / 3)
        assert results["sec-level"] in ("low", "medium", "high")
        status, headers, text = served.ask("GET", f"{place}/output/csv")
        assert text.splitlines()[0] == ",pert_value,accuracy"
        assert "sec_eval_results.csv" in headers["content-disposition"]
        assert len(text.splitlines()) == 4
        served.wait_for(lambda: served.status(other) == "finished")
        assert served.ask("DELETE", f"{place}/output")[0] == 200
        assert served.ask("GET", place)[0] == 404
        assert served.ask("DELETE", "/api/security_evaluations")[2] == {"removed": 1}
        assert served.ask("GET", "/api/security_evaluations")[2] == []


def test_a_job_that_runs_is_stopped_and_removed(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as served:
        job_id = served.ask("POST", "/api/security_evaluations", BODY | LONG)[2]
        served.wait_for(lambda: served.status(job_id) == "started")
        status, _, body = served.ask("DELETE", f"/api/security_evaluations/{job_id}")
        assert status in (200, 202), body
        place = f"/api/security_evaluations/{job_id}"
        served.wait_for(lambda: served.ask("GET", place)[0] == 404)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["ended", "killed"])
def test_after_its_end_all_jobs_are_there_and_go_on(
    tmp_path: Path, number: int, request: pytest.FixtureRequest
) -> None:
    if number == signal.SIGKILL:
        request.getfixturevalue("fresh_programs")
    with serving(tmp_path / "data") as served:
        long = served.ask("POST", "/api/security_evaluations", BODY | LONG)[2]
        waiting = served.ask("POST", "/api/security_evaluations", BODY)[2]
        served.wait_for(lambda: served.status(long) == "started")
        served.process.send_signal(number)
        assert served.process.wait(timeout=60) == (-9 if number == signal.SIGKILL else 0)
    with serving(tmp_path / "data") as served:
        jobs = served.ask("GET", "/api/security_evaluations")[2]
        assert [job["id"] for job in jobs] == [long, waiting]
        # What was cut off goes on by itself, before the one that came later.
        served.wait_for(lambda: served.status(long) == "started")
        assert served.status(waiting) == "queued"
        served.ask("DELETE", f"/api/security_evaluations/{long}")
        served.wait_for(lambda: served.status(waiting) == "finished")


def test_beside_another_server_of_the_same_folder_the_first_one_runs_the_jobs(
    tmp_path: Path,
) -> None:
    with serving(tmp_path / "data") as first, serving(tmp_path / "data") as second:
        job_id = second.ask("POST", "/api/security_evaluations", BODY)[2]
        second.wait_for(lambda: second.status(job_id) == "finished")
        assert first.status(job_id) == "finished"
        # The owner ends: the folder is taken over, nothing is lost, and jobs run on.
        first.process.terminate()
        first.process.wait(timeout=60)
        assert second.status(job_id) == "finished"
        other = second.ask("POST", "/api/security_evaluations", BODY | {"seed": 2})[2]
        second.wait_for(lambda: second.status(other) == "finished")


def test_another_address_needs_the_token_that_is_told_once(tmp_path: Path) -> None:
    words = [*PROGRAM, "serve", "--host", "0.0.0.0", "--port", "0", "--data-folder", tmp_path]
    process = subprocess.Popen(
        list(map(str, words)),
        cwd=SAMPLES,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        port = process.stdout.readline().split()[2].rpartition(":")[2].removesuffix("/api\n")
        assert f":{port.removesuffix('/api')}/docs" in process.stdout.readline()
        told = process.stderr.readline()
        token = told.split()[-1]
        assert told.startswith("Token, told only now: ")
        address = f"http://127.0.0.1:{int(port.removesuffix('/api'))}/attacks"
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(address, timeout=60)
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert json.load(answer) == ["linf", "l2"]
    finally:
        process.terminate()
        process.communicate(timeout=60)


@contextmanager
def started(*words: object, **streams: Any) -> Iterator[subprocess.Popen[str]]:
    """A server whose output goes elsewhere than to whoever asks it."""
    command = [*PROGRAM, "serve", *map(str, words)]
    with subprocess.Popen(command, cwd=SAMPLES, text=True, **streams) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="no local sockets that keep writes apart")
def test_who_reads_no_more_than_what_comes_first_has_all_and_ends_nothing(tmp_path: Path) -> None:
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ours, started("--port", 0, "--data-folder", tmp_path, stdout=its) as process:
        its.close()
        ours.settimeout(LIMIT_S)
        # Each write is a message; click begins with an empty one.
        said = next(filter(None, iter(lambda: ours.recv(65536), None)))
        first, second = said.decode().splitlines()
        ours.close()
        assert first.startswith("Serving at http://127.0.0.1:")
        address = first.split()[2].removesuffix("/api")
        assert f"{address}/docs" in second
        with urllib.request.urlopen(f"{address}/attacks", timeout=60) as answer:
            assert json.load(answer) == ["linf", "l2"]
        process.terminate()
        assert process.wait(LIMIT_S) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="another end of pipes")
@pytest.mark.parametrize("place", ["pipe", "/dev/full"])
def test_a_server_whose_first_words_nobody_can_hear_serves_all_the_same(
    tmp_path: Path, place: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    if place == "pipe":
        reader, writer = os.pipe()
        os.close(reader)
    else:
        writer = os.open(place, os.O_WRONLY)
    words = ("--host", "0.0.0.0", "--port", port, "--data-folder", tmp_path)
    with started(*words, stdout=writer, stderr=subprocess.PIPE) as process:
        os.close(writer)
        assert process.stderr is not None
        token = process.stderr.readline().split()[-1]  # is told after the address
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/attacks", headers={"Authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert json.load(answer) == ["linf", "l2"]
        process.terminate()
        assert process.wait(LIMIT_S) == 0
        assert "Error" not in process.stderr.read()


def test_an_empty_token_is_refused_before_anything_begins(tmp_path: Path) -> None:
    place = ("--port", "0", "--data-folder", tmp_path / "data")
    done = run_program("serve", "--host", "0.0.0.0", "--token", "", *place)
    assert done.status == 2
    assert "token is empty" in done.stderr
    assert not (tmp_path / "data").exists()


def test_an_empty_token_of_the_surroundings_is_refused_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANDAVISION_TOKEN", "")
    done = run_program("serve", "--port", "0", "--data-folder", tmp_path / "data")
    assert done.status == 2
    assert "token is empty" in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells what a process inherited")
def test_workers_do_not_inherit_the_token(tmp_path: Path) -> None:
    surroundings = os.environ | {"PANDAVISION_TOKEN": "nobody-else-knows"}
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "env": surroundings}
    with started("--port", 0, "--data-folder", tmp_path, **streams) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[2].removesuffix("/api")
        request = urllib.request.Request(
            f"{address}/attacks", headers={"Authorization": "Bearer nobody-else-knows"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert json.load(answer) == ["linf", "l2"]
        workers = psutil.Process(process.pid).children(recursive=True)
        assert workers, "a spare worker waits for the first job"
        assert not [w for w in workers if "PANDAVISION_TOKEN" in w.environ()]
        process.terminate()
        assert process.wait(LIMIT_S) == 0


def test_an_address_that_is_taken_is_said_before_anything_begins(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run_program("serve", "--port", port, "--data-folder", tmp_path / "data")
    assert done.status == 2
    assert "choose another --port" in done.stderr
    assert not (tmp_path / "data").exists()


def test_without_its_libraries_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "fastapi.py").write_text("raise ModuleNotFoundError(name='fastapi')\n")
    done = subprocess.run(
        [sys.executable, "-m", "pandavision_gui", "serve", "--port", "0"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert 'pip install "pandavision-gui[serve]"' in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """A server with a job that has finished, and its id."""
    with serving(tmp_path_factory.mktemp("served") / "data") as served:
        body = BODY | {"name": "<b>signs</b>"}
        job_id = served.ask("POST", "/api/security_evaluations", body)[2]
        served.wait_for(lambda: served.status(job_id) == "finished")
        yield served, job_id


def test_a_job_is_told_in_full_without_a_folder_of_the_server(
    finished: tuple[Served, str],
) -> None:
    served, job_id = finished
    listed = served.ask("GET", "/api/v1/jobs")[2]
    assert [job["id"] for job in listed["jobs"]] == [job_id]
    status, _, told = served.ask("GET", f"/api/v1/jobs/{job_id}")
    assert (status, told["job"]["state"]) == (200, "finished")
    assert told["spec"]["trained-model"] == "signs_standard.onnx"
    points = told["result"]["curve"]
    assert [point["value"] for point in points] == [0, 0.01, 0.02]
    assert all(point["lower"] <= point["accuracy"] <= point["upper"] for point in points)
    for text in (json.dumps(told), json.dumps(listed)):
        assert str(SAMPLES) not in text
        assert "/jobs/" not in text


def test_who_listens_hears_how_things_stand_and_what_changes(
    finished: tuple[Served, str],
) -> None:
    served, job_id = finished
    with urllib.request.urlopen(f"{served.address}/api/v1/events", timeout=60) as stream:
        first = next(line for line in stream if line.startswith(b"data: "))
        assert json.loads(first[6:])["id"] == job_id
        other = served.ask("POST", "/api/security_evaluations", BODY | {"seed": 9})[2]
        seen = []
        for line in stream:
            if line.startswith(b"data: "):
                told = json.loads(line[6:])
                if told.get("id") == other:
                    seen.append(told["state"])
                if seen and seen[-1] == "finished":
                    break
        served.ask("DELETE", f"/api/security_evaluations/{other}")
        kinds = (line.strip() for line in stream if line.startswith(b"event: "))
        assert next(kind for kind in kinds if kind == b"event: removed")
