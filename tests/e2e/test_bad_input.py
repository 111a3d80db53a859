"""What cannot be used is refused: one sentence, the right exit status, nothing half-written."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ..support.fork_server import Ready
from ..support.running_program import (
    Finished,
    assert_failed,
    assert_one_sentence_of_error,
    assert_refused,
    assert_succeeded,
    contents,
    on_file_system,
    require_mounts,
    run_program,
    started_program,
)
from ..support.sample_files import small_job, small_spec, write_spec
from ..support.spoiled_files import BAD_FILES, Bad, folder_instead, missing, replaced

pytestmark = pytest.mark.usefixtures("forked_programs")


def changed(**keys: Any) -> Callable[[Path], Any]:
    return lambda folder: write_spec(folder / "spec.json", small_spec(**keys))


def text(change: Callable[[str], str]) -> Callable[[Path], Any]:
    return lambda folder: write_spec(folder / "spec.json", change(json.dumps(small_spec())))


def nested(levels: int) -> str:
    return '{"name": ' + "[" * levels + "]" * levels + "}"


BAD_SPECS = (
    Bad(
        "a value below 0", changed(perturbation_values=[0, -0.01]), ("perturbation-values", "0.01")
    ),
    Bad(
        "a value above 1 for max-norm",
        changed(perturbation_values=[0.1, 1.5]),
        ("perturbation-values", "1.5"),
    ),
    Bad(
        "a value above 1 for random",
        changed(
            perturbation_values=[1.25], perturbation_type="random", attack=None, attack_params=None
        ),
        ("perturbation-values", "1.25"),
    ),
    Bad(
        "a number as a string",
        changed(perturbation_values=["0.01"]),
        ("perturbation-values", "0.01"),
    ),
    Bad("a count as a string", changed(seed="7"), ("seed", "7")),
    Bad("true as a number", changed(perturbation_values=[True]), ("perturbation-values",)),
    Bad("a number that is no list", changed(perturbation_values=0.3), ("perturbation-values",)),
    Bad(
        "a key twice", text(lambda spec: spec[:-1] + ', "attack": "pgd-linf"}'), ("attack", "twice")
    ),
    Bad(
        "an unknown key",
        changed(perturbation_vales=[0.1]),
        ("perturbation-vales", '"perturbation-values"'),
    ),
    Bad(
        "an unknown key of the attack", changed(attack_params={"stepps": 3}), ("stepps", '"steps"')
    ),
    Bad("an unknown attack", changed(attack="pgd-lim"), ("attack", "pgd-lim", "pgd-linf")),
    Bad(
        "an unknown task", changed(task="segmentation"), ("task", "segmentation", "classification")
    ),
    Bad("an unknown mode", changed(evaluation_mode="slow"), ("evaluation-mode", "slow", "fast")),
    Bad("an unknown metric", changed(metric="f1"), ("metric", "f1", "classification-accuracy")),
    Bad(
        "an unknown preset",
        changed(preprocessing="imagnet"),
        ("preprocessing", "imagnet", "imagenet"),
    ),
    Bad("a std of zero", changed(preprocessing={"mean": [0, 0, 0], "std": [1, 0, 1]}), ("std",)),
    Bad(
        "a mean of two channels",
        changed(preprocessing={"mean": [0, 0], "std": [1, 1]}),
        ("mean|preprocessing", "3"),
    ),
    Bad("an input range upside down", changed(input_range=[255, 0]), ("input-range",)),
    Bad("no steps", changed(attack_params={"steps": 0}), ("steps", "0")),
    Bad(
        "complete with a number of samples",
        changed(evaluation_mode="complete", samples=5),
        ("evaluation-mode", "samples"),
    ),
    Bad(
        "an attack that searches and a perturbation that is random",
        changed(perturbation_type="random", attack="pgd-linf"),
        ("perturbation-type", "attack", "random", "pgd-linf"),
    ),
    Bad(
        "an attack of another norm",
        changed(perturbation_type="l2", attack="pgd-linf"),
        ("perturbation-type", "l2"),
    ),
    Bad(
        "one metric under two names",
        text(
            lambda spec: (
                spec[:-1] + ', "metric": "classification-accuracy", "performance-metric": "auc"}'
            )
        ),
        ("metric", "performance-metric"),
    ),
    Bad("an index out of range", changed(indexes=[0, 12]), ("indexes", "12")),
    Bad("a negative index", changed(indexes=[0, -2]), ("indexes", "-2")),
    Bad("an index twice", changed(indexes=[4, 0, 4]), ("indexes", "4")),
    Bad("an index that is no whole number", changed(indexes=[1.5]), ("indexes", "1.5")),
    Bad("no indexes", changed(indexes=[]), ("indexes",)),
    Bad("no values", changed(perturbation_values=[]), ("perturbation-values",)),
    Bad("no dataset", changed(dataset=None), ("dataset",)),
    Bad("no model", changed(trained_model=None), ("trained-model",)),
    Bad("a dataset that is a number", changed(dataset=4), ("dataset",)),
    Bad("JSON cut off", text(lambda spec: spec[:-9]), ("spec.json", "line|JSON")),
    Bad("no JSON at all", text(lambda _: "dataset = signs.h5"), ("spec.json", "JSON")),
    Bad("an empty spec", text(lambda _: ""), ("spec.json",)),
    Bad("a list", text(lambda spec: f"[{spec}]"), ("spec.json",)),
    Bad("NaN", text(lambda spec: spec.replace("0.01", "NaN")), ("NaN",)),
    Bad("infinity", text(lambda spec: spec.replace("0.01", "-Infinity")), ("Infinity|infinity",)),
    Bad(
        "a number that overflows",
        text(lambda spec: spec.replace("0.01", "1e999")),
        ("1e999|infinity|too large|finite",),
    ),
    Bad("33 levels", text(lambda _: nested(33)), ("32|deep|nested",)),
    Bad("100,000 levels", text(lambda _: nested(100_000)), ("32|deep|nested",)),
    Bad(
        "11 MB",
        text(lambda spec: spec + " " * 11_000_000),
        ("10 MB|10 megabytes|too large|larger",),
    ),
    Bad(
        "bytes that are no text", replaced("spec.json", b'{"dataset": "\xff\xfe"}'), ("spec.json",)
    ),
    Bad("the spec is missing", missing("spec.json"), ("spec.json",)),
    Bad("the spec is a directory", folder_instead("spec.json"), ("spec.json",)),
)


@pytest.fixture(scope="module")
def refusals(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    ready: Ready | None,
) -> Iterator[dict[str, Future[tuple[Finished, Path, dict[str, bytes]]]]]:
    """Run the program once for every selected bad file and spec, as many at once as fit.

    Each answer has the finished command, its folder and what was in there before.
    """

    root = tmp_path_factory.mktemp("bad")  # here: pytest's factory is not for several threads

    def refuse(bad: Bad, folder: Path) -> tuple[Finished, Path, dict[str, bytes]]:
        folder.mkdir()
        spec = small_job(folder, count=12)
        bad.spoil(folder)
        before = contents(folder)
        finished = run_program("run", spec, "--out", folder / "out", ready=ready)
        return finished, folder, before

    selected: list[Bad] = [
        bad
        for item in request.session.items
        if isinstance(item, pytest.Function) and "refusals" in item.fixturenames
        if isinstance(bad := item.callspec.params["bad"], Bad)
    ]
    with ThreadPoolExecutor(max_workers=min(4, len(os.sched_getaffinity(0)))) as lanes:
        yield {
            bad.what: lanes.submit(refuse, bad, root / str(number))
            for number, bad in enumerate(selected)
        }


@pytest.mark.parametrize("bad", [*BAD_SPECS, *BAD_FILES], ids=lambda bad: bad.what)
def test_what_cannot_be_used_is_refused_by_name_and_leaves_nothing(
    bad: Bad, refusals: dict[str, Future[tuple[Finished, Path, dict[str, bytes]]]]
) -> None:
    finished, folder, before = refusals[bad.what].result()
    assert_refused(finished, *bad.words)
    assert not (folder / "out").exists()
    assert contents(folder) == before


def test_a_refusal_leaves_an_empty_output_folder_empty(tmp_path: Path) -> None:
    spec = small_job(tmp_path, count=12)
    (tmp_path / "signs.onnx").write_bytes(b"no model")
    (tmp_path / "out").mkdir()
    finished = run_program("run", spec, "--out", tmp_path / "out")
    assert_refused(finished, "signs.onnx")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_refused_spec_says_where_in_which_file(tmp_path: Path) -> None:
    spec = small_job(tmp_path, count=12)
    write_spec(spec, '{\n  "dataset": "d.h5",\n  "trained-model" "m.onnx"\n}')
    finished = run_program("run", spec, "--out", tmp_path / "out")
    assert_refused(finished, "spec.json", "line 3")


def test_control_characters_of_a_spec_never_reach_the_terminal(tmp_path: Path) -> None:
    spec = small_job(tmp_path, count=12, attack="pgd\x1b[31m\u202e\x07[bold]")
    finished = run_program("run", spec, "--out", tmp_path / "out")
    assert_refused(finished, "pgd", "[bold]")
    assert not any(character in finished.stderr for character in "\x1b\u202e\x07")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("evaluate",), "evaluate"),
        (("run", "spec.json", "--out", "out", "--resumee"), "--resumee"),
        (("run", "spec.json"), "--out"),
        (("run", "--out", "out"), "SPEC"),
        (("inspect",), "FILE"),
    ],
    ids=[
        "unknown command",
        "unknown option",
        "no --out",
        "no spec",
        "nothing to inspect",
    ],
)
def test_a_wrong_command_line_is_refused(
    arguments: tuple[str, ...], word: str, tmp_path: Path
) -> None:
    small_job(tmp_path, count=12)
    before = contents(tmp_path)
    finished = run_program(*arguments, cwd=tmp_path)
    assert_refused(finished, word)
    assert contents(tmp_path) == before


def test_an_output_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    spec = small_job(tmp_path, count=12)
    (tmp_path / "out").write_text("mine", "utf-8")
    finished = run_program("run", spec, "--out", tmp_path / "out")
    assert_refused(finished, "out")
    assert (tmp_path / "out").read_text("utf-8") == "mine"


def test_an_output_folder_on_a_read_only_disk_is_refused(tmp_path: Path) -> None:
    require_mounts()
    spec = small_job(tmp_path, count=12)
    (tmp_path / "disk").mkdir()
    finished = run_program(
        "run",
        spec,
        "--out",
        tmp_path / "disk" / "out",
        before=on_file_system(tmp_path / "disk", "ro,size=1m"),
    )
    assert_refused(finished, "disk", "ead-only")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a folder where a test may mount."""
    (tmp_path / "disk").mkdir()
    yield tmp_path / "disk"
    assert list((tmp_path / "disk").iterdir()) == [], "the mount was of the command's process only"


