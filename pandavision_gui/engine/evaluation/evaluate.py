"""One evaluation: samples in, rows out.

A pure function of its task: the folder is where it leaves rows and checkpoints, the observer is
told, and neither changes a number. So it runs in a child process today and may run elsewhere.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pandavision_gui.engine.evaluation.assumption_check import BLIND
from pandavision_gui.engine.evaluation.checkpoint import (
    State,
    read_checkpoint,
    require_classes,
    require_order,
)
from pandavision_gui.engine.evaluation.counted_model import GRAIN, CountedModel, Stopped
from pandavision_gui.engine.evaluation.minimum_norm_run import MinimumNormRun
from pandavision_gui.engine.evaluation.recorder import Recorder
from pandavision_gui.engine.evaluation.row_writer import remove_damaged, shard_count
from pandavision_gui.engine.evaluation.sampling_run import SamplingRun
from pandavision_gui.engine.evaluation.stage_books import StageFigures
from pandavision_gui.engine.evaluation.task import EvaluationOutcome, EvaluationTask, Observer
from pandavision_gui.engine.evaluation.worst_case_run import WorstCaseRun
from pandavision_gui.errors import EnvironmentFault, InputError


def evaluate(
    task: EvaluationTask, folder: Path, observer: Observer | None = None, *, resume: bool = False
) -> EvaluationOutcome:
    """Evaluate the samples of a task, or go on with it.

    Parameters
    ----------
    folder
        An existing folder for `rows/`, `adversarial/` and `checkpoint.npz`.
    resume
        Go on from what the folder holds. Rows younger than the checkpoint are computed again, so
        that the table equals the undisturbed run's bit for bit; so are damaged shards. Without a
        checkpoint the evaluation starts anew.

    Raises
    ------
    InputError
        A sample outside the input range or not finite, or a model that answers NaN.
    EnvironmentFault
        The disk is full, the dataset is gone, or the memory is not enough for one sample; the last
        checkpoint stays.
    """
    observer = observer or Observer()
    books, state, note = _saved(folder, task) if resume else (None, None, "")
    recorder = Recorder(task, folder, observer, books)
    if note:
        recorder.warn(note)
        recorder.was_mended = True
    if books is not None:
        _require_labels(recorder, task)
    _watch_memory(task, recorder, observer)
    model = CountedModel(
        task.classifier,
        observer.stop_requested,
        limit=task.row_limit,
        use_less_memory=observer.use_less_memory,
        grain=GRAIN * task.settings.width,
        fills_gaps=task.settings.slopes_hidden,
        on_blind=lambda: _warn_once(recorder, BLIND),
    )
    run: WorstCaseRun | SamplingRun | MinimumNormRun
    if task.sampling is not None:
        run = SamplingRun(task, task.sampling, recorder, observer, state)
    elif task.minimum_norm is not None:
        run = MinimumNormRun(task, task.minimum_norm, model, recorder, state)
    else:
        run = WorstCaseRun(task, model, recorder, state)
    stopped = False
    try:
        run.run()
    except Stopped:
        stopped = True
    return EvaluationOutcome(
        table=recorder.table(),
        stopped=stopped,
        passes=recorder.passes,
        elapsed_s=recorder.elapsed_s,
        stages=_stages(run, recorder),
        checked=run.checked,
        check_hits=run.check_hits,
        warnings=tuple(recorder.warnings),
        was_mended=recorder.was_mended,
        memory_was_short=task.row_limit.rows < task.settings.batch_size,
        randomised=recorder.answers.figures(recorder.table(), task.values[-1]),
    )


def _warn_once(recorder: Recorder, sentence: str) -> None:
    if sentence not in recorder.warnings:
        recorder.warn(sentence)


def _require_labels(recorder: Recorder, task: EvaluationTask) -> None:
    """Refuse to go on where the finished samples have other labels than they are read with now."""
    rows, labels = recorder.table(), task.samples.labels
    is_same = len(rows) == 0 or int(rows.index.max()) < len(labels)
    if not is_same or not np.array_equal(rows.label, labels[rows.index]):
        raise InputError(
            "labels_read_otherwise",
            "The finished samples of this job have other labels than they are read with now.",
            "Run the job again from its beginning.",
        )


def _stages(run: object, recorder: Recorder) -> tuple[StageFigures, ...]:
    if isinstance(run, WorstCaseRun) and not recorder.was_mended:
        return run.stage_books.figures()
    return ()


def _watch_memory(task: EvaluationTask, recorder: Recorder, observer: Observer) -> None:
    """Tell when fewer samples than planned go through the models at a time."""

    def on_halved(rows: int) -> None:
        observer.rows_halved(rows)
        if rows < task.settings.batch_size:
            recorder.warn_of_memory(rows)

    task.row_limit.on_halved = on_halved
    if task.row_limit.rows < task.settings.batch_size:
        recorder.warn_of_memory(task.row_limit.rows)


def _saved(folder: Path, task: EvaluationTask) -> tuple[State | None, State | None, str]:
    """Return the books, the run's state and a note about what was damaged."""
    try:
        saved = read_checkpoint(folder)
        require_classes(saved or {}, task.aim.classes, task.aim.width)
        require_order(saved or {}, task.order)
    except EnvironmentFault as fault:
        # Without the state of the open samples the finished rows still stand: they are kept and
        # the rest is computed, though not with the same neighbours in a batch.
        count = shard_count(folder)
        remove_damaged(folder, count)
        return {"shards": np.array(count)}, None, fault.sentence()
    if saved is None:
        return None, None, ""
    damaged = remove_damaged(folder, int(saved["shards"]))
    note = f"{damaged} damaged files of finished samples were computed again." if damaged else ""
    return saved, saved, note
