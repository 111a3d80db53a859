from __future__ import annotations

import hashlib
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine import file_hash
from pandavision_gui.engine.file_hash import HashInBackground, sha256_of
from pandavision_gui.engine.progress import PassCounts, seconds_left
from pandavision_gui.engine.result_figures import result_figures
from pandavision_gui.errors import EnvironmentFault

from .documents import table_of

GRID = (0.0, 0.01, 0.05)
TOP = GRID[-1]
minima = st.sampled_from([0.0, 0.005, 0.01, 0.05, 0.051, 0.2, math.inf])


def test_the_curve_stands_under_upstreams_names_as_numbers() -> None:
    figures = result_figures(table_of([0.0, 0.01, 0.03, math.inf]), GRID)
    assert figures["sec_curve"].model_dump(by_alias=True) == {
        "x-values": GRID,
        "y-values": (0.75, 0.5, 0.25),
    }


@given(st.lists(minima, min_size=1, max_size=20))
def test_every_sample_is_wrong_already_broken_or_withstood(found: list[float]) -> None:
    figures = result_figures(table_of(found), GRID)
    assert figures["wrong_already"] == sum(m == 0 for m in found)
    assert figures["broken"] == sum(0 < m <= TOP for m in found)
    assert figures["withstood"] == sum(m > TOP for m in found)


@given(st.lists(minima, min_size=1, max_size=20))
def test_the_median_is_null_exactly_when_half_or_more_withstood_the_top(
    found: list[float],
) -> None:
    # The words of the result's own field, and of the design: '(the median then reads "> top")'.
    median = result_figures(table_of(found), GRID)["median_minimum_perturbation"]
    assert (median is None) == (2 * sum(m > TOP for m in found) >= len(found))


def test_examples_beyond_the_top_are_not_counted() -> None:
    # They stay in the table; next to "1 broken" three examples would puzzle the reader.
    figures = result_figures(table_of([0.2, 0.2, 0.01]), GRID)
    assert (figures["adversarial_examples"], figures["broken"]) == (1, 1)


def test_values_of_norms_that_add_up_are_above_one() -> None:
    figures = result_figures(table_of([0.0, 1.5, 3.0, math.inf]), (0.0, 2.0, 4.0))
    assert figures["sec_curve"].x_values == (0.0, 2.0, 4.0)
    assert figures["median_minimum_perturbation"] == 3.0


def test_the_hash_of_one_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256_of(tmp_path / "a") == hashlib.sha256(b"abc").hexdigest()
    assert HashInBackground(tmp_path / "a").result() == hashlib.sha256(b"abc").hexdigest()


def test_a_models_hash_covers_its_external_data(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_bytes(name.encode())
    before = sha256_of(tmp_path / "a", [tmp_path / "b"])
    (tmp_path / "b").write_bytes(b"changed")
    assert sha256_of(tmp_path / "a", [tmp_path / "b"]) != before
    assert before != sha256_of(tmp_path / "a")


def test_a_file_that_is_gone_is_told_by_whoever_waits_for_its_hash(tmp_path: Path) -> None:
    hashing = HashInBackground(tmp_path / "gone")
    with pytest.raises(EnvironmentFault) as fault:
        hashing.result()
    assert fault.value.code == "file_gone"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_hash_that_failed_for_any_reason_is_never_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> str:
        raise MemoryError

    monkeypatch.setattr(file_hash, "sha256_of", fails)
    hashing = HashInBackground(tmp_path / "a")
    with pytest.raises(BaseException):  # noqa: B017, PT011 - any but a silent ""
        hashing.result()


def test_the_passes_of_a_model_are_counted_apart_from_the_confirmations() -> None:
    counts = PassCounts(attack=5, assumption_check=3, agreement=2, confirmation=100)
    assert counts.model == 10


def test_the_time_left_is_unknown_at_first_and_never_negative() -> None:
    assert seconds_left(0, 5.0) is None
    assert seconds_left(0.25, 5.0) == 15.0
    assert seconds_left(1.1, 5.0) == 0.0


def test_the_pace_of_a_resumed_run_is_its_own() -> None:
    assert seconds_left(0.5, 10.0, 0.25) == 20.0
    assert seconds_left(0.255, 10.0, 0.25) is None, "too little to tell"
    assert seconds_left(0.1, 10.0, 0.25) is None
    assert seconds_left(0.25, 5.0, 0.0) == seconds_left(0.25, 5.0)
