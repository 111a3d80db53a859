"""What an evaluation has so far: rows on disk, counters, the live curve, the clock."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.answer_book import AnswerBook
from pandavision_gui.engine.evaluation.checkpoint import CheckpointFile, State, digest_of
from pandavision_gui.engine.evaluation.company_watch import CompanyWatch
from pandavision_gui.engine.evaluation.row_writer import RowWriter, read_rows
from pandavision_gui.engine.evaluation.task import EvaluationTask, Observer, Snapshot
from pandavision_gui.engine.progress import PassCounts, seconds_left
from pandavision_gui.engine.robustness_curve import BandPoint, band_point, open_band
from pandavision_gui.engine.sample_table import SampleTable

REPORT_INTERVAL_S = 1.0
_MEMORY = "The memory was not enough"


class Recorder:
    """Keeps the books of one evaluation.

    Parameters
    ----------
    folder
        The job's folder, where shards and checkpoints go.
    saved
        The books' part of a checkpoint, None at the start.

    Attributes
    ----------
    attack_passes, check_passes
        Rows sent through the converted model by the search and by the check of its assumption.
    warnings
        Sentences for the result.
    was_mended
        Whether damaged files were computed again.
    unknown
        Of how many of the samples that count as robust too little is known.
    answers
        What is noted of a model that draws random numbers.
    """

    def __init__(
        self, task: EvaluationTask, folder: Path, observer: Observer, saved: State | None
    ) -> None:
        self._task = task
        self._folder = folder
        self._observer = observer
        self._checkpoints = CheckpointFile(folder)
        self._began = self._last_report = time.monotonic()
        self._rows_before = task.truth.rows
        books = saved if saved is not None else {}
        self._writer = RowWriter(folder, int(books.get("shards", 0)))
        self.attack_passes = int(books.get("attack_passes", 0))
        self.check_passes = int(books.get("check_passes", 0))
        self._confirmation_before = int(books.get("confirmation", 0))
        self._elapsed_before = float(books.get("elapsed_s", 0.0))
        self.was_mended = bool(books.get("was_mended", False))
        self._share = 0.0
        self._share_at_begin: float | None = None
        self.warnings: list[str] = [str(w) for w in books.get("warnings", ())]
        self._order_digest = digest_of(task.order)
        self._place = {int(index): n for n, index in enumerate(task.order)}
        # NaN: not started. Values of samples still open come with each report.
        self._broken = np.full(len(task.order), np.nan)
        self.answers = AnswerBook(
            task.truth, task.order, must_reach=task.aim.must_reach, saved=saved
        )
        self._watch = CompanyWatch(task.minds_company, saved)
        self.finished = self.unknown = 0
        self._drawn_right = np.zeros(len(task.values), dtype=np.int64)
        self._count(self.table())

    @property
    def elapsed_s(self) -> float:
        """Seconds of work so far, over all runs of the job."""
        return self._elapsed_before + time.monotonic() - self._began

    @property
    def passes(self) -> PassCounts:
        """Rows sent through the models so far."""
        return PassCounts(
            attack=self.attack_passes,
            assumption_check=self.check_passes,
            confirmation=self._confirmation_before + self._task.truth.rows - self._rows_before,
        )

    @property
    def report_is_due(self) -> bool:
        """Whether rows should go to disk and news out."""
        return time.monotonic() - self._last_report >= REPORT_INTERVAL_S

    @property
    def checkpoint_is_due(self) -> bool:
        """Whether the state should be stored."""
        return self._checkpoints.is_due

    def table(self) -> SampleTable:
        """Read the rows that are on disk, in the order of the samples."""
        return read_rows(self._folder, self._task.order)

    def unfinished(self) -> NDArray[np.int64]:
        """Return the positions that have no row: int64."""
        return np.flatnonzero(np.isnan(self._broken))

    def add(self, rows: SampleTable, pictures: list[tuple[int, NDArray[np.float32]]]) -> None:
        """Take finished rows with a picture of each, in their order; the first ones are kept."""
        kept = [p for p in pictures if self._place[p[0]] < self._task.pictures]
        self._writer.add(rows, kept)
        self.answers.ask_again(rows, pictures)
        if sentence := self._watch.look(rows, pictures):
            self.warn(sentence)
        self._count(rows)

    def warn(self, sentence: str) -> None:
        """Note a sentence for the result and tell it."""
        self.warnings.append(sentence)
        self._observer.warning(sentence)

    def warn_of_memory(self, rows: int) -> None:
        """Note that only so many samples went through the models at a time; the last such note."""
        planned = self._task.settings.batch_size
        self.warnings = [text for text in self.warnings if not text.startswith(_MEMORY)]
        self.warn(
            f"{_MEMORY} for {planned} samples side by side: {rows} at a time went through the "
            "models, so another run may differ in the last bits."
        )

    @property
    def unbroken(self) -> int:
        """How many finished samples withstood everything."""
        return int(np.isinf(self._broken).sum())

    def report(self, phase: str, open_samples: list[tuple[int, float]], share: float) -> None:
        """Write the rows so far and tell the news.

        Parameters
        ----------
        open_samples
            (position, smallest perturbation that broke it so far) of the samples being attacked.
        share
            Estimated share of the work that is done, in [0, 1].
        """
        self._flush()
        self._last_report = time.monotonic()
        # What is told never goes back; the time left follows the estimate wherever it goes.
        self._share = max(self._share, share)
        broken, closed = self._broken.copy(), ~np.isnan(self._broken)
        for position, perturbation in open_samples:
            broken[position], closed[position] = perturbation, False
        self._observer.progress(
            Snapshot(
                phase=phase,
                started=int((~np.isnan(broken)).sum()),
                finished=self.finished,
                total=len(self._task.order),
                share=self._share,
                passes=self.passes,
                elapsed_s=self.elapsed_s,
                left_s=self._seconds_left(share),
                band=self._band(broken, closed),
                unknown=self.unknown,
            )
        )

    def _seconds_left(self, share: float) -> float | None:
        if not self._elapsed_before:
            return seconds_left(share, self.elapsed_s)
        if self._share_at_begin is None:
            self._share_at_begin = share
        elapsed = time.monotonic() - self._began
        return seconds_left(share, elapsed, self._share_at_begin)

    def _band(
        self, broken: NDArray[np.float64], closed: NDArray[np.bool_]
    ) -> tuple[BandPoint, ...]:
        if self._task.sampling is not None:
            count = self.finished
            return tuple(
                band_point(value, int(right), int(right), count)
                for value, right in zip(self._task.values, self._drawn_right, strict=True)
            )
        started = ~np.isnan(broken)
        # What is open is certain at the value 0 only; what is closed is certain everywhere.
        withstood = np.where(closed, np.inf, 0.0)[started]
        return open_band(withstood, broken[started], self._task.values)

    def save(self, state: State) -> None:
        """Store the state together with the books; rows go to disk first."""
        self._flush()
        books: dict[str, NDArray[Any]] = {
            "shards": np.array(self._writer.shards),
            "attack_passes": np.array(self.attack_passes),
            "check_passes": np.array(self.check_passes),
            "confirmation": np.array(self.passes.confirmation),
            "elapsed_s": np.array(self.elapsed_s),
            "was_mended": np.array(self.was_mended),
            "warnings": np.array(self.warnings, dtype=np.str_),
            "order": np.array(self._order_digest),
        }
        self._checkpoints.write({**books, **self.answers.state(), **self._watch.state(), **state})

    def _flush(self) -> None:
        self._observer.before_writing()
        table = self._writer.flush()
        if table is not None:
            self._observer.rows_written(table)

    def _count(self, rows: SampleTable) -> None:
        for index, perturbation in zip(rows.index, rows.minimum_perturbation, strict=True):
            self._broken[self._place[int(index)]] = perturbation
        if rows.correct is not None:
            self._drawn_right += rows.correct.sum(axis=0)
        self.finished = int((~np.isnan(self._broken)).sum())
