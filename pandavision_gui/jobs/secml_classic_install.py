"""Makes the environment of SecML 0.15, and removes it.

The only part of the program that uses the network, and only when the user asks for it. Nothing
counts as installed before SecML has attacked a model whose nearest examples are known: the mark is
written after that, last of all.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from pandavision_gui.atomic_file import make_folder, write_fault, write_text_atomically
from pandavision_gui.engine.classic_program import ClassicProgram
from pandavision_gui.errors import EnvironmentFault, InputError, plain_text
from pandavision_gui.jobs.disk_room import free_bytes, size_in_words
from pandavision_gui.jobs.secml_classic import MARK, ClassicMark, classic_folder, program_in
from pandavision_gui.paths import resources_folder

VERSIONS = ((3, 10), (3, 9))
ROOM_BYTES = 4 * 2**30
"""The environment takes 2 GB with the ordinary torch of Linux, and pip as much again meanwhile."""
_LOOK_S = 20.0
_CHECK_S = 300.0
_LONGEST_LINE = 2000
_TAIL_LINES = 40
_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError"
    r"|ConnectionResetError|Temporary failure in name resolution|getaddrinfo failed"
)
_WHO = "import sys, ensurepip, venv; print(sys.version.split()[0], sys.maxsize > 2**32)"


@dataclass(frozen=True)
class OldPython:
    """A Python that SecML 0.15 can run on.

    Attributes
    ----------
    command
        How it is started.
    version
        As "3.9.18".
    """

    command: tuple[str, ...]
    version: str


def find_python(given: Path | None = None) -> OldPython:
    """Find a Python 3.9 or 3.10, or look at the one that is given.

    Raises
    ------
    InputError
        ``classic_python_unfit`` for a given one that will not do.
    EnvironmentFault
        ``classic_no_python``.
    """
    if given is not None:
        version = _version_of((str(given),))
        if version is None or not _is_fit(version):
            what = f"Python {version}" if version else "no Python that can make environments"
            raise InputError(
                "classic_python_unfit",
                f'"{given}" is {what}; SecML 0.15 needs Python 3.9 or 3.10 of 64 bits.',
                "Name another one, or none: one is looked for then.",
            )
        return OldPython((str(given),), version)
    for command in _candidates():
        version = _version_of(command)
        if version is not None and _is_fit(version):
            return OldPython(command, version)
    raise EnvironmentFault(
        "classic_no_python",
        "No Python 3.9 or 3.10 was found, and SecML 0.15 runs on no newer one.",
        "Install one beside yours (python.org, pyenv or uv have them), or name it by --python.",
    )


def install(
    python: OldPython, *, tell: Callable[[str], None], folder: Path | None = None
) -> ClassicMark:
    """Make the environment anew; blocks for minutes.

    Whatever interrupts it, nothing is left that counts as installed.

    Parameters
    ----------
    tell
        Hears what is done, a line at a time.

    Raises
    ------
    EnvironmentFault
        ``classic_busy``, ``classic_no_room``, ``classic_no_network``, ``classic_install_failed``
        or ``classic_check_failed``.
    """
    folder = folder or classic_folder()
    with _alone(folder):
        _remove(folder)
        free = free_bytes(folder.parent)
        if free is not None and free < ROOM_BYTES:
            raise EnvironmentFault(
                "classic_no_room",
                f'{size_in_words(free)} are free where "{folder}" is; SecML 0.15 needs '
                f"{size_in_words(ROOM_BYTES)} while it is installed.",
                "Free some space, then try again.",
            )
        try:
            mark = _made(python, folder, tell)
        except BaseException:
            _remove(folder)
            raise
    return mark


def remove(folder: Path | None = None) -> bool:
    """Remove the environment, or what an interrupted installation left; whether there was any.

    Raises
    ------
    EnvironmentFault
        ``classic_busy``, or ``cannot_write`` where it cannot be removed.
    """
    folder = folder or classic_folder()
    with _alone(folder):
        was_there = folder.exists()
        _remove(folder)
        if folder.exists():
            raise write_fault(folder, OSError("some of its files cannot be deleted"))
    return was_there


def _made(python: OldPython, folder: Path, tell: Callable[[str], None]) -> ClassicMark:
    program = program_in(folder)
    environment = program.python.parent.parent
    make_folder(folder)
    tell("Making an environment")
    _run([*python.command, "-I", "-m", "venv", "--clear", str(environment)], tell)
    tell("Downloading and installing")
    _run([str(program.python), "-I", "-m", "pip", *_pip_words()], tell)
    tell("Checking that SecML attacks a model rightly")
    version = _checked(program)
    mark = ClassicMark(python=python.version, secml=version)
    write_text_atomically(folder / MARK, mark.model_dump_json(indent=1))
    return mark


def _pip_words() -> list[str]:
    wanted = resources_folder() / "secml_classic" / "requirements.txt"
    words = ["install", "--disable-pip-version-check", "--no-input", "--retries", "2"]
    return [*words, "--requirement", str(wanted)]


def _checked(program: ClassicProgram) -> str:
    """Return SecML's version once it has attacked a model rightly."""
    make_folder(program.home)
    try:
        done = subprocess.run(
            program.command("check"),
            capture_output=True,
            timeout=_CHECK_S,
            env=program.environment(),
            stdin=subprocess.DEVNULL,
            check=False,
        )
        said = done.stdout[-_LONGEST_LINE:].decode("utf-8", errors="replace").strip()
        details = done.stderr[-_LONGEST_LINE:].decode("utf-8", errors="replace")
    except (OSError, subprocess.TimeoutExpired) as error:
        said, details = "", str(error)
    word, _, version = said.rpartition("\n")[2].partition(" ")
    if word != "right":
        raise EnvironmentFault(
            "classic_check_failed",
            f"SecML 0.15 was installed, but does not attack rightly: "
            f"{plain_text(said or details.strip().rpartition(chr(10))[2] or 'it says nothing')}.",
            "It was removed again; another Python may do (--python).",
            details=details,
        )
    return version


