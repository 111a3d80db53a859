"""`pandavision history` and `pandavision show` on folders that hold anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState

from ..jobs.hand_made_folders import empty, from_the_future, make_pipe, put_job, write_rubbish
from ..support.running_program import Finished, assert_refused, assert_succeeded, run_program

pytestmark = pytest.mark.usefixtures("forked_programs")

ESCAPES = "evil\x1b[31m\r\nforged [bold]x[/bold]"
RESTING = (
    JobState.FINISHED,
    JobState.FAILED,
    JobState.CANCELLED,
    JobState.INTERRUPTED,
    JobState.QUEUED,
)


def history(data: Path, *arguments: str) -> Finished:
    return run_program("history", *arguments, "--data-folder", data)


def called(folder: JobFolder, name: str) -> JobFolder:
    job = folder.read_job()
    assert job is not None
    folder.write_job(job.model_copy(update={"name": name}))
    return folder


@pytest.fixture
def jobs(tmp_path: Path) -> dict[JobState, JobFolder]:
    return {state: put_job(tmp_path, state) for state in RESTING}


def test_all_states_are_listed_newest_first(
    tmp_path: Path, jobs: dict[JobState, JobFolder]
) -> None:
    listed = history(tmp_path, "--json")
    assert_succeeded(listed)
    assert {one["id"]: one["state"] for one in listed.events} == {
        folder.path.name: state.value for state, folder in jobs.items()
    }
    created = [one["created"] for one in listed.events]
    assert created == sorted(created, reverse=True)
    table = history(tmp_path)
    assert_succeeded(table)
    rows = table.stdout.splitlines()[1:]
    assert [row.split()[0] for row in rows] == [one["id"][:8] for one in listed.events]
    limited = history(tmp_path, "--limit", "2")
    shown = [row.split()[0] for row in limited.stdout.splitlines()[1:]]
    assert shown == [one["id"][:8] for one in listed.events[:2]]
    assert "3 older ones are left out" in limited.stderr


def test_words_and_states_choose(tmp_path: Path, jobs: dict[JobState, JobFolder]) -> None:
    called(jobs[JobState.FAILED], "Two Words here")
    for words in (("words",), ("two words",), ("HERE", "two"), ("--state", "failed")):
        listed = history(tmp_path, *words, "--json")
        assert [one["id"] for one in listed.events] == [jobs[JobState.FAILED].path.name], words
    nothing = history(tmp_path, "words two")
    assert (nothing.status, nothing.stdout) == (0, "")
    assert "No job is like that." in nothing.stderr


def test_names_forge_no_lines(tmp_path: Path, jobs: dict[JobState, JobFolder]) -> None:
    for folder in jobs.values():
        called(folder, ESCAPES)
    listed = history(tmp_path)
    assert_succeeded(listed)
    assert len(listed.stdout.splitlines()) == len(jobs) + 1
    assert "\x1b" not in listed.stdout
    assert "forged [bold]x[/bold]" in listed.stdout
    assert {one["name"] for one in history(tmp_path, "--json").events} == {ESCAPES}
    for folder in jobs.values():
        shown = run_program("show", folder.path)
        assert_succeeded(shown)
        assert "\x1b" not in shown.stdout
        assert not [line for line in shown.stdout.splitlines() if line.startswith("forged")]


def test_a_finished_job_is_shown_with_its_figures(
    tmp_path: Path, jobs: dict[JobState, JobFolder]
) -> None:
    folder = jobs[JobState.FINISHED].path
    result = json.loads((folder / "result.json").read_text("utf-8"))
    shown = run_program("show", folder.name[:8], "--data-folder", tmp_path)
    assert_succeeded(shown)
    for file in (result["model"], result["dataset"]):
        assert f"{file['name']} (SHA-256 {file['sha256']})" in shown.stdout
    for warning in result["warnings"]:
        assert warning in shown.stdout
    for name, version in result["run"]["versions"].items():
        assert f"{name} {version}" in shown.stdout
    lines = shown.stdout.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("value "))
    right = [line.split()[1] for line in lines[first + 1 : first + 1 + len(result["curve"])]]
    assert right == [str(point["robust"]) for point in result["curve"]]
    (told,) = run_program("show", folder, "--json").events
    assert told["result"] == result
    assert (told["state"], told["id"]) == ("finished", folder.name)


@pytest.mark.parametrize("state", [state for state in RESTING if state is not JobState.FINISHED])
def test_an_unfinished_job_says_where_it_stands(
    jobs: dict[JobState, JobFolder], state: JobState
) -> None:
    folder = jobs[state]
    noted = folder.read_job()
    assert noted is not None
    shown = run_program("show", folder.path)
    assert_succeeded(shown)
    assert shown.stdout.startswith(f"{noted.name}: {state.words}")
    assert noted.reason in shown.stdout
    (told,) = run_program("show", folder.path, "--json").events
    assert (told["state"], told["reason"], told["result"]) == (state.value, noted.reason, None)


@pytest.mark.parametrize("spoil", [write_rubbish, empty, from_the_future, make_pipe])
@pytest.mark.parametrize("name", ["spec.json", "job.json", "result.json"])
def test_a_folder_that_is_not_right_is_one_sentence(
    jobs: dict[JobState, JobFolder], name: str, spoil: Callable[[Path], None]
) -> None:
    spoil(jobs[JobState.FINISHED].path / name)
    shown = run_program("show", jobs[JobState.FINISHED].path)
    is_spec = name == "spec.json" and spoil is not make_pipe
    word = "not a key of a spec" if is_spec and spoil is from_the_future else name
    assert_refused(shown, word, status=2 if is_spec else 1)


def test_what_is_no_job_is_refused(tmp_path: Path) -> None:
    assert_refused(run_program("show", tmp_path), "no job in")
    assert_refused(run_program("show", "ffff0", "--data-folder", tmp_path), 'no job "ffff0"')
