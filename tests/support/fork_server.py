"""Workers that are ready at once: forked off a process that has loaded the libraries already.

A worker that the program starts itself needs seconds for that. What is forked here runs the same
`serve`, as a process of its own with the pipes of whoever started the client:

    fork_server.py SOCKET MODULE            imports it, listens, and forks for each client
    fork_client.py SOCKET WISHES --worker   the client: what a queue starts as its worker

WISHES is a JSON object: `quick` (rows and checkpoints every few passes), `answers` (path of a
socket where somebody answers the worker's system calls, see `system_calls`); or `arguments` (not a
worker is wanted but a program with this command line), `workers` (the socket where its workers come
from) and `quick` for these. The client's folder, processors, mounts and environment are those of
the process. What asks the client to end (SIGINT, SIGTERM) is passed on; what kills it does not
reach the other: tests of kills start their programs themselves.
"""

from __future__ import annotations

import array
import atexit
import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

_WORKER_FLAG = "--worker"
_PR_SET_PDEATHSIG = 1
_CLONE_NEWNS = 0x00020000


WORKER = "pandavision_gui.jobs.worker.evaluate_job"
PROGRAM = "pandavision_gui.cli.main"
_PROGRAMS_LOAD = ("rich.progress", "rich.table")
"""What some commands load when they are called."""


@contextlib.contextmanager
def fork_server(folder: Path, module: str = WORKER) -> Iterator[Path]:
    """Run a server that has loaded the module, which takes the seconds.

    Its socket lies in `folder`.
    """
    place = folder / f"{module.rpartition('.')[2]}.socket"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.fork_server", str(place), module],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env={"OMP_WAIT_POLICY": "PASSIVE", **os.environ},  # as the program gives it to its workers
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n", "the server of workers has ended"
        yield place
    finally:
        process.kill()
        process.communicate()


def worker_command(place: Path, *, quick: bool = False, answers: Path | None = None) -> list[str]:
    """Return the command of a worker that the server at `place` forks."""
    wishes = {"quick": quick, "answers": str(answers) if answers else None}
    return _client_command(place, wishes)


@dataclass(frozen=True)
class Ready:
    """The sockets of a server of programs, which have loaded what is light, and one of workers.

    Parameters
    ----------
    quick
        Whether the programs' workers store and report every few passes, and the programs look all
        the time for what may hinder them.
    """

    programs: Path
    workers: Path
    quick: bool = False

    def command(self, arguments: Sequence[str]) -> list[str]:
        """Return the command of a program whose command line has these arguments."""
        wishes = {
            "arguments": list(arguments),
            "workers": str(self.workers),
            "quick": self.quick,
        }
        return _client_command(self.programs, wishes)


def _client_command(place: Path, wishes: Mapping[str, object]) -> list[str]:
    client = [sys.executable, "-I", "-S", str(Path(__file__).with_name("fork_client.py"))]
    return [*client, str(place), json.dumps(wishes), _WORKER_FLAG]


def _serve(place: str, module: str) -> None:
    loaded = importlib.import_module(module)
    for command in getattr(loaded, "COMMANDS", {}).values():
        importlib.import_module(command.partition(":")[0])
    if module == PROGRAM:
        for name in _PROGRAMS_LOAD:
            importlib.import_module(name)
    if module == WORKER:
        from tests.support.doomed_worker import load_all

        load_all()
    _end_with_parent()
    gc.collect()
    gc.freeze()  # or each process would copy all that there is when it collects
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(place)
    listener.listen(16)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    clients: dict[int, socket.socket] = {}
    signal.signal(signal.SIGCHLD, lambda *_: None)
    wake, told = socket.socketpair()
    told.setblocking(False)
    signal.set_wakeup_fd(told.fileno())
    import select

    while True:
        ready, _, _ = select.select([listener, wake], [], [])
        if wake in ready:
            wake.recv(64)
        while clients:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            client = clients.pop(pid)
            with client, contextlib.suppress(OSError):
                client.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
        if listener in ready:
            client, _ = listener.accept()
            data, ancillary, _, _ = client.recvmsg(65536, socket.CMSG_SPACE(12))
            descriptors = array.array("i", ancillary[0][2][:12])
            pid = os.fork()
            if pid == 0:
                wishes = json.loads(data)
                _settle_in(wishes, list(descriptors), [listener, wake, told, client])
                if "arguments" in wishes:
                    _become_program(wishes)
                _become_worker(wishes)
            for descriptor in descriptors:
                os.close(descriptor)
            with contextlib.suppress(OSError):
                client.sendall(f"{pid}\n".encode())
            clients[pid] = client


def _end_with_parent() -> None:
    """Leave nothing behind when a test run is killed."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _settle_in(
    wishes: dict[str, Any], descriptors: list[int], inherited: list[socket.socket]
) -> None:
    """Become a process as the client is one: folder, environment, processors, three streams."""
    _end_with_parent()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    for connection in inherited:
        connection.close()
    if wishes["mounts"] != _mounts():
        _share_mounts(wishes["client"])
    os.chdir(wishes["folder"])
    os.environ.clear()
    os.environ.update(wishes["environment"])
    tempfile.tempdir = None  # which the environment says, and which was looked up before
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, wishes["processors"])


def _mounts() -> str:
    """Return which file systems this process sees, as a name."""
    return os.readlink("/proc/self/ns/mnt")


def _share_mounts(client: int) -> None:
    """See the file systems that the client sees: it may have one of its own."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    with open(f"/proc/{client}/ns/mnt") as namespace:
        if libc.setns(namespace.fileno(), _CLONE_NEWNS):
            raise OSError(ctypes.get_errno(), "the mounts of the client cannot be shared")


def _become_program(wishes: dict[str, Any]) -> NoReturn:
    """Run the command line to the end of the process."""
    from pandavision_gui.__main__ import main
    from pandavision_gui.jobs import worker_process, worker_watch

    workers, quick = Path(wishes["workers"]), wishes["quick"]
    worker_process.worker_command = lambda: worker_command(workers, quick=quick)
    if quick:
        worker_watch.HINDRANCE_S = 0.05
    sys.argv = ["pandavision", *wishes["arguments"]]
    status: object = 0
    try:
        main()
    except SystemExit as end:
        status = end.code
    _end_program(status)


def _end_program(status: object) -> NoReturn:
    """End as every Python program does, but for the libraries' memory, which takes long to free."""
    if status is None or isinstance(status, int):
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        with contextlib.suppress(OSError, ValueError):  # else what is left is told as ever
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit((status or 0) & 0xFF)
    sys.exit(status)  # type: ignore[arg-type]


def _become_worker(wishes: dict[str, Any]) -> None:
    try:
        if wishes["quick"]:
            from tests.support.doomed_worker import be_quick

            be_quick()
        if wishes["answers"]:
            from tests.support.system_calls import install_filter

            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(wishes["answers"]))
                install_filter(connection)
        from pandavision_gui.jobs.worker.main import serve

        serve()
    finally:
        os._exit(70)


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2])
