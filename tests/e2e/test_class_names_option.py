"""`--class-names` of run and queue add: names from a file, for jobs and results, not the spec."""

from __future__ import annotations

import json
import os
from pathlib import Path

import h5py
import pytest

from ..support.fork_server import Ready
from ..support.running_program import assert_refused, assert_succeeded, run_program, started_program
from ..support.sample_files import read_table, small_job

NAMES = [f"sign {number}" for number in range(12)]
FORMS = {
    "lines": "\n".join(NAMES) + "\n",
    "list": json.dumps(NAMES),
    "object": json.dumps(dict(enumerate(NAMES))),
    "index": json.dumps({number: [f"n{number}", name] for number, name in enumerate(NAMES)}),
}


def names_in(out: Path) -> list[list[str]]:
    """Return the names in each file of a finished job that holds them."""
    with h5py.File(out / "samples.h5") as file:
        stored = json.loads(file.attrs["class_names"])
    result = json.loads((out / "result.json").read_text("utf-8"))
    spec = json.loads((out / "spec.json").read_text("utf-8"))
    return [stored, result["class-names"], result["spec"]["class-names"], spec["class-names"]]


@pytest.mark.parametrize("form", FORMS)
def test_names_of_every_form_are_in_the_job_and_the_spec_stays_as_it_is(
    form: str, tmp_path: Path, ready: Ready | None
) -> None:
    spec = small_job(tmp_path, count=12, attack="noise-linf", attack_params=None)
    before = spec.read_bytes()
    (tmp_path / "names").write_text(FORMS[form], "utf-8")
    finished = run_program(
        "run", "spec.json", "--out", "out", "--class-names", "names", cwd=tmp_path, ready=ready
    )
    assert_succeeded(finished)
    assert names_in(tmp_path / "out") == [NAMES] * 4
    assert spec.read_bytes() == before


def test_a_file_wins_over_the_names_in_the_spec(tmp_path: Path, ready: Ready | None) -> None:
    others = [f"other {number}" for number in range(12)]
    spec = small_job(
        tmp_path, count=12, attack="noise-linf", attack_params=None, class_names=others
    )
    (tmp_path / "names").write_text(FORMS["lines"], "utf-8")
    out = tmp_path / "out"
    finished = run_program(
        "run", spec, "--out", out, "--class-names", tmp_path / "names", ready=ready
    )
    assert_succeeded(finished)
    assert names_in(out) == [NAMES] * 4


UNUSABLE = pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"0": "cat", "2": "dog"}', ("no name for class 1",)),
        ('["cat", 2]', ("something else than a name for class 1",)),
        ('["cat"', ("is not JSON|JSON",)),
        ("", ("no name for class 0",)),
        (None, ("cannot be read",)),
    ],
)


@UNUSABLE
def test_a_file_that_cannot_be_used_is_refused_and_nothing_is_left(
    text: str | None, words: tuple[str, ...], tmp_path: Path, ready: Ready | None
) -> None:
    spec, names, out = small_job(tmp_path, count=12), tmp_path / "names", tmp_path / "out"
    if text is not None:
        names.write_text(text, "utf-8")
    finished = run_program("run", spec, "--out", out, "--class-names", names, ready=ready)
    assert_refused(finished, *words)
    assert not out.exists()


def test_names_that_are_too_few_are_refused_and_nothing_is_left(
    tmp_path: Path, ready: Ready | None
) -> None:
    spec, names, out = small_job(tmp_path, count=12), tmp_path / "names", tmp_path / "out"
    names.write_text("cat\ndog\n", "utf-8")
    finished = run_program("run", spec, "--out", out, "--class-names", names, ready=ready)
    assert_refused(finished, "2 names", "12 classes")
    assert not out.exists()


