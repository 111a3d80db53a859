"""Which rows of gradients are zero everywhere."""

from __future__ import annotations

import numpy as np
import torch

from pandavision_gui.engine.evaluation.stage_passes import flat_rows


def test_only_rows_of_zeros_are_flat() -> None:
    rows = [[0, 0, 0], [0, -0.0, 0], [1, -1, 0], [1e-45, 0, 0], [torch.inf, -torch.inf, 0]]
    rows += [[torch.nan, 0, 0], [3e38, 3e38, 3e38]]
    gradients = torch.tensor(rows).view(-1, 1, 1, 3)
    expected = [True, True, False, False, False, False, False]
    np.testing.assert_array_equal(flat_rows(gradients), expected)


def test_of_no_rows_none_is() -> None:
    assert flat_rows(torch.zeros((0, 1, 2, 2))).shape == (0,)
