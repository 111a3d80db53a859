from __future__ import annotations

import inspect
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from pandavision_gui.engine.attack_catalogue import CATALOGUE, DEFAULT_ATTACKS, PERTURBATIONS
from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.attacks.base import FixedRadiusAttack, SamplingAttack, Visit
from pandavision_gui.engine.attacks.losses import LOSSES, Goal, Loss, cross_entropy, dlr, margin
from pandavision_gui.engine.attacks.minimum_norm import MinimumNormAttack
from pandavision_gui.engine.attacks.mpgd import MomentumPGD
from pandavision_gui.engine.attacks.pgd import PGD
from pandavision_gui.engine.attacks.projections import BALLS, LinfBall
from pandavision_gui.engine.evaluation.composed import fixed_radius_stages, implementation
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.spec import parse_spec

from .told import told

WITH_CLASS = [name for name, info in CATALOGUE.items() if info.implementation]


@pytest.mark.parametrize("name", WITH_CLASS)
def test_an_entry_of_the_catalogue_names_a_class_of_its_kind(name: str) -> None:
    info = CATALOGUE[name]
    base = {
        AttackKind.FIXED_RADIUS: FixedRadiusAttack,
        AttackKind.MINIMUM_NORM: MinimumNormAttack,
        AttackKind.SAMPLING: SamplingAttack,
        AttackKind.REFERENCE: MinimumNormAttack,
    }[info.kind]
    assert issubclass(implementation(info), base)


@pytest.mark.parametrize("name", [n for n in WITH_CLASS if not CATALOGUE[n].uses_classic])
def test_parameters_and_defaults_are_the_constructors(name: str) -> None:
    info = CATALOGUE[name]
    constructor = implementation(info).__init__
    has_own = constructor is not object.__init__
    taken = list(inspect.signature(constructor).parameters.values())[1:] if has_own else []
    if info.kind is not AttackKind.SAMPLING:  # the perturbation type tells the norm
        norm = taken.pop(0)
        of_one = PERTURBATIONS[info.perturbation_types[0]]
        assert norm.name == "norm"
        assert norm.default in (Norm.LINF, of_one)
    assert {p.name: p.default for p in taken} == {
        key: found.default
        for key, found in info.parameters.model_fields.items()
        if key != "restarts"  # these are more stages
    }


def test_a_catalogue_entry_is_found_under_its_own_name_and_every_default_is_one() -> None:
    assert all(name == info.name for name, info in CATALOGUE.items())
    assert set(DEFAULT_ATTACKS.values()) <= set(CATALOGUE)
    for kind, name in DEFAULT_ATTACKS.items():
        assert kind in CATALOGUE[name].perturbation_types


@pytest.mark.parametrize("name", [n for n, i in CATALOGUE.items() if i.stages])
def test_a_composed_attack_hands_its_steps_to_every_stage_that_takes_them(name: str) -> None:
    info = CATALOGUE[name]
    for kind in info.perturbation_types:
        norm = PERTURBATIONS[kind]
        stages = fixed_radius_stages(info, info.parameters.model_validate({"steps": 7}), norm)
        there = [s for s in info.stages if f"{s.attack}-{norm}" in CATALOGUE]
        assert [stage.name for stage in stages] == [f"{s.attack}-{norm}" for s in there]
        with_steps = [stage for stage in stages if stage.attack.uses_gradients]
        assert [stage.attack.steps for stage in with_steps] == [7] * len(with_steps)
        assert [stage.attack.norm for stage in stages] == [norm] * len(stages)
        assert [stage.start_factor for stage in stages] == [s.start_factor for s in there]
        assert [stage.role for stage in stages] == [s.role for s in there]
    assert len(with_steps) >= 2


