"""The steps of the Boundary Attack, as geometry."""

from __future__ import annotations

import pytest
import torch

from pandavision_gui.engine.attacks.boundary import _change, _proposals, _Walk
from pandavision_gui.engine.decision_attacks import BoundaryParameters

SHAPE = (3, 4, 5)


@pytest.fixture
def walk() -> _Walk:
    torch.manual_seed(0)
    distances = torch.tensor([0.5, 7.0, 100.0], dtype=torch.float64)
    outwards = torch.randn(3, *SHAPE, dtype=torch.float64)
    lengths = torch.linalg.vector_norm(outwards.flatten(1), dim=1)
    points = outwards * (distances / lengths).view(-1, 1, 1, 1)
    return _Walk.at(points, torch.arange(3), distances, BoundaryParameters())


def test_a_step_goes_along_the_sphere_and_then_inwards(walk: _Walk) -> None:
    walk.spherical_steps = torch.tensor([0.01, 0.5, 2.0], dtype=torch.float64)
    walk.source_steps = torch.tensor([0.01, 0.2, 1.5], dtype=torch.float64)
    samples = torch.zeros(3, *SHAPE, dtype=torch.float64)
    drawn = torch.randn(3, *SHAPE, dtype=torch.float64)
    sideways, towards = _proposals(walk, samples, drawn)
    lengths = [torch.linalg.vector_norm(one.flatten(1), dim=1) for one in (sideways, towards)]
    torch.testing.assert_close(lengths[0], walk.distances)
    torch.testing.assert_close(lengths[1], walk.distances * torch.tensor([0.99, 0.8, 0.0]).double())
    # The angle of the step is the one whose tangent was asked for.
    cosines = (sideways * walk.points).flatten(1).sum(1) / walk.distances**2
    torch.testing.assert_close(cosines, 1 / torch.sqrt(1 + walk.spherical_steps**2))


def test_a_sample_of_one_number_goes_nowhere_sideways() -> None:
    point = torch.full((1, 1, 1, 1), 3.0, dtype=torch.float64)
    walk = _Walk.at(point, torch.arange(1), torch.tensor([3.0]).double(), BoundaryParameters())
    sideways, towards = _proposals(walk, torch.zeros_like(point), torch.ones_like(point))
    assert torch.isfinite(sideways).all()
    assert 0 < float(towards) < 3.0


def test_lengths_follow_how_often_steps_still_err(walk: _Walk) -> None:
    yes, no = torch.ones(3, dtype=torch.bool), torch.zeros(3, dtype=torch.bool)
    first = walk.spherical_steps.clone(), walk.source_steps.clone()
    for _ in range(29):
        walk.note(yes, no, 1.5)
    assert torch.equal(walk.spherical_steps, first[0])
    walk.note(yes, no, 1.5)
    torch.testing.assert_close(walk.spherical_steps, first[0] * 1.5)
    torch.testing.assert_close(walk.source_steps, first[1])  # longer for the one, shorter for both
    for _ in range(30):
        walk.note(no, yes, 1.5)
    torch.testing.assert_close(walk.spherical_steps, first[0])
    torch.testing.assert_close(walk.source_steps, first[1])


def test_between_the_limits_nothing_changes() -> None:
    shares = torch.tensor([0.19, 0.2, 0.5, 0.51])
    torch.testing.assert_close(_change(shares, (0.2, 0.5), 2.0), torch.tensor([0.5, 1.0, 1.0, 2.0]))


def test_samples_leave_alone(walk: _Walk) -> None:
    points = walk.points.clone()
    walk.leave(torch.tensor([False, True, False]))
    assert walk.rows.tolist() == [0, 2]
    assert torch.equal(walk.points, points[[0, 2]])
    assert len(walk.checks) == len(walk.distances) == 2
