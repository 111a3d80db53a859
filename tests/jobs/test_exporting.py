from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.curve_look import CurveLook
from pandavision_gui.engine.evaluation.row_writer import read_rows
from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.result import MAX_BYTES
from pandavision_gui.engine.sample_table import COLUMNS
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs.exporting import ExportFormat, archive_jobs, export_jobs
from pandavision_gui.jobs.report_messages import FigureCurve
from pandavision_gui.jobs.supervisor import StopSwitch

from .watched_queue import RECORDED_JOB

pytestmark = pytest.mark.usefixtures("ready_workers", "nothing_left")
PLAIN = [ExportFormat.CSV, ExportFormat.JSON]
SOURCES = {ExportFormat.CSV: "curve.csv", ExportFormat.JSON: "result.json"}
REPORTS = [ExportFormat.HTML, ExportFormat.PDF, ExportFormat.MARKDOWN]
BY_RESULT = [
    kind for kind in ExportFormat if kind.needs_result and kind is not ExportFormat.SAMPLES
]


@pytest.fixture
def unfinished(tmp_path: Path) -> Path:
    """A job folder without a result."""
    folder = tmp_path / "unfinished"
    shutil.copytree(RECORDED_JOB, folder)
    for name in ("result.json", "curve.csv"):
        (folder / name).unlink()
    return folder


@pytest.mark.parametrize("kind", PLAIN)
def test_the_exported_file_is_the_jobs_own_whatever_stood_there(
    tmp_path: Path, kind: ExportFormat
) -> None:
    target = tmp_path / f"my curve.{kind.suffix}"
    target.write_text("old")
    export_jobs([RECORDED_JOB], kind, target)
    assert target.read_bytes() == (RECORDED_JOB / SOURCES[kind]).read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("count", [1, 2])
def test_curves_are_drawn_into_one_picture(tmp_path: Path, count: int) -> None:
    target = tmp_path / "curve.png"
    export_jobs([RECORDED_JOB] * count, ExportFormat.PNG, target)
    assert target.read_bytes().startswith(b"\x89PNG")


def test_jobs_of_different_norms_share_no_picture(tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(RECORDED_JOB, other)
    result = json.loads((other / "result.json").read_text("utf-8"))
    (other / "result.json").write_text(json.dumps(result | {"norm": "l2"}), "utf-8")
    target = tmp_path / "curve.png"
    with pytest.raises(InputError) as error:
        export_jobs([RECORDED_JOB, other], ExportFormat.PNG, target)
    assert error.value.code == "figure_axes"
    export_jobs([other, other], ExportFormat.PNG, target)
    assert target.read_bytes().startswith(b"\x89PNG")


def test_figures_and_reports_take_several_jobs() -> None:
    several = {kind for kind in ExportFormat if kind.takes_several}
    assert several == {*REPORTS, *(kind for kind in ExportFormat if kind.info.is_figure)}


@pytest.mark.parametrize("kind", REPORTS)
@pytest.mark.parametrize("count", [1, 2])
def test_reports_are_written_of_one_job_and_of_several(
    tmp_path: Path, kind: ExportFormat, count: int
) -> None:
    target = tmp_path / "report"
    details = ReportDetails(assessor="A. Example", date="1 May 2027")
    export_jobs([RECORDED_JOB] * count, kind, target, details=details)
    written = target.read_bytes()
    if kind is ExportFormat.PDF:
        assert written.startswith(b"%PDF-")
        return
    said = written.decode("utf-8")
    assert "A. Example" in said
    assert "1 May 2027" in said
    assert ("comparison" in said) == (count == 2)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_the_sample_table_has_a_line_a_sample(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    export_jobs([RECORDED_JOB], ExportFormat.TABLE, target)
    lines = list(csv.DictReader(target.read_text("utf-8").splitlines()))
    listed = json.loads((RECORDED_JOB / "result.json").read_text("utf-8"))["samples"]["indexes"]
    assert [int(line["index"]) for line in lines] == listed
    found = [float(line["minimum_perturbation"] or "inf") for line in lines]
    assert sum(value > 0.03 for value in found) == 2
    assert sum(value > 0.02 for value in found) == 5


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (ExportFormat.SVG, "curve.png"),
        (ExportFormat.FIGURE_PDF, "curve"),
        (ExportFormat.PNG, "x.y"),
    ],
)
def test_a_figure_is_not_written_under_another_kinds_name(
    tmp_path: Path, kind: ExportFormat, name: str
) -> None:
    with pytest.raises(InputError) as error:
        export_jobs([RECORDED_JOB], kind, tmp_path / name)
    assert error.value.code == "wrong_suffix"
    assert list(tmp_path.iterdir()) == []


