"""What a figure calls its curves."""

from __future__ import annotations

import pytest

from pandavision_gui.engine.reports.report_data import read_result, series_of

from ...support.recorded import RECORDED


@pytest.mark.parametrize(
    ("attack", "name", "told"),
    [
        ("standard", "network", "network · Standard"),
        ("standard", "network · Standard L∞", "network · Standard L∞"),
        ("standard", "a standard network", "a standard network · Standard"),
        ("pgd-linf", "Auto-PGD run", "Auto-PGD run · PGD"),
        ("no-such-attack", "network", "network · no-such-attack"),
    ],
)
def test_a_curve_is_called_after_its_job_and_attack(attack: str, name: str, told: str) -> None:
    result = read_result(RECORDED / "finished_job").model_copy(update={"attack": attack})
    assert series_of(result, name).name == told
