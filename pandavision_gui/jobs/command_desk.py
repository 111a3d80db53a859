"""Does what other programs ask for: the way from a command to the queue and back to an answer."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError, plain_text
from pandavision_gui.jobs.disk_room import free_bytes
from pandavision_gui.jobs.disk_use import measure_job
from pandavision_gui.jobs.events import Event, JobRow, WindowWanted
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.job_telling import WAIT_S, JobTelling
from pandavision_gui.jobs.owner_commands import (
    AddJobs,
    AnnotateJob,
    Answer,
    ClearJobs,
    ListJobs,
    MeasureJobs,
    OpenArchives,
    OwnerCommand,
    PauseQueue,
    RemoveJobs,
    RenameJob,
    ResumeJobs,
    ShowWindow,
    StopJobs,
)
from pandavision_gui.jobs.queue import JobQueue
from pandavision_gui.jobs.work_thread import answered_alone
from pandavision_gui.paths import UserFolders

_LOOK_S = 20.0
_SHORT_LOOK_S = 3.0
"""Whoever adds a job is not kept waiting for words about others."""
OPENING_S = 3600.0
"""Archives may be large, and each is read after the one before."""
MOST_TOLD = 1_000_000
"""Ended jobs of a list, newest first."""


class CommandDesk:
    """Answers on the thread of whoever calls; the queue's own thread does the work.

    Parameters
    ----------
    publish
        Hears that the window is wanted; None where there is no window.
    """

    def __init__(
        self, queue: JobQueue, folders: UserFolders, publish: Callable[[Event], None] | None
    ) -> None:
        self._queue = queue
        self._folders = folders
        self._publish = publish
        self._telling = JobTelling(queue, folders, has_window=publish is not None)

    def answer(self, command: OwnerCommand) -> Answer:
        """Do what is asked for and say what became of it."""
        try:
            with answered_alone():  # no window shows what somebody else was refused
                return self._do(command)
        except PandaVisionError as error:
            return _refusal(error)
        except TimeoutError:
            sentence = "The queue is busy and has not answered in time."
            return Answer(done=False, sentence=sentence, code="queue_busy", is_fault=True)

    def _do(self, command: OwnerCommand) -> Answer:
        match command:
            case ShowWindow():
                return self._show_window(command)
            case AddJobs():
                return self._add(command)
            case ListJobs():
                return self._listed(command)
            case StopJobs():
                return self._those_that_can(command.jobs, self._queue.stop, _not_to_stop)
            case ResumeJobs():
                return self._those_that_can(command.jobs, self._queue.resume, _not_to_resume)
            case RemoveJobs():
                return self._removed(command.jobs)
            case RenameJob():
                self._queue.rename(command.job, command.name).result(WAIT_S)
                return self._telling.told((command.job,))
            case AnnotateJob():
                noted = self._queue.annotate(command.job, command.notes, command.tags)
                noted.result(WAIT_S)
                return self._telling.told((command.job,))
            case MeasureJobs():
                return self._measured(command.jobs)
            case ClearJobs():
                return self._cleared(command)
            case PauseQueue():
                self._queue.pause(command.paused).result(WAIT_S)
                return self._telling.told(())
            case OpenArchives():
                return self._open_archives(command)

    def _listed(self, command: ListJobs) -> Answer:
        wanted: Sequence[UUID]
        if command.jobs is not None:
            wanted = command.jobs
        elif command.limit is not None:
            wanted = self._telling.found(command.search, command.state)
        else:
            wanted = self._telling.listed(command.newest)
        total = len(wanted)
        if command.limit is not None and command.jobs is None:
            wanted = wanted[command.offset :][: command.limit]
        told = self._telling.told(wanted, notes=command.notes, progress=command.progress)
        return told.model_copy(update={"total": total})

    def _show_window(self, command: ShowWindow) -> Answer:
        if self._publish is None:
            # A command works in the folder for a moment: the window that asks waits, then opens.
            sentence = "The PandaVision that is running has no window."
            return Answer(done=False, is_ending=True, sentence=sentence)
        self._publish(WindowWanted(command.files))
        return Answer(done=True)

    def _add(self, command: AddJobs) -> Answer:
        """Add all of them or, where one spec is wrong, none.

        Where the disk has no room for one, the others are added, and told with it.
        """
        specs = [_spec_of(document) for document in command.specs]
        looks = [self._queue.find_same(spec) for spec in specs]
        instead = _in_place_of(looks) if command.unless_same else [None] * len(specs)
        asked = [
            None if other else self._queue.add(spec, same=look)
            for spec, look, other in zip(specs, looks, instead, strict=True)
        ]
        ids: list[UUID | None] = []
        refused: list[PandaVisionError] = []
        for future, other in zip(asked, instead, strict=True):
            try:
                ids.append(other if future is None else future.result(WAIT_S))
            except PandaVisionError as error:
                refused.append(error)
                ids.append(None)
        answers = _answers(looks, _SHORT_LOOK_S) if command.tells_same else [None] * len(ids)
        same = dict(zip(ids, answers, strict=True))
        told = self._telling.told([job_id for job_id in ids if job_id is not None], same=same)
        if not refused:
            return told
        first = refused[0]
        sentence = first.sentence()
        if len(ids) > 1:
            sentence += f" {len(ids) - len(refused)} of the {len(ids)} evaluations were added."
        why = {"sentence": sentence, "code": first.code}
        is_fault = isinstance(first, EnvironmentFault)
        return told.model_copy(update={"done": False, **why, "is_fault": is_fault})

    def _open_archives(self, command: OpenArchives) -> Answer:
        """Take in each; one that is refused does not keep the others from it."""
        if not all(Path(file).is_absolute() for file in command.files):
            raise InputError("archive_path_relative", "The path of an archive is not absolute.")
        taken: dict[UUID, bool] = {}
        refused = []
        for future in [self._queue.open_archive(Path(file)) for file in command.files]:
            try:
                opened = future.result(OPENING_S)
                taken.setdefault(opened.job_id, opened.was_here)
            except PandaVisionError as error:
                refused.append(error.sentence())
        told = self._telling.told(taken)
        lines = tuple(line.model_copy(update={"was_here": taken[line.id]}) for line in told.jobs)
        told = told.model_copy(update={"jobs": lines})
        if not refused:
            return told
        return told.model_copy(update={"done": False, "sentence": " ".join(refused[:5])})

    def _removed(self, ids: Sequence[UUID]) -> Answer:
        """Remove each; those that run are stopped, and removed when they have ended."""
        refused: list[PandaVisionError] = []
        for job_id in dict.fromkeys(ids):
            try:
                self._queue.remove_or_stop(job_id).result(WAIT_S)
            except PandaVisionError as error:
                refused.append(error)
        told = self._telling.told(ids)
        if not refused:
            return told
        refused.sort(key=lambda error: error.code == _GONE)  # what others have removed says least
        told = told.model_copy(update=_refusal(refused[0]).model_dump(include=_WHY_NOT))
        return told.model_copy(update={"done": False})

    def _measured(self, ids: Sequence[UUID]) -> Answer:
        """Measure on the thread of whoever calls."""
        told = self._telling.told(ids or self._telling.listed(MOST_TOLD))
        lines = tuple(
            line.model_copy(update={"bytes": measure_job(Path(line.folder))}) for line in told.jobs
        )
        free = free_bytes(self._folders.data)
        return told.model_copy(update={"jobs": lines, "free_bytes": free})

    def _cleared(self, command: ClearJobs) -> Answer:
        """Clear each; one that is refused does not keep the others from it."""
        freed: list[int] = []

        def clear(job_id: UUID) -> Future[None]:
            done: Future[None] = Future()
            asked = self._queue.clear(job_id, command.what)
            asked.add_done_callback(partial(_note_freed, freed, done))
            return done

        answer = self._each(command.jobs, clear)
        return answer.model_copy(update={"freed_bytes": sum(freed)})

    def _those_that_can(
        self,
        ids: Iterable[UUID],
        ask: Callable[[UUID], Future[None]],
        why_not: Callable[[JobRow], str],
    ) -> Answer:
        """Ask for every job with which there is something to do, and say of which there is not."""
        rows = {row.id: row for row in self._queue.listed().result(WAIT_S)[0]}
        wanted = tuple(dict.fromkeys(ids))
        reasons = {job: why_not(rows[job]) for job in wanted if job in rows}
        done = self._each([job for job in wanted if not reasons.get(job)], ask)
        late = [reason for reason in reasons.values() if reason]
        if not late:
            return done
        told = self._telling.told(wanted)
        sentence = " ".join([*([] if done.done else [done.sentence]), *late[:5]])
        return told.model_copy(update={"done": False, "sentence": sentence, "too_late": done.done})

    def _each(self, ids: Iterable[UUID], ask: Callable[[UUID], Future[None]]) -> Answer:
        """Ask for every job; one that is refused does not keep the others from it."""
        wanted = tuple(dict.fromkeys(ids))
        refused = []
        for future in [ask(job_id) for job_id in wanted]:
            try:
                future.result(WAIT_S)
            except PandaVisionError as error:
                refused.append(error.sentence())
        told = self._telling.told(wanted)
        if not refused:
            return told
        return told.model_copy(update={"done": False, "sentence": " ".join(refused[:5])})


_GONE = "job_unknown"
_WHY_NOT = {"sentence", "code", "is_fault"}


def _refusal(error: PandaVisionError) -> Answer:
    return Answer(
        done=False,
        sentence=error.sentence(),
        code=error.code,
        is_fault=isinstance(error, EnvironmentFault),
    )


def _not_to_stop(row: JobRow) -> str:
    """Return why a job cannot be stopped; empty when it can."""
    if row.state.is_open:
        return ""
    has = "has" if row.state is JobState.FAILED else "is"
    return f'The job "{plain_text(row.name)}" {has} {row.state.words} already.'


def _not_to_resume(row: JobRow) -> str:
    """Return why there is nothing to resume; empty when there is, or it may try again."""
    name = plain_text(row.name)
    if row.state is JobState.FINISHED:
        return f'The job "{name}" is finished already: there is nothing to resume.'
    if row.state is JobState.RUNNING:
        return f'The job "{name}" runs already.'
    if row.state is JobState.STOPPING:
        return f'The job "{name}" is being stopped: resume it when that is done.'
    return ""


def _note_freed(freed: list[int], done: Future[None], asked: Future[int]) -> None:
    if (error := asked.exception()) is not None:
        done.set_exception(error)
    else:
        freed.append(asked.result())
        done.set_result(None)


def _in_place_of(looks: Sequence[Future[tuple[UUID, ...]]]) -> list[UUID | None]:
    """Return for each spec the newest job that has answered it, None for one to be added."""
    found = _answers(looks, _LOOK_S)
    known = [others for others in found if others is not None]
    if len(known) < len(found):
        raise EnvironmentFault(
            "same_unknown",
            "Whether the same has been evaluated already cannot be told: the drive of a model or "
            "dataset does not answer.",
            "Try again, or add without --unless-same.",
        )
    return [others[0] if others else None for others in known]


def _answers(
    looks: Sequence[Future[tuple[UUID, ...]]], limit_s: float
) -> list[tuple[UUID, ...] | None]:
    """Return what was found, None for what is not known within the time for all of them."""
    concurrent.futures.wait(looks, limit_s)
    return [look.result() if look.done() and look.exception() is None else None for look in looks]


def _spec_of(document: dict[str, Any]) -> EvaluationSpec:
    spec = spec_from_document(document)
    for path in spec.file_paths.values():
        if not Path(path).is_absolute():
            # It would start from the owner's folder, not from the caller's.
            raise InputError("spec_path_relative", f'"{path}" is no absolute path.')
    return spec
