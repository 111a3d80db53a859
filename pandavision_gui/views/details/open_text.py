"""What is known of a job without a result: how far it is, or why it ended and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.corruptions import Scale
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress
from pandavision_gui.views.details.statements import Fact
from pandavision_gui.views.engine_words import phase_words
from pandavision_gui.views.jobs_table.job_words import (
    band_words,
    number_words,
    seconds_left_words,
    seconds_words,
    share_words,
    value_words,
)
from pandavision_gui.views.setting_words import in_setting_words

translate = QCoreApplication.translate


def progress_facts(progress: Progress, scale: Scale) -> list[Fact]:
    """Return how far a running job is."""
    facts = [
        Fact(
            translate("Open", "Done"),
            share_words(progress.share),
            translate("Open", "Estimated share of the work"),
        ),
        Fact(
            translate("Open", "Time left"),
            translate("Open", "not known yet")
            if progress.left_s is None
            else translate("Open", "about {time}").format(time=seconds_left_words(progress.left_s)),
        ),
        Fact(translate("Open", "Time of attack"), seconds_words(progress.elapsed_s)),
        Fact(translate("Open", "Doing"), phase_words(progress.phase)),
        Fact(translate("Open", "Samples finished"), _of(progress.finished, progress.total)),
        Fact(translate("Open", "Samples started"), _of(progress.started, progress.total)),
        *_band_facts(progress, scale),
        Fact(translate("Open", "Model passes"), number_words(progress.passes.model)),
    ]
    return facts


def progress_sentence(
    row: JobRow, progress: Progress | None, *, queue_is_paused: bool = False
) -> str:
    """Say what the open figures mean, or what the job waits for."""
    if row.state is JobState.QUEUED and queue_is_paused:
        return translate(
            "Open",
            "The queue is paused: no waiting job starts until it goes on (Jobs, Continue queue).",
        )
    if row.state is JobState.QUEUED and row.reason:
        return ""  # a box says that
    if row.state is JobState.QUEUED:
        return translate("Open", "It starts by itself when its turn has come.")
    if progress is None:
        return translate("Open", "The files are being read and checked; the attack comes next.")
    if not progress.band:
        return ""
    return translate(
        "Open",
        "Figures are for the samples started so far: each span says where the accuracy can end up, "
        "and narrows as samples are finished.",
    )


def end_sentence(row: JobRow) -> str:
    """Say why a job ended without a result."""
    if row.reason:
        return in_setting_words(row.reason)
    return {
        JobState.FAILED: translate("Open", "It failed, and no reason is known."),
        JobState.CANCELLED: translate("Open", "It was stopped before it had begun."),
        JobState.INTERRUPTED: translate("Open", "It was cut off when the program ended."),
    }.get(row.state, "")


def remedy(row: JobRow) -> str:
    """Say what can be done about a job that ended without a result."""
    if not row.attack:
        return translate(
            "Open", "Its folder cannot be read. Look into it, or remove the job from the list."
        )
    if row.state is JobState.FINISHED:
        return translate(
            "Open",
            "There are no figures without it. Mend the file or put it back, then select the job "
            "again; or run the job again.",
        )
    if row.state is JobState.FAILED:
        return translate(
            "Open",
            "When the cause is mended, Resume goes on from what is kept; Run with changes opens "
            "the same settings in the form.",
        )
    if row.started is None:
        return translate("Open", "Nothing was done yet: Resume puts it into the queue again.")
    if _is_stored_by_batches(row.attack):
        return translate(
            "Open",
            "Resume goes on from the samples that are finished; those that were under way begin "
            "anew. Run with changes opens the same settings in the form.",
        )
    return translate(
        "Open",
        "Resume goes on from what is kept. Run with changes opens the same settings in the form.",
    )


def _is_stored_by_batches(attack: str) -> bool:
    """Whether a stop gives up the passes of the samples that it comes upon."""
    info = CATALOGUE.get(attack)
    return info is not None and info.kind is AttackKind.MINIMUM_NORM


def _of(number: int, total: int) -> str:
    return translate("Open", "{n} of {total}").format(
        n=number_words(number), total=number_words(total)
    )


def _band_facts(progress: Progress, scale: Scale) -> list[Fact]:
    if not progress.band or not progress.band[-1].count:
        return []
    first, last = progress.band[0], progress.band[-1]
    facts = [Fact(translate("Open", "Clean so far"), band_words(first))]
    if last.value > 0:
        label = translate("Open", "Robust at {value} so far")
        facts.append(Fact(label.format(value=value_words(last.value, scale)), band_words(last)))
    return facts