@pytest.mark.parametrize("name", ["pgd-linf", "mpgd-l2", "apgd-linf"])
def test_a_restart_is_the_attack_once_more_from_elsewhere(name: str) -> None:
    info = CATALOGUE[name]
    norm = PERTURBATIONS[info.perturbation_types[0]]
    told = info.parameters.model_validate({"steps": 7, "restarts": 2})
    first, *others = fixed_radius_stages(info, told, norm)
    assert len(others) == 2
    (alone,) = fixed_radius_stages(info, told.model_copy(update={"restarts": 0}), norm)
    assert vars(first.attack).keys() == vars(alone.attack).keys()
    assert (first.attack.start, first.attack.starts_anew) == (alone.attack.start, False)
    for other in others:
        assert other.attack.start.is_random
        assert other.attack.starts_anew
        assert (other.name, other.parameters, other.attack.steps) == (name, first.parameters, 7)
        assert "restarts" not in other.parameters


def test_the_queries_of_thorough_are_those_of_its_last_stage() -> None:
    info = CATALOGUE["thorough"]
    told = info.parameters.model_validate({"steps": 7, "queries": 9})
    stages = fixed_radius_stages(info, told, Norm.LINF)
    assert [stage.attack.steps for stage in stages] == [7, 7, 7, 7, 9]
    assert stages[-1].name == "square-linf"
    assert stages[-1].parameters["steps"] == 9


def test_the_stages_of_standard_push_different_losses() -> None:
    spec = parse_spec(b'{"dataset": "d", "trained-model": "m"}')
    first, second = fixed_radius_stages(spec.attack_info, spec.attack_parameters, spec.norm)
    logits, goal = torch.tensor([[1.0, 3.0]]), Goal(torch.tensor([0]))
    assert torch.equal(first.attack.loss(logits, goal), cross_entropy(logits, goal))
    assert torch.equal(second.attack.loss(logits, goal), margin(logits, goal))


def test_the_margin_is_above_0_exactly_where_the_answer_is_wrong() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn((2000, 5), generator=generator)
    labels = torch.randint(0, 5, (2000,), generator=generator)
    assert torch.equal(margin(logits, Goal(labels)) > 0, logits.argmax(dim=1) != labels)


def test_the_margin_is_the_best_wrong_logit_minus_the_right_one() -> None:
    logits = torch.tensor([[5.0, 2.0, 3.0], [0.0, 2.0, 2.5]])
    assert margin(logits, Goal(torch.tensor([0, 1]))).tolist() == [-2.0, 0.5]


@pytest.mark.parametrize("targets", [None, torch.tensor([1, 2, 0, 2])], ids=["any", "aimed"])
@pytest.mark.parametrize("classes", [3, 4, 7])
@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_a_loss_gives_each_sample_its_own_number(
    loss: Loss, classes: int, targets: Tensor | None
) -> None:
    logits = torch.randn((4, classes), generator=torch.Generator().manual_seed(1))
    goal = Goal(torch.tensor([0, 1, 2, 0]), targets)
    alone = torch.cat([loss(logits[n : n + 1], goal.of(slice(n, n + 1))) for n in range(4)])
    assert torch.equal(loss(logits, goal), alone)


