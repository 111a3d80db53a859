"""Waiting jobs whose files are not there: they keep their places, and others go first."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from pandavision_gui.errors import EnvironmentFault, PandaVisionError
from pandavision_gui.jobs.events import CommandRefused, Event, JobRow, RefusalSettled
from pandavision_gui.jobs.files_at_hand import FilesAtHand
from pandavision_gui.jobs.job import LONGEST_REASON, shortened
from pandavision_gui.jobs.job_list import JobList
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState


class WaitingForFiles:
    """Which waiting jobs cannot begin because a drive or a file is gone.

    Each says so in its row, of the first it is told; of a drive that does not answer only when it
    has not answered by the next look either. Nothing of it is stored: the next start looks for
    itself.
    """

    def __init__(
        self,
        shelf: JobShelf,
        jobs: JobList,
        files: FilesAtHand,
        publish: Callable[[Event], None],
    ) -> None:
        self._shelf = shelf
        self._jobs = jobs
        self._files = files
        self._publish = publish
        self._paths: dict[UUID, tuple[str, ...]] = {}
        """Of waiting jobs; a spec never changes."""
        self._remarks: dict[UUID, str] = {}
        self._told: tuple[UUID, str] | None = None
        """Of which job it was told, and the sentence."""

    def __len__(self) -> int:
        return len(self._remarks)

    def holds(self, row: JobRow) -> bool:
        """Whether a file of a waiting job cannot be read; what is known is not looked at again."""
        fault = self._fault(row.id)
        if fault is None:
            self._begins(row)
            return False
        self._say(row, fault)
        return True

    def look_again(self) -> None:
        """Look at what was missing: the rows say what holds now."""
        self._files.look_again()
        for job_id in list(self._remarks):
            if self._waits(job_id):
                self.holds(self._jobs.row(job_id))
            else:
                self.forget(job_id)

    def forget(self, job_id: UUID) -> None:
        """Forget a job that does not wait any more."""
        self._paths.pop(job_id, None)
        self._remarks.pop(job_id, None)
        self._settle(job_id)

    def _waits(self, job_id: UUID) -> bool:
        row = self._jobs.find(job_id)
        return row is not None and row.state is JobState.QUEUED

    def _fault(self, job_id: UUID) -> EnvironmentFault | None:
        paths = self._paths.get(job_id)
        if paths is None:
            try:
                spec = self._shelf.folder(job_id).read_spec()
            except PandaVisionError:  # whoever starts it says what is wrong with it
                return None
            paths = self._paths[job_id] = tuple(spec.file_paths.values())
        return self._files.fault(paths)

    def _say(self, row: JobRow, fault: EnvironmentFault) -> None:
        remark = shortened(fault.sentence(), LONGEST_REASON)
        may_be_slow = fault.code == "drive_silent" and row.id not in self._remarks
        self._remarks[row.id] = remark
        if row.reason != remark:
            self._jobs.show(row.with_reason(remark))
        if may_be_slow:
            return
        if self._told is not None and not self._waits(self._told[0]):
            self._settle(self._told[0])
        if self._told is None:  # of the others their rows tell
            sentence = f'The job "{row.name}" waits: {remark}'
            self._told = row.id, sentence
            self._publish(CommandRefused(sentence))

    def _begins(self, row: JobRow) -> None:
        remark = self._remarks.pop(row.id, None)
        if remark is not None and row.reason == remark:
            self._jobs.show(row.with_reason(""))
        self._settle(row.id)

    def _settle(self, job_id: UUID) -> None:
        if self._told is not None and self._told[0] == job_id:
            self._publish(RefusalSettled(self._told[1]))
            self._told = None
