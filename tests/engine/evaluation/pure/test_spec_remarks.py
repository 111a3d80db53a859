"""What a spec's own settings mean for a finished result."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from pandavision_gui.engine.evaluation.run_settings import RunSettings
from pandavision_gui.engine.evaluation.spec_remarks import (
    flat_probabilities,
    high_confidence,
    short_way,
)
from pandavision_gui.engine.spec import spec_from_document

from .shards import rows_of

VALUES = [0.01, 0.1]


def told(
    smallest: list[float],
    params: dict[str, Any],
    *,
    attack: str = "pgd-linf",
    values: list[float] = VALUES,
    bounds: tuple[float, float] = (0.0, 255.0),
    whole: bool = False,
) -> str:
    spec = spec_from_document(
        {
            "dataset": "d.h5",
            "trained-model": "m.onnx",
            "attack": attack,
            "attack-params": params,
            "perturbation-values": values,
            "perturbation-type": "l2" if attack.endswith("l2") else "max-norm",
        }
    )
    settings = RunSettings(
        spec.norm, bounds, 0, 4, (1, 2, 2), whole_steps=(1.0,) if whole else None
    )
    table = dataclasses.replace(
        rows_of(range(len(smallest))), minimum_perturbation=np.array(smallest)
    )
    return " ".join(short_way(spec, settings, table))


STANDS = [0.0, 0.005, np.inf]


@pytest.mark.parametrize(
    ("params", "share"),
    [
        ({"steps": 8}, "The steps of one run add up to only 20 % of the radius"),
        # In data units, of which the range has 255: the largest radius is 25.5.
        ({"steps": 5, "abs_stepsize": 2.55}, "At 0.1 the steps of one run add up to only 50 %"),
    ],
)
def test_samples_that_stand_where_no_run_gets_to_the_edge_are_warned_of(
    params: dict[str, Any], share: str
) -> None:
    assert told(STANDS, params).startswith(share)


@pytest.mark.parametrize(
    "params", [{"steps": 40}, {"steps": 5, "abs_stepsize": 5.1}, {"steps": 5, "rel_stepsize": 0.2}]
)
def test_steps_that_get_there_are_not(params: dict[str, Any]) -> None:
    assert told(STANDS, params) == ""


def test_a_short_way_that_broke_everything_lacks_nothing() -> None:
    short = {"steps": 8}
    assert told([0.0, 0.005, 0.009], short) == ""
    assert told([0.0, 0.005, 0.02], short) != ""  # it stands at 0.01
    absolute = {"steps": 5, "abs_stepsize": 2.55}
    assert told([0.0, 0.005, 0.02], absolute) == ""  # at 0.01 the way is long enough


def test_the_way_is_judged_by_the_width_of_the_range() -> None:
    params = {"steps": 5, "abs_stepsize": 5.1}
    assert "only 50 %" in told(STANDS, params, bounds=(-255.0, 255.0))


def test_points_that_are_rounded_to_whole_steps_go_as_far_as_that() -> None:
    value = [1 / 255]
    assert told(STANDS, {"steps": 21}, values=value, whole=True) == ""
    assert told(STANDS, {"steps": 21}, values=value) != ""
    assert "At 0.1" in told(STANDS, {"steps": 8}, whole=True)


def test_lengths_in_l2_are_not_rounded() -> None:
    assert "only 52 %" in told(STANDS, {"steps": 21}, attack="pgd-l2", values=[1 / 255], whole=True)


def test_without_perturbation_or_with_one_too_small_for_a_number_there_is_no_way() -> None:
    assert told(STANDS, {"steps": 1}, values=[0]) == ""
    tiny = {"steps": 1, "abs_stepsize": 0.01}
    assert told(STANDS, tiny, values=[5e-324], bounds=(0.0, 0.4)) == ""


NEARLY_EQUAL = np.full((5, 4), 0.25, dtype=np.float32) + np.float32([0.05, 0, 0, -0.05])
PLAIN = np.tile(np.float32([0.6, 0.2, 0.1, 0.1]), (5, 1))


def flat(attack: str, probabilities: np.ndarray, **params: Any) -> str:
    kind = "l2" if attack in ("ddn", "cw", "mpgd-l2") else "max-norm"
    keys = {"dataset": "d.h5", "trained-model": "m.onnx", "attack": attack}
    spec = spec_from_document(keys | {"attack-params": params, "perturbation-type": kind})
    return flat_probabilities(spec, probabilities)


@pytest.mark.parametrize("attack", ["pgd-linf", "mpgd-linf", "mpgd-l2", "apgd-linf", "fgsm", "ddn"])
def test_attacks_that_go_by_cross_entropy_alone_are_warned_of_equal_probabilities(
    attack: str,
) -> None:
    assert "all 4 classes nearly the same probability" in flat(attack, NEARLY_EQUAL)
    assert flat(attack, PLAIN) == ""
    assert flat(attack, NEARLY_EQUAL[:, :2] * 2) == "", "of two classes it is right"


@pytest.mark.parametrize(
    ("attack", "params", "is_told"),
    [
        ("apgd-linf", {}, True),
        ("apgd-linf", {"loss": "margin"}, False),
        ("pgd-linf", {}, False),  # which compares nothing
    ],
)
def test_of_two_classes_those_are_that_compare_cross_entropies(
    attack: str, params: dict[str, Any], is_told: bool
) -> None:
    equal = np.full((5, 2), 0.5, dtype=np.float32) + np.float32([2e-7, -2e-7])
    assert ("both classes nearly the same" in flat(attack, equal, **params)) == is_told


@pytest.mark.parametrize(
    ("attack", "params"),
    [
        ("standard", {}), ("thorough", {}), ("square-linf", {}), ("cw", {}),
        ("mpgd-linf", {"loss": "margin"}), ("apgd-linf", {"loss": "dlr"}),
    ],
)  # fmt: skip
def test_attacks_with_another_loss_are_not(attack: str, params: dict[str, Any]) -> None:
    assert flat(attack, NEARLY_EQUAL, **params) == ""


@pytest.mark.parametrize(
    ("confidence", "smallest", "is_told"),
    [(2.5, [0.0, 0.02], True), (0.0, [0.0, 0.02], False), (2.5, [0.0, 0.0], False)],
)
def test_what_counts_only_from_a_lead_on_is_told(
    confidence: float, smallest: list[float], is_told: bool
) -> None:
    keys = {"attack": "cw", "perturbation-type": "l2", "perturbation-values": [0.1]}
    params = {"attack-params": {"confidence": confidence}}
    spec = spec_from_document({"dataset": "d.h5", "trained-model": "m.onnx", **keys, **params})
    table = dataclasses.replace(
        rows_of(range(len(smallest))), minimum_perturbation=np.array(smallest)
    )
    sentences = high_confidence(spec, table)
    assert len(sentences) == is_told
    assert all("by a lead of 2.5 counted" in one for one in sentences)