@given(st.integers(2, 6), st.integers(0, 2**32))
def test_a_goal_is_reached_where_its_margin_is_above_0(classes: int, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn((20, classes), generator=generator)
    labels = torch.randint(0, classes, (20,), generator=generator)
    targets = (labels + torch.randint(1, classes, (20,), generator=generator)) % classes
    for goal in (Goal(labels), Goal(labels, targets, must_reach=True)):
        assert torch.equal(margin(logits, goal) > 0, goal.is_reached(logits))
    # Where any class will do, a target is a way to go and no condition.
    assert torch.equal(Goal(labels, targets).is_reached(logits), logits.argmax(dim=1) != labels)


def test_aimed_losses_are_those_of_the_papers() -> None:
    logits = torch.tensor([[4.0, 1.0, 2.5, 0.5, -1.0]])
    goal = Goal(torch.tensor([0]), torch.tensor([1]))
    assert cross_entropy(logits, goal).item() == pytest.approx(
        1.0 - math.log(sum(math.exp(z) for z in logits[0].tolist()))
    )
    assert margin(logits, goal).item() == -3.0
    # −(z_y − z_t) / (z_1st − (z_3rd + z_4th) / 2)
    assert dlr(logits, goal).item() == pytest.approx(-3.0 / (4.0 - (1.0 + 0.5) / 2))
    assert dlr(logits[:, :3], goal).item() == pytest.approx(-3.0 / (4.0 - 1.0))
    assert dlr(logits[:, :2], goal).item() == -3.0
    ten_times = Goal(goal.labels, goal.targets)
    assert dlr(10 * logits, ten_times).item() == pytest.approx(dlr(logits, goal).item())


def test_cross_entropy_is_minus_the_log_of_the_right_probability() -> None:
    logits = torch.tensor([[0.0, math.log(3.0)]])
    assert cross_entropy(logits, Goal(torch.tensor([0]))).item() == pytest.approx(math.log(4.0))


class SmallModel(torch.nn.Module):
    """Two layers, enough for gradients that change from step to step."""

    def __init__(self) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(3)
        self.first = torch.randn((12, 8), generator=generator)
        self.second = torch.randn((8, 3), generator=generator)

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(x.flatten(1) @ self.first) @ self.second


def batch() -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(4)
    samples = torch.rand((6, 3, 2, 2), generator=generator)
    labels = torch.tensor([0, 1, 2, 0, 1, 2])
    return samples, labels, torch.tensor([0.01, 0.05, 0.1, 0.2, 0.5, 1.0], dtype=torch.float64)


def gradient_at(model: SmallModel, attack: FixedRadiusAttack, at: Tensor, labels: Tensor) -> Tensor:
    inputs = at.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(attack.loss(model(inputs), Goal(labels)).sum(), inputs)
    return gradient


def walk(attack: FixedRadiusAttack) -> list[Tensor]:
    """Return the points an attack visits, each sample at its own radius."""
    model, (samples, labels, radii) = SmallModel(), batch()
    ball = LinfBall.around(samples, radii, (0.0, 1.0))
    memory = tuple(torch.zeros_like(samples) for _ in range(attack.memory_tensors))
    points = [samples]
    for step in range(attack.steps):
        visit = Visit(
            points=points[-1],
            gradients=gradient_at(model, attack, points[-1], labels),
            losses_of=told(attack.loss(model(points[-1]), Goal(labels))),
            steps_done=torch.full((6,), step),
            radii=radii.float(),
            ball=ball,
            memory=memory,
            numbers=torch.zeros((6, attack.memory_numbers)),
            keys_of=told(np.zeros(6, dtype=np.uint64)),
        )
        points.append(attack.next_points(visit))
    return points


@pytest.mark.parametrize("absolute", [None, 0.03])
def test_pgd_is_plain_pgd_step_by_step(absolute: float | None) -> None:
    attack = PGD(steps=15, rel_stepsize=0.1, abs_stepsize=absolute)
    model, (samples, labels, radii) = SmallModel(), batch()
    radius = radii.float().view(-1, 1, 1, 1)
    step = 0.1 * radius if absolute is None else absolute
    mine = samples
    for theirs in walk(attack)[1:]:
        inputs = mine.detach().requires_grad_()
        torch.nn.functional.cross_entropy(model(inputs), labels).backward()
        assert inputs.grad is not None
        mine = mine + step * inputs.grad.sign()
        mine = torch.clamp(mine, samples - radius, samples + radius).clamp(0, 1)
        torch.testing.assert_close(theirs, mine, atol=2e-6, rtol=0)


@pytest.mark.parametrize("attack", [PGD(steps=12, rel_stepsize=0.5), MomentumPGD(steps=12)])
def test_every_point_an_attack_proposes_is_inside_ball_and_range(
    attack: FixedRadiusAttack,
) -> None:
    samples, _, radii = batch()
    points = walk(attack)
    assert not torch.equal(points[-1], samples)
    for point in points[1:]:
        far = (point.double() - samples.double()).abs().flatten(1).amax(dim=1)
        assert (far <= radii).all()
        assert ((point >= 0) & (point <= 1)).all()


def test_momentum_pgd_follows_its_formula() -> None:
    attack = MomentumPGD(steps=5, rel_stepsize=1.5, momentum=0.6, loss="margin")
    model, (samples, labels, radii) = SmallModel(), batch()
    radius = radii.float().view(-1, 1, 1, 1)
    mine, running = samples, torch.zeros_like(samples)
    for step, theirs in enumerate(walk(attack)[1:]):
        gradient = gradient_at(model, attack, mine, labels)
        running = 0.6 * running + gradient / gradient.abs().mean(dim=(1, 2, 3), keepdim=True)
        length = 1.5 * radius * (1 + math.cos(math.pi * step / 5)) / 2
        mine = torch.clamp(mine + length * running.sign(), samples - radius, samples + radius)
        mine = mine.clamp(0, 1)
        torch.testing.assert_close(theirs, mine, atol=2e-6, rtol=0)


@pytest.mark.parametrize("norm", [Norm.LINF, Norm.L2, Norm.L1])
@pytest.mark.parametrize("scale", [1e-30, 1e-26, 1e18, 1e30])
def test_momentum_pgd_goes_the_same_way_however_large_the_gradient(
    norm: Norm, scale: float
) -> None:
    """The square of such a number is no float32 any more."""
    samples, _, radii = batch()
    ball = BALLS[norm].around(samples, radii * (1 if norm is Norm.LINF else 8), (0.0, 1.0))
    gradient = torch.randn(samples.shape, generator=torch.Generator().manual_seed(3))
    found = []
    for factor in (1.0, scale):
        visit = Visit(
            points=samples,
            gradients=gradient * factor,
            losses_of=told(torch.zeros(6)),
            steps_done=torch.zeros(6, dtype=torch.int64),
            radii=radii.float(),
            ball=ball,
            memory=(torch.zeros_like(samples),),
            numbers=torch.zeros((6, 0)),
            keys_of=told(np.zeros(6, dtype=np.uint64)),
        )
        found.append(MomentumPGD(norm).next_points(visit))
    assert (found[0] != samples).flatten(1).any(dim=1).all()
    torch.testing.assert_close(found[1], found[0], atol=1e-6, rtol=0)


def test_a_sample_without_gradient_stays_where_it_is_and_poisons_nothing() -> None:
    samples, _, radii = batch()
    ball = LinfBall.around(samples, radii, (0.0, 1.0))
    memory = (torch.zeros_like(samples),)
    none = torch.zeros_like(samples)
    visit = Visit(
        points=samples,
        gradients=none,
        losses_of=told(torch.zeros(6)),
        steps_done=torch.zeros(6, dtype=torch.int64),
        radii=radii.float(),
        ball=ball,
        memory=memory,
        numbers=torch.zeros((6, 0)),
        keys_of=told(np.zeros(6, dtype=np.uint64)),
    )
    assert torch.equal(MomentumPGD().next_points(visit), samples)
    assert torch.equal(memory[0], none)
    assert torch.equal(PGD().next_points(replace(visit, memory=())), samples)


def test_an_instance_remembers_nothing_about_samples() -> None:
    attack = MomentumPGD(steps=8)
    assert all(
        torch.equal(first, second) for first, second in zip(walk(attack), walk(attack), strict=True)
    )


def test_numbers_of_samples_do_not_change_a_samples_walk() -> None:
    samples, _, radii = batch()
    gradients = torch.randn(samples.shape, generator=torch.Generator().manual_seed(5))
    for attack in (PGD(), MomentumPGD()):

        def moved(which: slice, attack: FixedRadiusAttack = attack) -> Tensor:
            visit = Visit(
                points=samples[which],
                gradients=gradients[which],
                losses_of=told(torch.zeros(6)[which]),
                steps_done=torch.arange(6)[which],
                radii=radii.float()[which],
                ball=LinfBall.around(samples[which], radii[which], (0.0, 1.0)),
                memory=(torch.ones_like(samples[which]),) * attack.memory_tensors,
                numbers=torch.zeros((6, 0))[which],
                keys_of=told(np.zeros(6, dtype=np.uint64)[which]),
            )
            return attack.next_points(visit)

        alone = torch.cat([moved(slice(n, n + 1)) for n in range(6)])
        assert np.array_equal(moved(slice(None)).numpy(), alone.numpy())
