from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.attacks.counted_draws import Keys, draws, mixed
from pandavision_gui.engine.evaluation.random_streams import Purpose, keys, stream
from pandavision_gui.engine.evaluation.run_settings import RunSettings
from pandavision_gui.engine.evaluation.slot_state import SlotState
from pandavision_gui.engine.evaluation.slots import Slots
from pandavision_gui.engine.norms import Norm

seeds = st.integers(0, 2**32 - 1)
indexes = st.integers(0, 2**32 - 1)
names = st.tuples(seeds, indexes, st.sampled_from(Purpose), st.integers(0, 10))


def test_samples_sit_down_in_the_first_free_place() -> None:
    slots = Slots(3)
    assert [slots.admit(position) for position in (10, 11, 12)] == [0, 1, 2]
    slots.release(1)
    slots.release(0)
    assert slots.free.tolist() == [0, 1]
    assert slots.admit(13) == 0
    assert slots.position.tolist() == [13, -1, 12]
    assert slots.taken.tolist() == [0, 2]


@given(st.integers(1, 5), st.lists(st.integers(0, 4), max_size=40))
def test_every_place_is_free_or_taken_whatever_happens(size: int, leaving: list[int]) -> None:
    slots = Slots(size)
    for position, place in enumerate(leaving):
        if len(slots.free):
            slots.admit(position)
        elif place < size:
            slots.release(place)
        assert sorted([*slots.free.tolist(), *slots.taken.tolist()]) == list(range(size))
        seated = slots.position[slots.taken].tolist()
        assert len(set(seated)) == len(seated)


def test_a_full_house_seats_nobody() -> None:
    slots = Slots(1)
    slots.admit(0)
    with pytest.raises(IndexError):
        slots.admit(1)


def test_a_step_of_all_is_taken_back_for_some() -> None:
    state = SlotState(RunSettings(Norm.LINF, (0.0, 1.0), 0, 4, (1, 2, 3)), 2, 3)
    tensors = (state.points, *state.memory, state.numbers, state.forecasts)
    for tensor in tensors:
        tensor.copy_(torch.arange(tensor.numel()).view(tensor.shape))
    before = [tensor.clone() for tensor in tensors]
    with state.unchanged(torch.tensor([1, 3])):
        for tensor in tensors:
            tensor.neg_().sub_(1)
    for tensor, old in zip(tensors, before, strict=True):
        assert torch.equal(tensor[[1, 3]], old[[1, 3]])
        assert torch.equal(tensor[[0, 2]], -old[[0, 2]] - 1)
    with state.unchanged(torch.tensor([], dtype=torch.int64)):
        state.points.zero_()
    assert not state.points.any()


@given(st.lists(names, min_size=2, max_size=6, unique=True), st.randoms())
def test_a_sample_draws_the_same_numbers_whatever_was_drawn_before(
    wanted: list[tuple[int, int, Purpose, int]], shuffled: object
) -> None:
    there = {name: stream(*name).random(4).tolist() for name in wanted}
    back = {name: stream(*name).random(4).tolist() for name in reversed(wanted)}
    assert there == back
    drawn = [tuple(numbers) for numbers in there.values()]
    assert len(set(drawn)) == len(wanted)


def test_purposes_stages_samples_and_seeds_have_streams_of_their_own() -> None:
    several = itertools.product([0, 1], [0, 1, 7], Purpose, [0, 1, 2])
    draws = [tuple(stream(*name).random(4)) for name in several]
    assert len(set(draws)) == len(draws)


def test_the_numbers_that_a_seed_means_never_change() -> None:
    # Stored results promise that they can be repeated from their spec.
    assert [(p.name, int(p)) for p in Purpose] == [
        ("RANDOM_START", 1),
        ("NOISE", 2),
        ("ASSUMPTION_CHECK", 3),
        ("SEARCH", 4),
    ]
    # Each number as two words of 32 bits, the high one first.
    words = [0, 5, 0, 7, 0, 2, 0, 9]
    expected = np.random.Generator(np.random.PCG64(np.random.SeedSequence(words))).integers(
        0, 2**63, 4
    )
    assert stream(5, 7, Purpose.NOISE, 9).integers(0, 2**63, 4).tolist() == expected.tolist()


def test_the_largest_seed_and_a_value_as_64_bits_name_a_stream() -> None:
    bits = int(np.float64(0.03).view(np.uint64))
    first = stream(2**63 - 1, 0, Purpose.NOISE, bits).random()
    assert first != stream(2**63 - 1, 0, Purpose.NOISE, bits + 1).random()


def test_a_large_seed_shares_no_stream_with_a_small_one() -> None:
    # Numbers of more than 32 bits are several words to numpy, which joins the words of all names.
    large = stream(5 + 7 * 2**32, 2, Purpose.RANDOM_START).random(4).tolist()
    small = stream(5, 7, Purpose.NOISE, 1).random(4).tolist()
    assert large != small


def keys_of(seed: int, indexes: list[int], stage: int = 0, run: int = 9) -> Keys:
    runs = np.full(len(indexes), run, dtype=np.uint64)
    return keys(seed, np.array(indexes), Purpose.SEARCH, stage, runs)


def test_a_key_is_its_samples_own_and_another_in_each_stage_and_run() -> None:
    several = [
        int(key)
        for seed, stage, run in itertools.product([0, 1, 2**63 - 1], [0, 1], [0, 2**63])
        for key in keys_of(seed, [0, 1, 7], stage, run)
    ]
    assert len(set(several)) == len(several)
    assert keys_of(3, [5, 6, 7])[1:].tolist() == keys_of(3, [6, 7]).tolist()


def test_draws_of_a_key_are_uniform_and_no_function_of_their_neighbours() -> None:
    some = keys_of(1, list(range(2000)))
    counts = np.arange(2000) % 7
    drawn = draws(some, counts, 5)
    assert drawn.shape == (2000, 5)
    assert ((drawn >= 0) & (drawn < 1)).all()
    assert len(np.unique(drawn)) == drawn.size
    # Each of ten bins holds a tenth of the draws; 3.9 standard deviations are one in 10,000.
    shares = np.histogram(drawn, bins=10, range=(0, 1))[0] / drawn.size
    assert np.abs(shares - 0.1).max() < 3.9 * np.sqrt(0.09 / drawn.size)
    assert np.abs(np.corrcoef(drawn.T) - np.eye(5)).max() < 3.9 / np.sqrt(2000)
    assert draws(some[[4]], counts[[4]], 5).tolist() == drawn[[4]].tolist()
    assert not np.array_equal(draws(some, counts + 1, 5), drawn)


def test_the_draws_that_a_seed_means_never_change() -> None:
    # SplitMix64 from 0: the first output of the published generator.
    assert int(mixed(np.zeros(1, dtype=np.uint64))[0]) == 0xE220A8397B1DCDAF
    # What was drawn when the attack first had draws: results promise that they can be repeated.
    drawn = draws(keys_of(5, [7]), np.array([3]), 2)[0].tolist()
    assert drawn == [0.8967742531345525, 0.06412090989567609]
