"""`pandavision run`: one evaluation from two files, by the words of its promises."""

from __future__ import annotations

import csv
import fcntl
import json
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import termios
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ..support.fork_server import Ready
from ..support.running_program import (
    LIMIT_S,
    Finished,
    assert_one_sentence_of_error,
    assert_succeeded,
    one_processor,
    program_command,
    run_program,
    started_program,
)
from ..support.sample_files import (
    RESULT_FILES,
    ROAD_SIGNS,
    SAMPLES,
    STANDARD,
    brightness_model,
    brightness_samples,
    read_table,
    road_signs,
    small_job,
    write_dataset,
    write_spec,
)

CURVE_COLUMNS = ["pert_value", "accuracy", "lower", "upper", "count"]


def read_result(folder: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((folder / "result.json").read_text("utf-8"))
    return result


def read_curve(folder: Path) -> tuple[list[str], list[list[float | None]]]:
    with (folder / "curve.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return head, [[float(cell) if cell else None for cell in row] for row in rows]


def assert_result_files(folder: Path) -> dict[str, Any]:
    """Assert that the four files are there and tell one story; return the result."""
    for name in RESULT_FILES:
        assert (folder / name).stat().st_size > 0, name
    result = read_result(folder)
    xs, ys = result["sec-curve"]["x-values"], result["sec-curve"]["y-values"]
    head, rows = read_curve(folder)
    assert head[:5] == CURVE_COLUMNS
    assert [row[0] for row in rows] == xs
    assert [row[1] for row in rows] == ys
    if "indexes" in result["spec"]:
        assert {(row[2], row[3]) for row in rows} == {(None, None)}
    else:
        assert all(row[2] <= row[1] <= row[3] for row in rows)
    assert (folder / "curve.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    return result


def accuracies(table: dict[str, Any], values: list[float]) -> list[float]:
    """Return the table's curve: a sample is still right exactly when its minimum is > value."""
    return [float(np.mean(table["minimum_perturbation"] > value)) for value in values]


@pytest.fixture(scope="module")
def sample_evaluation(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finished, Path]:
    """Run the samples' own spec with a quick attack, from a folder that is not the spec's."""
    folder = tmp_path_factory.mktemp("sample")
    for name in ("road_signs.h5", "signs_standard.onnx"):
        shutil.copyfile(SAMPLES / name, folder / name)
    spec = json.loads((SAMPLES / "standard.json").read_text("utf-8"))
    spec |= {"attack": "pgd-linf", "attack-params": {"steps": 5, "rel_stepsize": 0.25}}
    write_spec(folder / "standard.json", spec)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    finished = run_program("run", "../standard.json", "--out", "out", cwd=elsewhere)
    return finished, elsewhere / "out"


def test_a_successful_run_says_nothing_on_stderr(
    sample_evaluation: tuple[Finished, Path],
) -> None:
    finished, _ = sample_evaluation
    assert (finished.status, finished.stderr) == (0, "")


def test_relative_paths_are_relative_to_the_spec_and_out_is_relative_to_the_working_folder(
    sample_evaluation: tuple[Finished, Path],
) -> None:
    finished, out = sample_evaluation
    assert_succeeded(finished)
    assert_result_files(out)


def test_the_result_has_the_promised_keys_with_numbers(
    sample_evaluation: tuple[Finished, Path],
) -> None:
    finished, out = sample_evaluation
    assert_succeeded(finished)
    result = read_result(out)
    assert result["sec-level"] in {"low", "medium", "high"}
    xs, ys = result["sec-curve"]["x-values"], result["sec-curve"]["y-values"]
    assert xs == json.loads((SAMPLES / "standard.json").read_text("utf-8"))["perturbation-values"]
    assert {type(number) for number in [*xs, *ys]} == {float}
    assert all(first >= second for first, second in pairwise(ys)), "a worst case cannot get better"
    assert ys[0] > 0.9
    assert result["sec-value"] == pytest.approx(float(np.mean(ys)) / ys[0])
    level = (
        "low"
        if result["sec-value"] <= 0.33
        else "medium"
        if result["sec-value"] <= 0.66
        else "high"
    )
    assert result["sec-level"] == level
    for count in ("model-passes", "confirmation-passes"):
        assert type(result[count]) is int, count
        assert result[count] > 0, count
    assert result["spec"]["attack"] == "pgd-linf"
    assert result["warnings"] == []
    text = json.dumps(result)
    for promised in ("sha256", "versions", "seed", "device", "lower", "upper", "count"):
        assert f'"{promised}"' in text, promised


def test_the_result_is_json_without_infinity_or_nan(
    sample_evaluation: tuple[Finished, Path],
) -> None:
    finished, out = sample_evaluation
    assert_succeeded(finished)

    def refuse(name: str) -> None:
        raise AssertionError(f"result.json says {name}, which is not JSON")

    json.loads((out / "result.json").read_text("utf-8"), parse_constant=refuse)


def test_curve_and_table_say_the_same(sample_evaluation: tuple[Finished, Path]) -> None:
    finished, out = sample_evaluation
    assert_succeeded(finished)
    curve = read_result(out)["sec-curve"]
    table = read_table(out / "samples.h5")
    assert len(table["minimum_perturbation"]) == 100
    assert accuracies(table, curve["x-values"]) == pytest.approx(curve["y-values"], abs=1e-12)


def test_fast_draws_every_class_alike_from_an_even_dataset(
    sample_evaluation: tuple[Finished, Path],
) -> None:
    finished, out = sample_evaluation
    assert_succeeded(finished)
    counts = np.bincount(read_table(out / "samples.h5")["label"], minlength=12)
    assert set(counts.tolist()) == {8, 9}, "100 samples of 12 equal classes"


def test_the_verdict_is_on_stdout_with_its_grid_and_progress_is_silent(
    sample_evaluation: tuple[Finished, Path],
) -> None:
    finished, out = sample_evaluation
    assert_succeeded(finished)
    result = read_result(out)
    assert f"security level {result['sec-level']}" in finished.stdout
    level = next(line for line in finished.stdout.splitlines() if "security level" in line)
    assert f"0 to {result['sec-curve']['x-values'][-1]}" in level, (
        "the grid stands beside the level"
    )
    assert "\r" not in finished.stdout
    assert "\x1b" not in finished.stdout
    assert "left" not in finished.stdout, "no progress line where nobody watches"


def test_upstreams_request_body_works_as_it_is(tmp_path: Path, ready: Ready | None) -> None:
    write_dataset(tmp_path / "d.hdf5", *road_signs(12))
    shutil.copyfile(STANDARD, tmp_path / "m.onnx")
    body = (
        '{"dataset": "d.hdf5", "trained-model": "m.onnx",'
        ' "performance-metric": "classification-accuracy", "evaluation-mode": "fast",'
        ' "task": "classification", "perturbation-type": "max-norm",'
        ' "perturbation-values": [0, 0.01, 0.02, 0.03, 0.04, 0.05]}'
    )
    write_spec(tmp_path / "spec.json", body)
    finished = run_program("run", tmp_path / "spec.json", "--out", tmp_path / "out", ready=ready)
    assert finished.status == 0, finished
    assert finished.stderr.startswith('Note: No "preprocessing" is named')  # and none is applied
    assert finished.stderr.count("\n") == 1
    result = assert_result_files(tmp_path / "out")
    assert result["applied"]["mean"] is None
    assert result["sec-curve"]["x-values"] == [0, 0.01, 0.02, 0.03, 0.04, 0.05]
    assert result["attack"] == "standard"
    assert result["spec"]["perturbation-type"] == "max-norm"


def test_upstreams_later_keys_work_together(tmp_path: Path, ready: Ready | None) -> None:
    """Of `attack`, `attack-params`, `metric`, `preprocessing` and `indexes`."""
    spec = small_job(
        tmp_path,
        metric="classification-accuracy",
        indexes=[17, 3, 20, 5],
        evaluation_mode="fast",
        task="classification",
        preprocessing={"mean": [0.0, 0.0, 0.0], "std": [255.0, 255.0, 255.0]},
        attack_params={"steps": 5, "rel_stepsize": 0.2, "random_start": False},
        perturbation_values=[0.02, 0.01],
    )
    finished = run_program("run", spec, "--out", tmp_path / "out", ready=ready)
    assert_succeeded(finished)
    result = assert_result_files(tmp_path / "out")
    assert result["sec-curve"]["x-values"] == [0, 0.01, 0.02], "0 is always there, values ascend"
    assert read_table(tmp_path / "out" / "samples.h5")["index"].tolist() == [17, 3, 20, 5]
    assert [point["count"] for point in result["curve"]] == [4, 4, 4]
    assert result["spec"]["attack-params"]["steps"] == 5


def test_steps_that_do_not_get_to_the_edge_of_the_ball_are_told(
    tmp_path: Path, ready: Ready | None
) -> None:
    spec = small_job(tmp_path, count=12, attack_params={"steps": 2, "rel_stepsize": 0.1})
    finished = run_program("run", spec, "--out", tmp_path / "out", ready=ready)
    assert finished.status == 0, finished
    result = assert_result_files(tmp_path / "out")
    assert result["sec-curve"]["y-values"][-1] > 0, "nothing stands"
    (warning,) = result["warnings"]
    assert warning.startswith("The steps of one run add up to only 20 % of the radius")
    assert warning in finished.stderr


def test_random_noise_is_one_draw_per_value_and_sample(tmp_path: Path, ready: Ready | None) -> None:
    spec = small_job(
        tmp_path,
        perturbation_type="random",
        perturbation_values=[0, 0.2, 0.5, 1.0],
        attack=None,
        attack_params=None,
    )
    finished = run_program("run", spec, "--out", tmp_path / "out", ready=ready)
    assert_succeeded(finished)
    result = assert_result_files(tmp_path / "out")
    assert result["attack"] == "noise-linf"
    correct = read_table(tmp_path / "out" / "samples.h5")["correct"]
    assert correct.shape == (24, 4)
    ys = result["sec-curve"]["y-values"]
    assert correct.mean(axis=0).tolist() == pytest.approx(ys)
    assert ys[0] > ys[-1], "noise over the whole range must hurt"


def test_the_same_spec_and_seed_give_the_same_table(tmp_path: Path, ready: Ready | None) -> None:
    attack_params = {"steps": 3, "rel_stepsize": 0.5, "random_start": True}
    spec = small_job(tmp_path, count=12, seed=3, attack_params=attack_params)
    with ThreadPoolExecutor(2) as lanes:
        runs = [
            lanes.submit(run_program, "run", spec, "--out", tmp_path / out, ready=ready)
            for out in ("one", "two")
        ]
    for run in runs:
        assert_succeeded(run.result())
    tables = [read_table(tmp_path / out / "samples.h5") for out in ("one", "two")]
    for name, column in tables[0].items():
        assert column.tobytes() == tables[1][name].tobytes(), name


def test_near_chance_accuracy_warns_and_names_the_likeliest_key(
    tmp_path: Path, ready: Ready | None
) -> None:
    """A network that wants 0 … 1 gets 0 … 255: a guess would do as well."""
    brightness_model(tmp_path / "m.onnx")
    write_dataset(tmp_path / "d.h5", *brightness_samples(40))
    spec = {
        "dataset": "d.h5",
        "trained-model": "m.onnx",
        "attack": "pgd-linf",
        "attack-params": {"steps": 3, "rel_stepsize": 0.5},
    }
    write_spec(tmp_path / "spec.json", spec)
    finished = run_program("run", tmp_path / "spec.json", "--out", tmp_path / "out", ready=ready)
    assert finished.status == 0, finished
    result = assert_result_files(tmp_path / "out")
    assert result["sec-curve"]["y-values"][0] == 0.25
    assert len(result["warnings"]) == 1
    assert "preprocessing" in json.dumps(result["warnings"])
    said = finished.stdout + finished.stderr
    assert "preprocessing" in said
    assert "Traceback" not in said


def test_json_events_are_one_object_a_line_and_end_with_the_exit_status(tmp_path: Path) -> None:
    spec = small_job(tmp_path, count=12)
    finished = run_program("run", spec, "--out", tmp_path / "out", "--json-events")
    assert_succeeded(finished)
    assert all(isinstance(event, dict) and event["type"] for event in finished.events)
    types = [event["type"] for event in finished.events]
    assert types[0] == "hello"
    before = finished.events[: types.index("job_started")]
    assert [event["stage"] for event in before if event["type"] == "stage_begun"] == [
        "loading libraries",
        "reading the files",
        "converting the model",
        "checking the model",
    ]
    assert types.index("hello") < types.index("job_started") < types.index("job_finished")
    assert finished.events[-1]["exit_status"] == 0
    result = assert_result_files(tmp_path / "out")
    counted = next(event for event in finished.events if event["type"] == "job_finished")
    assert counted["passes"]["confirmation"] == result["confirmation-passes"]
    del counted["passes"]["confirmation"]
    assert sum(counted["passes"].values()) == result["model-passes"]


def test_a_row_is_reported_once_and_after_it_is_on_disk(
    tmp_path: Path, quick_ready: Ready | None
) -> None:
    spec = small_job(tmp_path, count=12, batch_size=2)
    nulls = {"indexes": None, "samples": None, "input-range": None}  # as if they were absent
    write_spec(spec, json.loads(spec.read_text("utf-8")) | nulls)
    out = tmp_path / "out"
    reported: list[int] = []
    with started_program("run", spec, "--out", out, ready=quick_ready) as running:
        while (event := running.next_event()) is not None:
            if event["type"] == "rows_finished":
                reported += event["indexes"]
                on_disk = 0
                for shard in sorted((out / "rows").glob("*.npz")):
                    with np.load(shard, allow_pickle=False) as columns:
                        on_disk += len(columns["index"])
                assert on_disk >= len(reported)
        finished = running.wait()
    assert_succeeded(finished)
    assert sorted(reported) == list(range(12))


def test_events_of_a_refused_file_end_with_exit_status_2(
    tmp_path: Path, ready: Ready | None
) -> None:
    spec = small_job(tmp_path, count=12)
    samples, labels = road_signs(12)
    broken = samples / np.float32(255)
    broken[3, 0, 0, 0] = np.nan
    write_dataset(tmp_path / "signs.h5", broken, labels)
    finished = run_program("run", spec, "--out", tmp_path / "out", "--json-events", ready=ready)
    assert finished.status == 2, finished
    assert finished.events[-1]["exit_status"] == 2
    assert_one_sentence_of_error(finished.stderr, "signs.h5")


def test_a_refused_spec_leaves_stdout_to_events_alone(tmp_path: Path, ready: Ready | None) -> None:
    spec = small_job(tmp_path, count=12, attack="no-such-attack")
    finished = run_program("run", spec, "--out", tmp_path / "out", "--json-events", ready=ready)
    assert finished.status == 2, finished
    assert all(event["type"] for event in finished.events)
    assert_one_sentence_of_error(finished.stderr, "no-such-attack")


def test_a_terminal_sees_samples_passes_and_time_left(tmp_path: Path, ready: Ready | None) -> None:
    spec, out = small_job(tmp_path, attack_params={"steps": 50}, batch_size=2), tmp_path / "out"
    status, shown = run_under_terminal(program_command(["run", spec, "--out", out], ready))
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert status == 0, plain
    assert "Traceback" not in plain
    lines = re.split(r"[\r\n]+", plain)
    progress = [line for line in lines if "passes" in line and "left" in line]
    assert progress, f"no progress line in {lines}"
    assert any(
        re.search(r"\b\d+\D{1,6}24\b.*sample|sample.*\b\d+\D{1,6}24\b", line) for line in progress
    )
    assert "security level" in plain
    assert_result_files(out)


def run_under_terminal(command: list[str]) -> tuple[int, str]:
    """Run the program with a pseudo-terminal of 120 columns as all three streams."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    with one_processor():
        process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env=os.environ | {"TERM": "xterm-256color"},
        )
    os.close(slave)
    shown = b""
    deadline = time.monotonic() + LIMIT_S
    with process:
        try:
            while select.select([master], [], [], deadline - time.monotonic())[0]:
                try:
                    piece = os.read(master, 65536)
                except OSError:  # Linux says EIO when the last writer has closed its end
                    piece = b""
                if not piece:
                    break
                shown += piece
            status = process.wait(10)
        finally:
            process.kill()
    os.close(master)
    return status, shown.decode("utf-8")


def test_the_samples_own_files_stay_as_they_were(sample_evaluation: tuple[Finished, Path]) -> None:
    finished, out = sample_evaluation
    assert_succeeded(finished)
    beside = out.parents[1]
    assert (beside / "road_signs.h5").read_bytes() == ROAD_SIGNS.read_bytes()
    assert (beside / "signs_standard.onnx").read_bytes() == STANDARD.read_bytes()
    assert sorted(path.name for path in beside.iterdir()) == [
        "elsewhere",
        "road_signs.h5",
        "signs_standard.onnx",
        "standard.json",
    ]
