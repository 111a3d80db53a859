"""From a job folder to an archive, and from an archive to a folder that can be trusted to be one.

Both sides run in a worker: what is read may come from anywhere.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from pandavision_gui.atomic_file import write_atomically, write_fault, write_text_atomically
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs.archive.check_job import CheckedJob, check_job, found_shards
from pandavision_gui.jobs.archive.contents import (
    LARGEST,
    LARGEST_LOG,
    MANIFEST,
    MANIFEST_BYTES,
    MIB,
    MOST_BYTES,
    MOST_FILES,
    NotTakenError,
    in_order,
    largest,
    require_manifest,
    shard_name,
)
from pandavision_gui.jobs.archive.plain_file import open_new, open_plain, pieces, require_folder
from pandavision_gui.jobs.archive.refusal import refused
from pandavision_gui.jobs.archive.zip_layout import (
    DEFLATED,
    STORED,
    Rules,
    ZipEntry,
    ZipWriter,
    read_directory,
    unpacked,
)
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_folder import LOCK, JobFolder
from pandavision_gui.jobs.without_folders import text_without_folders

LOG = "job.log"
WORKER_LOCK = "worker.lock"
ROOMS = ("rows", "adversarial")
RULES = Rules(largest, MOST_FILES, MOST_BYTES, methods=(STORED, DEFLATED))
_ROOM_LEFT = 64 * MIB
_OVERHEAD = 400
"""Bytes of an archive for each file besides its content, at most."""
_MANY_FILES = 256
_TEXTS = (".json", ".log")


def write_archive(folder: Path, path: Path, *, with_paths: bool = True) -> None:
    """Write the job in `folder` into one file; the same folder gives the same bytes.

    Parameters
    ----------
    with_paths
        Whether spec and result name files with their folders. Without them the log is left out:
        anything may stand there.

    Raises
    ------
    InputError
        ``job_running``, ``no_job``, ``job_not_archived``.
    EnvironmentFault
        ``disk_full`` or ``cannot_write``; `path` is what it was before.
    """
    try:
        if not require_folder(folder, folder.name):
            raise InputError("no_job", f'There is no job in "{folder}": there is no such folder.')
        _refuse_running(folder)
        _refuse_without_rows(folder)
        before = _stamps(folder)
        check_job(folder, before)
        total = sum(stamp[0] + _OVERHEAD for stamp in before.values())
        if total > MOST_BYTES or len(before) >= MOST_FILES:
            raise NotTakenError(f"an archive holds at most {MOST_BYTES:,} bytes and this one more")

        def write(file: BinaryIO) -> None:
            names = [name for name in before if with_paths or name != LOG]
            _write_files(folder, names, file, with_paths=with_paths)
            # A job that began meanwhile has other files now, or another word on its state.
            _refuse_running(folder)
            if _stamps(folder) != before:
                raise NotTakenError("it was changed meanwhile", "Try again.")

        write_atomically(path, write)
    except NotTakenError as error:
        raise InputError(
            "job_not_archived",
            f'The job in "{folder}" cannot be archived: {error.what}.',
            error.hint or "Resume the job where it has not finished, then try again.",
        ) from error


def look_at_finished(folder: Path) -> CheckedJob:
    """Look at all of a finished job that does not run, as whoever writes its archive does.

    Raises
    ------
    InputError
        ``job_running``.
    NotTakenError
        In words: no such job, not finished, without its rows, or not whole.
    """
    if not require_folder(folder, folder.name):
        raise NotTakenError("there is no such folder")
    _refuse_running(folder)
    _refuse_without_rows(folder)
    before = _stamps(folder)
    checked = check_job(folder, before)
    if checked.result is None:
        raise NotTakenError("it has not finished", "Let it finish first.")
    if _stamps(folder) != before:
        raise NotTakenError("it was changed meanwhile", "Try again.")
    return checked


def open_archive(path: Path, folder: Path) -> CheckedJob:
    """Unpack an archive into `folder`, which must be new, and look at all of it.

    What is in the folder after an error is of no use.

    Raises
    ------
    InputError
        ``archive_refused``, in words.
    EnvironmentFault
        ``disk_full`` or ``cannot_write``.
    """
    try:
        with open_archive_file(path) as file:
            return unpack(file, folder)
    except NotTakenError as error:
        raise refused(path, error.what, error.hint) from error


def open_archive_file(path: Path) -> BinaryIO:
    """Open the file, which may be a link to one.

    Raises
    ------
    NotTakenError
        When it is no file that can be read.
    """
    try:
        return open_plain(path.resolve(strict=True), path.name, 2 * MOST_BYTES)
    except FileNotFoundError as error:
        raise NotTakenError("there is no such file", "Check the path of the archive.") from error
    except (OSError, RuntimeError, ValueError) as error:  # links in a ring; no name of a file
        raise NotTakenError("it cannot be read") from error


def unpack(file: BinaryIO, folder: Path) -> CheckedJob:
    """Unpack an open archive into a new folder and look at all of it; see `open_archive`."""
    entries = read_directory(file, RULES)
    names = [entry.name for entry in entries]
    manifest = b"".join(unpacked(file, entries[0])) if names[:1] == [MANIFEST] else b""
    require_manifest(names, manifest)
    if names != in_order(names):
        raise NotTakenError("it is damaged: its files are not in their order")
    try:
        free = shutil.disk_usage(folder.parent).free
        require_room(sum(entry.size for entry in entries), free, folder)
        folder.mkdir(mode=0o700)
        for room in ROOMS:
            (folder / room).mkdir(mode=0o700)
        # One by one many small files take many times longer than all that the system has to write.
        together = len(entries) > _MANY_FILES and sys.platform == "linux"
        for entry in entries[1:]:
            _unpack_file(file, entry, folder, flush=not together)
        if together:
            os.sync()
    except OSError as error:
        raise write_fault(folder, error) from error
    checked = check_job(folder, names[1:])
    if checked.result is not None:
        # Whoever reads it from now on reads what was looked at, and no key beside it.
        text = checked.result.to_json()
        if len(text) > LARGEST["result.json"] // 4:  # a character has at most four bytes
            raise NotTakenError('"result.json" is too large')
        write_text_atomically(folder / "result.json", text)
    return checked


def require_room(needed: int, free: int, folder: Path) -> None:
    """Refuse what would fill the disk.

    Raises
    ------
    EnvironmentFault
        ``disk_full``.
    """
    if needed + _ROOM_LEFT > free:
        raise EnvironmentFault(
            "disk_full",
            f"The disk is full: the archive's files need {needed / MIB:,.0f} MiB, and in "
            f"{folder.parent} {free / MIB:,.0f} MiB are free.",
            "Free some space, then try again.",
        )


def _unpack_file(file: BinaryIO, entry: ZipEntry, folder: Path, *, flush: bool) -> None:
    with open_new(folder / entry.name) as out:
        for piece in unpacked(file, entry):
            out.write(_plain_log(piece) if entry.name == LOG else piece)
        if flush:
            out.flush()
            os.fsync(out.fileno())


def _plain_log(piece: bytes) -> bytes:
    """Return a piece of a foreign log without what a terminal would obey."""
    text = piece.decode("utf-8", errors="replace")
    kept = "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
    return kept.encode("utf-8")


def _write_files(folder: Path, names: list[str], file: BinaryIO, *, with_paths: bool) -> None:
    archive = ZipWriter(file)
    for name in in_order([MANIFEST, *names]):
        if name == MANIFEST:
            archive.add_text(name, MANIFEST_BYTES)
            continue
        most = sys.maxsize if name == LOG else largest(name)
        with open_plain(folder / name, name, most) as source:
            if name == LOG:
                archive.add_text(name, _log_end(source))
            elif name.endswith(_TEXTS):
                text = b"".join(pieces(source, most))
                archive.add_text(name, text if with_paths else text_without_folders(name, text))
            else:
                archive.add(name, pieces(source, most))
    archive.finish()


def _log_end(source: BinaryIO) -> bytes:
    """Return the last whole lines of a log."""
    size = source.seek(0, os.SEEK_END)
    source.seek(max(0, size - LARGEST_LOG))
    data = source.read(LARGEST_LOG)
    return data if size <= LARGEST_LOG else data.partition(b"\n")[2]


def _stamps(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return size (of a log what is kept), time and inode of every file that an archive holds.

    A shard counts when its rows are there; pictures and lists without them are what a killed worker
    left.
    """
    found: dict[str, tuple[int, int, int]] = {}
    for name in (*LARGEST.keys() - {MANIFEST}, *_in_rooms(folder)):
        try:
            stat = (folder / name).lstat()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise NotTakenError(f'"{name}" cannot be read ({error.strerror})') from error
        size = min(stat.st_size, LARGEST_LOG) if name == LOG else stat.st_size
        found[name] = (size, stat.st_mtime_ns, stat.st_ino)
    shards = found_shards(found)
    return {
        name: stamp
        for name, stamp in sorted(found.items())
        if (shard := shard_name(name)) is None or shards[shard.number].rows
    }


