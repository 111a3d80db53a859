"""`pandavision queue`, with and without an open window."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..jobs.finished_jobs import put_finished, spec_of, write_files
from ..jobs.hand_made_folders import id_of
from ..support.running_program import Finished, run_program, wait_until
from ..support.sample_files import write_spec
from ..support.started_window import opened_window

pytestmark = pytest.mark.usefixtures("forked_programs")

MakeSpec = Callable[[str], Path]
SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


def queue(folder: Path, *arguments: object) -> Finished:
    return run_program("queue", *arguments, "--data-folder", folder)


def lines(finished: Finished) -> list[dict[str, Any]]:
    assert finished.status == 0, finished
    return [json.loads(line) for line in finished.stdout.splitlines()]


def listed(folder: Path) -> list[dict[str, Any]]:
    return lines(queue(folder, "list", "--json"))


def wait_for_results(folder: Path, jobs: list[dict[str, Any]]) -> None:
    """Wait without a command beside the jobs: one after the other would take their processor."""
    results = [folder / "jobs" / job["id"] / "result.json" for job in jobs]
    wait_until(lambda: all(result.exists() for result in results), "the results")


@pytest.fixture
def quick(tmp_path: Path) -> MakeSpec:
    """Return what makes the spec of a sample network's evaluation by a quick attack."""

    def make(name: str) -> Path:
        document = json.loads((SAMPLES / name).read_bytes())
        for key in ("dataset", "trained-model"):
            document[key] = str(SAMPLES / document[key])
        attack = {"attack": "pgd-linf", "attack-params": {"steps": 5}, "samples": 12}
        return write_spec(tmp_path / name, {**document, **attack})

    return make


@pytest.fixture
def window(tmp_path: Path, forked_programs: None) -> Iterator[Path]:
    with opened_window(tmp_path / "data"):
        yield tmp_path / "data"


def test_an_open_window_runs_what_is_added_at_once(window: Path, quick: MakeSpec) -> None:
    spec = quick("standard.json")
    added = lines(queue(window, "add", spec, "--json"))
    assert [line["name"] for line in added] == ["road signs, standard network"]
    wait_for_results(window, added)
    done = wait_until(
        lambda: [line for line in listed(window) if line["state"] == "finished"], "the end"
    )
    result = json.loads(Path(done[0]["folder"], "result.json").read_bytes())
    assert done[0]["level"] == result["sec-level"]
    said = queue(window, "list").stdout
    assert said.startswith(done[0]["id"][:8])
    assert "finished" in said
    assert f"level {result['sec-level']}" in said
    again = queue(window, "add", spec, "--unless-same")
    assert again.stdout == said
    words = f"The same evaluation finished already: {done[0]['id'][:8]}. It was not added again."
    assert words in again.stderr
    assert len(listed(window)) == 1
    assert queue(window, "pause").status == 0
    anyway = queue(window, "add", spec)
    assert anyway.stderr.startswith(words.removesuffix(" It was not added again."))
    assert [line["state"] for line in listed(window)] == ["finished", "queued"]


def test_jobs_are_paused_stopped_resumed_and_continued_from_outside(
    window: Path, quick: MakeSpec
) -> None:
    assert queue(window, "pause").status == 0
    first, second = lines(
        queue(window, "add", quick("standard.json"), quick("robust.json"), "--json")
    )
    assert (first["place"], second["place"]) == (1, 2)
    (stopped,) = lines(queue(window, "stop", first["id"][:8], "--json"))
    assert stopped["state"] == "cancelled"
    (resumed,) = lines(queue(window, "resume", first["id"], "--json"))
    assert (resumed["state"], resumed["place"]) == ("queued", 2)
    assert "paused" in queue(window, "list").stderr
    assert queue(window, "continue").status == 0
    wait_for_results(window, [first, second])
    wait_until(lambda: all(line["state"] == "finished" for line in listed(window)), "the end")


def test_without_a_window_jobs_wait_for_one(tmp_path: Path) -> None:
    added = queue(tmp_path, "add", SAMPLES / "standard.json")
    assert added.status == 0
    assert "No window is open" in added.stderr
    (line,) = listed(tmp_path)
    assert (line["state"], line["place"]) == ("queued", 1)
    assert queue(tmp_path, "stop", line["id"][:4]).status == 0
    assert listed(tmp_path)[0]["state"] == "cancelled"
    said = queue(tmp_path, "list").stdout
    assert " stopped " in said
    assert "cancelled" not in said
    again = queue(tmp_path, "stop", line["id"][:4])
    assert (again.status, again.stdout) == (1, said)
    assert again.stderr.endswith("is stopped already.\n")
    assert queue(tmp_path, "resume", line["id"][:4]).status == 0
    assert listed(tmp_path)[0]["state"] == "queued"


@pytest.mark.parametrize("verb", ["stop", "resume"])
def test_a_finished_job_is_neither_stopped_nor_resumed_and_that_is_said(
    tmp_path: Path, verb: str
) -> None:
    spec = spec_of(write_files(tmp_path), name="done\x1b[1m")
    job = id_of(put_finished(tmp_path, spec))
    (other,) = lines(queue(tmp_path, "add", SAMPLES / "standard.json", "--json"))
    said = queue(tmp_path, verb, job)
    assert said.status == 1
    assert "finished already" in said.stderr
    assert said.stdout.startswith(str(job)[:8]), "how it stands is printed all the same"
    both = queue(tmp_path, verb, job, other["id"], "--json")
    assert both.status == 1, "the other one is dealt with"
    states = {line["id"]: line["state"] for line in listed(tmp_path)}
    wanted = "cancelled" if verb == "stop" else "queued"
    assert states == {str(job): "finished", other["id"]: wanted}
    unknown = queue(tmp_path, verb, job, "ffffffff")
    assert unknown.status == 2


