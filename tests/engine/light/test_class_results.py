"""Results by class."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.class_results import class_results, confusions
from pandavision_gui.engine.sample_table import NO_CLASS, SampleTable

TOP = 0.05
rows = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from([0.0, 0.01, 0.05, 0.06, math.inf]), st.integers(0, 3)
    ),
    min_size=1,
    max_size=60,
)


def made(listed: list[tuple[int, float, int]]) -> SampleTable:
    table = SampleTable.empty()
    count = len(listed)
    columns = {name: np.zeros(count, getattr(table, name).dtype) for name in table_columns()}
    columns["index"] = np.arange(count)
    columns["label"] = np.array([label for label, _, _ in listed])
    columns["minimum_perturbation"] = np.array([found for _, found, _ in listed])
    columns["adversarial_prediction"] = np.array(
        [answer if math.isfinite(found) else NO_CLASS for _, found, answer in listed]
    )
    return SampleTable(**columns)


def table_columns() -> list[str]:
    return [name for name in vars(SampleTable.empty()) if name not in ("correct", "values")]


@given(rows)
def test_classes_add_up_to_the_whole(listed: list[tuple[int, float, int]]) -> None:
    found = class_results(made(listed), TOP)
    assert [one.label for one in found] == sorted({label for label, _, _ in listed})
    assert sum(one.robust.count for one in found) == len(listed)
    assert sum(one.robust.robust for one in found) == sum(m > TOP for _, m, _ in listed)
    assert sum(one.clean.robust for one in found) == sum(m > 0 for _, m, _ in listed)


@given(rows)
def test_confusions_are_of_samples_that_were_right_and_were_broken(
    listed: list[tuple[int, float, int]],
) -> None:
    found = confusions(made(listed), TOP)
    broken = [(label, answer) for label, m, answer in listed if 0 < m <= TOP]
    assert {(one.label, one.answer): one.count for one in found} == {
        pair: broken.count(pair) for pair in broken
    }
    assert [one.count for one in found] == sorted((one.count for one in found), reverse=True)
