"""What is done where a gradient is not finite, and what it costs."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from pandavision_gui.engine.evaluation.counted_model import CountedModel

POINTS = torch.tensor([[0.0, 0.5], [0.3, 0.7], [0.0, 0.0]]).view(3, 1, 1, 2)


class Root(torch.nn.Module):
    """Two logits, the first of them the sum of roots."""

    def forward(self, x: Tensor) -> Tensor:
        roots = x.flatten(1).clamp(0, 1).sqrt().sum(dim=1)
        return torch.stack([roots, torch.zeros_like(roots)], dim=1)


class Blind(torch.nn.Module):
    """Finite answers whose gradient is no number anywhere."""

    def forward(self, x: Tensor) -> Tensor:
        return Root()(x) + (x.flatten(1).sum(dim=1, keepdim=True) * 0).sqrt()


class NoAnswer(torch.nn.Module):
    """No number, so that nobody asks for its gradient."""

    def forward(self, x: Tensor) -> Tensor:
        return Root()(x) * torch.nan


def first(logits: Tensor, _: slice) -> Tensor:
    return logits[:, 0]


def asked(model: torch.nn.Module, *, jacobian: bool) -> tuple[Tensor, int, int]:
    """Return gradients at the points, how many passes they took, and how often it was blind."""
    blind: list[int] = []
    counted = CountedModel(model, grain=1e-3, on_blind=lambda: blind.append(1))
    if jacobian:
        _, found = counted.logits_and_jacobian(POINTS, lambda z, rows: first(z, rows)[:, None])
        return found[:, 0], counted.passes, len(blind)
    _, found = counted.logits_and_gradients(POINTS, first)
    return found, counted.passes, len(blind)


@pytest.mark.parametrize("jacobian", [False, True])
def test_where_a_slope_is_infinite_that_of_a_point_beside_is_taken(jacobian: bool) -> None:
    found, passes, blind = asked(Root(), jacobian=jacobian)
    exact = 0.5 / POINTS.sqrt()
    assert torch.equal(found[1], exact[1]), "what is finite at the point stays as it is there"
    at_black = found[POINTS == 0]
    # 1 / (2 √x) between a half and the whole of the grain.
    assert ((at_black >= 0.5 / 1e-3**0.5) & (at_black <= 0.5 / 0.5e-3**0.5)).all()
    assert (passes, blind) == (2 * len(POINTS), 0)


@pytest.mark.parametrize("jacobian", [False, True])
def test_where_it_is_not_finite_beside_the_point_either_that_is_told(jacobian: bool) -> None:
    found, passes, blind = asked(Blind(), jacobian=jacobian)
    assert not found.any()
    assert (passes, blind) == (3 * len(POINTS), 1)


@pytest.mark.parametrize("jacobian", [False, True])
def test_where_the_model_has_no_answer_nothing_is_asked_for_beside(jacobian: bool) -> None:
    found, passes, blind = asked(NoAnswer(), jacobian=jacobian)
    assert not found.any()
    assert (passes, blind) == (len(POINTS), 0)
