"""How much room a job folder takes, whatever anybody has put there."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.jobs.disk_use import (
    DiskSurvey,
    JobBytes,
    MeasuredJob,
    measure_job,
    tree_bytes,
)

pytestmark = pytest.mark.usefixtures("nothing_left")

PARTS = {
    "adversarial/000000.npy": "pictures",
    "adversarial/deep/down/x": "pictures",
    "samples.h5": "pictures",
    "rows/000000.npz": "rows",
    "checkpoint.npz": "rows",
    "job.log": "log",
    "result.json": "other",
    "rows.npz": "other",
    "somebody/else": "other",
}


def put(folder: Path, name: str, size: int) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)


@given(st.dictionaries(st.sampled_from(sorted(PARTS)), st.integers(0, 5000)))
def test_every_file_counts_once_and_for_its_kind(
    tmp_path_factory: pytest.TempPathFactory, sizes: dict[str, int]
) -> None:
    folder = tmp_path_factory.mktemp("job")
    for name, size in sizes.items():
        put(folder, name, size)
    found = measure_job(folder)
    for kind in ("pictures", "rows", "log", "other"):
        wanted = sum(size for name, size in sizes.items() if PARTS[name] == kind)
        assert getattr(found, kind) == wanted
    assert found.total == sum(sizes.values()) == tree_bytes(folder)


def test_no_link_is_followed_and_nothing_is_opened(tmp_path: Path) -> None:
    put(tmp_path, "elsewhere/large", 10_000)
    folder = tmp_path / "job"
    put(folder, "rows/a", 3)
    (folder / "adversarial").symlink_to(tmp_path / "elsewhere")
    (folder / "samples.h5").symlink_to(tmp_path / "elsewhere" / "large")
    (folder / "ring").symlink_to(folder)
    os.mkfifo(folder / "job.log")
    assert measure_job(folder) == JobBytes(rows=3)
    (tmp_path / "link").symlink_to(folder)
    assert measure_job(tmp_path / "link") == JobBytes()
    assert measure_job(tmp_path / "missing") == JobBytes()


def survey(jobs: Path, ids: list[UUID]) -> tuple[list[MeasuredJob], list[bool]]:
    told: list[MeasuredJob] = []
    lasts: list[bool] = []
    end = threading.Event()

    def tell(part: tuple[MeasuredJob, ...], is_last: bool) -> None:
        told.extend(part)
        lasts.append(is_last)
        if is_last:
            end.set()

    work = DiskSurvey(jobs, ids, tell)
    work.start()
    assert end.wait(30)
    assert work.join(10)
    return told, lasts


@pytest.mark.parametrize("count", [0, 1, 1200])
def test_a_survey_tells_every_job_in_order_and_its_end_once(tmp_path: Path, count: int) -> None:
    ids = [uuid4() for _ in range(count)]
    for number, job_id in enumerate(ids[:3]):
        put(tmp_path, f"{job_id}/job.log", number + 1)
    told, lasts = survey(tmp_path, ids)
    assert [job.id for job in told] == ids
    assert [job.bytes.log for job in told[:3]] == [1, 2, 3][:count]
    assert lasts == [False] * (len(lasts) - 1) + [True]


def test_a_stopped_survey_tells_nothing_more(tmp_path: Path) -> None:
    ids = [uuid4() for _ in range(1200)]
    told: list[bool] = []
    heard, may_go_on = threading.Event(), threading.Event()

    def tell(_: tuple[MeasuredJob, ...], is_last: bool) -> None:
        told.append(is_last)
        heard.set()
        may_go_on.wait(30)

    work = DiskSurvey(tmp_path, ids, tell)
    work.start()
    assert heard.wait(30)
    work.stop()
    may_go_on.set()
    assert work.join(10)
    assert told == [False]
