"""A model that draws random numbers, from a look at it to the pack: all of it says what counts."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
import pytest
from onnx import helper

from ..support.fork_server import Ready
from ..support.running_program import (
    assert_succeeded,
    ready_programs,
    run_program,
    started_program,
)
from ..support.sample_files import STANDARD, read_table, small_job, small_spec, write_spec

pytestmark = pytest.mark.usefixtures("forked_programs")

COUNT = 24
JOB: dict[str, Any] = {
    "batch_size": 4,
    "attack_params": {"steps": 20, "rel_stepsize": 0.25},
    "perturbation_values": [0.01, 0.03],
    "trained_model": "noisy.onnx",
}


@dataclass(frozen=True)
class Finished:
    """The folder of a job that met Ctrl+C and was resumed, and what it left."""

    folder: Path
    result: dict[str, Any]


def evaluated(spec: Path, out: Path, *options: str) -> None:
    done = run_program("run", spec, "--out", out, *options)
    assert done.status == 0, done
    assert "draws random numbers" in done.stderr


def with_noise(path: Path) -> Path:
    """Write the sample network with normal noise on its scores."""
    model = onnx.load(STANDARD)
    scores = model.graph.output[0].name
    for node in model.graph.node:
        node.output[:] = ["quiet" if name == scores else name for name in node.output]
    model.graph.node.append(helper.make_node("RandomNormalLike", ["quiet"], ["noise"], scale=0.5))
    model.graph.node.append(helper.make_node("Add", ["quiet", "noise"], [scores]))
    onnx.save(model, path)
    return path


@pytest.fixture(scope="module")
def finished(
    tmp_path_factory: pytest.TempPathFactory, ready: Ready | None, quick_ready: Ready | None
) -> Finished:
    folder = tmp_path_factory.mktemp("random")
    spec = small_job(folder, count=COUNT, **JOB)
    with_noise(folder / "noisy.onnx")
    with ready_programs(ready):
        with started_program("run", spec, "--out", folder / "out", ready=quick_ready) as running:
            running.wait_for(lambda event: event["type"] == "progress" and event["finished"] >= 4)
            running.interrupt()
            assert running.wait().status == 130
        evaluated(spec, folder / "out", "--resume")
    return Finished(folder, json.loads((folder / "out" / "result.json").read_text("utf-8")))


def test_a_resumed_job_ends_and_says_how_often_it_asked(finished: Finished) -> None:
    result = finished.result
    drawn = result["randomised"]
    assert result["samples"]["evaluated"] == COUNT == drawn["clean-samples"]
    assert drawn["repeats"] == 10
    assert drawn["examples"] == result["adversarial-examples"] > 5
    assert 0 < drawn["example-answers-misled"] < 10 * drawn["examples"]
    assert result["run"]["bit-repeatable"] is False
    assert result["run"]["resumed"] == 1
    assert result["agreement"]["draws"] == 32
    assert "gradient-ratio" not in result["agreement"]
    (warning,) = result["warnings"]
    assert "RandomNormalLike" in warning
    assert "worst of 10 answers" in warning
    table = read_table(finished.folder / "out" / "samples.h5")
    assert sorted(table["index"].tolist()) == list(range(COUNT))


def test_a_report_tells_the_mean_beside_the_worst(finished: Finished, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert_succeeded(run_program("export", finished.folder / "out", "--out", page))
    text = html.unescape(page.read_text("utf-8"))
    drawn = finished.result["randomised"]
    share = drawn["clean-answers-right"] / (10 * COUNT)
    assert f"Of its answers to samples as they are {share:.1%} were right" in text
    assert "misled it in at least one of 10 answers" in text
    assert "answers are spread as ONNX Runtime's" in text
    assert "no: the model draws random numbers" in text


def test_a_pack_is_replayed_by_the_share_of_misled_answers(
    finished: Finished, tmp_path: Path
) -> None:
    pack, model = tmp_path / "pack.zip", finished.folder / "noisy.onnx"
    assert_succeeded(run_program("export", finished.folder / "out", "--out", pack))
    done = run_program("verify", pack, "--replay", "100", "--model", model, "--json")
    assert_succeeded(done)
    (note,) = json.loads(done.stdout)["notes"]
    examples = finished.result["randomised"]["examples"]
    assert f"of {examples} examples misled it at least once" in note
    words = run_program("verify", pack, "--replay", "100", "--model", model)
    assert "asked 10 times each" in words.stdout


def test_a_look_at_the_model_says_it(finished: Finished) -> None:
    done = run_program("inspect", finished.folder / "noisy.onnx")
    assert_succeeded(done)
    assert "Draws random numbers each time it is asked (RandomNormalLike)" in done.stdout


def test_a_trial_on_clean_samples_says_it(finished: Finished) -> None:
    spec = finished.folder / "spec.json"
    files = (finished.folder / "noisy.onnx", finished.folder / "signs.h5")
    done = run_program("inspect", *files, "--spec", spec)
    assert "answers differently each time" in done.stdout, done


def test_jobs_of_it_can_be_combined_although_their_answers_differ(finished: Finished) -> None:
    folder = finished.folder
    spec = write_spec(
        folder / "square.json",
        small_spec(**{**JOB, "attack": "square-linf", "attack_params": {"steps": 20}}),
    )
    evaluated(spec, folder / "square")
    done = run_program("worst-case", folder / "out", folder / "square", "--out", folder / "worst")
    assert done.status == 0, done
    worst = json.loads((folder / "worst" / "result.json").read_text("utf-8"))
    assert worst["randomised"]["clean-samples"] == 2 * COUNT
    assert worst["run"]["bit-repeatable"] is False
    assert "more jobs alone lower the curve" in worst["warnings"][0]


def test_a_random_second_model_is_named_and_the_job_not_called_repeatable(
    finished: Finished,
) -> None:
    folder = finished.folder
    keys = {"trained_model": "signs.onnx", "surrogate_model": "noisy.onnx", "attack": "transfer"}
    spec = write_spec(
        folder / "transfer.json", small_spec(**{**JOB, **keys, "attack_params": {"steps": 3}})
    )
    evaluated(spec, folder / "transfer")
    result = json.loads((folder / "transfer" / "result.json").read_text("utf-8"))
    assert "randomised" not in result
    assert result["run"]["bit-repeatable"] is False
    assert any("second model draws random numbers" in text for text in result["warnings"])
