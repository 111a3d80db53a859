"""What an evaluation costs is foretold by what it is made of, and holds for what it then takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pandavision_gui.engine.attack_catalogue import CATALOGUE, PERTURBATIONS
from pandavision_gui.engine.attack_info import AttackInfo, AttackKind
from pandavision_gui.engine.attack_stages import planned_stages
from pandavision_gui.engine.cost_estimate import Speed, estimate_cost
from pandavision_gui.engine.evaluation.composed import attacks_of
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.paths import resources_folder

from .evaluations import run

SAMPLES = resources_folder() / "samples"
IN_L2 = {"perturbation-type": "l2", "perturbation-values": [0, 0.5, 1]}
IN_NORM = [info for info in CATALOGUE.values() if info.kind.searches_radii]
NEAREST = [info for info in CATALOGUE.values() if info.kind is AttackKind.MINIMUM_NORM]


def spec_of(attack: str, count: int = 40, **keys: Any) -> EvaluationSpec:
    document: dict[str, Any] = {
        "dataset": str(SAMPLES / "road_signs.h5"),
        "trained-model": str(SAMPLES / "signs_standard.onnx"),
        "preprocessing": "unit",
        "evaluation-mode": "fast",
        "samples": count,
        "perturbation-type": CATALOGUE[attack].perturbation_types[0],
        "perturbation-values": [0, 0.005, 0.01, 0.015, 0.02],
        "attack": attack,
    }
    return spec_from_document(document | keys)


@pytest.mark.parametrize("info", IN_NORM, ids=lambda info: info.name)
def test_the_planned_stages_are_those_that_run(info: AttackInfo) -> None:
    keys = info.parameters.model_fields.keys()
    told = {"steps": 7, "queries": 11, "restarts": 2}
    parameters = info.parameters.model_validate({k: v for k, v in told.items() if k in keys})
    for kind in info.perturbation_types:
        norm = PERTURBATIONS[kind]
        planned = planned_stages(info, parameters, norm)
        stages = attacks_of(info, parameters, norm).stages
        assert [one.info.name for one in planned] == [stage.name for stage in stages]
        assert [one.steps for one in planned] == [stage.attack.steps for stage in stages]
        assert [one.role for one in planned] == [stage.role for stage in stages]
        assert [one.begins_anew for one in planned] == [s.attack.starts_anew for s in stages] or (
            info.name in ("thorough",)  # whose third stage begins anew by its start
        )


@pytest.mark.parametrize("info", NEAREST, ids=lambda info: info.name)
def test_the_most_passes_are_those_of_the_attack(info: AttackInfo) -> None:
    parameters = info.parameters.model_validate({"steps": 13})
    attack = attacks_of(info, parameters, PERTURBATIONS[info.perturbation_types[0]]).minimum_norm
    assert attack is not None
    assert getattr(parameters, "most_passes") == attack.most_passes  # noqa: B009


@pytest.mark.parametrize(
    ("attack", "keys"),
    [
        ("standard", {}),
        ("standard", {"trained-model": str(SAMPLES / "signs_robust.onnx")}),
        ("thorough", {"attack-params": {"steps": 20, "queries": 100}}),
        ("pgd-linf", {"perturbation-values": [0, 0.01]}),
        ("fgsm", {}),
        ("square-linf", {"attack-params": {"steps": 100}}),
        ("square-l2", {"attack-params": {"steps": 100}, **IN_L2}),
        ("ddn", {"attack-params": {"steps": 20}, **IN_L2}),
        (
            "hopskipjump",
            {"attack-params": {"steps": 2, "initial_gradient_eval_steps": 20}, **IN_L2},
        ),
        ("fmn-l2", {"perturbation-type": "l2", "perturbation-values": [0, 0.5, 1]}),
        ("deepfool", {"perturbation-type": "l2", "perturbation-values": [0, 0.5, 1]}),
        ("noise-linf", {}),
    ],
)
def test_what_it_takes_lies_in_the_range_that_was_told(
    tmp_path: Path, attack: str, keys: dict[str, Any]
) -> None:
    spec = spec_of(attack, **keys)
    cost = estimate_cost(spec, 40, classes=12)
    assert cost is not None
    outcome = run(spec, tmp_path / "job").outcome
    is_drawn = spec.attack_info.kind is AttackKind.SAMPLING
    taken = outcome.passes.confirmation if is_drawn else outcome.passes.model
    least, most = cost.passes
    assert least <= taken <= most
    # A range that holds because it is wide would say nothing.
    is_known = spec.attack in ("ddn", "hopskipjump", "fmn-l2", "noise-linf")
    assert most <= (2 if is_known else 10 if attack != "deepfool" else 20) * max(least, 250)


@pytest.mark.parametrize("attack", ["square-linf", "pgd-linf"])
def test_each_value_at_which_a_sample_breaks_takes_its_passes(attack: str) -> None:
    one, three = (
        estimate_cost(spec_of(attack, **{"perturbation-values": values}), 1000)
        for values in ([0, 0.03], [0, 0.01, 0.02, 0.03])
    )
    assert one is not None
    assert three is not None
    assert three.passes[1] > 1.1 * one.passes[1]


def test_all_targets_take_a_round_each_and_need_the_number_of_classes() -> None:
    spec = spec_of("standard", target="all")
    assert estimate_cost(spec, 40) is None
    once = estimate_cost(spec_of("standard"), 40, classes=12)
    eleven = estimate_cost(spec, 40, classes=12)
    assert once is not None
    assert eleven is not None
    assert eleven.passes[0] == 11 * once.passes[0]


def test_samples_that_are_wrong_already_cost_no_attack() -> None:
    whole = estimate_cost(spec_of("standard"), 1000)
    half = estimate_cost(spec_of("standard"), 1000, right=0.5)
    assert whole is not None
    assert half is not None
    assert half.passes[0] == whole.passes[0] / 2


def test_an_earlier_job_says_more_than_a_look_and_without_either_there_is_no_time() -> None:
    spec = spec_of("standard")
    unknown = estimate_cost(spec, 1000)
    looked = estimate_cost(spec, 1000, speed=Speed(per_sample=0.001))
    before = estimate_cost(spec, 1000, speed=Speed(per_sample=0.001, per_pass=0.002))
    assert unknown is not None
    assert unknown.seconds is None
    assert looked is not None
    assert looked.seconds is not None
    assert before is not None
    assert before.seconds is not None
    assert before.seconds[1] / before.seconds[0] < looked.seconds[1] / looked.seconds[0]
    assert before.seconds[0] >= before.passes[0] * 0.002 * 0.8


@pytest.mark.parametrize("attack", ["standard", "fmn-l2", "deepfool", "noise-linf"])
def test_the_clean_accuracy_alone_costs_no_attack(attack: str) -> None:
    spec = spec_of(attack, **{"perturbation-values": [0]})
    cost = estimate_cost(spec, 300, classes=12, speed=Speed(per_sample=0.001, per_pass=1.0))
    assert cost is not None
    assert cost.passes == (300, 300)
    assert cost.seconds is not None
    assert cost.seconds[1] < 10


@pytest.mark.parametrize("attack", ["standard", "fmn-l2", "noise-linf"])
def test_a_time_limit_ends_what_would_take_longer(attack: str) -> None:
    speed = Speed(per_sample=0.01)
    whole = estimate_cost(spec_of(attack), 100_000, classes=12, speed=speed)
    spec = spec_of(attack, **{"time-limit": 60})
    limited = estimate_cost(spec, 100_000, classes=12, speed=speed)
    assert whole is not None
    assert limited is not None
    assert limited.seconds == (60, 60)
    assert 0 < limited.passes[0] < limited.passes[1] < whole.passes[0]
    few = estimate_cost(spec, 10, classes=12, speed=Speed(per_sample=0.0001))
    assert few is not None
    assert few == estimate_cost(spec_of(attack), 10, classes=12, speed=Speed(per_sample=0.0001))


def test_nothing_is_said_of_a_worst_case_and_of_another_programs_attack() -> None:
    assert estimate_cost(spec_of("standard"), 0) is None
    classic = next(info for info in CATALOGUE.values() if info.kind is AttackKind.REFERENCE)
    assert estimate_cost(spec_of(classic.name), 10) is None


@pytest.mark.parametrize("attack", ["boundary", "hopskipjump"])
def test_an_attack_by_decisions_has_a_time_before_the_first_job_and_a_better_one_after(
    attack: str,
) -> None:
    spec = spec_of(attack, **{"perturbation-type": "l2", "perturbation-values": [0, 0.5, 1]})
    looked = estimate_cost(spec, 20, speed=Speed(per_sample=1e-4))
    before = estimate_cost(spec, 20, speed=Speed(per_sample=1e-4, per_pass=3e-4))
    assert looked is not None
    assert looked.seconds is not None
    assert before is not None
    assert before.seconds is not None
    # It asks about few samples at a time: each pass takes longer than where many go together.
    assert looked.seconds[0] >= looked.passes[0] * 1e-4
    assert looked.seconds[1] > looked.passes[1] * 2e-4
    assert before.seconds[1] / before.seconds[0] < looked.seconds[1] / looked.seconds[0]
