from __future__ import annotations

import math

import numpy as np
import pytest

from pandavision_gui.engine.evaluation.clean_samples import CleanSample
from pandavision_gui.engine.evaluation.confirm import confirm, predict, rounded_to_8bit
from pandavision_gui.engine.evaluation.rows import Finding, make_rows
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.sample_table import NO_CLASS

from .truths import MeanTruth, flat_samples

RANGE = (0.0, 1.0)


def accepted(sample: float, example: float, radius: float, label: int = 0) -> bool:
    found = confirm(
        MeanTruth(),
        flat_samples(sample),
        flat_samples(example),
        np.array([label]),
        radii=np.array([radius]),
        input_range=RANGE,
        norm=Norm.LINF,
    )
    return bool(found.accepted[0])


def test_an_example_in_ball_and_range_that_is_misclassified_is_accepted() -> None:
    assert accepted(0.45, 0.55, 0.2)


@pytest.mark.parametrize(
    ("sample", "example", "radius", "label"),
    [
        (0.45, 0.55, 0.05, 0),  # outside the ball
        (0.45, 0.48, 0.2, 0),  # classified right
        (0.9, 1.0000001, 0.2, 0),  # outside the range
        (0.9, 0.9, 0.2, 0),  # the sample itself
        (0.45, math.nan, 0.2, 0),
        (0.05, -0.01, 0.2, 1),  # outside the range on the other side
    ],
)
def test_whatever_lacks_one_of_these_is_refused(
    sample: float, example: float, radius: float, label: int
) -> None:
    assert not accepted(sample, example, radius, label)


class ThreeClasses(MeanTruth):
    """Class 0 below the limit of 0.5, class 2 above 1, else class 1."""

    repeats = 1

    def scores(self, samples: np.ndarray) -> np.ndarray:
        two = super().scores(samples)
        return np.concatenate([two, 2 * two[:, 1:] - 0.5], axis=1)


@pytest.mark.parametrize(("target", "counts"), [(1, True), (2, False), (0, False)])
def test_an_aimed_example_must_be_taken_for_its_target(target: int, counts: bool) -> None:
    found = confirm(
        ThreeClasses(),
        flat_samples(0.45),
        flat_samples(0.6),
        np.array([0]),
        radii=np.array([0.5]),
        input_range=RANGE,
        norm=Norm.LINF,
        targets=np.array([target]),
    )
    assert found.prediction.tolist() == [1]
    assert found.accepted.tolist() == [counts]


def test_an_aimed_example_survives_rounding_only_as_its_target() -> None:
    example = flat_samples(0.6)[0]  # class 1, also when it is rounded
    rows = make_rows(
        [Finding(clean(0.45), example, 1, 0.6, target=target) for target in (1, 2, NO_CLASS)],
        ThreeClasses(),
        norm=Norm.LINF,
        input_range=RANGE,
    )
    assert rows.survives_8bit.tolist() == [1, 0, 1]


def test_the_edge_of_the_ball_belongs_to_it_and_the_next_float_does_not() -> None:
    radius = float(np.float32(0.55)) - float(np.float32(0.45))
    assert accepted(0.45, 0.55, radius)
    assert not accepted(0.45, 0.55, float(np.nextafter(radius, 0)))


def test_scores_that_are_no_numbers_are_no_error_of_the_model() -> None:
    truth = MeanTruth(poison=np.float32(0.75))
    prediction, confidence = predict(truth, flat_samples(0.75, 0.8))
    assert prediction.tolist() == [-1, 1]
    assert np.isnan(confidence[0])
    found = confirm(
        truth,
        flat_samples(0.45),
        flat_samples(0.75),
        np.array([0]),
        radii=np.array([0.5]),
        input_range=RANGE,
        norm=Norm.LINF,
    )
    assert not found.accepted[0]


