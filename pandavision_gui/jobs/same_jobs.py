"""Whether an evaluation that is asked for has been done already.

Two evaluations are the same when

- their specs ask for the same: every key as it is used, defaults filled in, but for the names of
  the job and of the classes, which change no figure, and for the folders that the files lie in;
- model, its external data, dataset and, where there is one, second model are the files that were
  evaluated: the name without folder, size, time of the last change and inode are those that the
  worker noted when the job began, and it found them untouched at its end. The content is not read:
  a copy of a file is another file.

Only jobs that finished with a result count. The version of the program does not.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from heapq import nlargest
from pathlib import Path
from uuid import UUID

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_documents import KnownFile
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import file_name
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.known_evaluations import KnownEvaluations, digest_of
from pandavision_gui.jobs.known_file import is_untouched

MOST_LOOKED_AT = 200
"""Finished jobs of the same kind that are read, the newest first."""
MOST_FOUND = 5
_MOST_LOOKS = 4

SameJobs = Future[tuple[UUID, ...]]
"""The finished jobs that have answered a spec, newest first, at most five."""

_log = logging.getLogger(__name__)

_Key = tuple[str, str, str, float, int]


class FinishedJobs:
    """Finds the finished jobs that may answer a spec, without opening a file.

    Contract: used on one thread; it hears of every row.

    Parameters
    ----------
    rows
        All jobs as they are now; they may change.
    """

    def __init__(self, rows: Mapping[UUID, JobRow]) -> None:
        self._rows = rows
        self._ids: dict[_Key, list[UUID]] = {}
        """Jobs are not taken out: what is found is held against the rows."""
        self._left: dict[UUID, _Key] = {}
        """Where jobs still stand that have changed or gone."""
        for row in rows.values():
            self.note(None, row)

    def note(self, before: JobRow | None, row: JobRow | None) -> None:
        """Note how a job was and is now; None where there is none."""
        old, new = _key(before), _key(row)
        if old == new:
            return
        if row is not None and new is not None and self._left.get(row.id) != new:
            self._ids.setdefault(new, []).append(row.id)
        if before is not None and old is not None:
            self._left[before.id] = old
        elif row is not None:
            self._left.pop(row.id, None)

    def like(self, spec: EvaluationSpec) -> list[UUID]:
        """Return the newest finished jobs that look like what is asked for, newest first."""
        names = (file_name(spec.trained_model), file_name(spec.dataset))
        key = (*names, spec.attack_info.name, spec.values[-1], len(spec.values))
        there = map(self._rows.get, self._ids.get(key, ()))
        rows = (row for row in there if row is not None and _key(row) == key)
        newest = nlargest(MOST_LOOKED_AT, rows, key=lambda row: (row.ended or row.created, row.id))
        return list(dict.fromkeys(row.id for row in newest))


def _key(row: JobRow | None) -> _Key | None:
    if row is None or row.state is not JobState.FINISHED or row.clean is None:
        return None
    return (row.model, row.dataset, row.attack, row.top_value, row.values)


class SameJobSearch:
    """Looks at files on threads of its own: a drive that does not answer holds up nobody else.

    The threads end when there is nothing to look at; one that hangs does not keep the program.
    """

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._asked: deque[Callable[[], None]] = deque()
        self._at_work = 0
        self._known = KnownEvaluations()

    def look(
        self,
        spec: EvaluationSpec,
        folders: Sequence[JobFolder],
        on_answer: Callable[[tuple[UUID, ...]], None],
    ) -> None:
        """Find out which of the finished jobs are the same evaluation; returns at once.

        Parameters
        ----------
        folders
            Of finished jobs, in the order of the answer.
        on_answer
            Called once, on any thread, with at most five ids.
        """
        if not folders:
            on_answer(())
            return
        with self._gate:
            self._asked.append(lambda: on_answer(self._same_or_none(spec, folders)))
            if self._at_work == _MOST_LOOKS:
                return
            self._at_work += 1
        threading.Thread(target=self._work, name="same-jobs", daemon=True).start()

    def _same_or_none(self, spec: EvaluationSpec, folders: Sequence[JobFolder]) -> tuple[UUID, ...]:
        try:
            return same_among(spec, folders, self._known)
        except Exception:
            # It is an offer: whatever hinders it, the job that was asked for goes its way.
            _log.exception("no same jobs could be looked for")
            return ()

    def _work(self) -> None:
        while True:
            with self._gate:
                if not self._asked:
                    self._at_work -= 1
                    return
                work = self._asked.popleft()
            try:
                work()
            except Exception:
                # Whoever hears the answer failed: no reason to leave all others without one.
                _log.exception("internal error in a search for same jobs")


def same_among(
    spec: EvaluationSpec, folders: Sequence[JobFolder], known: KnownEvaluations
) -> tuple[UUID, ...]:
    """Return the jobs whose evaluation is the one asked for, at most five.

    It blocks for as long as the drives of model and dataset do not answer.

    Parameters
    ----------
    folders
        Of finished jobs, in the order of the answer.
    """
    asked = digest_of(spec)
    found: list[UUID] = []
    for folder in folders:
        try:
            answer = known.answer_to(asked, folder)
        except PandaVisionError as error:  # damaged, or removed in the meantime: none to offer
            _log.info("%s is not compared: %s", folder.path, error.message)
            continue
        if answer is not None and _are_untouched(spec, answer.files):
            found.append(UUID(folder.path.name))
            if len(found) == MOST_FOUND:
                break
    return tuple(found)


def _are_untouched(spec: EvaluationSpec, files: Mapping[str, KnownFile]) -> bool:
    paths = spec.file_paths
    return files.keys() == paths.keys() and all(
        is_untouched(Path(paths[key]), known) for key, known in files.items()
    )


def answered_later(
    ask: Callable[[Future[tuple[UUID, ...]]], Future[None]],
) -> Future[tuple[UUID, ...]]:
    """Return a future that `ask` has answered sooner or later, or that holds why it could not."""
    answer: Future[tuple[UUID, ...]] = Future()
    answer.set_running_or_notify_cancel()  # it has begun: nobody can cancel it any more

    def pass_error_on(asked: Future[None]) -> None:
        error = asked.exception()
        if error is not None:
            answer.set_exception(error)

    ask(answer).add_done_callback(pass_error_on)
    return answer
