"""What `pandavision run` says at the end."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from pandavision_gui.cli.one_run import conclude
from pandavision_gui.cli.queue import _words
from pandavision_gui.cli.verdict_words import verdict_lines
from pandavision_gui.engine.missed_samples import missed_warning
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import JobFinished
from pandavision_gui.jobs.owner_commands import JobLine
from pandavision_gui.jobs.supervisor import Outcome, OutcomeKind

from ..support.recorded import RECORDED


@pytest.mark.parametrize(
    ("kind", "grid", "size"),
    [
        ("max-norm", "from 0 to 0.05)", "0.05 of the input range: "),
        ("l2", "from 0 to 0.05 in L2)", "0.05 × the input range in L2: "),
        ("l1", "from 0 to 0.05 in L1)", "0.05 × the input range in L1: "),
        ("rotation", "from 0 to severity 0.05)", "severity 0.05: "),
    ],
)
def test_the_verdict_speaks_in_the_norm_of_the_spec(kind: str, grid: str, size: str) -> None:
    folder = JobFolder(RECORDED / "finished_job")
    report = JobFinished.of(require_result(folder))
    curve = (report.curve[0], report.curve[-1].model_copy(update={"value": 0.05}))
    spec = EvaluationSpec(dataset="d.h5", trained_model="m.onnx", perturbation_type=kind)
    lines = verdict_lines(spec, "job", report.model_copy(update={"curve": curve}))
    assert lines[0].endswith(grid)
    assert f"  still right at {size}" in lines[-1]


@pytest.mark.parametrize(
    ("target", "aim", "leaves_out"),
    [
        ("par\x1bking", "aimed at “par\\x1bking”: no other wrong answer counts", True),
        (3, "aimed at class 3: no other wrong answer counts", True),
        ("second", "aimed at the class that the model finds second likeliest: no other", False),
        ("all", "", False),
        (None, "", False),
    ],
)
def test_the_verdict_of_an_aimed_attack_says_what_counts_and_who_is_left_out(
    target: int | str | None, aim: str, leaves_out: bool
) -> None:
    report = JobFinished.of(require_result(JobFolder(RECORDED / "finished_job")))
    spec = EvaluationSpec(dataset="d.h5", trained_model="m.onnx", target=target)
    said = "\n".join(verdict_lines(spec, "job", report))
    assert ("aimed at" in said) == bool(aim)
    assert aim in said
    assert ("not steered to the target at 0.03" in said) == bool(aim)
    assert ("still right at" in said) != bool(aim)
    assert ("samples of that class are left out" in said) == leaves_out


def test_the_verdict_distrusts_what_warnings_stand_against_and_no_random_search() -> None:
    report = JobFinished.of(require_result(JobFolder(RECORDED / "finished_job")))
    spec = EvaluationSpec(dataset="d.h5", trained_model="m.onnx")
    by_chance = "square: " + missed_warning(1, 3, 0.05, uses_gradients=False)
    by_gradients = missed_warning(1, 3, 0.05, uses_gradients=True)
    for warnings, distrust in [
        ((), ""),
        ((by_chance,), ""),
        ((by_gradients,), "before the warning above is settled"),
        ((by_gradients, "another"), "before the 2 warnings above are settled"),
        ((by_gradients, by_chance), "before 1 of the 2 warnings above is settled"),
    ]:
        said = "\n".join(verdict_lines(spec, "j", report.model_copy(update={"warnings": warnings})))
        assert ("not to be trusted" in said) == bool(distrust)
        assert distrust in said


@pytest.mark.parametrize(
    ("attack", "params", "weak"),
    [
        ("fgsm", {}, "of one step, which is weak"),
        ("pgd-linf", {"steps": 3}, "so few steps or queries that the attack is weak"),
        ("pgd-linf", {}, ""),
    ],
)
def test_the_verdict_says_that_an_attack_is_weak(
    attack: str, params: dict[str, int], weak: str
) -> None:
    report = JobFinished.of(require_result(JobFolder(RECORDED / "finished_job")))
    spec = EvaluationSpec(
        dataset="d.h5", trained_model="m.onnx", attack=attack, attack_params=params
    )
    said = "\n".join(verdict_lines(spec, "j", report))
    assert ("weak" in said) == bool(weak)
    assert weak in said


@pytest.mark.parametrize("norm", [None, *Norm])
def test_a_listed_job_says_the_norm_where_it_is_not_the_usual_one(norm: Norm | None) -> None:
    line = JobLine(
        id=UUID(int=1),
        name="job",
        state=JobState.FINISHED,
        reason="",
        model="m.onnx",
        dataset="d.h5",
        attack="standard",
        created=datetime.now(UTC),
        clean=0.9,
        robust=0.5,
        top_value=2.5,
        norm=norm,
        level=SecurityLevel.LOW,
        folder="/jobs/1",
    )
    where = "" if norm in (None, Norm.LINF) else f" in {norm.symbol}"
    assert f"at 2.5{where}, " in _words(line)
    turned = line.model_copy(update={"norm": None, "perturbation": "rotation", "top_value": 0.25})
    assert "robust 50.0 % at severity 0.25, level low" in _words(turned)


@pytest.mark.parametrize("damaged", [False, True])
def test_a_renamed_job_is_called_by_its_new_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], damaged: bool
) -> None:
    folder = JobFolder(tmp_path / "job")
    shutil.copytree(RECORDED / "finished_job", folder.path)
    job = folder.read_job()
    assert job is not None
    folder.write_job(job.model_copy(update={"name": "another name"}))
    if damaged:
        (folder.path / "job.json").write_text("{")
    report = JobFinished.of(require_result(folder))
    outcome = Outcome(OutcomeKind.DONE, "Finished.", report)
    conclude(folder.read_spec(), folder.path, outcome, quiet=False)
    said = capsys.readouterr().out
    assert said.startswith("road signs: " if damaged else "another name: ")