def test_a_disk_that_is_full_from_the_start_is_said_and_freeing_it_helps(
    tmp_path: Path, small_disk: Path
) -> None:
    """Nothing of the job could be begun, so the same command works once there is room."""
    require_mounts()
    spec = small_job(tmp_path, count=12)
    finished, statuses = run_twice_on_small_disk(spec, small_disk, "", bytes_left=0)
    errors = finished.stderr.splitlines(keepends=True)
    assert_one_sentence_of_error(errors[0], "full|space")
    assert statuses == [1, 0], finished


@pytest.mark.parametrize("kibibytes_left", [100, 700])
def test_a_disk_that_fills_up_while_the_job_runs_is_said(
    kibibytes_left: int, tmp_path: Path, small_disk: Path
) -> None:
    """Rows and pictures of 36 samples take some 500 KiB, then samples.h5 needs 900."""
    require_mounts()
    spec = small_job(tmp_path, count=36, batch_size=4)
    finished = run_program(
        "run",
        spec,
        "--out",
        small_disk / "out",
        *("--keep-free", "0"),
        before=on_file_system(small_disk, "size=2m", fill_bytes_left=kibibytes_left * 1024),
    )
    assert finished.stdout == ""
    assert_failed(finished, "full|space")


def test_a_job_that_met_a_full_disk_goes_on_once_there_is_room(
    tmp_path: Path, small_disk: Path
) -> None:
    require_mounts()
    spec = small_job(tmp_path, count=36, batch_size=4)
    finished, statuses = run_twice_on_small_disk(
        spec, small_disk, "--resume", bytes_left=200 * 1024
    )
    assert statuses == [1, 0], finished
    assert "36 samples" in finished.stdout


