"""Whether the limits of a gate are met, at any moment of an evaluation.

A statement is about the robust accuracy under the attack that is run, which a stronger attack would
lower. It counts every sample that was started: what is still open at a value counts as broken where
a limit would be met, and as robust where it would not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pandavision_gui.engine.comparison import common_samples
from pandavision_gui.engine.corruptions import Scale
from pandavision_gui.engine.gate import Limit, MaximumDrop, MinimumAccuracy, MinimumSecValue
from pandavision_gui.engine.number_words import number_words, percent, points
from pandavision_gui.engine.robustness_curve import BandPoint
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.sequential import exact_limits, interval, is_above, is_below

ERROR_RATE = 0.05
_ROUNDING = 1e-9
_HALVINGS = 40


class Decision(StrEnum):
    """How a limit stands."""

    MET = "met"
    NOT_MET = "not met"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Seen:
    """What is known of an evaluation at some moment.

    Attributes
    ----------
    band
        Where the curve can end up, over the samples that were started.
    total
        Samples to evaluate.
    is_whole
        Whether these are all that the statement is about, so that its end is a count.
    may_rise
        Whether a sample that is wrong without perturbation can be right with it: under noise.
    is_settled
        Whether samples that withstood the search stay robust. Where several values are evaluated it
        assumes that what withstands the largest withstands the smaller ones, and only its end
        checks that: until then nothing but the clean accuracy can be met.
    unknown
        Of how many of the samples that count as robust too little is known: a limit is not met by
        them.
    """

    band: tuple[BandPoint, ...]
    total: int
    is_whole: bool
    is_settled: bool
    may_rise: bool = False
    unknown: int = 0

    @property
    def started(self) -> int:
        """How many samples were started."""
        return self.band[0].count if self.band else 0

    def at(self, value: float) -> tuple[int, int]:
        """Return the fewest and the most started samples that can end up robust at a value."""
        for point in self.band:
            if point.value == value:
                if value == 0:
                    return point.lowest, point.highest
                lowest = max(0, point.lowest - self.unknown) if self.is_settled else 0
                return lowest, point.highest
        return 0, self.started


@dataclass(frozen=True)
class Judged:
    """How one limit stands.

    Attributes
    ----------
    lower, upper
        What the judged quantity lies in; the same number twice where it was counted.
    how
        Why that can be said, for the end of a sentence.
    """

    limit: Limit
    words: str
    decision: Decision
    lower: float
    upper: float
    how: str

    def sentence(self) -> str:
        """Return how it stands, and on which side of the limit the interval is."""
        is_drop = isinstance(self.limit, MaximumDrop)
        is_gain = is_drop and self.lower <= self.upper < 0
        ends = (-self.upper, -self.lower) if is_gain else (self.lower, self.upper)
        if is_drop:
            found = points(ends[0])
            if ends[0] != ends[1]:
                found = f"{100 * ends[0]:.1f} to {points(ends[1])}"
        else:
            is_value = isinstance(self.limit, MinimumSecValue)
            low, high = (f"{end:.3f}" if is_value else percent(end) for end in ends)
            found = low if ends[0] == ends[1] else f"{low} to {high}"
        side = {
            Decision.MET: "within the limit" if is_drop else "not below the limit",
            Decision.NOT_MET: "above the limit" if is_drop else "below the limit",
            Decision.UNDECIDED: "on both sides of the limit",
        }[self.decision]
        what = ("the gain is " if is_gain else "the drop is ") if is_drop else ""
        return f"{self.words}: {self.decision}; {what}{found}, {side} ({self.how})"


@dataclass(frozen=True)
class _Stand:
    """How the mean of numbers in [0, 1], one a sample, stands against a limit."""

    decision: Decision
    lower: float
    upper: float
    is_counted: bool


def judge(limit: Limit, seen: Seen, scale: Scale, error_rate: float) -> Judged:
    """Say how a limit on the evaluation alone stands.

    Parameters
    ----------
    error_rate
        Largest probability of saying "met" or "not met" wrongly at any moment.
    """
    if isinstance(limit, MinimumAccuracy):
        low, high = seen.at(limit.value)
        stand = _stand(low, high, seen, limit.share, error_rate)
    elif isinstance(limit, MinimumSecValue):
        stand = _stand_of_sec_value(limit.level, seen, error_rate)
    else:
        raise TypeError(type(limit))
    how = (
        f"counted over all {number_words(seen.total)} samples"
        if stand.is_counted
        else f"{number_words(seen.started)} samples started, {_confidence(error_rate)} at every "
        "moment"
    )
    return Judged(limit, limit.words(scale), stand.decision, stand.lower, stand.upper, how)


def _confidence(error_rate: float) -> str:
    return f"confidence {100 * (1 - error_rate):.4g} %"


def _decide(low: float, high: float, seen: Seen, limit: float, error_rate: float) -> Decision:
    if seen.is_whole and seen.total:
        # What no sample that is left can change is certain, whatever was drawn.
        if low >= limit * seen.total - _ROUNDING:
            return Decision.MET
        if high + seen.total - seen.started < limit * seen.total - _ROUNDING:
            return Decision.NOT_MET
    if is_above(limit, low, seen.started, error_rate):
        return Decision.MET
    if is_below(limit, high, seen.started, error_rate):
        return Decision.NOT_MET
    return Decision.UNDECIDED


def _stand(low: float, high: float, seen: Seen, limit: float, error_rate: float) -> _Stand:
    lower, upper = interval(low, high, seen.started, error_rate)
    is_counted = False
    if seen.is_whole and seen.total:
        least, most = low / seen.total, (high + seen.total - seen.started) / seen.total
        is_counted = most - least <= _ROUNDING
        lower, upper = max(lower, least), min(upper, most)
        if is_counted or lower > upper:
            lower, upper = least, most
    return _Stand(_decide(low, high, seen, limit, error_rate), lower, upper, is_counted)


def _decide_sec_value(level: float, seen: Seen, error_rate: float) -> Decision:
    """Decide on mean(robust accuracy) / clean accuracy ≥ level, as the sign of a mean.

    A sample's number is how many of the V values it is right at, less level × V where it is right
    without perturbation. The mean over all samples is ≥ 0 exactly when the limit is met. Numbers
    between known bounds are moved to [0, 1], where the same test holds for them.
    """
    count = len(seen.band)
    at_zero = level * count
    # Right at 0 only: 1 − level × V; wrong at 0: up to V − 1 under noise, nothing otherwise.
    least = min(0.0, 1 - at_zero)
    most = max(count - at_zero, count - 1.0 if seen.may_rise else 0.0)
    sums = [seen.at(point.value) for point in seen.band]
    low = sum(one[0] for one in sums) - at_zero * sums[0][1]
    high = sum(one[1] for one in sums) - at_zero * sums[0][0]
    width = most - least
    started = seen.started
    return _decide(
        (low - least * started) / width,
        (high - least * started) / width,
        seen,
        -least / width,
        error_rate,
    )


def _stand_of_sec_value(level: float, seen: Seen, error_rate: float) -> _Stand:
    if not seen.band or seen.started == 0:
        return _Stand(Decision.UNDECIDED, 0.0, 1.0, is_counted=False)
    clean = seen.at(0.0)
    is_over = seen.is_whole and seen.started == seen.total
    if is_over and all(seen.at(point.value)[0] == point.highest for point in seen.band):
        robust = sum(point.highest for point in seen.band)
        value = robust / (len(seen.band) * clean[0]) if clean[0] else -1.0
        decision = Decision.MET if value >= level - _ROUNDING else Decision.NOT_MET
        return _Stand(decision, value, value, is_counted=True)
    lower, upper = 0.0, 1.0
    for wanted in (Decision.MET, Decision.NOT_MET):
        inside, outside = (0.0, 1.0) if wanted is Decision.MET else (1.0, 0.0)
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            if _decide_sec_value(middle, seen, error_rate) is wanted:
                inside = middle
            else:
                outside = middle
        if wanted is Decision.MET:
            lower = inside
        else:
            upper = inside
    return _Stand(_decide_sec_value(level, seen, error_rate), lower, upper, is_counted=False)


@dataclass(frozen=True)
class Baseline:
    """The evaluation that another one is compared with.

    Attributes
    ----------
    robust
        How many of its `count` samples are right, by perturbation value.
    table
        Its rows where they are of the same dataset, to be compared sample by sample; else None.
    """

    robust: dict[float, int]
    count: int
    table: SampleTable | None


def judge_drop(
    limit: MaximumDrop,
    value: float,
    baseline: Baseline,
    table: SampleTable,
    scale: Scale,
    error_rate: float,
    *,
    is_whole: bool,
) -> Judged:
    """Say how the difference of two finished evaluations stands.

    Where both have the same samples they are compared sample by sample: what counts is how many
    only one of the two has right, as in McNemar's test, and the limits of both numbers are Clopper
    and Pearson's. Where they have others, the limits are those of the two accuracies.

    Parameters
    ----------
    table
        The rows of the evaluation itself.
    is_whole
        Whether they are all samples that the statement is about.
    """
    asked = MaximumDrop(limit.share, value)
    tail = error_rate / 2
    paired = baseline.table is not None
    if baseline.table is not None:
        mine, others = common_samples(table, baseline.table)
        here, there = mine.is_correct_at(value), others.is_correct_at(value)
        count = len(mine)
        lost, won = int((there & ~here).sum()), int((here & ~there).sum())
        is_counted = is_whole and count == len(table) > 0
    else:
        count = len(table)
        lost, won = baseline.robust[value], int(table.is_correct_at(value).sum())
        is_counted = False
    others_count = count if paired else baseline.count
    if is_counted:
        lower = upper = (lost - won) / count
        how = f"counted over all {number_words(count)} samples, one by one"
    else:
        lost_lower, lost_upper = exact_limits(lost, others_count, tail)
        won_lower, won_upper = exact_limits(won, count, tail)
        lower, upper = lost_lower - won_upper, lost_upper - won_lower
        how = f"{number_words(count)} samples compared one by one, {_confidence(error_rate)}"
        if not paired:
            how = (
                f"{number_words(count)} samples against {number_words(others_count)} others, "
                f"unpaired, {_confidence(error_rate)}"
            )
    decision = (
        Decision.MET
        if upper <= limit.share + _ROUNDING
        else Decision.NOT_MET
        if lower > limit.share + _ROUNDING
        else Decision.UNDECIDED
    )
    return Judged(asked, asked.words(scale), decision, lower, upper, how)


def with_doubt(drop: Judged, more: float) -> Judged:
    """Return how a limit on a drop stands where the drop may be larger by `more`, a share.

    Without perturbation nothing is in doubt.
    """
    if not isinstance(drop.limit, MaximumDrop):
        raise TypeError(type(drop.limit))
    upper = drop.upper if drop.limit.value == 0 else min(1.0, drop.upper + more)
    is_doubtful = drop.decision is Decision.MET and upper > drop.limit.share + _ROUNDING
    decision = Decision.UNDECIDED if is_doubtful else drop.decision
    return replace(drop, upper=upper, decision=decision)


def overall(judged: Sequence[Judged]) -> Decision:
    """Return how all limits together stand."""
    decisions = {one.decision for one in judged}
    if Decision.NOT_MET in decisions:
        return Decision.NOT_MET
    return Decision.MET if decisions == {Decision.MET} else Decision.UNDECIDED
