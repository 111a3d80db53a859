"""`pandavision export`: what a finished job becomes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import h5py
import pytest

from pandavision_gui.engine.report_formats import ExportFormat

from ..support.running_program import assert_refused, assert_succeeded, run_program
from ..support.sample_files import places_of_no_file, small_job

pytestmark = pytest.mark.usefixtures("forked_programs")

NAME = 'a <b>job</b> & "more" {{ 1 + 1 }} #eval'
SHOWN = 6


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished job whose name would be markup."""
    folder = tmp_path_factory.mktemp("made")
    spec = small_job(folder / "files", name=NAME)
    assert_succeeded(run_program("run", spec, "--out", folder / "job"))
    return folder / "job"


@pytest.fixture
def job(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    copy = tmp_path / "job"
    shutil.copytree(made, copy)
    return copy


def page_of(job: Path, out: Path, *more: str) -> str:
    told = run_program("export", job, "--out", out, *more)
    assert_succeeded(told)
    assert told.stdout == f"html: {out}\n"
    return out.read_text("utf-8")


@pytest.mark.parametrize("kind", ExportFormat)
def test_every_format_is_written_and_told(made: Path, tmp_path: Path, kind: ExportFormat) -> None:
    out = tmp_path / f"out.{kind.suffix}"
    told = run_program("export", made, "--format", kind.value, "--out", out)
    assert_succeeded(told)
    assert told.stdout == f"{kind.value}: {out}\n"
    assert out.stat().st_size > 100
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_the_report_shows_samples_with_examples_and_differences(made: Path, tmp_path: Path) -> None:
    page = page_of(made, tmp_path / "report.html", "--assessor", "A. Example")
    assert page.count("data:image/png") == 3 * SHOWN
    assert "A. Example" in page
    assert "a &lt;b&gt;job&lt;/b&gt;" in page
    assert "{{ 1 + 1 }}" in page
    assert re.search(r"<dd>\d{4}-\d\d-\d\d</dd>", page), "todays date"


@pytest.mark.parametrize("flag", [(), ("--with-paths",)])
def test_folders_are_named_where_that_is_asked_for(
    made: Path, tmp_path: Path, flag: tuple[str, ...]
) -> None:
    page = page_of(made, tmp_path / "report.html", *flag)
    assert (str(made.parent / "files" / "signs.h5") in page) == bool(flag)


def test_the_files_for_people_are_enough_for_a_report(tmp_path: Path) -> None:
    noise = {"attack": "noise-linf", "attack_params": None, "perturbation_type": "random"}
    spec = small_job(tmp_path / "files", count=24, evaluation_mode="fast", samples=20, **noise)
    assert_succeeded(run_program("run", spec, "--out", tmp_path / "job"))
    kept = tmp_path / "kept"
    kept.mkdir()
    for name in ("result.json", "curve.csv", "curve.png", "samples.h5"):
        shutil.copyfile(tmp_path / "job" / name, kept / name)
    tables = []
    for folder in (tmp_path / "job", kept):
        out = tmp_path / "table.csv"
        assert_succeeded(run_program("export", folder, "--format", "table", "--out", out))
        tables.append(out.read_bytes())
    assert tables[0] == tables[1]
    assert "Results by class" in page_of(kept, tmp_path / "report.html")


def test_no_picture_is_shown_beside_a_sample_that_is_not_its_own(job: Path, tmp_path: Path) -> None:
    with h5py.File(job / "samples.h5", "r+") as file:
        clean = file["clean"][:]
        file["clean"][:] = clean[::-1]
    page = page_of(job, tmp_path / "report.html")
    assert page.count("data:image/png") == SHOWN
    assert "the samples themselves are not shown" in page


@pytest.mark.parametrize("what", ["missing", "no HDF5", "of another shape", "a link elsewhere"])
def test_examples_are_shown_without_samples_that_cannot_be_read(
    job: Path, tmp_path: Path, what: str
) -> None:
    path = job / "samples.h5"
    if what == "missing":
        path.unlink()
    elif what == "no HDF5":
        path.write_bytes(b"not a file of samples")
    else:
        with h5py.File(path, "r+") as file:
            del file["clean"]
            if what == "a link elsewhere":
                other = tmp_path / "other.h5"
                with h5py.File(other, "w") as there:
                    there["clean"] = file["adversarial"][:]
                file["clean"] = h5py.ExternalLink(str(other), "/clean")
            else:
                file["clean"] = file["adversarial"][:][:, :, :5]
    page = page_of(job, tmp_path / "report.html")
    assert page.count("data:image/png") == SHOWN
    assert "the samples themselves are not shown" in page


def test_a_job_whose_rows_were_changed_is_refused(job: Path, tmp_path: Path) -> None:
    result = json.loads((job / "result.json").read_text())
    result["rejected-by-confirmation"] += 1
    (job / "result.json").write_text(json.dumps(result))
    told = run_program("export", job, "--out", tmp_path / "report.html")
    assert_refused(told, "No report can be made of the job")
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--out", "x.doc"), 'The name "x.doc" does not say what to write.'),
        (("--out", "x"), 'The name "x" does not say what to write.'),
        (("--out", "x.html", "--format", "svg"), '"x.html" does not end in ".svg"'),
        (("--out", "x.csv", "--system", "a camera"), "--system belongs to reports"),
        (("--out", "x.csv", "--with-paths"), "--with-paths belongs to reports"),
        (("--out", "x.pdf", "--system", "x" * 301), "--system is too long."),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(
    made: Path, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    told = run_program("export", made, *arguments, cwd=tmp_path)
    assert_refused(told, words)
    assert list(tmp_path.iterdir()) == []


def test_an_export_where_no_file_can_be_has_the_status_of_wrong_input(
    made: Path, tmp_path: Path
) -> None:
    for place in places_of_no_file(tmp_path):
        told = run_program("export", made, "--format", "html", "--out", place)
        assert_refused(told, "cannot be written")
    told = run_program("export", made, "--out", tmp_path / "missing" / "x.html")
    assert_refused(told, "there is no folder")
    told = run_program("archive", made, tmp_path / "missing" / "x.pandavision")
    assert_refused(told, "there is no folder")


def test_two_jobs_become_a_comparison_or_a_figure_and_no_table(made: Path, tmp_path: Path) -> None:
    twice = run_program("export", made, f"{made}/", "--out", tmp_path / "twice.html")
    assert_refused(twice, "A job was given twice.")
    copy = shutil.copytree(made, tmp_path / "copy")
    page = page_of(made, tmp_path / "both.html", str(copy))
    assert "a comparison" in page
    assert "(1)" in page, "jobs of one name that are alike are told apart"
    told = run_program("export", made, made, "--out", tmp_path / "table.csv", "--format", "table")
    assert_refused(told, 'A file of the format "table" is of one job, and 2 are given.')


@pytest.mark.parametrize(("name", "start"), [("c.svg", b"<?xml"), ("c.png", b"\x89PNG")])
def test_results_by_class_are_a_figure_of_their_own(
    made: Path, tmp_path: Path, name: str, start: bytes
) -> None:
    out = tmp_path / name
    assert_succeeded(run_program("export", made, "--figure", "classes", "--out", out))
    assert out.read_bytes().startswith(start)
    if name == "c.svg":
        said = out.read_text("utf-8")
        assert "at the largest perturbation" in said
        assert "class 3" in said
        assert "accuracy by class at 0." in said, "alone it says of what it is"
    for words in ((made, made, "--out", out), (made, "--out", tmp_path / "x.html")):
        told = run_program("export", *words, "--figure", "classes")
        assert_refused(told, "--figure classes is a figure of one job")