def _run(command: Sequence[str], tell: Callable[[str], None]) -> None:
    """Run a program, tell its lines, and end it with all it started when this is interrupted."""
    tail: deque[str] = deque(maxlen=_TAIL_LINES)
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_surroundings(),
            start_new_session=os.name == "posix",
        )
    except OSError as error:
        raise _failure(command, error.strerror or str(error), "") from error
    try:
        for line in _lines(process):
            tail.append(line)
            tell(line)
        status = process.wait()
    except BaseException:
        _end(process)
        raise
    if status != 0:
        said = "\n".join(tail)
        if _NETWORK.search(said):
            raise EnvironmentFault(
                "classic_no_network",
                "The packages of SecML 0.15 could not be downloaded.",
                "Check the connection, and pip's settings for a proxy or an index of its own; "
                "then try again.",
                details=said,
            )
        errors = [line for line in tail if line.startswith("ERROR")] or list(tail)
        raise _failure(command, errors[-1] if errors else f"status {status}", said)


def _lines(process: subprocess.Popen[bytes]) -> Iterator[str]:
    if process.stdout is None:
        return
    with process.stdout as output:
        while line := output.readline(_LONGEST_LINE):
            text = plain_text(line.decode("utf-8", errors="replace").strip())
            if text:
                yield text


def _failure(command: Sequence[str], why: str, details: str) -> EnvironmentFault:
    what = "pip" if "pip" in command else "venv"
    return EnvironmentFault(
        "classic_install_failed",
        f"SecML 0.15 could not be installed: {what} says: {plain_text(why)[:300]}",
        "Nothing was left of it. Another Python may do (--python).",
        details=details,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5.0)


def _surroundings() -> dict[str, str]:
    """Return the user's variables but for what tells another Python how to be."""
    unwanted = ("PYTHON", "VIRTUAL_ENV", "__PYVENV", "LD_LIBRARY_PATH", "PIP_TARGET", "PIP_USER")
    return {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}


def _candidates() -> Iterator[tuple[str, ...]]:
    for major, minor in VERSIONS:
        found = shutil.which(f"python{major}.{minor}")
        if found:
            yield (found,)
        if os.name == "nt" and (launcher := shutil.which("py")):
            yield (launcher, f"-{major}.{minor}")
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv") / "versions"
    uv = home / ".local" / "share" / "uv" / "python"
    name = "python.exe" if os.name == "nt" else "bin/python3"
    for major, minor in VERSIONS:
        for place, pattern in ((pyenv, f"{major}.{minor}.*"), (uv, f"cpython-{major}.{minor}.*")):
            with contextlib.suppress(OSError):
                for version in sorted(place.glob(pattern), reverse=True):
                    yield (str(version / name),)


def _version_of(command: Sequence[str]) -> str | None:
    """Return a Python's version if it has 64 bits and can make environments."""
    try:
        done = subprocess.run(
            [*command, "-I", "-c", _WHO],
            capture_output=True,
            timeout=_LOOK_S,
            stdin=subprocess.DEVNULL,
            env=_surroundings(),
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    found = re.fullmatch(rb"(\d{1,2}\.\d{1,3}\.\d{1,3}) True\s*", done.stdout[:100])
    return found.group(1).decode("ascii") if found and done.returncode == 0 else None


def _is_fit(version: str) -> bool:
    major, minor, _ = version.split(".")
    return (int(major), int(minor)) in VERSIONS


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        make_folder(folder.parent)
        lock = FileLock(folder.with_name(f"{folder.name}.lock"), timeout=0)
        with lock:
            yield
    except Timeout as error:
        raise EnvironmentFault(
            "classic_busy",
            f'Another command is installing or removing SecML 0.15 in "{folder}".',
            "Wait for it to end.",
        ) from error


def _remove(folder: Path) -> None:
    """Remove all of it, the mark first."""
    if folder.is_symlink():  # not ours: only the link goes
        folder.unlink(missing_ok=True)
        return
    with contextlib.suppress(OSError):
        (folder / MARK).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
