"""What a process may still do once it looks into a file: read that file's folder, and little else.

The second wall is tried without the first: the confined process is asked outright for what no
reader of ours would ask for.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from onnx import TensorProto

from pandavision_gui.engine.spec import load_spec
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.worker_process import exit_in_words

from ..engine.models.onnx_files import linear
from ..support.sample_files import small_job


def has_walls() -> bool:
    """Whether this kernel has what the walls are made of."""
    if sys.platform != "linux" or not os.path.exists("/proc/sys/kernel/seccomp/actions_avail"):
        return False
    return int(ctypes.CDLL(None, use_errno=True).syscall(444, None, 0, 1)) >= 1


pytestmark = pytest.mark.skipif(not has_walls(), reason="the kernel has no Landlock or no seccomp")

SETUP = """
import ctypes, errno, json, mmap, os, resource, socket, subprocess, sys, threading
from pathlib import Path
import h5py, numpy, onnx
from pandavision_gui.jobs.worker.inspect_files import confine_to_folder_of
inside, outside = Path(sys.argv[1]), Path(sys.argv[2])
may_go, answers = threading.Event(), {}
def attempt(work):
    try:
        work()
    except OSError as error:
        if error.errno:
            return errno.errorcode.get(error.errno, str(error.errno))
        return "EACCES" if "errno = 13" in str(error) else str(error)
    except MemoryError:
        return "MemoryError"
    except KeyError as error:
        return "EACCES" if "can't open file" in str(error) else str(error)
    return "done"
def elsewhere():
    may_go.wait()
    answers["a socket of another thread"] = attempt(socket.socket)
other = threading.Thread(target=elsewhere)
other.start()
"""

ATTEMPTS = """
listening = socket.create_server(("127.0.0.1", 0))
def system_call(number, *arguments):
    system = ctypes.CDLL(None, use_errno=True)
    if system.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "")
confine_to_folder_of(inside / "signs.h5")
may_go.set()
other.join()
refused = {
    "read outside": attempt(lambda: outside.read_text()),
    "read through a link": attempt(lambda: (inside / "link").read_text()),
    "read by way of ..": attempt(lambda: (inside / ".." / "outside" / "secret.txt").read_text()),
    "read another process": attempt(lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes()),
    "read the users": attempt(lambda: Path("/etc/passwd").read_text()),
    "list outside": attempt(lambda: os.listdir(outside.parent)),
    "write outside": attempt(lambda: outside.with_name("new").write_text("x")),
    "write inside": attempt(lambda: (inside / "new").write_text("x")),
    "change the file": attempt(lambda: open(inside / "signs.h5", "r+b")),
    "remove the file": attempt(lambda: (inside / "signs.h5").unlink()),
    "a TCP socket": attempt(socket.socket),
    "a UDP socket": attempt(lambda: socket.socket(type=socket.SOCK_DGRAM)),
    "a Unix socket": attempt(lambda: socket.socket(socket.AF_UNIX)),
    "a program": attempt(lambda: os.execv("/bin/true", ["true"])),
    "io_uring": attempt(lambda: system_call(425, 1, ctypes.create_string_buffer(120))),
    "an HDF5 file outside": attempt(lambda: h5py.File(outside.with_name("other.h5"))),
    "an external link": attempt(lambda: h5py.File(inside / "signs.h5")["far"]),
    **answers,
}
allowed = {
    "read the file": attempt(lambda: (inside / "signs.h5").read_bytes()),
    "read beside it": attempt(lambda: (inside / "weights.bin").read_bytes()),
    "list the folder": attempt(lambda: os.listdir(inside)),
    "read HDF5": attempt(lambda: h5py.File(inside / "signs.h5")["samples"][:]),
    "load a module": attempt(lambda: __import__("colorsys")),
}
print(json.dumps({
    "refused": refused,
    "allowed": allowed,
    "memory": attempt(lambda: bytearray(2 ** 31)),
    "mapped": attempt(lambda: mmap.mmap(-1, 2 ** 31, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)),
}))
"""


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    """A folder with a file and its neighbours, and a secret outside of it."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    (inside / "link").symlink_to(outside / "secret.txt")
    (inside / "weights.bin").write_bytes(bytes(100))
    with h5py.File(outside / "other.h5", "w") as file:
        file["samples"] = np.ones((3, 1, 4, 4), np.uint8)
    with h5py.File(inside / "signs.h5", "w") as file:
        file["samples"] = np.ones((3, 1, 4, 4), np.uint8)
        file["far"] = h5py.ExternalLink(str(outside / "other.h5"), "samples")
    return inside, outside / "secret.txt"