def test_a_pause_without_a_window_holds_for_the_next_one(tmp_path: Path, quick: MakeSpec) -> None:
    queue(tmp_path, "add", quick("standard.json"))
    paused = queue(tmp_path, "pause")
    assert (paused.status, paused.stdout) == (0, "")
    words = "The queue is paused: the next window starts nothing until `pandavision queue continue`"
    assert paused.stderr.startswith(words)
    said = queue(tmp_path, "list")
    assert said.stderr.startswith(words)
    assert "what waits runs when" not in said.stderr
    assert [line["queue_paused"] for line in listed(tmp_path)] == [True]
    with opened_window(tmp_path):
        told = queue(tmp_path, "list")
        assert "queued, place 1" in told.stdout
        assert told.stderr.startswith("The queue is paused: what runs goes on")
    # The window's end changes nothing about it.
    assert queue(tmp_path, "list").stderr.startswith(words)
    going = queue(tmp_path, "continue")
    assert (going.status, "is not paused" in going.stderr) == (0, True)
    assert [line["queue_paused"] for line in listed(tmp_path)] == [False]
    with opened_window(tmp_path):
        wait_for_results(tmp_path, listed(tmp_path))
        wait_until(lambda: listed(tmp_path)[0]["state"] == "finished", "the end")


def test_an_empty_queue_that_is_paused_says_so(tmp_path: Path) -> None:
    queue(tmp_path, "pause")
    for form in ((), ("--json",)):
        said = queue(tmp_path, "list", *form)
        assert (said.status, said.stdout) == (0, "")
        assert "The queue is paused" in said.stderr


def test_jobs_are_renamed_and_get_notes_and_tags(tmp_path: Path) -> None:
    (line,) = lines(queue(tmp_path, "add", SAMPLES / "standard.json", "--json"))
    short = line["id"][:8]
    (renamed,) = lines(queue(tmp_path, "rename", short, "Schilder 🐼", "--json"))
    assert (renamed["name"], renamed["notes"], renamed["tags"]) == ("Schilder 🐼", "", [])
    noted = queue(tmp_path, "note", short, "Before\nafter", "--tag", "a b", "--tag", "A B")
    assert (noted.status, noted.stdout.count("\n")) == (0, 1)
    assert "[a b]" in noted.stdout
    (told,) = listed(tmp_path)
    assert (told["name"], told["notes"], told["tags"]) == ("Schilder 🐼", "Before\nafter", ["a b"])
    (bare,) = lines(queue(tmp_path, "note", short, "--no-tags", "--json"))
    assert (bare["notes"], bare["tags"]) == ("Before\nafter", [])
    assert json.loads(Path(told["folder"], "spec.json").read_bytes())["name"] == line["name"]


REFUSED_LABELS = {
    ("note",): "Give a TEXT",
    ("note", "x", "--tag", "a", "--no-tags"): "contradict each other",
    ("note", "x" * 10_001): "10,001 characters",
    ("rename", "two\nlines"): "line break",
}


def test_a_label_that_is_refused_changes_nothing(tmp_path: Path) -> None:
    (line,) = lines(queue(tmp_path, "add", SAMPLES / "standard.json", "--json"))
    for (verb, *rest), words in REFUSED_LABELS.items():
        refused = queue(tmp_path, verb, line["id"], *rest)
        assert (refused.status, refused.stdout) == (2, "")
        assert words in refused.stderr
    assert listed(tmp_path) == [line]


def test_an_empty_queue_is_told_in_words(tmp_path: Path) -> None:
    said = queue(tmp_path, "list")
    assert (said.status, said.stdout) == (0, "")
    assert "There are no jobs." in said.stderr
    assert listed(tmp_path) == []


@pytest.mark.parametrize("job", ["zzzz", "12", "00000000-0000-0000-0000-000000000000", "../x"])
def test_an_unknown_job_is_told(tmp_path: Path, job: str) -> None:
    queue(tmp_path, "add", SAMPLES / "standard.json")
    refused = queue(tmp_path, "stop", job)
    assert refused.status == 2
    assert refused.stderr.startswith(f'Error: There is no job "{job}".')


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _rubbish(path: Path) -> None:
    path.write_bytes(b"not what it is called" * 100)


@pytest.mark.parametrize("key", ["dataset", "trained-model"])
@pytest.mark.parametrize("spoil", [lambda path: None, Path.mkdir, _empty, _rubbish])
def test_files_that_run_refuses_are_refused_in_its_words_and_nothing_is_added(
    tmp_path: Path, key: str, spoil: Callable[[Path], object]
) -> None:
    bad = tmp_path / "bad"
    spoil(bad)
    document = json.loads((SAMPLES / "standard.json").read_bytes())
    for name in ("dataset", "trained-model"):
        document[name] = str(bad if name == key else SAMPLES / document[name])
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps(document))
    refused = queue(tmp_path / "data", "add", SAMPLES / "standard.json", spec)
    run = run_program("run", spec, "--out", tmp_path / "out")
    assert (refused.status, refused.stdout) == (run.status, "")
    assert refused.stderr == run.stderr
    assert not (tmp_path / "data").exists()


def test_one_wrong_spec_adds_nothing(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"datset": "x"}')
    refused = queue(tmp_path / "data", "add", SAMPLES / "standard.json", wrong)
    assert refused.status == 2
    assert "datset" in refused.stderr
    assert not (tmp_path / "data").exists()
