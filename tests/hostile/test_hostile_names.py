"""Names that were made to do harm, in everything that a job writes and exports."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from pandavision_gui.engine.models.graph_cleaning.rename_tensors import run as rename
from pandavision_gui.jobs.messages import Exported
from pandavision_gui.jobs.requests import export_figure

from . import hostile_models as files
from .hostile_jobs import evaluated

pytestmark = [pytest.mark.usefixtures("ready_workers"), pytest.mark.timeout(120)]

FORMULA = '=HYPERLINK("http://x","click")'
NAMES = [FORMULA, "<script>alert(1)</script>", "$\\frac{1}{0}$", "../../etc/passwd"]


@pytest.fixture
def job(tmp_path: Path) -> Path:
    """A finished job whose model, name and class names are hostile."""
    model = files.write(files.hostile_names, tmp_path / "m")
    told = evaluated(
        model, tmp_path / "files", **{"name": f"{FORMULA}<b>$x$</b>", "class-names": NAMES}
    )
    assert told.code == "done", told
    return tmp_path / "files" / "job"


def test_the_table_of_the_curve_holds_numbers_only(job: Path) -> None:
    with (job / "curve.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["pert_value", "accuracy", "lower", "upper", "count"]
    assert len(rows) > 1
    for cell in (cell for row in rows[1:] for cell in row):
        float(cell)  # a cell that a spreadsheet would take for a formula is no number


def test_the_result_keeps_the_names_as_text(job: Path) -> None:
    result = json.loads((job / "result.json").read_text("utf-8"))
    assert result["class-names"] == NAMES


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_figures_are_drawn_with_them(job: Path, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"curves.{kind}"
    assert isinstance(export_figure([job], path), Exported)
    assert b"<b>" not in path.read_bytes()


def test_the_log_has_no_control_characters(job: Path) -> None:
    for line in (job / "job.log").read_bytes().decode().split("\n"):
        assert line.isprintable(), repr(line)


def test_a_refused_constant_is_logged_plainly(tmp_path: Path) -> None:
    """What is left unfolded is noted with the library's reason, which may quote names."""
    model = files.classifier(
        [
            files.node("Reshape", [files.MARKUP, "shape"], ["c"]),
            files.node("Add", ["plain", "c"], ["y"]),
        ],
        [files.random(files.MARKUP, 4), files.constant("shape", [3, 3])],
    )
    told = evaluated(files.write(lambda _: model, tmp_path / "m"), tmp_path / "files")
    assert told.code != "done"
    for line in (tmp_path / "files" / "job" / "job.log").read_bytes().decode().split("\n"):
        assert line.isprintable(), repr(line)


def test_nothing_is_written_outside_the_job_folder(job: Path) -> None:
    outside = {path.name for path in job.parent.parent.iterdir()}
    assert outside == {"m", "files"}
    assert {path.name for path in job.parent.iterdir()} == {"job", "spec.json", "data.h5"}


def test_no_name_of_a_file_reaches_a_converter(tmp_path: Path) -> None:
    renamed = rename(files.hostile_names(tmp_path)).SerializeToString()
    for word in (b"onmouseover", b"passwd", b"\x1b", b"`id`"):
        assert word not in renamed
