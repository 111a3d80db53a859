from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_documents import KnownFile, Resolved
from pandavision_gui.jobs.job_folder import FILES, JobFolder
from pandavision_gui.jobs.job_state import Trigger

FILE = KnownFile(name="m.onnx", bytes=1, modified_ns=2, sha256=None)
RESOLVED = Resolved(
    batch_size=8, threads=1, device="cpu", versions={"numpy": "2"}, model=FILE, dataset=FILE
)


def spec_of(text: str = "") -> EvaluationSpec:
    return parse_spec(f'{{"dataset": "/d.h5", "trained-model": "/m.onnx"{text}}}'.encode())


def refused(folder: JobFolder) -> str:
    with pytest.raises(InputError) as error:
        folder.create()
    assert str(folder.path) in error.value.message
    return error.value.code


def test_a_spec_that_is_large_on_lines_is_written_so_that_it_can_be_read(tmp_path: Path) -> None:
    many = ", ".join(map(str, range(1_000_000)))
    spec = spec_of(f', "indexes": [{many}]')
    folder = JobFolder(tmp_path)
    folder.write_spec(spec)
    assert folder.read_spec() == spec


def test_a_new_folder_is_made_with_the_folders_above_it(tmp_path: Path) -> None:
    assert JobFolder(tmp_path / "a" / "b").create() is True
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_an_empty_folder_is_taken_and_known_to_be_somebodys(tmp_path: Path) -> None:
    assert JobFolder(tmp_path).create() is False
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["notes.txt", ".hidden", "spec.json"])
def test_a_folder_with_anything_in_it_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    assert refused(JobFolder(tmp_path)) == "out_not_empty"
    assert (tmp_path / name).read_text() == "mine"


def test_a_file_in_its_place_or_above_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert refused(JobFolder(tmp_path / "file")) == "out_not_folder"
    assert refused(JobFolder(tmp_path / "file" / "below")) == "out_not_folder"
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    assert refused(JobFolder(tmp_path / "link")) == "out_not_folder"


def test_a_folder_that_cannot_be_made_is_refused_in_words() -> None:
    assert refused(JobFolder(Path("/proc/1/no-such-folder"))) == "out_not_writable"


def test_a_name_that_is_too_long_is_refused_in_words(tmp_path: Path) -> None:
    assert refused(JobFolder(tmp_path / ("x" * 300))) == "out_not_writable"


HOLDER = """
import sys, filelock
with filelock.FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("name", ["job.lock", "worker.lock"])
def test_a_lock_that_another_process_holds_is_refused_until_that_ends(
    tmp_path: Path, name: str
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / name)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(InputError, match="in use") as error:
            JobFolder(tmp_path).lock(name)
        assert error.value.code == "out_in_use"
        holder.kill()  # a lock falls with its process, however that ends
        holder.wait()
    with JobFolder(tmp_path).lock(name):
        pass


def test_a_lock_keeps_out_others_of_the_same_process_and_is_given_back(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    with folder.lock(), pytest.raises(InputError):
        folder.lock()
    with folder.lock():
        assert (tmp_path / "job.lock").exists()


def test_a_lock_that_cannot_be_made_is_told_in_words() -> None:
    with pytest.raises(PandaVisionError, match="gone"):
        JobFolder(Path("/proc/gone")).lock()


def test_the_small_documents_come_back_equal(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    spec = spec_of(', "perturbation-values": [0.1], "preprocessing": "unit", "name": "ä"')
    job = Job.model_validate({"name": "a job"}).moved(Trigger.START)
    folder.write_spec(spec)
    folder.write_job(job)
    folder.write_resolved(RESOLVED)
    assert folder.read_spec() == spec
    assert folder.read_job() == job
    assert folder.read_resolved() == RESOLVED


def test_a_stored_spec_keeps_which_keys_were_given(tmp_path: Path) -> None:
    # A defaulted type yields to an explicit attack; written out it would contradict it.
    folder = JobFolder(tmp_path)
    folder.write_spec(spec_of(', "attack": "noise-linf"'))
    assert folder.read_spec().attack_info.name == "noise-linf"


def test_a_folder_without_a_job_is_told_in_words(tmp_path: Path) -> None:
    for folder in (JobFolder(tmp_path), JobFolder(tmp_path / "gone")):
        with pytest.raises(InputError) as error:
            folder.read_spec()
        assert error.value.code == "no_job"
        # Its owner may have been killed between the spec and this.
        assert folder.read_job() is None
    assert JobFolder(tmp_path).read_resolved() is None


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"null", b"[]", b"\xff\x00", b'{"name": 5}', b'{"name": "n", "state": "lost"}',
        b'{"name": "n", "extra": 1}', b'{"name": "n", "format_version": 0}',
        b'{"name": "n", "format_version": "2"}',
        b'{"name": "n", "format": "other"}', b"[" * 100_000,
        b'{"name": "n", "worked_s": -1}', b'{"name": "n", "worked_s": 1e300}',
        b'{"name": "n", "worked_s": NaN}',
    ],
)  # fmt: skip
def test_a_damaged_job_file_is_told_in_words(tmp_path: Path, data: bytes) -> None:
    for name in ("job.json", "resolved.json"):
        (tmp_path / name).write_bytes(data)
    for read in (JobFolder(tmp_path).read_job, JobFolder(tmp_path).read_resolved):
        with pytest.raises(EnvironmentFault) as fault:
            read()
        assert fault.value.code == "job_damaged"
        assert fault.value.sentence().isprintable()


def test_a_job_file_of_a_newer_version_is_no_damaged_one(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_bytes(b'{"name": "n", "format_version": 2, "unheard": [1]}')
    with pytest.raises(EnvironmentFault, match="newer version of the program") as fault:
        JobFolder(tmp_path).read_job()
    assert fault.value.code == "job_newer"
    assert "nothing of the job was changed" in fault.value.sentence()


@pytest.mark.parametrize("data", [b"", b"{", b"null", b"\xff", b'{"dataset": "d"}'])
def test_a_damaged_spec_is_told_in_words(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "spec.json").write_bytes(data)
    with pytest.raises(PandaVisionError) as error:
        JobFolder(tmp_path).read_spec()
    assert error.value.sentence().isprintable()


def fill(path: Path) -> None:
    for name in FILES:
        if name.endswith("/"):
            (path / name).mkdir()
            (path / name / "000000.npz").write_bytes(b"x")
        else:
            (path / name).write_bytes(b"x")


def test_what_is_discarded_is_gone_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "job"
    path.mkdir()
    fill(path)
    JobFolder(path).discard()
    JobFolder(path).remove_lock(and_folder=True)
    assert not path.exists()


def test_a_folder_that_was_there_before_stays_when_its_job_is_discarded(tmp_path: Path) -> None:
    fill(tmp_path)
    JobFolder(tmp_path).discard()
    JobFolder(tmp_path).remove_lock(and_folder=False)
    assert list(tmp_path.iterdir()) == []


def test_discarding_leaves_what_is_not_the_jobs(tmp_path: Path) -> None:
    path = tmp_path / "job"
    path.mkdir()
    fill(path)
    (path / "thesis.tex").write_text("mine")
    (path / "pictures").mkdir()
    JobFolder(path).discard()
    JobFolder(path).remove_lock(and_folder=True)
    assert sorted(p.name for p in path.iterdir()) == ["pictures", "thesis.tex"]


def test_discarding_nothing_does_no_harm(tmp_path: Path) -> None:
    JobFolder(tmp_path).discard()
    JobFolder(tmp_path).remove_lock(and_folder=False)
    assert tmp_path.is_dir()