def run_confined(code: str, place: tuple[Path, Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SETUP + code, *map(str, place)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def told(code: str, place: tuple[Path, Path]) -> dict[str, Any]:
    done = run_confined(code, place)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_only_the_folder_of_the_file_is_left(place: tuple[Path, Path]) -> None:
    answer = told(ATTEMPTS, place)
    assert {name: how for name, how in answer["refused"].items() if how != "EACCES"} == {}
    assert set(answer["allowed"].values()) == {"done"}, answer["allowed"]
    assert answer["memory"] == "MemoryError"
    assert answer["mapped"] == "ENOMEM"
    assert (place[0] / "signs.h5").exists()
    assert not (place[0] / "new").exists()


@pytest.mark.parametrize("confined", [True, False])
def test_external_data_outside_cannot_be_read_even_by_onnx_itself(
    place: tuple[Path, Path], confined: bool
) -> None:
    """The library's own loading, told that the secret's folder is the model's."""
    inside, secret = place
    model = linear()
    weight = model.graph.initializer[0]
    secret.write_bytes(weight.raw_data)
    weight.ClearField("raw_data")
    weight.data_location = TensorProto.EXTERNAL
    weight.external_data.add(key="location", value=secret.name)
    (inside / "model.onnx").write_bytes(model.SerializeToString())
    answer = told(
        f"if {confined}: confine_to_folder_of(inside / 'model.onnx')\n"
        "may_go.set()\n"
        "model = onnx.load(inside / 'model.onnx', load_external_data=False)\n"
        "try:\n"
        "    onnx.load_external_data_for_model(model, str(outside.parent))\n"
        "    how = 'loaded'\n"
        "except Exception as error:\n"
        "    how = str(error)\n"
        "print(json.dumps({'how': how}))\n",
        place,
    )
    assert answer["how"] == ("Cannot open external data for tensor w" if confined else "loaded")


def test_processor_time_ends_it(place: tuple[Path, Path]) -> None:
    """A second of it; the program gives some more."""
    done = run_confined(
        "from pandavision_gui.jobs.worker import inspect_files\n"
        "assert 1 < inspect_files._LEAST_PROCESSOR_S <= 5\n"
        "inspect_files._LEAST_PROCESSOR_S = 1\n"
        "confine_to_folder_of(inside / 'signs.h5')\n"
        "may_go.set()\n"
        "while True: pass",
        place,
    )
    assert done.returncode == -signal.SIGXCPU
    assert "processor time" in exit_in_words(done.returncode)


def test_a_link_to_the_file_itself_is_followed(place: tuple[Path, Path]) -> None:
    """The user named it; what its folder holds besides is not read for that."""
    inside, secret = place
    (inside / "linked.h5").symlink_to(secret.with_name("other.h5"))
    answer = told(
        "confine_to_folder_of(inside / 'linked.h5')\n"
        "may_go.set()\n"
        "print(json.dumps({\n"
        "    'file': attempt(lambda: h5py.File(inside / 'linked.h5')['samples'][:]),\n"
        "    'neighbour': attempt(lambda: outside.read_text()),\n"
        "}))\n",
        place,
    )
    assert answer == {"file": "done", "neighbour": "EACCES"}


EVALUATED = """
import errno, json, os, socket, subprocess, sys
from pathlib import Path
from pandavision_gui.jobs.messages import RunJob
from pandavision_gui.jobs.worker.evaluate_job import evaluate_job
class Channel:
    class Never:
        is_set = staticmethod(lambda: False)
        clear = staticmethod(lambda: None)
    stop = use_less_memory = Never
    said = []
    def send(self, message):
        self.said.append(message.type)
job, outside = Path(sys.argv[1]), Path(sys.argv[2])
answers = os.dup(1)  # a job points standard output at its log
evaluate_job(RunJob(folder=str(job), resume=False, threads=1), Channel())
def attempt(work):
    try:
        work()
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    return "done"
def copied_by_a_program():
    if subprocess.run(["cp", job / "spec.json", outside], capture_output=True).returncode:
        raise PermissionError(errno.EACCES, "")
told = {
    "write outside": attempt(lambda: (outside / "new").write_text("x")),
    "change a file": attempt(lambda: (outside / "file").write_text("x")),
    "remove a file": attempt(lambda: (outside / "file").unlink()),
    "take a file": attempt(lambda: (outside / "file").rename(job / "file")),
    "put a file": attempt(lambda: (job / "mine").rename(outside / "mine")),
    "a connection": attempt(socket.socket),
    "a UDP socket": attempt(lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)),
    "by another program": attempt(copied_by_a_program),
}
os.write(answers, json.dumps({"said": Channel.said[-1], **told}).encode())
"""


def test_an_evaluation_changes_nothing_but_its_job(tmp_path: Path) -> None:
    outside, temporary = tmp_path / "outside", tmp_path / "temporary"
    outside.mkdir()
    temporary.mkdir()
    (outside / "file").write_text("kept")
    job = JobFolder(tmp_path / "job")
    job.create()
    job.write_spec(load_spec(small_job(tmp_path / "files", count=12)))
    (job.path / "mine").write_text("x")
    done = subprocess.run(
        [sys.executable, "-c", EVALUATED, job.path, outside],
        env={**os.environ, "TMPDIR": str(temporary), "HOME": str(temporary)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told.pop("said") == "job_finished"
    assert set(told.values()) <= {"EACCES", "EXDEV"}, told
    assert [path.name for path in outside.iterdir()] == ["file"]
    assert (outside / "file").read_text() == "kept"
