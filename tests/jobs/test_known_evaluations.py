"""What finished jobs have evaluated is read once, and believed only as long as it is there."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.jobs import job_folder, known_evaluations
from pandavision_gui.jobs.command_desk import CommandDesk
from pandavision_gui.jobs.events import SameJobExists
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.known_evaluations import KnownEvaluations, digest_of, what_is_asked
from pandavision_gui.jobs.owner_commands import AddJobs
from pandavision_gui.jobs.same_jobs import SameJobSearch

from .finished_jobs import document, found, put_finished, spec_of, write_files
from .hand_made_folders import id_of, write_rubbish
from .watched_queue import watched_queue

pytestmark = pytest.mark.usefixtures("nothing_left")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return write_files(tmp_path)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The documents of job folders that searches have read since."""
    made: list[Path] = []

    def read(path: Path, most: int) -> bytes:
        if threading.current_thread().name == "same-jobs":
            made.append(path)
        return read_bounded(path, most)

    monkeypatch.setattr(job_folder, "read_bounded", read)
    return made


def test_a_finished_job_is_read_once_for_all_that_is_asked_after_it(
    tmp_path: Path, files: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [put_finished(tmp_path, spec_of(files, seed=n), minute=n) for n in range(12)]
    damaged = put_finished(tmp_path, spec_of(files, seed=50))
    looks: list[object] = []
    look = SameJobSearch.look

    def counted(*arguments: Any) -> None:
        looks.append(arguments)
        look(*arguments)

    monkeypatch.setattr(SameJobSearch, "look", counted)
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        write_rubbish(damaged.path / "spec.json")
        desk = CommandDesk(watched.queue, watched.folders, None)
        specs = tuple(document(files, seed=n) for n in range(30))
        answer = desk.answer(AddJobs(specs=specs))
        same = [line.same for line in answer.jobs]
        assert same == [(id_of(folder),) for folder in folders] + [()] * 18
        told = watched.events.wait_until(lambda _: watched.events.of(SameJobExists)[11:])
        assert len(told) == 1
        assert len(looks) == len(specs), "one look for each"
        assert found(watched, spec_of(files, seed=3)) == (id_of(folders[3]),)
    assert len(reads) == len(set(reads)), "some were read twice"
    assert len(reads) <= 3 * 13


@pytest.mark.parametrize("name", ["job.json", "resolved.json", "spec.json"])
def test_a_job_whose_documents_are_replaced_is_not_offered_for_what_they_said(
    tmp_path: Path, files: Path, name: str
) -> None:
    folder = put_finished(tmp_path, spec_of(files))
    (other := tmp_path / "other").mkdir()
    (other / "model.onnx").write_bytes(b"x")
    (other / "data.h5").write_bytes(b"x")
    instead = put_finished(tmp_path / "elsewhere", spec_of(other, seed=7))
    imported = Job(name="x").taken_in(id_of(folder), "a", order=1, has_result=True)
    instead.write_job(imported)
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        assert found(watched, spec_of(files)) == (id_of(folder),)
        assert found(watched, spec_of(files)) == (id_of(folder),)
        (instead.path / name).replace(folder.path / name)
        assert found(watched, spec_of(files)) == ()


def test_no_more_is_kept_than_a_bound(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_evaluations, "MOST_KEPT", 3)
    folders = [put_finished(tmp_path, spec_of(files, seed=n), minute=n) for n in range(9)]
    known = KnownEvaluations()
    for _ in range(2):
        for n, folder in enumerate(folders):
            assert known.answer_to(digest_of(spec_of(files, seed=n)), folder) is not None
            assert len(known._kept) <= 3


@given(
    one=st.lists(st.floats(0, 1) | st.sampled_from([0.0, -0.0, 1.0]), min_size=1, max_size=3),
    other=st.lists(st.floats(0, 1) | st.sampled_from([0.0, -0.0, 1.0]), min_size=1, max_size=3),
    lows=st.tuples(*[st.sampled_from([0, 0.0, -0.0, -1.0, -1])] * 2),
)
def test_digests_are_equal_exactly_where_what_is_asked_is(
    one: list[float], other: list[float], lows: tuple[float, ...]
) -> None:
    first, second = (
        spec_of(Path("/f"), perturbation_values=values, input_range=[low, 1])
        for values, low in zip((one, other), lows, strict=True)
    )
    same = what_is_asked(first) == what_is_asked(second)
    assert (digest_of(first) == digest_of(second)) == same
