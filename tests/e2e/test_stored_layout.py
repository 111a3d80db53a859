"""How the samples lay in the file is in every result, guessed or not."""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.result import parse_result

from ..support.fork_server import Ready
from ..support.running_program import assert_succeeded, run_program
from ..support.sample_files import road_signs, small_job

RECORDED = Path(__file__).parents[1] / "recorded" / "finished_job" / "result.json"


@pytest.mark.parametrize(
    ("layout", "asked"),
    [("NCHW", "auto"), ("NCHW", "NCHW"), ("NHWC", "auto"), ("NHWC", "NHWC"), ("flat", "auto")],
)
def test_the_layout_that_was_read_is_in_the_result(
    layout: str, asked: str, tmp_path: Path, ready: Ready | None
) -> None:
    spec = small_job(
        tmp_path, count=12, attack="noise-linf", attack_params=None, layout=asked,
        perturbation_values=[0],
    )  # fmt: skip
    samples, labels = road_signs(12)
    stored = {
        "NCHW": samples,
        "NHWC": np.ascontiguousarray(samples.transpose(0, 2, 3, 1)),
        "flat": samples.reshape(12, -1),
    }[layout]
    with h5py.File(tmp_path / "signs.h5", "w") as file:
        file["samples"], file["labels"] = stored, labels
    out = tmp_path / "out"
    assert_succeeded(run_program("run", spec, "--out", out, ready=ready))
    result = json.loads((out / "result.json").read_text("utf-8"))
    assert result["applied"]["layout"] == layout
    assert parse_result((out / "result.json").read_bytes(), "it").applied.layout == layout


def test_a_result_of_an_older_program_has_none_and_is_written_again_without() -> None:
    data = RECORDED.read_bytes()
    assert "layout" not in json.loads(data)["applied"]
    result = parse_result(data, "it")
    assert result.applied.layout is None
    assert json.loads(result.to_json())["applied"] == json.loads(data)["applied"]
