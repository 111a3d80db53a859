"""What `pandavision run` says at the end."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pandavision_gui.cli.run import _conclude
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.messages import JobFinished
from pandavision_gui.jobs.supervisor import Outcome, OutcomeKind

from ..support.recorded import RECORDED


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
    _conclude(folder.read_spec(), folder.path, outcome, quiet=False)
    said = capsys.readouterr().out
    assert said.startswith("road signs: " if damaged else "another name: ")