def test_a_report_of_rows_that_do_not_fit_the_result_is_refused(tmp_path: Path) -> None:
    """Its figures would be those of other rows."""
    other = tmp_path / "other"
    shutil.copytree(RECORDED_JOB, other)
    text = (other / "result.json").read_text("utf-8")
    (other / "result.json").write_text(text.replace('"survives-8bit": 10', '"survives-8bit": 9'))
    for kind in ExportFormat:
        if kind.info.is_report or kind is ExportFormat.TABLE:
            with pytest.raises(InputError) as error:
                export_jobs([other], kind, tmp_path / "report")
            assert error.value.code == "job_not_reported"
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


@pytest.fixture
def reduced(tmp_path: Path) -> Path:
    """What is left of a job when somebody keeps its result and its samples."""
    folder = tmp_path / "kept"
    folder.mkdir()
    shutil.copyfile(RECORDED_JOB / "result.json", folder / "result.json")
    listed = json.loads((folder / "result.json").read_text("utf-8"))["samples"]["indexes"]
    table = read_rows(RECORDED_JOB, np.array(listed, dtype=np.int64))
    with h5py.File(folder / "samples.h5", "w") as file:
        for name in COLUMNS:
            file[name] = getattr(table, name)
    return folder


@pytest.mark.parametrize("kind", [*REPORTS, ExportFormat.TABLE, ExportFormat.PACK])
def test_a_folder_of_result_and_samples_is_reported_as_the_whole_job_is(
    tmp_path: Path, reduced: Path, kind: ExportFormat
) -> None:
    details = ReportDetails(date="1 May 2027")
    found = []
    for number, folder in enumerate((reduced, RECORDED_JOB)):
        target = tmp_path / f"{number}.{kind.suffix}"
        one = details if kind.info.is_report else None
        export_jobs([folder], kind, target, details=one)
        found.append(target.read_bytes())
    if kind in (ExportFormat.TABLE, ExportFormat.PACK):
        names = ["rows.npz", "table.csv"] if kind is ExportFormat.PACK else []
        if names:
            packs = [zipfile.ZipFile(io.BytesIO(data)) for data in found]
            found = [b"".join(pack.read(name) for name in names) for pack in packs]
        assert found[0] == found[1]
    elif kind is ExportFormat.HTML:
        assert b"Results by class" in found[0]


def longer(file: h5py.File) -> None:
    del file["label"]
    file.create_dataset("label", shape=(2**40,), dtype=np.int64, chunks=True)


def forged(file: h5py.File) -> None:
    file["rejected_by_confirmation"][0] += 1


def pickled(file: h5py.File) -> None:
    del file["label"]
    file.create_dataset("label", data=["x"] * 12)


def elsewhere(file: h5py.File) -> None:
    with h5py.File(Path(file.filename).with_name("other.h5"), "w") as other:
        other["label"] = file["label"][:]
    del file["label"]
    file["label"] = h5py.ExternalLink("other.h5", "/label")


def twice(file: h5py.File) -> None:
    file["index"][0] = file["index"][1]


