"""A server on the data folder of an open window: the window's queue does what clients ask for."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

from ..support.running_program import run_program
from ..support.served import BODY, serving
from ..support.started_window import opened_window


def owner_of(folder: Path) -> int:
    return int(json.loads((folder / "owner.json").read_text("utf-8"))["pid"])


def test_the_windows_queue_runs_what_clients_ask_for_and_the_server_goes_on_without_it(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    with ExitStack() as window_open, ExitStack() as server_open:
        window_open.enter_context(opened_window(folder))
        served = server_open.enter_context(serving(folder))
        window = owner_of(folder)
        assert window != served.process.pid
        job_id = served.add()
        assert owner_of(folder) == window
        # Everything of a job is there, whoever ran it: result, samples, pictures, reports.
        told = served.ask("GET", f"/api/v1/jobs/{job_id}")[2]
        assert told["job"]["state"] == "finished"
        place = f"/api/v1/jobs/{job_id}"
        assert served.ask("GET", f"{place}/samples")[2]["total"] == len(BODY["indexes"])
        assert served.content(f"{place}/samples/0/original.png")[0] == 200
        assert served.content(f"{place}/report.md")[0] == 200
        # The command line asks the same window.
        listed = run_program("queue", "list", "--json", "--data-folder", folder)
        assert [json.loads(line)["id"] for line in listed.stdout.splitlines()] == [job_id]
        # Commands reach the window's queue: it holds back what comes next, under its new name.
        assert served.ask("POST", "/api/v1/queue/pause")[2] == {"paused": True}
        waiting = served.ask("POST", "/api/security_evaluations", BODY | {"seed": 1})[2]
        served.ask("PATCH", f"/api/v1/jobs/{waiting}", {"name": "from a client"})
        assert (folder / "jobs" / "queue.paused").exists()
        listed = run_program("queue", "list", "--json", "--data-folder", folder)
        names = {json.loads(line)["name"] for line in listed.stdout.splitlines()}
        assert "from a client" in names
        # The window ends: the server takes the folder, loses nothing, and runs on.
        window_open.close()
        assert served.status(job_id) == "finished"
        assert served.status(waiting) == "queued"
        assert owner_of(folder) == served.process.pid
        assert served.ask("POST", "/api/v1/queue/continue")[2] == {"paused": False}
        served.wait_for(lambda: served.status(waiting) == "finished")