def _in_rooms(folder: Path) -> Iterator[str]:
    for room in ROOMS:
        if require_folder(folder / room, room):
            for path in sorted((folder / room).iterdir()):
                if shard_name(f"{room}/{path.name}") is not None:
                    yield f"{room}/{path.name}"


def _refuse_without_rows(folder: Path) -> None:
    """Refuse a result whose rows were taken away: whoever opens it would have to believe it."""
    try:
        job = JobFolder(folder).read_job()
    except PandaVisionError:
        return  # whoever looks at all of it says so
    if job is not None and job.cleared is Cleared.ROWS and (folder / "result.json").exists():
        raise NotTakenError(
            "its rows were cleared to make room, and without them nobody can check its result",
            "Export its result (JSON) or its curve (CSV) instead, or run it again.",
        )


def locks_of(folders: Iterable[Path]) -> list[Path]:
    """Return the files that show whether jobs run; who is confined must be let lock them."""
    return [folder / name for folder in folders for name in (LOCK, WORKER_LOCK)]


def _refuse_running(folder: Path) -> None:
    """Refuse a job that somebody works on; the locks are let go at once.

    To hold them would keep the queue from starting the job meanwhile, and call it damaged.
    """
    for name in (LOCK, WORKER_LOCK):
        if not (folder / name).exists():
            continue  # nobody has ever held it
        try:
            JobFolder(folder).lock(name).release()
        except PandaVisionError as error:
            if error.code == "cannot_write" and not _is_held(folder / name):
                continue  # read-only: a mounted backup, or somebody else's folder
            if error.code not in ("out_in_use", "cannot_write"):
                raise
            raise InputError(
                "job_running", f'The job in "{folder}" is running.', "Stop it first."
            ) from error


def _is_held(path: Path) -> bool:
    """Whether another process holds a lock, asked without writing anything.

    Windows does not tell, nor do file systems without locks; whoever reads a job looks at its files
    before and after, and takes none that changed meanwhile.
    """
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
