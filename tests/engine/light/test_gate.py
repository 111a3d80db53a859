from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.gate import (
    MaximumDrop,
    MinimumAccuracy,
    MinimumSecValue,
    gate_spec,
    is_whole,
    parse_drop,
    parse_minimum,
    parse_sec_value,
)
from pandavision_gui.engine.gate_judgement import (
    Baseline,
    Decision,
    Judged,
    Seen,
    judge,
    judge_drop,
    overall,
    with_doubt,
)
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.robustness_curve import band_point
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import InputError

RATE = 0.05


@pytest.mark.parametrize(
    ("text", "share", "value"),
    [
        ("0.6@4/255", 0.6, 4 / 255),
        ("60%@0.02", 0.6, 0.02),
        ("3/5@2%", 0.6, 0.02),
        (".6@.02", 0.6, 0.02),
        ("1@0", 1.0, 0.0),
        (" 1.@ 8/255 ", 1.0, 8 / 255),
        ("100%@1.5", 1.0, 1.5),
    ],
)
def test_shares_and_values_are_decimal_percent_or_fractions(
    text: str, share: float, value: float
) -> None:
    assert parse_minimum(text) == MinimumAccuracy(share, value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0.9@0.01", "at least 90.0 %"),
        ("0.000001@0.01", "at least 0.0001 %"),
        ("99.99%@0.01", "at least 99.99 %"),
        ("1/3@0.01", "at least 33.33333333 %"),
        ("0.29@0.01", "at least 29.0 %"),
    ],
)
def test_a_limit_is_said_with_all_of_the_figures_that_were_given(text: str, words: str) -> None:
    assert parse_minimum(text).words(Norm.LINF).endswith(words)


