"""A checkpoint with classes that the model does not have counts as damaged: nothing fails on it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pandavision_gui.engine.evaluation.checkpoint import FILE_NAME
from pandavision_gui.engine.evaluation.task import Observer

from .evaluations import run
from .test_aimed import StopAfter
from .test_prepare import road_sign_spec

KEYS = {
    "samples": 12,
    "perturbation-values": [0.01, 0.02],
    "attack": "pgd-linf",
    "attack-params": {"steps": 6},
    "batch-size": 6,
}
FORGERIES = [
    ("label", 10**6), ("label", -1), ("prediction", 10**6), ("prediction", -2),
    ("targets", 10**6), ("targets", -1), ("targets", "label"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), FORGERIES)
@pytest.mark.parametrize("target", [None, "all"])
def test_classes_that_are_none_cost_the_open_samples_only(
    sample_files: Path, tmp_path: Path, target: str | None, name: str, value: int | str
) -> None:
    spec = road_sign_spec(sample_files, **KEYS, **({"target": target} if target else {}))
    assert run(spec, tmp_path, Observer(stop_requested=StopAfter(3))).outcome.stopped
    with np.load(tmp_path / FILE_NAME) as saved:
        arrays = dict(saved)
    taken = arrays["run.position"] >= 0
    assert taken.any()
    forged = arrays[f"run.{name}"]
    forged[taken] = arrays["run.label"][taken, None] if value == "label" else value
    np.savez(tmp_path / FILE_NAME, **arrays)
    outcome = run(spec, tmp_path, resume=True).outcome
    assert len(outcome.table) == 12
    # Whose samples have no target has none to forge.
    is_harmful = name != "targets" or target is not None
    assert outcome.was_mended == is_harmful
    assert any(FILE_NAME in warning for warning in outcome.warnings) == is_harmful
    labels = set(outcome.table.label.tolist())
    assert max(labels) < 10**6


def test_what_empty_places_hold_does_not_matter(sample_files: Path, tmp_path: Path) -> None:
    spec = road_sign_spec(sample_files, **KEYS)
    whole = run(spec, tmp_path / "whole").outcome
    stopped = run(spec, tmp_path / "cut", Observer(stop_requested=StopAfter(22))).outcome
    assert stopped.stopped
    path = tmp_path / "cut" / FILE_NAME
    with np.load(path) as saved:
        arrays = dict(saved)
    empty = arrays["run.position"] < 0
    assert empty.any(), "no place is empty at this pass"
    arrays["run.label"][empty] = 10**6
    np.savez(path, **arrays)
    resumed = run(spec, tmp_path / "cut", resume=True).outcome
    assert not resumed.was_mended
    assert resumed.table.equals(whole.table)
