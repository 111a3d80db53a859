from __future__ import annotations

import numpy as np
import pytest

from pandavision_gui.engine.evaluation.confirm import confirm, predict, rounded_to_8bit
from pandavision_gui.engine.norms import Norm


class _Fixed:
    """A model that answers what it was told."""

    repeats = 1

    def __init__(self, scores: list[list[float]]) -> None:
        self._scores = np.array(scores, dtype=np.float32)

    def scores(self, samples: np.ndarray) -> np.ndarray:
        return self._scores[: len(samples)]

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        powers = np.exp(scores.astype(np.float64) - scores.max(axis=1, keepdims=True))
        shares: np.ndarray = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
        return shares


SAMPLE = np.full((1, 1, 2, 2), 0.5, dtype=np.float32)


def confirmed(
    example: np.ndarray, *, radius: float = 0.1, scores: tuple[float, float] = (0.0, 1.0)
) -> bool:
    found = confirm(
        _Fixed([list(scores)]),
        SAMPLE,
        example.astype(np.float32),
        np.array([0]),
        radii=np.array([radius]),
        input_range=(0.0, 0.55),
        norm=Norm.LINF,
    )
    return bool(found.accepted[0])


def test_an_example_in_the_ball_and_the_box_that_is_misclassified_is_accepted() -> None:
    assert confirmed(SAMPLE + np.float32(0.04))


def test_an_example_that_the_original_gets_right_is_refused() -> None:
    assert not confirmed(SAMPLE + np.float32(0.04), scores=(1.0, 0.0))


@pytest.mark.parametrize(
    ("example", "radius"),
    [(SAMPLE + 0.04, 0.03), (SAMPLE + 0.06, 0.1), (SAMPLE - 0.51, 0.9), (SAMPLE, 0.1)],
    ids=["outside the ball", "above the box", "below the box", "not moved at all"],
)
def test_an_example_that_is_none_is_refused(example: np.ndarray, radius: float) -> None:
    assert not confirmed(example, radius=radius)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_scores_that_are_not_finite_are_no_error_of_the_model(bad: float) -> None:
    assert not confirmed(SAMPLE + np.float32(0.04), scores=(0.0, bad))
    prediction, confidence = predict(_Fixed([[0.0, bad]]), SAMPLE)
    assert prediction[0] == -1
    assert np.isnan(confidence[0])


def test_the_class_is_read_from_the_scores_even_where_probabilities_are_equal() -> None:
    close = [0.1, float(np.nextafter(np.float32(0.1), np.float32(1.0)))]
    model = _Fixed([close])
    probabilities = model.probabilities(model.scores(SAMPLE))
    assert probabilities[0, 0] == probabilities[0, 1], "the case is not the one meant"
    prediction, _ = predict(model, SAMPLE)
    assert prediction[0] == 1


def test_rounding_to_8_bit_goes_to_the_nearest_of_256_levels() -> None:
    values = np.array([[0.0, 0.001, 0.0021, 0.5, 1.0]], dtype=np.float32)
    levels = rounded_to_8bit(values, (0.0, 1.0)) * 255
    assert np.allclose(levels, [[0, 0, 1, 128, 255]], atol=1e-4)
    assert rounded_to_8bit(np.array([[7.4, 7.6]], dtype=np.float32), (0, 255)).tolist() == [[7, 8]]
