"""What is asked of the rows of a pass: numbers, the goal, gradients of zero."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from pandavision_gui.engine.attacks.losses import Goal
from pandavision_gui.engine.evaluation.stage_passes import row_flags


def test_only_rows_of_zeros_are_flat() -> None:
    rows = [[0, 0, 0], [0, -0.0, 0], [1, -1, 0], [1e-45, 0, 0], [torch.inf, -torch.inf, 0]]
    rows += [[torch.nan, 0, 0], [3e38, 3e38, 3e38]]
    gradients = torch.tensor(rows).view(-1, 1, 1, 3)
    count = len(rows)
    flags = row_flags(torch.zeros(count, 2), gradients, Goal(torch.zeros(count, dtype=torch.int64)))
    np.testing.assert_array_equal(flags.flat, [True, True, False, False, False, False, False])


@pytest.mark.parametrize("must_reach", [False, True])
def test_what_is_no_number_reaches_nothing(must_reach: bool) -> None:
    logits = torch.tensor([[0.0, 1, 0], [1, 0, 0], [0, 0, 1], [0, torch.nan, 0], [0, torch.inf, 0]])
    goal = Goal(torch.zeros(5, dtype=torch.int64), torch.full((5,), 2), must_reach)
    flags = row_flags(logits, torch.ones(5, 1, 1, 1), goal)
    assert flags.finite.tolist() == [True, True, True, False, False]
    assert flags.reached.tolist() == [not must_reach, False, True, False, False]


def test_of_no_rows_nothing_is_told() -> None:
    goal = Goal(torch.zeros(0, dtype=torch.int64))
    flags = row_flags(torch.zeros(0, 2), torch.zeros((0, 1, 2, 2)), goal)
    assert flags.flat.shape == flags.reached.shape == flags.finite.shape == (0,)
