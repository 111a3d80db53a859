"""`pandavision run` with the attack that makes its examples on a second model."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from ..support.fork_server import Ready
from ..support.running_program import (
    assert_refused,
    assert_succeeded,
    run_program,
    started_program,
    wait_until,
)
from ..support.sample_files import ROBUST, assert_same_bits, read_table, small_job

pytestmark = pytest.mark.usefixtures("forked_programs")

TRANSFER = {
    "attack": "transfer",
    "surrogate_model": "second.onnx",
    "attack_params": {"steps": 5},
    "count": 12,
}
LONG = {**TRANSFER, "count": 16, "batch_size": 2, "attack_params": {"steps": 40}}
"""A second of work or more; the first checkpoint of a quick worker comes at once."""


def transfer_job(folder: Path, **keys: Any) -> Path:
    """Write a job whose second model lies beside it, and return its spec's path."""
    spec = small_job(folder, **(keys or TRANSFER))
    shutil.copyfile(ROBUST, folder / "second.onnx")
    return spec


def read_result(out: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((out / "result.json").read_text("utf-8"))
    return result


def test_the_result_says_which_second_model_it_was_and_what_it_cost(tmp_path: Path) -> None:
    spec, out = transfer_job(tmp_path), tmp_path / "out"
    assert_succeeded(run_program("run", spec, "--out", out))
    result = read_result(out)
    second = (tmp_path / "second.onnx").read_bytes()
    assert result["surrogate"] == {
        "name": "second.onnx",
        "sha256": hashlib.sha256(second).hexdigest(),
        "bytes": len(second),
    }
    assert result["surrogate"]["sha256"] != result["model"]["sha256"]
    assert result["spec"]["surrogate-model"] == str(tmp_path / "second.onnx")
    assert result["attack"] == "transfer"
    assert [stage["attack"] for stage in result["stages"]] == ["mpgd-linf", "mpgd-linf"]
    assert result["model-passes"] > 0
    assert result["agreement"]["converter"] in ("onnx2pytorch", "onnx2torch")


def test_such_a_job_goes_into_an_archive_and_comes_out_of_it(tmp_path: Path) -> None:
    spec, out = transfer_job(tmp_path / "in"), tmp_path / "out"
    assert_succeeded(run_program("run", spec, "--out", out))
    assert_succeeded(run_program("archive", out, tmp_path / "a.pandavision"))
    opened = run_program(
        "queue", "open", tmp_path / "a.pandavision", "--json", "--data-folder", tmp_path / "data"
    )
    assert_succeeded(opened)
    folder = Path(json.loads(opened.stdout)["folder"])
    assert read_result(folder) == read_result(out)


def test_a_result_without_its_second_model_goes_into_no_archive(tmp_path: Path) -> None:
    spec, out = transfer_job(tmp_path / "in"), tmp_path / "out"
    assert_succeeded(run_program("run", spec, "--out", out))
    for name in ("result.json", "resolved.json"):
        document = json.loads((out / name).read_text("utf-8"))
        changed = {key: value for key, value in document.items() if key != "surrogate"}
        (out / name).write_text(json.dumps(changed), "utf-8")
        refused = run_program("archive", out, tmp_path / "a.pandavision")
        assert_refused(refused, "is of other files than")
        (out / name).write_text(json.dumps(document), "utf-8")
    document["surrogate"]["sha256"] = document["model"]["sha256"]
    (out / "resolved.json").write_text(json.dumps(document), "utf-8")
    refused = run_program("archive", out, tmp_path / "a.pandavision")
    assert_refused(refused, "is of other files than")


def test_a_stopped_job_goes_on_with_the_same_second_model_only(
    tmp_path: Path, quick_ready: Ready | None
) -> None:
    spec, out = transfer_job(tmp_path / "in", **LONG), tmp_path / "out"
    with started_program("run", spec, "--out", out, ready=quick_ready) as running:
        running.wait_for(lambda event: event["type"] == "progress" and event["finished"] > 0)
        wait_until((out / "checkpoint.npz").exists, "a checkpoint")
        running.interrupt()
        assert running.wait().status == 130
    assert not (out / "result.json").exists(), "the stop came too late to test anything"
    second = tmp_path / "in" / "second.onnx"
    kept = second.read_bytes()
    second.write_bytes((tmp_path / "in" / "signs.onnx").read_bytes())
    refused = run_program("run", spec, "--out", out, "--resume")
    assert_refused(
        refused, "second.onnx", "is not the one that this job began with", "second model"
    )
    second.write_bytes(kept)
    assert_succeeded(run_program("run", spec, "--out", out, "--resume"))
    assert_succeeded(run_program("run", spec, "--out", tmp_path / "undisturbed"))
    first, other = (read_table(o / "samples.h5") for o in (out, tmp_path / "undisturbed"))
    assert_same_bits(first, other)


def test_a_second_model_that_is_missing_is_named(tmp_path: Path) -> None:
    spec = transfer_job(tmp_path)
    (tmp_path / "second.onnx").unlink()
    refused = run_program("run", spec, "--out", tmp_path / "out")
    assert_refused(refused, "second.onnx", "there is no file", "surrogate-model")