def test_a_pipe_is_refused_at_once_and_as_an_event_too(tmp_path: Path, ready: Ready | None) -> None:
    spec, names = small_job(tmp_path, count=12), tmp_path / "names"
    os.mkfifo(names)
    arguments = ("run", spec, "--out", tmp_path / "out", "--class-names", names, "--json-events")
    finished = run_program(*arguments, ready=ready)
    assert finished.status == 2
    (event,) = finished.events
    assert (event["type"], event["exit_status"]) == ("outcome", 2)
    assert "not a regular file" in event["sentence"]


def test_a_job_that_goes_on_keeps_the_names_that_it_began_with(
    tmp_path: Path, ready: Ready | None, quick_ready: Ready | None
) -> None:
    spec = small_job(
        tmp_path, count=12, batch_size=1, attack_params={"steps": 60, "rel_stepsize": 0.1}
    )
    (tmp_path / "names").write_text(FORMS["lines"], "utf-8")
    out = tmp_path / "out"
    begun = ("run", spec, "--out", out, "--class-names", tmp_path / "names")
    with started_program(*begun, ready=quick_ready) as running:
        running.wait_for_type("rows_finished")
        running.interrupt()
        assert running.wait().status == 130
    assert_succeeded(run_program("run", spec, "--out", out, "--resume", ready=ready))
    assert names_in(out) == [NAMES] * 4
    assert len(read_table(out / "samples.h5")["index"]) == 12


def test_every_spec_that_is_queued_gets_the_names(tmp_path: Path) -> None:
    others = [f"other {number}" for number in range(12)]
    specs = [
        small_job(tmp_path / "first", count=12),
        small_job(tmp_path / "second", count=12, class_names=others),
    ]
    before = [spec.read_bytes() for spec in specs]
    (tmp_path / "names").write_text(FORMS["index"], "utf-8")
    data = tmp_path / "data"
    finished = run_program(
        *("queue", "add", *specs, "--class-names", "names", "--data-folder", data), cwd=tmp_path
    )
    assert finished.status == 0, finished
    stored = [json.loads(path.read_text("utf-8")) for path in data.glob("jobs/*/spec.json")]
    assert [spec["class-names"] for spec in stored] == [NAMES, NAMES]
    assert [spec.read_bytes() for spec in specs] == before


@UNUSABLE
def test_a_file_that_cannot_be_used_queues_nothing(
    text: str | None, words: tuple[str, ...], tmp_path: Path
) -> None:
    spec, names, data = small_job(tmp_path, count=12), tmp_path / "names", tmp_path / "data"
    if text is not None:
        names.write_text(text, "utf-8")
    finished = run_program("queue", "add", spec, "--class-names", names, "--data-folder", data)
    assert_refused(finished, *words)
    assert not data.exists()


@pytest.mark.parametrize("command", ["run", "gate", "inspect"])
def test_labels_that_are_words_are_read_by_the_names_in_the_spec(
    command: str, tmp_path: Path, ready: Ready | None
) -> None:
    spec = small_job(tmp_path, count=12, attack="noise-linf", attack_params=None, class_names=NAMES)
    with h5py.File(tmp_path / "signs.h5", "r+") as file:
        numbers = file["labels"][...]
        del file["labels"]
        file["labels"] = [NAMES[number] for number in numbers]
    files = (tmp_path / "signs.onnx", tmp_path / "signs.h5")
    arguments = {
        "run": ("run", spec, "--out", tmp_path / "out"),
        "gate": ("gate", spec, "--min", "0.5@0"),
        "inspect": ("inspect", *files, "--spec", spec),
    }
    told = run_program(*arguments[command], ready=ready)
    assert_succeeded(told)
    assert {"run": "12 of 12", "gate": "100.0 %", "inspect": "100%"}[command] in told.stdout


def test_labels_that_are_words_want_names(tmp_path: Path) -> None:
    spec = small_job(tmp_path, count=12)
    with h5py.File(tmp_path / "signs.h5", "r+") as file:
        numbers = file["labels"][...]
        del file["labels"]
        file["labels"] = [NAMES[number] for number in numbers]
    told = run_program("run", spec, "--out", tmp_path / "out")
    assert_refused(told, "no name of a class")
    assert '"class-names" in the spec' in told.stderr