def test_the_confidence_is_the_probability_of_the_prediction() -> None:
    prediction, confidence = predict(MeanTruth(), flat_samples(0.9))
    assert prediction.tolist() == [1]
    assert confidence[0] == pytest.approx(1 / (1 + math.exp(-0.8)), rel=1e-6)


@pytest.mark.parametrize("bounds", [(0.0, 1.0), (0.0, 255.0), (-1.0, 1.0)])
def test_rounding_to_8_bits_leaves_pictures_of_256_levels_alone(
    bounds: tuple[float, float],
) -> None:
    lower, upper = bounds
    levels = (lower + np.arange(256) / 255 * (upper - lower)).astype(np.float32)
    assert (rounded_to_8bit(levels, bounds) == levels).all()
    step = (upper - lower) / 255
    shifted = (levels + np.float32(0.4 * step)).astype(np.float32)
    np.testing.assert_allclose(
        rounded_to_8bit(shifted, bounds), levels, atol=1e-5 * (upper - lower)
    )


def clean(shade: float, label: int = 0, index: int = 9) -> CleanSample:
    samples = flat_samples(shade)
    prediction, confidence = predict(MeanTruth(), samples)
    return CleanSample(index, label, samples[0], int(prediction[0]), float(confidence[0]))


def test_the_row_of_a_broken_sample_has_its_measured_distance() -> None:
    example = flat_samples(0.501)[0]
    finding = Finding(clean(0.45), example, 1, 0.6, rejected=2)
    row = make_rows([finding], MeanTruth(), norm=Norm.LINF, input_range=(0.0, 2.0))
    distance = float(example[0, 0, 0]) - float(np.float32(0.45))
    assert row.distance[0] == distance
    assert row.minimum_perturbation[0] == distance / 2
    assert (row.adversarial_prediction[0], row.rejected_by_confirmation[0]) == (1, 2)
    assert row.adversarial_confidence[0] == np.float32(0.6)
    # 0.501 of 2.0 is level 63.9 of 255: rounding takes it to 64, above 0.5 still.
    assert row.survives_8bit[0] == 1


def test_an_example_that_rounding_takes_back_does_not_survive() -> None:
    finding = Finding(clean(0.45), flat_samples(0.50001)[0], 1, 0.6)
    row = make_rows([finding], MeanTruth(limit=0.5), norm=Norm.LINF, input_range=(0.0, 1.0))
    assert row.survives_8bit[0] == 1  # level 128 of 255 is 0.50196
    finding = Finding(clean(0.45), flat_samples(0.5035)[0], 1, 0.6)
    row = make_rows([finding], MeanTruth(limit=0.503), norm=Norm.LINF, input_range=(0.0, 1.0))
    assert row.survives_8bit[0] == 0


def test_the_row_of_a_sample_that_was_wrong_already_needs_no_example() -> None:
    row = make_rows([Finding(clean(0.9))], MeanTruth(), norm=Norm.LINF, input_range=RANGE)
    assert (row.minimum_perturbation[0], row.distance[0]) == (0.0, 0.0)
    assert row.adversarial_prediction[0] == row.prediction[0] == 1
    assert row.survives_8bit[0] == -1


def test_the_row_of_an_unbroken_sample_says_infinity() -> None:
    row = make_rows([Finding(clean(0.1))], MeanTruth(), norm=Norm.LINF, input_range=RANGE)
    assert row.minimum_perturbation[0] == math.inf
    assert (row.adversarial_prediction[0], row.survives_8bit[0]) == (-1, -1)
    assert np.isnan(row.adversarial_confidence[0])


def test_draws_keep_whether_each_was_right() -> None:
    findings = [Finding(clean(0.1), correct=np.array([True, False]))] * 2
    rows = make_rows(
        findings, MeanTruth(), norm=Norm.LINF, input_range=RANGE, values=np.array([0.0, 0.1])
    )
    assert rows.correct is not None
    assert rows.correct.tolist() == [[True, False]] * 2
    assert rows.is_correct_at(0.1).tolist() == [False, False]
