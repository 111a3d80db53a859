"""What the window has heard of each job beyond its row: progress, warnings, spec and result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.jobs.events import JobLoaded, JobLoadFailed, JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress
from pandavision_gui.views.jobs_table.job_columns import is_random
from pandavision_gui.views.jobs_table.job_words import scale_of
from pandavision_gui.views.jobs_table.names_apart import names_told_apart, names_with_scales
from pandavision_gui.views.plots.series_style import CurveSeries, SeriesStyle

_AT_WORK = (JobState.RUNNING, JobState.STOPPING)


class JobNews:
    """Plain data, kept for the jobs that are looked at or run."""

    def __init__(self) -> None:
        self._progress: dict[UUID, Progress] = {}
        self._last_progress: dict[UUID, Progress] = {}
        """Of jobs that wait to go on: where their curves stood."""
        self._warnings: dict[UUID, tuple[str, ...]] = {}
        self._loaded: dict[UUID, JobLoaded] = {}
        self._failures: dict[UUID, JobLoadFailed] = {}
        self._asked: set[UUID] = set()

    def progress(self, job_id: UUID) -> Progress | None:
        """Return how far a running job is."""
        return self._progress.get(job_id)

    def warnings(self, job_id: UUID) -> tuple[str, ...]:
        """Return what a running job has said."""
        return self._warnings.get(job_id, ())

    def loaded(self, job_id: UUID) -> JobLoaded | None:
        """Return what the job's folder says, once it was asked for."""
        return self._loaded.get(job_id)

    def failure(self, job_id: UUID) -> JobLoadFailed | None:
        """Return why the job's folder could not be read when it was asked for last."""
        return self._failures.get(job_id)

    def set_progress(self, job_id: UUID, progress: Progress) -> None:
        """Note how far a running job is."""
        self._progress[job_id] = progress
        self._last_progress.pop(job_id, None)

    def add_warning(self, job_id: UUID, text: str) -> None:
        """Note a warning of a running job, each once."""
        known = self._warnings.get(job_id, ())
        if text not in known:
            self._warnings[job_id] = (*known, text)

    def set_loaded(self, loaded: JobLoaded, row: JobRow) -> None:
        """Note what the job's folder says."""
        self._loaded[loaded.job_id] = loaded
        self._failures.pop(loaded.job_id, None)
        self._asked.discard(loaded.job_id)
        self._drop_band(row)

    def set_failure(self, failure: JobLoadFailed) -> None:
        """Note that the job's folder cannot be read, and forget what it said before."""
        self._failures[failure.job_id] = failure
        self._loaded.pop(failure.job_id, None)
        self._asked.discard(failure.job_id)

    def forget_failure(self, job_id: UUID) -> None:
        """Let the job's folder be asked once more."""
        self._failures.pop(job_id, None)

    def moved(self, row: JobRow) -> None:
        """Forget what no longer holds for a job in this state."""
        if row.state is JobState.QUEUED:
            last = self._progress.get(row.id) or self._last_progress.get(row.id)
            self.forget(row.id)
            if last is not None:
                self._last_progress[row.id] = last
        elif row.state is JobState.FINISHED:
            # The last band stays drawn until the curve is there.
            loaded = self._loaded.get(row.id)
            if loaded is not None and loaded.result is None:
                del self._loaded[row.id]
            self._drop_band(row)

    def forget(self, job_id: UUID) -> None:
        """Forget a job."""
        for known in (
            self._progress,
            self._last_progress,
            self._warnings,
            self._loaded,
            self._failures,
        ):
            known.pop(job_id, None)
        self._asked.discard(job_id)

    def keep_only(self, rows: Iterable[JobRow]) -> None:
        """Forget everything but what the jobs that are worked on have said: they say it once."""
        at_work = {row.id for row in rows if row.state in _AT_WORK}
        for job_id in (self._progress.keys() | self._warnings.keys()) - at_work:
            self.forget(job_id)
        self._loaded.clear()
        self._failures.clear()
        self._asked.clear()

    def must_ask(self, job_id: UUID) -> bool:
        """Tell, once, that the job's folder has to be asked."""
        if job_id in self._loaded or job_id in self._failures or job_id in self._asked:
            return False
        self._asked.add(job_id)
        return True

    def series(
        self, rows: Iterable[JobRow], style_of: Callable[[UUID], SeriesStyle]
    ) -> list[CurveSeries]:
        """Return the curves that can be drawn of these jobs.

        Parameters
        ----------
        style_of
            Asked only for a job that has a curve.
        """
        drawn = [row for row in rows if self._curve_of(row) or self._band_of(row)]
        names = names_with_scales(drawn, names_told_apart(drawn))
        return [self._series(row, names[row.id], style_of(row.id)) for row in drawn]

    def _drop_band(self, row: JobRow) -> None:
        loaded = self._loaded.get(row.id)
        if row.state is JobState.FINISHED and loaded is not None and loaded.result is not None:
            self._progress.pop(row.id, None)
            self._last_progress.pop(row.id, None)

    def _curve_of(self, row: JobRow) -> EvaluationResult | None:
        loaded = self._loaded.get(row.id)
        return loaded.result if loaded and row.state is JobState.FINISHED else None

    def _band_of(self, row: JobRow) -> Progress | None:
        if row.state is JobState.FINISHED and row.id in self._failures:
            return None
        known = self._progress.get(row.id) or self._last_progress.get(row.id)
        has_ended = not row.state.is_open and row.state is not JobState.FINISHED
        # A band from bottom to top, of a job that nobody works on, says nothing of the model.
        return None if known and has_ended and not known.finished else known

    def _series(self, row: JobRow, name: str, style: SeriesStyle) -> CurveSeries:
        result, progress = self._curve_of(row), self._band_of(row)
        chosen = False
        if result is not None:
            chosen = result.samples.chosen_by_user
        elif progress is not None:
            chosen = progress.chosen_by_user
        return CurveSeries(
            job_id=row.id,
            name=name,
            style=style,
            curve=result.curve if result else (),
            band=progress.band if progress and not result else (),
            with_intervals=not chosen,
            scale=scale_of(row),
            width=_width(result),
            is_noise=is_random(row.attack) and isinstance(scale_of(row), Norm),
        )


def _width(result: EvaluationResult | None) -> float | None:
    if result is None:
        return None
    lower, upper = result.applied.input_range
    return upper - lower