@pytest.mark.parametrize("change", [longer, forged, pickled, elsewhere, twice])
def test_samples_that_do_not_fit_the_result_are_no_rows(
    tmp_path: Path, reduced: Path, change: Callable[[h5py.File], None]
) -> None:
    with h5py.File(reduced / "samples.h5", "r+") as file:
        change(file)
    with pytest.raises(InputError) as error:
        export_jobs([reduced], ExportFormat.MARKDOWN, tmp_path / "report.md")
    assert error.value.code == "job_not_reported"
    assert not (tmp_path / "report.md").exists()


def test_a_job_that_lost_its_rows_is_not_reported_from_its_samples(
    tmp_path: Path, reduced: Path
) -> None:
    """A whole job says by itself what it has; that it lost something is no way around a check."""
    shutil.copyfile(RECORDED_JOB / "job.json", reduced / "job.json")
    with pytest.raises(InputError) as error:
        export_jobs([reduced], ExportFormat.MARKDOWN, tmp_path / "report.md")
    assert error.value.code == "job_not_reported"


def test_samples_that_a_job_no_longer_has_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        export_jobs([RECORDED_JOB], ExportFormat.SAMPLES, tmp_path / "samples.h5")
    assert error.value.code == "no_samples"


def test_samples_are_copied_as_they_are(tmp_path: Path) -> None:
    job = tmp_path / "job"
    shutil.copytree(RECORDED_JOB, job)
    content = os.urandom(20 * 2**20)
    (job / "samples.h5").write_bytes(content)
    export_jobs([job], ExportFormat.SAMPLES, tmp_path / "out.h5")
    assert (tmp_path / "out.h5").read_bytes() == content


def test_a_stop_leaves_no_half_of_the_samples(tmp_path: Path) -> None:
    job = tmp_path / "job"
    shutil.copytree(RECORDED_JOB, job)
    (job / "samples.h5").write_bytes(b"x" * 1000)
    stop = StopSwitch()
    stop.ask()
    with pytest.raises(EnvironmentFault) as error:
        export_jobs([job], ExportFormat.SAMPLES, tmp_path / "out.h5", stop=stop)
    assert error.value.code == "stopped"
    assert [path.name for path in tmp_path.iterdir()] == ["job"]


@pytest.mark.parametrize("kind", ExportFormat)
def test_a_job_without_a_result_is_refused_and_the_file_stays_what_it_was(
    tmp_path: Path, unfinished: Path, kind: ExportFormat
) -> None:
    target = tmp_path / f"curve.{kind.suffix}"
    target.write_text("old")
    with pytest.raises(InputError) as error:
        export_jobs([unfinished], kind, target)
    assert error.value.sentence().isprintable()
    assert str(unfinished) in error.value.message
    assert target.read_text() == "old"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", BY_RESULT)
@pytest.mark.parametrize("what", ["a pipe", "a huge file"])
def test_what_is_no_result_is_not_read(
    tmp_path: Path, unfinished: Path, what: str, kind: ExportFormat
) -> None:
    path = unfinished / SOURCES.get(kind, "result.json")
    if what == "a pipe":
        os.mkfifo(path)
    else:
        with path.open("wb") as file:
            file.truncate(MAX_BYTES + 1)
    with pytest.raises(InputError, match=r"not a regular file|larger than") as error:
        export_jobs([unfinished], kind, tmp_path / f"curve.{kind.suffix}")
    assert error.value.code == "no_result"


@pytest.mark.parametrize("kind", ExportFormat)
def test_a_target_that_cannot_be_written_is_told_in_words(
    tmp_path: Path, kind: ExportFormat
) -> None:
    for folder in (tmp_path / "gone", RECORDED_JOB / "result.json"):
        with pytest.raises(PandaVisionError) as error:
            export_jobs([RECORDED_JOB], kind, folder / f"x.{kind.suffix}")
        assert error.value.sentence().isprintable()
        assert "mistake" not in error.value.sentence()