def run_twice_on_small_disk(
    spec: Path, disk: Path, again: str, *, bytes_left: int
) -> tuple[Finished, list[int]]:
    """Run, make room, run with the option `again`; return what was said, and both exit statuses.

    One shell does it all, for the mount lives no longer than the command that made it.
    """
    script = '"$@"; echo $? > "$SAID"; rm "$DISK/filler"; "$@" $AGAIN; echo $? >> "$SAID"'
    said = disk.parent / "said"
    finished = run_program(
        "run",
        spec,
        "--out",
        disk / "out",
        *("--keep-free", "0"),
        before=(
            *on_file_system(disk, "size=4m", fill_bytes_left=bytes_left),
            *("env", f"DISK={disk}", f"SAID={said}", f"AGAIN={again}", "sh", "-c", script, "sh"),
        ),
    )
    return finished, [int(line) for line in said.read_text("utf-8").splitlines()]


def test_an_output_folder_in_use_is_refused_and_its_job_goes_on(
    tmp_path: Path, ready: Ready | None
) -> None:
    spec = small_job(tmp_path, count=36, batch_size=1, attack_params={"steps": 20})
    out = tmp_path / "out"
    with started_program("run", spec, "--out", out, ready=ready) as first:
        first.wait_for_type("job_started")
        second = run_program("run", spec, "--out", out, "--resume")
        assert first.process.poll() is None, (
            "the first job must still be running, else nothing is in use"
        )
        assert_refused(second, "out", "in use|is running|another|being used")
        third = run_program("run", spec, "--out", out)
        assert_refused(third, "out")
        ended = first.wait()
    assert_succeeded(ended)
    assert ended.events[-1]["exit_status"] == 0
    assert (out / "result.json").is_file()
