"""Commands whose workers may write in few places do their work wherever the jobs are.

Tests keep their files where the system has its temporary ones, and there workers may write. Here
temporary files are elsewhere, as they are for users.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ..support.fork_server import Ready
from ..support.running_program import assert_succeeded, run_program
from ..support.sample_files import small_job


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory, ready: Ready | None) -> tuple[Path, Path]:
    """Two finished jobs of different attacks."""
    folder = tmp_path_factory.mktemp("jobs")
    small_job(folder, count=8)
    made = []
    for name, keys in (
        ("first", {}),
        ("second", {"attack": "mpgd-linf", "attack_params": {"steps": 5}}),
    ):
        spec = small_job(folder / name, count=8, **keys)
        assert_succeeded(run_program("run", spec, "--out", folder / f"{name} job", ready=ready))
        made.append(folder / f"{name} job")
    return made[0], made[1]


@pytest.mark.parametrize(
    "command",
    [
        ("compare", "FIRST", "SECOND"),
        ("export", "FIRST", "SECOND", "--out", "OUT/report.html"),
        ("export", "FIRST", "--out", "OUT/pack.zip"),
        ("export", "FIRST", "--out", "OUT/curve.svg"),
        ("worst-case", "FIRST", "SECOND", "--out", "OUT/worst"),
        ("archive", "FIRST", "OUT/job.pandavision"),
    ],
    ids=" ".join,
)
def test_jobs_may_lie_anywhere(
    jobs: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    for name in ("temporary", "out"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    places = {"FIRST": str(jobs[0]), "SECOND": str(jobs[1])}
    words = [places.get(word, word.replace("OUT", str(tmp_path / "out"))) for word in command]
    assert_succeeded(run_program(*words))


def test_a_pack_may_lie_anywhere(
    jobs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    pack = tmp_path / "pack.zip"
    assert_succeeded(run_program("export", jobs[0], "--out", pack))
    model = jobs[0].parent / "first" / "signs.onnx"
    assert_succeeded(run_program("verify", pack, "--replay", "2", "--model", model))
