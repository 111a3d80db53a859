"""Which samples are evaluated, and in which order."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.datasets.sample_choice import choose_samples
from pandavision_gui.errors import InputError

LABELS = np.repeat(np.arange(10), 30)


def test_complete_takes_all_samples_in_file_order():
    chosen = choose_samples(LABELS, mode="complete")
    assert chosen.dtype == np.int64
    assert chosen.tolist() == list(range(300))


def test_complete_is_in_a_drawn_order_where_a_time_limit_may_leave_samples_out():
    chosen = choose_samples(LABELS, mode="complete", may_end_early=True)
    assert sorted(chosen.tolist()) == list(range(300))
    # A file sorted by class: the first tenth is not of one class alone.
    assert len(set(LABELS[chosen[:30]].tolist())) > 5
    assert np.array_equal(chosen, choose_samples(LABELS, mode="complete", may_end_early=True))
    other = choose_samples(LABELS, mode="complete", may_end_early=True, seed=1)
    assert not np.array_equal(chosen, other)


@pytest.mark.parametrize("mode", ["fast", "complete"])
def test_explicit_indexes_win_and_keep_their_order(mode):
    chosen = choose_samples(LABELS, mode=mode, indexes=(299, 0, 7), may_end_early=True)
    assert chosen.dtype == np.int64
    assert chosen.tolist() == [299, 0, 7]


@pytest.mark.parametrize(
    ("indexes", "code", "words"),
    [
        ((), "indexes_empty", "empty list"),
        ((0, 300, -1), "indexes_out_of_range", "sample 300, but the dataset has samples 0 to 299"),
        ((0, -1, 300), "indexes_out_of_range", "sample -1, but the dataset has samples 0 to 299"),
        ((0, 2**80), "indexes_out_of_range", f"sample {2**80}"),
        ((5, 7, 7, 5), "indexes_repeated", "sample 7 twice"),
    ],
)
def test_the_first_index_that_cannot_be_is_named(indexes, code, words):
    with pytest.raises(InputError) as caught:
        choose_samples(LABELS, mode="fast", indexes=indexes)
    assert caught.value.code == code
    assert words in caught.value.message


def test_a_count_or_seed_that_cannot_be_is_refused():
    with pytest.raises(InputError) as caught:
        choose_samples(LABELS, mode="fast", count=0)
    assert caught.value.code == "sample_count_invalid"
    with pytest.raises(InputError) as caught:
        choose_samples(LABELS, mode="fast", seed=-1)
    assert caught.value.code == "seed_invalid"


def test_fast_takes_100_samples_and_as_many_of_each_equal_class():
    chosen = choose_samples(LABELS, mode="fast")
    assert len(set(chosen.tolist())) == 100
    assert np.bincount(LABELS[chosen]).tolist() == [10] * 10


def test_small_classes_keep_their_share():
    labels = np.repeat([4, 9], [900, 100])
    chosen = choose_samples(labels, mode="fast", count=50)
    assert (labels[chosen] == 9).sum() == 5


def test_the_same_seed_gives_the_same_choice_and_another_seed_another():
    first = choose_samples(LABELS, mode="fast", seed=7)
    assert np.array_equal(first, choose_samples(LABELS, mode="fast", seed=7))
    other = choose_samples(LABELS, mode="fast", seed=8)
    assert set(first.tolist()) != set(other.tolist())


def test_the_choice_of_a_seed_stays_what_it_was_in_earlier_versions():
    chosen = choose_samples(np.repeat(np.arange(3), [5, 10, 20]), mode="fast", count=6, seed=1)
    assert chosen.tolist() == [21, 4, 12, 32, 29, 5]


def test_fast_takes_all_samples_when_there_are_no_more_than_the_count():
    for count in (300, 301):
        chosen = choose_samples(LABELS, mode="fast", count=count)
        assert sorted(chosen.tolist()) == list(range(300))
        assert chosen.tolist() != list(range(300))


def test_the_order_is_shuffled_so_that_an_early_stop_sees_all_classes():
    # Averaged over seeds, the first half holds every class as often as the second half.
    halves = np.zeros((2, 10))
    for seed in range(200):
        chosen = LABELS[choose_samples(LABELS, mode="fast", seed=seed)]
        for half in (0, 1):
            halves[half] += np.bincount(chosen[50 * half : 50 * half + 50], minlength=10)
    assert np.abs(halves / 200 - 5).max() < 0.5


def test_every_sample_is_drawn_about_as_often_as_any_other():
    drawn = np.zeros(300)
    for seed in range(600):
        drawn[choose_samples(LABELS, mode="fast", seed=seed)] += 1
    # Binomial with p = 1/3: 200 with a standard deviation of 11.5.
    assert drawn.min() > 140
    assert drawn.max() < 260


def test_places_left_over_are_drawn_and_not_given_to_the_lowest_label():
    labels = np.repeat(np.arange(4), 10)
    winners = {
        tuple(np.bincount(labels[choose_samples(labels, mode="fast", count=5, seed=seed)]).tolist())
        for seed in range(60)
    }
    assert winners == {(2, 1, 1, 1), (1, 2, 1, 1), (1, 1, 2, 1), (1, 1, 1, 2)}


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=12),
    st.integers(1, 200),
    st.integers(0, 2**63 - 1),
    st.randoms(use_true_random=False),
)
def test_classes_get_their_share_by_largest_remainder(sizes, count, seed, random):
    label_names = random.sample(range(1000), len(sizes))
    labels = [name for name, size in zip(label_names, sizes, strict=True) for _ in range(size)]
    random.shuffle(labels)
    stored = np.array(labels)
    chosen = choose_samples(stored, mode="fast", count=count, seed=seed)
    assert len(chosen) == min(count, len(labels))
    assert len(np.unique(chosen)) == len(chosen)
    shares = [Fraction(len(chosen) * size, len(labels)) for size in sizes]
    got = [int((stored[chosen] == name).sum()) for name in label_names]
    for share, quota in zip(shares, got, strict=True):
        assert abs(quota - share) < 1
    # Who got a place more than the whole part of the share has no smaller remainder than who
    # did not.
    above = [s - int(s) for s, q in zip(shares, got, strict=True) if q > s]
    below = [s - int(s) for s, q in zip(shares, got, strict=True) if q < s]
    assert not above or not below or min(above) >= max(below)