@pytest.mark.parametrize("kind", PLAIN)
def test_a_folder_in_place_of_the_target_is_left_alone(tmp_path: Path, kind: ExportFormat) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(EnvironmentFault):
        export_jobs([RECORDED_JOB], kind, tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_an_archive_needs_no_result_but_that_of_a_finished_job(
    tmp_path: Path, unfinished: Path
) -> None:
    assert [kind for kind in ExportFormat if not kind.needs_result] == [ExportFormat.ARCHIVE]
    target = tmp_path / "job.pandavision"
    note = unfinished / "job.json"
    note.write_text(note.read_text().replace('"finished"', '"failed"'))
    export_jobs([unfinished], ExportFormat.ARCHIVE, target)
    assert target.read_bytes().startswith(b"PK")
    note.write_text(note.read_text().replace('"failed"', '"finished"'))
    with pytest.raises(InputError, match=r"lacks \"result\.json\"") as error:
        export_jobs([unfinished], ExportFormat.ARCHIVE, target)
    assert error.value.code == "job_not_archived"


def test_a_damaged_result_among_good_ones_is_named(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(RECORDED_JOB, damaged)
    (damaged / "result.json").write_text("{")
    with pytest.raises(PandaVisionError, match="damaged"):
        export_jobs([RECORDED_JOB, damaged], ExportFormat.PNG, tmp_path / "curve.png")
    assert not (tmp_path / "curve.png").exists()


def test_several_archives_overwrite_nothing_and_one_that_fails_stops_none(
    tmp_path: Path,
) -> None:
    there = tmp_path / "out"
    there.mkdir()
    (there / "a.pandavision").write_text("mine")
    (there / "a 2.pandavision").symlink_to("nowhere")
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    with pytest.raises(EnvironmentFault) as error:
        archive_jobs([(RECORDED_JOB, "a"), (nothing, "b"), (RECORDED_JOB, "a")], there)
    assert error.value.code == "archives_missing"
    assert error.value.message.startswith("1 of 3 jobs could not be archived. ")
    assert "nothing" in error.value.details
    names = sorted(path.name for path in there.iterdir())
    assert names == sorted(f"a{n}.pandavision" for n in ("", " 2", " 3", " 4"))
    assert (there / "a.pandavision").read_text() == "mine"
    assert (there / "a 2.pandavision").is_symlink()
    assert (there / "a 3.pandavision").read_bytes().startswith(b"PK")
    assert not (there / "b.pandavision").exists()


def test_several_archives_are_written_in_silence(tmp_path: Path) -> None:
    archive_jobs([(RECORDED_JOB, "a"), (RECORDED_JOB, "b")], tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pandavision", "b.pandavision"]


def test_curves_are_drawn_as_the_window_draws_them_whatever_each_measures(tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(RECORDED_JOB, other)
    result = json.loads((other / "result.json").read_text("utf-8"))
    (other / "result.json").write_text(json.dumps(result | {"norm": "l2"}), "utf-8")
    curves = [FigureCurve(name="a · L∞", number=3), FigureCurve(name="b · L2", number=0)]
    target = tmp_path / "curve.svg"
    export_jobs([RECORDED_JOB, other], ExportFormat.SVG, target, curves=curves)
    drawn = target.read_text("utf-8")
    assert "Perturbation size, each curve in its own norm" in drawn
    for curve in curves:
        assert curve.name in drawn
        assert CurveLook(curve.number).colour(dark=False) in drawn
    assert CurveLook(1).colour(dark=False) not in drawn


@pytest.mark.parametrize("kind", [ExportFormat.SVG, ExportFormat.FIGURE_PDF, ExportFormat.PNG])
def test_a_figure_of_the_same_jobs_is_the_same_file(tmp_path: Path, kind: ExportFormat) -> None:
    files = [tmp_path / f"{n}.{kind.suffix}" for n in (1, 2)]
    for file in files:
        export_jobs([RECORDED_JOB], kind, file)
    first, second = (file.read_bytes() for file in files)
    assert first == second
    # Within a second two dates are the same.
    assert not re.search(rb"CreationDate|dc:date|Creator", first)
