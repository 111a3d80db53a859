"""Which samples of a source are taken where not all are wanted."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.datasets.sample_draw import SampleDraw

labels_of = st.lists(st.integers(0, 3), min_size=1, max_size=60).map(np.array)
limits = st.none() | st.integers(1, 20)


@given(labels_of, limits, limits, st.integers(0, 5), st.sets(st.integers(0, 59), max_size=10))
def test_no_sample_is_taken_twice_and_each_is_replaced_by_one_of_its_class(
    labels: np.ndarray, per_class: int | None, samples: int | None, seed: int, bad: set[int]
) -> None:
    draw = SampleDraw(labels, bad, per_class=per_class, samples=samples, seed=seed)
    first = draw.first()
    assert first == sorted(set(first))
    assert not set(first) & bad
    usable = [index for index in range(len(labels)) if index not in bad]
    counts = np.bincount(labels[first], minlength=4)
    all_counts = np.bincount(labels[usable], minlength=4)
    most = [min(count, per_class or count) for count in all_counts]
    assert len(first) == min(samples or sum(most), sum(most))
    assert all(count <= limit for count, limit in zip(counts, most, strict=True))
    again = SampleDraw(labels, bad, per_class=per_class, samples=samples, seed=seed)
    assert again.first() == first
    taken, wanted = set(first), list(first)
    while wanted:
        index = wanted.pop()
        other = draw.instead_of(index)
        if other is not None:
            assert labels[other] == labels[index]
            assert other not in taken | bad
            taken.add(other)
            wanted.append(other)
    if per_class is None and samples is None:
        assert taken == set(usable)
    else:
        of_first = set(labels[first].tolist())
        assert taken == {index for index in usable if labels[index] in of_first}


def test_altogether_each_class_has_its_share() -> None:
    labels = np.repeat([0, 1, 2], [100, 50, 10])
    draw = SampleDraw(labels, (), per_class=None, samples=16, seed=0)
    assert np.bincount(labels[draw.first()]).tolist() == [10, 5, 1]
    other = SampleDraw(labels, (), per_class=None, samples=16, seed=1)
    assert other.first() != draw.first()
    both = SampleDraw(labels, (), per_class=10, samples=6, seed=0)
    assert np.bincount(labels[both.first()]).tolist() == [2, 2, 2]
