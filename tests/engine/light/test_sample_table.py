from __future__ import annotations

import gc
import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pandavision_gui.engine.robustness_curve import robustness_curve
from pandavision_gui.engine.sample_table import (
    COLUMNS,
    SampleTable,
    concatenate,
    latest_rows,
    read_table,
    write_table,
)
from pandavision_gui.errors import EnvironmentFault

from .documents import table_of


@st.composite
def tables(draw: st.DrawFn) -> SampleTable:
    count = draw(st.integers(0, 6))
    plain = table_of([0.0] * count)
    columns = {name: draw(arrays.arrays(getattr(plain, name).dtype, count)) for name in COLUMNS}
    if not draw(st.booleans()):
        return SampleTable(**columns)
    values = draw(arrays.arrays(np.float64, draw(st.integers(0, 3))))
    return SampleTable(
        **columns, correct=draw(arrays.arrays(np.bool_, (count, len(values)))), values=values
    )


def written(table: SampleTable) -> bytes:
    file = io.BytesIO()
    write_table(table, file)
    return file.getvalue()


@contextmanager
def open_files_aside() -> Iterator[None]:
    """Collect files that were left open; one test of its own says whether any may be."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


def damage_of(path: Path) -> str:
    """Return the code of the fault that reading this file ends in."""
    with pytest.raises(EnvironmentFault, match=path.name) as fault:
        read_table(path)
    return fault.value.code


@given(table=tables())
def test_what_is_written_is_read_back_bit_for_bit(
    tmp_path_factory: pytest.TempPathFactory, table: SampleTable
) -> None:
    path = tmp_path_factory.mktemp("table") / "000000.npz"
    path.write_bytes(written(table))
    assert read_table(path).equals(table)


def test_nan_and_infinity_come_back(tmp_path: Path) -> None:
    path = tmp_path / "000000.npz"
    path.write_bytes(written(table_of([math.inf, 0.0, math.nan])))
    found = read_table(path)
    assert found.minimum_perturbation[0] == math.inf
    assert np.isnan(found.minimum_perturbation[2])
    assert np.isnan(found.adversarial_confidence[0])


def test_the_columns_have_the_designs_names() -> None:
    assert (*COLUMNS, "correct") == (
        "index", "label", "prediction", "prediction_confidence", "minimum_perturbation",
        "adversarial_prediction", "adversarial_confidence", "distance", "survives_8bit",
        "rejected_by_confirmation", "correct",
    )  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_tables_that_differ_in_one_bit_are_not_equal(name: str) -> None:
    table = table_of([0.5, 0.25])
    column = getattr(table, name).copy()
    column.view(np.uint8)[0] ^= 1
    assert not table.equals(replace(table, **{name: column}))


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_of_another_type_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        replace(table_of([0.5]), **{name: np.array([1], dtype=np.uint16)})


def test_a_column_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="distance"):
        replace(table_of([0.5]), distance=np.array([1.0, 2.0]))


def test_every_cut_of_a_shard_is_found_damaged(tmp_path: Path) -> None:
    path = tmp_path / "000003.npz"
    whole = written(table_of([0.1, 0.2]))
    for length in range(0, len(whole), max(1, len(whole) // 40)):
        path.write_bytes(whole[:length])
        assert damage_of(path) == "shard_damaged"


def test_a_damaged_shard_is_not_left_open(tmp_path: Path) -> None:
    # It is removed next, and not every system removes an open file.
    path = tmp_path / "000003.npz"
    path.write_bytes(written(table_of([0.1]))[:-5])
    with open_files_aside():
        try:
            read_table(path)
        except EnvironmentFault as fault:
            is_open = str(path) in [file.path for file in psutil.Process().open_files()]
            code = fault.code
    assert code == "shard_damaged"
    assert not is_open


def test_a_changed_byte_in_any_column_is_found(tmp_path: Path) -> None:
    path = tmp_path / "000003.npz"
    whole = written(table_of([0.1, 0.2]))
    for name in COLUMNS:
        # The numbers of a column follow its numpy header, which ends in a line break.
        start = whole.index(b"\n", whole.index(f"{name}.npy".encode())) + 1
        spoiled = bytearray(whole)
        spoiled[start] ^= 0xFF
        path.write_bytes(spoiled)
        assert damage_of(path) == "shard_damaged"


def test_a_shard_without_one_column_is_damaged(tmp_path: Path) -> None:
    table = table_of([0.1])
    columns = {f.name: getattr(table, f.name) for f in fields(table) if f.name in COLUMNS[1:]}
    with (tmp_path / "000000.npz").open("wb") as file:
        np.savez(file, **columns)
    assert damage_of(tmp_path / "000000.npz") == "shard_damaged"


class Bomb:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self._path,)


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    path = tmp_path / "000000.npz"
    with path.open("wb") as file:
        np.savez(file, index=np.array([Bomb(tmp_path / "went off")], dtype=object))
    assert damage_of(path) == "shard_damaged"
    assert not (tmp_path / "went off").exists()


def test_shards_are_put_one_after_the_other() -> None:
    both = concatenate([table_of([0.1], [5]), table_of([0.2, 0.3], [1, 2])])
    assert both.index.tolist() == [5, 1, 2]
    assert both.minimum_perturbation.tolist() == [0.1, 0.2, 0.3]


def test_runs_with_different_grids_merge_into_one_curve() -> None:
    coarse, fine = table_of([0.05, math.inf], [0, 1]), table_of([0.012, 0.0], [2, 3])
    curve = robustness_curve(concatenate([coarse, fine]), [0.0, 0.01, 0.012, 0.04, 0.05])
    assert [point.robust for point in curve] == [3, 3, 2, 2, 1]


def test_draws_at_different_values_do_not_merge() -> None:
    shards = [table_of([0.1], correct=np.array([[True]]), values=[value]) for value in (0.1, 0.2)]
    with pytest.raises(ValueError, match=r"values differ|different values"):
        concatenate(shards)


def test_of_rows_with_one_index_the_last_written_counts() -> None:
    found = latest_rows(
        [table_of([0.1, 0.2], [7, 3]), table_of([0.05], [7]), table_of([0.01], [9])],
        np.array([3, 9, 7, 4]),
    )
    assert found.index.tolist() == [3, 9, 7]
    assert found.minimum_perturbation.tolist() == [0.2, 0.01, 0.05]


def test_without_shards_there_are_no_rows() -> None:
    assert len(latest_rows([], np.array([1, 2]))) == 0


def test_a_value_that_was_not_drawn_is_an_error_and_not_a_guess() -> None:
    table = table_of([0.1], correct=np.array([[True, False]]), values=[0.0, 0.1])
    assert table.is_correct_at(0.1).tolist() == [False]
    with pytest.raises(KeyError):
        table.is_correct_at(0.05)


def test_rows_are_chosen_by_place_or_mask() -> None:
    table = table_of([0.1, 0.2, 0.3], correct=np.eye(3, dtype=bool), values=[0.0, 0.1, 0.2])
    by_place = table.rows(np.array([2, 0]))
    assert by_place.index.tolist() == [2, 0]
    assert table.rows(table.minimum_perturbation > 0.15).equals(table.rows(np.array([1, 2])))
