"""Figures in words: what is shown never claims more than what was measured."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.number_words import enough_words, value_words


@pytest.mark.parametrize(
    ("value", "norm", "words"),
    [
        (float(np.float32(10 / 255)), Norm.LINF, "10/255"),
        (10 / 255, Norm.L2, "0.0393"),
        (0.02, Norm.LINF, "0.02"),
        (0.020004, Norm.LINF, "0.0201"),
        (0.0, Norm.LINF, "0"),
        (1.27401, Norm.L2, "1.28"),
        (0.00001234, Norm.L2, "1.24e-05"),
        (1234.4, Norm.L1, "1\u202f234"),
    ],
)
def test_a_measured_perturbation_is_a_fraction_of_255_or_rounded_up(
    value: float, norm: Norm, words: str
) -> None:
    assert enough_words(value, norm) == words


@given(value=st.floats(1e-7, 999), norm=st.sampled_from([Norm.L2, Norm.L1]))
def test_what_is_said_to_be_enough_is_never_too_little(value: float, norm: Norm) -> None:
    said = float(enough_words(value, norm))
    assert value * (1 - 1e-5) <= said <= value * 1.011


@given(steps=st.integers(1, 255))
def test_a_value_of_the_curve_has_the_same_words_as_in_the_curve(steps: int) -> None:
    words = value_words(steps / 255, Norm.LINF)
    if "/" in words:
        assert enough_words(steps / 255, Norm.LINF) == words
