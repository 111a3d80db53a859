"""The minimum over several jobs: what it is, and whom it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.result import Randomised, parse_result
from pandavision_gui.engine.result_figures import result_figures
from pandavision_gui.engine.robustness_curve import robustness_curve
from pandavision_gui.engine.sample_table import COLUMNS, SampleTable
from pandavision_gui.engine.worst_case import FinishedJob, combine, common_values, nearest_rows
from pandavision_gui.engine.worst_case_result import worst_case_result, worst_case_spec
from pandavision_gui.errors import InputError

from .documents import table_of

RECORDED = Path(__file__).parents[2] / "recorded" / "finished_job" / "result.json"
GRID = (0.0, 0.01, 0.02, 0.04)
SIZES = st.sampled_from([0.005, 0.01, 0.015, 0.02, 0.03, 0.05, np.inf])


@st.composite
def several_tables(draw: st.DrawFn, same: bool = False) -> list[SampleTable]:
    """Tables of samples 0 … 9 in any order, wrong already in all of them or in none."""
    wrong = draw(st.sets(st.integers(0, 9), max_size=3))
    tables = []
    for number in range(draw(st.integers(2, 4))):
        order = draw(st.permutations(range(10)))
        kept = order if same else order[: draw(st.integers(5, 10))]
        found = [0.0 if index in wrong else draw(SIZES) for index in kept]
        table = table_of(found, kept)
        label = np.array(kept, dtype=np.int64) % 10
        prediction = np.where(np.isin(kept, list(wrong)), label + 1, label)
        rejected = np.array([draw(st.integers(0, 3)) for _ in kept], dtype=np.int64)
        tables.append(
            replace(
                table,
                label=label,
                prediction=prediction,
                rejected_by_confirmation=rejected,
                adversarial_confidence=np.full(len(kept), number / 10, dtype=np.float32),
            )
        )
    return tables


def by_sample(table: SampleTable, column: str = "minimum_perturbation") -> dict[int, Any]:
    return dict(zip(table.index.tolist(), getattr(table, column).tolist(), strict=True))


def minimum(tables: Sequence[SampleTable]) -> tuple[SampleTable, np.ndarray]:
    return nearest_rows(tables, [f"job {n}" for n in range(len(tables))])


@given(several_tables())
def test_each_sample_has_its_nearest_example_whole(tables: list[SampleTable]) -> None:
    shared = set.intersection(*(set(table.index.tolist()) for table in tables))
    if not shared:
        with pytest.raises(InputError) as caught:
            minimum(tables)
        assert caught.value.code == "worst_case_no_sample"
        return
    found, nearest = minimum(tables)
    assert found.index.tolist() == [i for i in tables[0].index.tolist() if i in shared]
    everything = [by_sample(table) for table in tables]
    for row, (index, source) in enumerate(zip(found.index.tolist(), nearest, strict=True)):
        sizes = [one[index] for one in everything]
        assert found.minimum_perturbation[row] == min(sizes)
        assert source == sizes.index(min(sizes)), "not the first of equally near ones"
        place = tables[source].index.tolist().index(index)
        for column in set(COLUMNS) - {"rejected_by_confirmation"}:
            mine, theirs = getattr(found, column)[row], getattr(tables[source], column)[place]
            assert mine.tobytes() == theirs.tobytes(), column
    refused = [by_sample(table, "rejected_by_confirmation") for table in tables]
    for index, count in by_sample(found, "rejected_by_confirmation").items():
        assert count == sum(one[index] for one in refused)


@given(several_tables(same=True), st.floats(0, 0.06))
def test_a_sample_is_right_at_a_value_exactly_when_it_is_in_all_of_them(
    tables: list[SampleTable], value: float
) -> None:
    found, _ = minimum(tables)
    standing = [set(table.index[table.is_correct_at(value)].tolist()) for table in tables]
    assert set(found.index[found.is_correct_at(value)].tolist()) == set.intersection(*standing)


@given(several_tables(same=True))
def test_neither_order_nor_repetition_changes_the_minimum(tables: list[SampleTable]) -> None:
    found = by_sample(minimum(tables)[0])
    assert by_sample(minimum(tables[::-1])[0]) == found
    assert by_sample(minimum([*tables, tables[0]])[0]) == found
    step_by_step = tables[0]
    for table in tables[1:]:
        step_by_step, _ = minimum([step_by_step, table])
    assert by_sample(step_by_step) == found


grids = st.lists(st.floats(0.001, 1), min_size=1, max_size=6).map(lambda v: sorted({0.0, *v}))


@given(st.lists(grids, min_size=2, max_size=4))
def test_the_values_are_all_up_to_where_every_job_attacked(several: list[list[float]]) -> None:
    values = common_values(several)
    top = min(grid[-1] for grid in several)
    assert values[0] == 0
    assert values[-1] == top
    assert list(values) == sorted({v for grid in several for v in grid if v <= top})


def test_more_values_than_a_curve_has_are_refused() -> None:
    first = np.linspace(0, 1, 6000).tolist()
    second = np.linspace(0, 1, 6001).tolist()
    with pytest.raises(InputError) as caught:
        common_values([first, second])
    assert caught.value.code == "worst_case_values"


def job_of(
    found: Sequence[float],
    name: str = "job",
    *,
    grid: tuple[float, ...] = GRID,
    indexes: Sequence[int] | None = None,
    spec: dict[str, Any] | None = None,
    applied: dict[str, Any] | None = None,
    **changes: Any,
) -> FinishedJob:
    """A finished job whose samples have these minimum perturbations."""
    recorded = parse_result(RECORDED.read_bytes(), "result.json")
    table = table_of(found, indexes)
    figures = result_figures(table, grid)
    counts = {key: figures.pop(key) for key in ("wrong_already", "broken", "withstood")}
    listed = tuple(table.index.tolist())
    samples = recorded.samples.model_copy(
        update={**counts, "evaluated": len(table), "drawn": len(table), "indexes": listed}
    )
    document = {**recorded.spec, "perturbation-values": list(grid), **(spec or {})}
    result = recorded.model_copy(
        update={
            **figures,
            "samples": samples,
            "spec": {key: value for key, value in document.items() if value is not None},
            "applied": recorded.applied.model_copy(update=applied or {}),
            **changes,
        }
    )
    digest = f"{abs(hash((name, tuple(found), str(changes)))):064x}"[:64]
    return FinishedJob(name, digest, result, table)


def refusal(*jobs: FinishedJob) -> InputError:
    with pytest.raises(InputError) as caught:
        combine(jobs)
    assert caught.value.hint
    return caught.value


def other_file(which: str) -> dict[str, Any]:
    recorded = parse_result(RECORDED.read_bytes(), "result.json")
    return {which: getattr(recorded, which).model_copy(update={"sha256": "0" * 64})}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        (other_file("model"), "models"),
        (other_file("dataset"), "datasets"),
        ({"norm": "l2"}, "norms (L∞ and L2)"),
        ({"applied": {"input_range": (0.0, 1.0)}}, "input ranges"),
        ({"applied": {"mean": (0.5,), "std": (1.0,)}}, "preprocessing"),
        ({"applied": {"channels_flipped": True}}, "preprocessing"),
        ({"applied": {"output": "other"}}, "outputs"),
        ({"applied": {"layout": "NHWC"}}, "layouts"),
        ({"spec": {"labels": "fine"}}, "labels (auto and fine)"),
        ({"spec": {"label-offset": -1}}, "label offsets (0 and -1)"),
        ({"spec": {"target": 3}}, "targets (None and 3)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_jobs_that_differ_in_more_than_their_attack_are_refused(
    changes: dict[str, Any], word: str
) -> None:
    first = job_of([0.01, 0.02], "first", applied={"layout": "NCHW"})
    keys = {"applied": {"layout": "NCHW", **changes.get("applied", {})}}
    error = refusal(first, job_of([0.02, 0.01], "other", **{**changes, **keys}))
    assert error.code == "worst_case_unlike"
    assert f"different {word}" in error.message
    assert '"first" and "other"' in error.message


def test_a_layout_that_an_older_program_did_not_tell_is_no_difference() -> None:
    older = job_of([0.01, 0.02], "older", applied={"layout": None})
    newer = job_of([0.02, 0.01], "newer", applied={"layout": "NCHW"})
    assert combine([older, newer]).table.minimum_perturbation.tolist() == [0.01, 0.01]


NAMES = ("stop", "yield", "priority")


def aimed(target: int | str | None, names: tuple[str, ...] = NAMES, **keys: Any) -> FinishedJob:
    return job_of([0.02, 0.01], f"{target}", spec={"target": target}, class_names=names, **keys)


def test_a_class_by_name_is_the_class_of_its_number_and_not_of_the_same_name() -> None:
    combine([aimed("yield"), aimed(1)])
    moved = (*NAMES[1:], NAMES[0])
    assert refusal(aimed("yield"), aimed("yield", moved, attack="mpgd-linf")).message.endswith(
        "targets (1 and 0)."
    )
    assert (
        "targets (second and 1)" in refusal(aimed("second", ("second", *NAMES)), aimed(1)).message
    )


@pytest.mark.parametrize("order", [1, -1])
def test_every_class_in_turn_belongs_with_any_class(order: int) -> None:
    jobs = [aimed("all"), job_of([0.03, 0.005], "any", class_names=NAMES)][::order]
    result = result_of(*jobs)
    assert [point.robust for point in result.curve] == [2, 1, 0, 0]
    assert "target" not in result.spec
    assert result_of(aimed("all"), aimed("all", attack="apgd-linf")).spec["target"] == "all"


def test_random_draws_are_refused() -> None:
    error = refusal(job_of([0.01], "a"), job_of([0.02], "noisy", attack="noise-linf"))
    assert error.code == "worst_case_sampling"
    assert '"noisy"' in error.message


@pytest.mark.parametrize("column", ["label", "prediction"])
def test_other_answers_to_the_same_sample_are_refused(column: str) -> None:
    first, other = job_of([0.01, 0.02], "first"), job_of([0.02, 0.01], "other")
    values = getattr(other.table, column).copy()
    values[1] = 7
    changed = replace(other, table=replace(other.table, **{column: values}))
    error = refusal(first, changed)
    assert error.code == "worst_case_predictions"
    assert f"sample 1 one has the {column} 1, the other 7" in error.message


def test_one_job_or_the_same_twice_is_no_worst_case() -> None:
    one = job_of([0.01], "one")
    assert refusal(one).code == "worst_case_jobs"
    again = refusal(one, replace(one, name="copy"))
    assert again.code == "worst_case_jobs"
    assert '"copy" has the same result as "one"' in again.message


def test_other_samples_are_left_out_and_that_is_said() -> None:
    first = job_of([0.01, 0.02, 0.03], "first", indexes=[4, 2, 9])
    second = job_of([0.02, 0.01, 0.05, 0.05], "second", indexes=[9, 4, 7, 1])
    # Labels and predictions are the sample's own.
    jobs = [
        replace(job, table=replace(job.table, label=job.table.index, prediction=job.table.index))
        for job in (first, second)
    ]
    found = combine(jobs)
    assert by_sample(found.table) == {4: 0.01, 9: 0.02}
    assert found.nearest.tolist() == [0, 1]
    (warning,) = found.warnings
    assert "3 to 4 each" in warning
    assert "the 2 that all of them evaluated" in warning


def test_a_job_that_attacked_no_further_ends_the_curve() -> None:
    near = job_of([0.01, np.inf, 0.005], "near", grid=(0.0, 0.005, 0.01))
    far = job_of([0.03, 0.02, 0.02], "far", grid=(0.0, 0.008, 0.02, 0.04))
    found = combine([near, far])
    assert found.values == (0.0, 0.005, 0.008, 0.01)
    assert found.warnings == ()
    assert any("ends at 0.01" in remark for remark in found.remarks)
    curve = robustness_curve(found.table, found.values)
    assert [point.robust for point in curve] == [3, 2, 2, 1]


def result_of(*jobs: FinishedJob) -> Any:
    found = combine(jobs)
    spec = worst_case_spec(jobs, found, "worst")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    made = worst_case_result(jobs, found, spec, versions={"pandavision": "1"}, finished=now)
    return parse_result(made.to_json().encode(), "result.json")


def test_the_result_names_its_jobs_and_sums_what_they_cost() -> None:
    first = job_of([0.01, 0.02, np.inf, 0.05], "first")
    second = job_of([0.02, 0.01, np.inf, 0.05], "second", attack="square-linf", warnings=("Odd.",))
    result = result_of(first, second)
    assert result.attack == "worst-case"
    assert [source.name for source in result.sources] == ["first", "second"]
    assert [source.attack for source in result.sources] == [first.result.attack, "square-linf"]
    assert [source.sha256 for source in result.sources] == [first.sha256, second.sha256]
    assert [source.nearest for source in result.sources] == [2, 1]
    assert result.model_passes == first.result.model_passes + second.result.model_passes
    assert result.passes.confirmation == 2 * first.result.passes.confirmation
    assert result.warnings == ("second: Odd.",)
    assert result.spec["attack"] == "worst-case"
    assert "attack-params" not in result.spec or result.spec["attack-params"] == {}


def test_the_conversion_of_a_second_model_is_not_the_models_own() -> None:
    own = job_of([0.01, 0.02], "own")
    worse = own.result.agreement.model_copy(update={"largest_difference": 9.0})
    through = job_of([0.02, 0.01], "through", agreement=worse, surrogate=own.result.model)
    assert result_of(through, own).agreement == own.result.agreement


def test_what_is_assumed_of_a_second_model_limits_no_job_without_one() -> None:
    own = job_of([0.01, 0.02], "own")
    told = {"assumptions": ("Made on a second model.",)}
    through = job_of([0.02, 0.01], "through", applied=told, surrogate=own.result.model)
    assert "Made on a second model." not in result_of(through, own).applied.assumptions
    both = result_of(through, job_of([0.01, 0.03], "b", surrogate=own.result.model))
    assert "Made on a second model." in both.applied.assumptions


def test_samples_that_were_chosen_by_hand_stay_so() -> None:
    chosen = job_of([0.01, 0.02], "chosen", spec={"indexes": [0, 1], "samples": None})
    counts = chosen.result.samples.model_copy(update={"chosen_by_user": True})
    result = chosen.result.model_copy(update={"samples": counts})
    other = job_of([0.02, 0.01, 0.03], "other")
    combined = result_of(replace(chosen, result=result), other)
    assert combined.samples.chosen_by_user
    assert combined.spec["indexes"] == [0, 1]
    assert not result_of(job_of([0.01], "a"), job_of([0.02], "b")).samples.chosen_by_user


def as_random(samples: int) -> dict[str, Any]:
    run = parse_result(RECORDED.read_bytes(), "result.json").run
    drawn = Randomised(
        repeats=10,
        clean_samples=samples,
        clean_answers_right=9 * samples,
        clean_disagreed=1,
        examples=2,
        example_answers_misled=11,
        examples_disagreed=2,
    )
    return {"randomised": drawn, "run": run.model_copy(update={"bit_repeatable": False})}


def with_wrong(job: FinishedJob, place: int) -> FinishedJob:
    prediction = job.table.label.copy()
    prediction[place] += 1
    return replace(job, table=replace(job.table, prediction=prediction))


def test_jobs_of_a_random_model_may_have_seen_other_answers() -> None:
    """What was wrong in one of them is wrong: each has asked anew."""
    first = job_of([0.0, 0.02, np.inf], "one", **as_random(3))
    second = job_of([0.03, 0.0, np.inf], "two", **as_random(3))
    jobs = [with_wrong(first, 0), with_wrong(second, 1)]
    found = combine(jobs)
    assert found.table.minimum_perturbation.tolist() == [0, 0, np.inf]
    assert "more jobs alone lower the curve" in found.warnings[0]
    spec = worst_case_spec([first, second], found, "both")
    result = worst_case_result(
        [first, second], found, spec, versions={}, finished=first.result.run.finished
    )
    assert result.randomised is not None
    assert result.randomised.clean_samples == 6
    assert result.randomised.example_answers_misled == 22
