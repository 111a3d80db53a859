"""What the real worker says and does around an evaluation."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from pandavision_gui.engine.spec import load_spec
from pandavision_gui.jobs.archive.job_archive import open_archive, write_archive
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress, Report
from pandavision_gui.jobs.single_run import RunOptions, run_in_folder
from pandavision_gui.jobs.supervisor import Outcome, OutcomeKind, StopSwitch

from ..support.sample_files import small_job

pytestmark = [
    pytest.mark.usefixtures("ready_workers", "nothing_left"),
    pytest.mark.skipif(sys.platform == "win32", reason="pipes with a path"),
    pytest.mark.timeout(120),
]


def run(folder: Path, *, resume: bool = False, **keys: Any) -> tuple[Outcome, list[Progress]]:
    """Evaluate in `folder`/job with a real worker."""
    spec = load_spec(small_job(folder / "files", count=12, **keys))
    reports: list[Report] = []
    outcome = run_in_folder(
        spec,
        folder / "job",
        RunOptions(resume=resume, threads=1),
        on_report=reports.append,
        stop=StopSwitch(),
    )
    return outcome, [report for report in reports if isinstance(report, Progress)]


def test_progress_says_that_the_user_chose_the_samples(tmp_path: Path) -> None:
    outcome, progress = run(tmp_path, indexes=[0, 1, 2])
    assert outcome.kind is OutcomeKind.DONE, outcome.sentence
    assert {report.chosen_by_user for report in progress} == {True}
    assert require_result(JobFolder(tmp_path / "job")).samples.chosen_by_user


@pytest.mark.parametrize("kind", ["l2", "l1"])
def test_values_above_one_of_a_norm_that_adds_up_come_to_a_result(
    tmp_path: Path, kind: str
) -> None:
    outcome, _ = run(tmp_path, attack=f"pgd-{kind}", perturbation_values=[1.5, 1000.0])
    assert outcome.kind is OutcomeKind.DONE, outcome.sentence
    result = require_result(JobFolder(tmp_path / "job"))
    assert (result.norm, result.sec_curve.x_values) == (kind, (0.0, 1.5, 1000.0))


def test_a_damaged_result_is_made_again_when_its_job_is_resumed(tmp_path: Path) -> None:
    _, progress = run(tmp_path)
    assert {report.chosen_by_user for report in progress} == {False}
    folder = JobFolder(tmp_path / "job")
    before = require_result(folder)
    (folder.path / "result.json").write_text("{")
    job = folder.read_job()
    assert job is not None
    folder.write_job(job.model_copy(update={"state": JobState.INTERRUPTED}))
    outcome, _ = run(tmp_path, resume=True)
    assert outcome.kind is OutcomeKind.DONE, outcome.sentence
    assert require_result(folder).curve == before.curve


def test_the_result_of_a_composed_attack_tells_what_its_stages_did(tmp_path: Path) -> None:
    run(tmp_path, attack="thorough", attack_params={"steps": 3, "queries": 5})
    whole = require_result(JobFolder(tmp_path / "job"))
    assert whole.stages is not None
    names = ["mpgd-linf", "mpgd-linf", "mpgd-linf", "apgd-linf", "square-linf"]
    assert [stage.attack for stage in whole.stages] == names
    assert sum(stage.passes for stage in whole.stages) == whole.passes.attack


@pytest.mark.parametrize(("restarts", "told"), [(99, 100), (100, None)])
def test_a_job_of_more_stages_than_a_result_tells_finishes_all_the_same(
    tmp_path: Path, restarts: int, told: int | None
) -> None:
    outcome, _ = run(tmp_path, indexes=[0], attack_params={"steps": 1, "restarts": restarts})
    assert outcome.kind is OutcomeKind.DONE, outcome.sentence
    stages = require_result(JobFolder(tmp_path / "job")).stages
    assert (None if stages is None else len(stages)) == told


@pytest.mark.parametrize(
    "foreign", [{"device": "quantum"}, {"threads": 65_536}, {"versions": {"torch": "0"}}]
)
def test_a_job_that_another_machine_began_goes_on_here_and_is_not_repeatable(
    tmp_path: Path, foreign: dict[str, Any]
) -> None:
    # Such a note comes with an archive, from a machine with a GPU or by somebody's hand.
    folder = JobFolder(tmp_path / "job")
    run(tmp_path)
    assert require_result(folder).run.bit_repeatable
    known = folder.read_resolved()
    assert known is not None
    folder.write_resolved(known.model_copy(update=foreign))
    for _ in range(2):  # and the run after that knows it too
        (folder.path / "result.json").unlink()
        job = folder.read_job()
        assert job is not None
        folder.write_job(job.model_copy(update={"state": JobState.INTERRUPTED}))
        outcome, _ = run(tmp_path, resume=True)
        assert outcome.kind is OutcomeKind.DONE, outcome.sentence
        result = require_result(folder).run
        assert not result.bit_repeatable
        assert result.device in ("cpu", "cuda")
        assert result.threads <= (os.cpu_count() or 1)


@pytest.mark.parametrize("link", [False, True])
def test_a_log_that_is_no_file_ends_the_job_in_words(tmp_path: Path, link: bool) -> None:
    folder, mine = JobFolder(tmp_path / "job"), tmp_path / "mine"
    folder.create()
    folder.write_spec(load_spec(small_job(tmp_path / "files", count=12)))
    folder.write_job(Job.model_validate({"name": "a job", "state": "interrupted"}))
    mine.write_text("mine")
    if link:
        (folder.path / "job.log").symlink_to(mine)
    else:
        os.mkfifo(folder.path / "job.log")
    outcome, _ = run(tmp_path, resume=True)
    assert outcome.kind is OutcomeKind.HINDERED
    assert "job.log" in outcome.sentence
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("samples", [{"indexes": list(range(12))}, {}], ids=["chosen", "drawn"])
def test_an_aimed_job_leaves_samples_out_and_goes_through_an_archive(
    tmp_path: Path, samples: dict[str, Any]
) -> None:
    outcome, _ = run(tmp_path, target=1, attack="thorough", attack_params={"steps": 3}, **samples)
    assert outcome.kind is OutcomeKind.DONE, outcome.sentence
    result = require_result(JobFolder(tmp_path / "job"))
    assert 0 < result.samples.evaluated == result.samples.drawn < 12
    assert any("aimed" in said for said in result.applied.assumptions)
    write_archive(tmp_path / "job", tmp_path / "a.pandavision")
    open_archive(tmp_path / "a.pandavision", tmp_path / "opened")
    assert require_result(JobFolder(tmp_path / "opened")) == result


@pytest.mark.parametrize(
    ("attack", "norm"), [("fmn-l0", "l0"), ("ddn", "l2"), ("deepfool", "linf")]
)
def test_a_minimum_norm_attack_comes_to_a_result_that_an_archive_takes(
    tmp_path: Path, attack: str, norm: str
) -> None:
    keys = {"attack": attack, "attack_params": {"steps": 20}}
    outcome, _ = run(tmp_path, perturbation_values=[0.01, 1.0], **keys)
    assert outcome.kind is OutcomeKind.DONE, outcome.sentence
    result = require_result(JobFolder(tmp_path / "job"))
    assert (result.norm, result.assumption_check) == (norm, None)
    assert result.samples.broken > 0
    assert 0 < result.passes.attack == result.model_passes - result.passes.agreement
    write_archive(tmp_path / "job", tmp_path / "a.pandavision")
    open_archive(tmp_path / "a.pandavision", tmp_path / "opened")
    assert require_result(JobFolder(tmp_path / "opened")) == result
