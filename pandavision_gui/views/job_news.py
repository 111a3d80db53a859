"""What the window has heard of each job beyond its row: progress, warnings, spec and result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.jobs.events import JobLoaded, JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress
from pandavision_gui.views.plots.series_style import CurveSeries, SeriesStyle

_SIZE_WORDS = {"max-norm": "max-norm (L∞)", "random": "random noise (L∞)"}


class JobNews:
    """Plain data, kept for the jobs that are looked at or run."""

    def __init__(self) -> None:
        self._progress: dict[UUID, Progress] = {}
        self._warnings: dict[UUID, tuple[str, ...]] = {}
        self._loaded: dict[UUID, JobLoaded] = {}
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

    def set_progress(self, job_id: UUID, progress: Progress) -> None:
        """Note how far a running job is."""
        self._progress[job_id] = progress

    def add_warning(self, job_id: UUID, text: str) -> None:
        """Note a warning of a running job, each once."""
        known = self._warnings.get(job_id, ())
        if text not in known:
            self._warnings[job_id] = (*known, text)

    def set_loaded(self, loaded: JobLoaded) -> None:
        """Note what the job's folder says."""
        self._loaded[loaded.job_id] = loaded
        self._asked.discard(loaded.job_id)
        if loaded.result is not None:
            self._progress.pop(loaded.job_id, None)

    def moved(self, row: JobRow) -> None:
        """Forget what no longer holds for a job in this state."""
        if row.state is JobState.QUEUED:
            self.forget(row.id)
        elif row.state is JobState.FINISHED:
            # The last band stays drawn until the curve is there.
            loaded = self._loaded.get(row.id)
            if loaded is not None and loaded.result is None:
                del self._loaded[row.id]

    def forget(self, job_id: UUID) -> None:
        """Forget a job."""
        for known in (self._progress, self._warnings, self._loaded):
            known.pop(job_id, None)
        self._asked.discard(job_id)

    def must_ask(self, job_id: UUID) -> bool:
        """Tell, once, that the job's folder has to be asked."""
        if job_id in self._loaded or job_id in self._asked:
            return False
        self._asked.add(job_id)
        return True

    def series(
        self, rows: Iterable[JobRow], style_of: Callable[[UUID], SeriesStyle]
    ) -> list[CurveSeries]:
        """Return the curves that can be drawn of these jobs."""
        made = (self._series(row, style_of(row.id)) for row in rows)
        return [series for series in made if series is not None]

    def _series(self, row: JobRow, style: SeriesStyle) -> CurveSeries | None:
        loaded, progress = self._loaded.get(row.id), self._progress.get(row.id)
        words = _size_words(row.attack)
        if loaded is not None and loaded.result is not None:
            return CurveSeries(
                job_id=row.id,
                name=row.name,
                style=style,
                curve=loaded.result.curve,
                with_intervals=not loaded.result.samples.chosen_by_user,
                size_words=words,
            )
        if progress is None:
            return None
        return CurveSeries(
            job_id=row.id, name=row.name, style=style, band=progress.band, size_words=words
        )


def _size_words(attack: str) -> str:
    info = CATALOGUE.get(attack)
    return _SIZE_WORDS.get(info.perturbation_type, "") if info else ""