def test_so_is_a_drop() -> None:
    words = parse_drop("0.025%").words(Norm.LINF)
    assert words == "robust accuracy at most 0.025 percentage points below the baseline's"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0.6", "does not say at which perturbation value"),
        ("0.6@", 'holds "", which is no number'),
        ("@0.02", 'holds "", which is no number'),
        ("60@0.02", "asks for no share above 0 and up to 1"),
        ("0@0.02", "asks for no share above 0 and up to 1"),
        ("-0.6@0.02", 'holds "-0.6"'),
        ("nan@0.02", 'holds "nan"'),
        ("1e-1@0.02", 'holds "1e-1"'),
        ("0.6@4/0", 'holds "4/0"'),
        ("0.6@4/255/2", 'holds "4/255/2"'),
        ("0,6@0.02", 'holds "0,6"'),
        ("٠.6@0.02", "which is no number"),
        ("0.6@0.02@0.03", 'holds "0.02@0.03"'),
        ("6" * 5000 + "@0", "which is no number"),
        ("0.6@\x1b[31m", r"\x1b"),
    ],
)
def test_what_is_no_limit_is_refused_with_an_example(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_minimum(text)
    error = caught.value
    assert (error.code, error.exit_code) == ("gate_limit_invalid", 2)
    assert words in error.message
    assert len(error.sentence()) < 250
    assert re.search('Write it like "[^"]+": numbers are', error.hint)


def test_the_other_limits() -> None:
    assert parse_sec_value("50%") == MinimumSecValue(0.5)
    assert parse_drop("0.02") == MaximumDrop(0.02, None)
    assert parse_drop("0@4/255") == MaximumDrop(0.0, 4 / 255)
    for parse, text in ((parse_sec_value, "0"), (parse_sec_value, "1.1"), (parse_drop, "1")):
        with pytest.raises(InputError):
            parse(text)


@given(st.text(max_size=60))
def test_any_text_is_a_limit_or_refused(text: str) -> None:
    for parse in (parse_minimum, parse_sec_value, parse_drop):
        refused = None
        try:
            parse(text)
        except InputError as error:
            refused = error
        if refused is not None:
            assert refused.code == "gate_limit_invalid"
            assert refused.message.isprintable()


def spec_of(**keys: Any) -> EvaluationSpec:
    return EvaluationSpec(dataset="d.h5", trained_model="m.onnx", **keys)


def test_a_whole_dataset_is_taken_in_a_drawn_order_at_the_values_asked_about() -> None:
    spec = gate_spec(spec_of(), [MinimumAccuracy(0.6, 4 / 255)], 300)
    assert spec.values == (0.0, 4 / 255)
    # "fast" with as many as there are is all of them in a drawn order (choose_samples).
    assert (spec.evaluation_mode, spec.samples) == ("fast", 300)
    assert is_whole(spec, 300)
    assert not is_whole(gate_spec(spec_of(evaluation_mode="fast"), [], 300), 300)


@pytest.mark.parametrize("attack", [name for name in CATALOGUE if name != "worst-case"])
def test_every_attack_is_asked_about_as_it_is_run(attack: str) -> None:
    """An attack decides the perturbation type, which its spec need not name."""
    document = {"dataset": "d.h5", "trained-model": "m.onnx", "attack": attack}
    if attack == "transfer":
        document["surrogate-model"] = "other.onnx"
    wanted = spec_from_document(document)
    spec = gate_spec(wanted, [MinimumAccuracy(0.6, 0.02)], 300)
    assert (spec.attack, spec.perturbation, spec.norm) == (
        attack, wanted.perturbation, wanted.norm,
    )  # fmt: skip
    assert spec.values == (0.0, 0.02)


def test_samples_that_were_named_come_in_a_drawn_order_that_the_seed_repeats() -> None:
    spec = spec_of(indexes=tuple(range(50)), seed=3)
    found = gate_spec(spec, [MinimumAccuracy(0.6, 0.02)], 300).indexes
    assert found is not None
    assert sorted(found) == list(range(50)) != list(found)
    assert found == gate_spec(spec, [MinimumAccuracy(0.6, 0.02)], 300).indexes


def test_the_security_value_keeps_the_values_that_it_depends_on() -> None:
    spec = spec_of(perturbation_values=(0.0, 0.01, 0.02))
    limits = [MinimumSecValue(0.5), MinimumAccuracy(0.6, 0.02)]
    assert gate_spec(spec, limits, 300).values == (0.0, 0.01, 0.02)
    with pytest.raises(InputError) as caught:
        gate_spec(spec, [MinimumSecValue(0.5), MinimumAccuracy(0.6, 0.03)], 300)
    assert caught.value.code == "gate_value_not_evaluated"


def seen_of(counts: dict[float, tuple[int, int]], started: int, total: int, **keys: bool) -> Seen:
    band = tuple(band_point(v, low, high, started) for v, (low, high) in counts.items())
    return Seen(band, total, **{"is_whole": False, "is_settled": True, **keys})


def stand(limit: MinimumAccuracy | MinimumSecValue, seen: Seen) -> Judged:
    return judge(limit, seen, Norm.LINF, RATE)


LIMIT = MinimumAccuracy(0.6, 0.02)


def test_the_three_answers_say_on_which_side_the_interval_is() -> None:
    for robust, decision, side in (
        (95, Decision.MET, "not below the limit"),
        (20, Decision.NOT_MET, "below the limit"),
        (62, Decision.UNDECIDED, "on both sides of the limit"),
    ):
        found = stand(LIMIT, seen_of({0.0: (100, 100), 0.02: (robust, robust)}, 100, 5000))
        assert found.decision is decision
        assert f", {side} (100 samples started, confidence 95 % at every moment)" in (
            found.sentence()
        )
        assert (found.lower >= 0.6) == (decision is Decision.MET)
        assert (found.upper < 0.6) == (decision is Decision.NOT_MET)


def test_open_samples_count_against_whatever_would_be_said() -> None:
    found = stand(LIMIT, seen_of({0.0: (100, 100), 0.02: (20, 95)}, 100, 5000))
    assert found.decision is Decision.UNDECIDED


def test_the_end_of_a_whole_dataset_is_a_count() -> None:
    for robust, decision in ((60, Decision.MET), (59, Decision.NOT_MET)):
        seen = seen_of({0.0: (100, 100), 0.02: (robust, robust)}, 100, 100, is_whole=True)
        found = stand(LIMIT, seen)
        assert (found.decision, found.lower, found.upper) == (decision, robust / 100, robust / 100)
        assert "counted over all 100 samples" in found.sentence()


def test_what_no_sample_that_is_left_can_change_is_certain() -> None:
    seen = seen_of({0.0: (70, 70), 0.02: (60, 64)}, 70, 100, is_whole=True)
    assert stand(LIMIT, seen).decision is Decision.MET
    seen = seen_of({0.0: (70, 70), 0.02: (20, 29)}, 70, 100, is_whole=True)
    found = stand(LIMIT, seen)
    assert found.decision is Decision.NOT_MET
    assert found.upper <= 0.59


def test_before_the_search_is_checked_only_the_clean_accuracy_can_be_met() -> None:
    counts = {0.0: (100, 100), 0.01: (99, 99), 0.02: (99, 99)}
    early = seen_of(counts, 100, 5000, is_settled=False)
    assert stand(MinimumAccuracy(0.6, 0.0), early).decision is Decision.MET
    assert stand(MinimumAccuracy(0.6, 0.01), early).decision is Decision.UNDECIDED
    assert stand(LIMIT, early).decision is Decision.UNDECIDED
    broken = {0.0: (100, 100), 0.01: (20, 20), 0.02: (5, 5)}
    early = seen_of(broken, 100, 5000, is_settled=False)
    assert stand(LIMIT, early).decision is Decision.NOT_MET


def test_nothing_is_decided_before_the_first_sample() -> None:
    empty = Seen((), 0, is_whole=True, is_settled=True)
    assert stand(LIMIT, empty).decision is Decision.UNDECIDED
    assert stand(MinimumSecValue(0.5), empty).decision is Decision.UNDECIDED


def test_the_security_value_is_judged_as_the_mean_that_it_is() -> None:
    counts = {0.0: (90, 90), 0.01: (45, 45), 0.02: (0, 0)}  # 0.5
    whole = seen_of(counts, 100, 100, is_whole=True)
    found = stand(MinimumSecValue(0.5), whole)
    assert (found.decision, found.lower) == (Decision.MET, 0.5)
    assert stand(MinimumSecValue(0.51), whole).decision is Decision.NOT_MET
    part = seen_of(counts, 100, 5000)
    assert stand(MinimumSecValue(0.5), part).decision is Decision.UNDECIDED
    assert stand(MinimumSecValue(0.35), part).decision is Decision.MET
    assert stand(MinimumSecValue(0.7), part).decision is Decision.NOT_MET
    found = stand(MinimumSecValue(0.5), part)
    assert 0.35 < found.lower < 0.5 < found.upper < 0.7


def test_a_model_that_is_always_wrong_meets_no_security_value() -> None:
    seen = seen_of({0.0: (0, 0), 0.01: (0, 0)}, 10, 10, is_whole=True)
    assert stand(MinimumSecValue(0.01), seen).decision is Decision.NOT_MET


@pytest.mark.parametrize(("level", "rising"), [(0.55, False), (0.75, False), (0.55, True)])
def test_the_error_rate_of_the_security_value(level: float, rising: bool) -> None:
    rng = np.random.default_rng(11)
    runs, longest, wrong = 100, 96, 0
    # level × 3 × clean = clean + at .01 + at .02: exactly at the limit.
    clean = 0.9
    middle = 0.75 * (3 * level - 1) * clean / 1.5 + 0.02
    top = (3 * level - 1) * clean - middle
    for _ in range(runs):
        right = rng.random(longest)[:, None]
        if rising:
            right = rng.random((longest, 3))
        at = (right < np.array([clean, middle, top])).cumsum(axis=0)
        for n in range(11, longest, 12):
            counts = {v: (int(at[n, k]),) * 2 for k, v in enumerate((0.0, 0.01, 0.02))}
            seen = seen_of(counts, n + 1, 5000, may_rise=rising)
            if stand(MinimumSecValue(level), seen).decision is not Decision.UNDECIDED:
                wrong += 1
                break
    assert wrong / runs <= RATE + 3 * (RATE * (1 - RATE) / runs) ** 0.5


def rows(minimum: np.ndarray, first: int = 0) -> SampleTable:
    count = len(minimum)
    numbers = np.zeros(count, dtype=np.int64)
    return SampleTable(
        index=np.arange(first, first + count),
        label=numbers,
        prediction=numbers,
        prediction_confidence=np.ones(count, dtype=np.float32),
        minimum_perturbation=minimum.astype(np.float64),
        adversarial_prediction=numbers,
        adversarial_confidence=np.ones(count, dtype=np.float32),
        distance=minimum.astype(np.float64),
        survives_8bit=np.zeros(count, dtype=np.int8),
        rejected_by_confirmation=numbers,
    )


def drop(
    share: float,
    mine: SampleTable,
    others: SampleTable,
    *,
    paired: bool = True,
    whole: bool = False,
) -> Judged:
    robust = {0.02: int(others.is_correct_at(0.02).sum())}
    baseline = Baseline(robust, len(others), others if paired else None)
    limit = MaximumDrop(share, None)
    return judge_drop(limit, 0.02, baseline, mine, Norm.LINF, RATE, is_whole=whole)


def test_a_drop_is_judged_sample_by_sample() -> None:
    rng = np.random.default_rng(12)
    before = rng.uniform(0, 0.05, 400)
    after = before.copy()
    after[:4] = 0.0
    mine, others = rows(after), rows(before)
    assert drop(0.05, mine, others).decision is Decision.MET
    # The same accuracies without pairs do not say as much.
    assert drop(0.05, mine, others, paired=False).decision is Decision.UNDECIDED
    assert "unpaired" in drop(0.05, mine, others, paired=False).sentence()
    # A difference of shares is told in points: "5 % below" could be read as a share of the share.
    said = drop(0.05, mine, others).sentence()
    assert "at most 5.0 percentage points below the baseline's" in said
    assert "percentage points, within the limit" in said
    assert "%" not in said.split("(")[0]
    after[:200] = 0.0
    assert drop(0.05, rows(after), others).decision is Decision.NOT_MET
    assert "above the limit" in drop(0.05, rows(after), others).sentence()


def test_a_model_that_is_better_is_said_to_gain() -> None:
    worse, better = np.full(400, 0.01), np.full(400, 0.05)
    gained = drop(0.05, rows(better), rows(worse))
    assert gained.upper < 0
    assert "the gain is 9" in gained.sentence()
    assert "-" not in gained.sentence().split("; ")[1]
    lost = drop(0.05, rows(worse), rows(better))
    assert "the drop is 9" in lost.sentence()


def test_a_drop_over_the_whole_dataset_is_counted() -> None:
    before = np.full(100, 0.05)
    after = before.copy()
    after[:2] = 0.01
    mine, others = rows(after), rows(np.concatenate([before, before]))
    found = drop(0.02, mine, others, whole=True)
    assert (found.decision, found.lower, found.upper) == (Decision.MET, 0.02, 0.02)
    assert drop(0.01, mine, others, whole=True).decision is Decision.NOT_MET
    # Some of them have no partner: that is no count.
    assert drop(0.02, mine, rows(before[:90]), whole=True).lower < 0.02


@pytest.mark.parametrize("paired", [True, False])
def test_the_error_rate_of_a_drop(paired: bool) -> None:
    rng = np.random.default_rng(13)
    runs, wrong = 400, 0
    for _ in range(runs):
        kind = rng.random(150)
        before = np.where(kind < 0.7, 0.05, 0.0)  # 0.7 right
        after = np.where((kind >= 0.1) & (kind < 0.7) | (kind > 0.95), 0.05, 0.0)  # 0.65 right
        if not paired:
            before = np.where(rng.random(150) < 0.7, 0.05, 0.0)
        found = drop(0.05, rows(after), rows(before), paired=paired)
        wrong += found.decision is not Decision.UNDECIDED
    assert wrong / runs <= RATE


def test_one_limit_that_is_not_met_breaks_the_gate() -> None:
    met = stand(LIMIT, seen_of({0.0: (100, 100), 0.02: (95, 95)}, 100, 5000))
    open_one = stand(LIMIT, seen_of({0.0: (100, 100), 0.02: (62, 62)}, 100, 5000))
    missed = stand(LIMIT, seen_of({0.0: (100, 100), 0.02: (20, 20)}, 100, 5000))
    assert overall([met, met]) is Decision.MET
    assert overall([met, open_one]) is Decision.UNDECIDED
    assert overall([met, open_one, missed]) is Decision.NOT_MET


@pytest.mark.parametrize(("unknown", "decision"), [(0, "met"), (39, "met"), (41, "undecided")])
def test_samples_of_which_nothing_is_known_meet_no_limit(unknown: int, decision: str) -> None:
    band = (band_point(0.0, 100, 100, 100), band_point(0.1, 90, 90, 100))
    seen = Seen(band, 100, True, is_settled=True, unknown=unknown)
    assert judge(MinimumAccuracy(0.5, 0.1), seen, Norm.LINF, 0.05).decision == decision
    assert judge(MinimumAccuracy(1.0, 0.0), seen, Norm.LINF, 0.05).decision == "met"
    assert judge(MinimumAccuracy(0.95, 0.1), seen, Norm.LINF, 0.05).decision == "not met"


@pytest.mark.parametrize(
    ("more", "decision", "upper"),
    [(0.0, "met", 0.01), (0.01, "met", 0.02), (0.1, "undecided", 0.11), (2.0, "undecided", 1.0)],
)
def test_a_drop_may_be_larger_by_samples_of_which_nothing_is_known(
    more: float, decision: str, upper: float
) -> None:
    drop = Judged(MaximumDrop(0.02, 0.1), "words", Decision.MET, 0.01, 0.01, "counted")
    found = with_doubt(drop, more)
    assert (found.decision, found.lower) == (decision, 0.01)
    assert found.upper == pytest.approx(upper)
    over = Judged(MaximumDrop(0.02, 0.1), "words", Decision.NOT_MET, 0.5, 0.5, "counted")
    assert with_doubt(over, more).decision == "not met"
    clean = Judged(MaximumDrop(0.02, 0.0), "words", Decision.MET, 0.01, 0.01, "counted")
    assert with_doubt(clean, more) == clean
