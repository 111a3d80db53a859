"""How the model does on clean samples, as the form reads them, and what would mend it."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pandavision_gui.engine.class_values import READ_BY_VALUE
from pandavision_gui.engine.diagnosis import Diagnosis, Proposal, reading_document
from pandavision_gui.engine.preprocessing import UNNAMED_PREPROCESSING
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.messages import Diagnosed, Failed
from pandavision_gui.jobs.requests import FileStamp
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.error_message import ErrorMessage
from pandavision_gui.views.form.diagnosis_question import DiagnosisQuestion
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.plain_text import THIN_SPACE, explain, plain_text
from pandavision_gui.views.setting_words import in_setting_words
from pandavision_gui.views.theme import UNIT, Theme, set_role

_PAUSE_MS = 300
"""Numbers are typed digit by digit."""
_SAID_ELSEWHERE = ("sample_shape", "dataset_samples_shape", "preset_unfit", "preset_channels")
"""Refusals that the form tells by itself, before anything is asked."""
_LABELS_BEYOND = "Labels run from"
"""So begins the warning that the dataset's own place gives, too."""
_LONGEST_WARNING = 400
_SEEN_NOTES = (READ_BY_VALUE, UNNAMED_PREPROCESSING)
_MOST_WARNINGS = 4


class DoctorView(QWidget):
    """A line with the clean accuracy, lines with what is odd, and one proposal with its button.

    Attributes
    ----------
    message
        The proposal; whoever makes this places it.

    Signals
    -------
    diagnosis_wanted
        A `DiagnosisQuestion` that somebody should answer by `show_diagnosis`.
    proposal_taken
        The keys of the spec to set, as it takes them.
    changed
        Whether the accuracy is near chance may have changed.
    """

    diagnosis_wanted = Signal(object)
    proposal_taken = Signal(dict)
    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.near_chance = False
        self.diagnosis: Diagnosis | None = None
        self._number = 0
        self._remarks: tuple[str, ...] = ()
        self._asked: tuple[Any, ...] = ()
        self._spec: EvaluationSpec | None = None
        self._keys: dict[str, Any] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._line = WrappingLabel(lines=1)
        self._warnings = [WrappingLabel(longest=_LONGEST_WARNING) for _ in range(_MOST_WARNINGS)]
        self.message = ErrorMessage(theme)
        self.message.action_clicked.connect(self._take)
        self.message.closed.connect(self._decline)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        layout.addWidget(self._line)
        for label in self._warnings:
            set_role(label, "warn")
            layout.addWidget(label)
        self._show_line("muted", "")
        self.hide()

    @property
    def proposed_offset(self) -> int:
        """The label offset that is proposed; 0 for none."""
        return int(self._keys.get("label-offset", 0))

    @property
    def refusal(self) -> str:
        """Why a job would be refused as the files are read now; empty where that is not known."""
        if self.diagnosis is None or not self.diagnosis.range_unknown:
            return ""
        return self.tr("Advanced: Set the input range, which the values do not tell.")

    def look(
        self,
        spec: EvaluationSpec | None,
        stamps: tuple[FileStamp | None, ...],
        remarks: tuple[str, ...],
    ) -> None:
        """Have the files tried as `spec` reads them, unless that is what was asked last.

        Parameters
        ----------
        spec
            None while it is not known how, or a file cannot be used.
        stamps
            Of the files: others are other files, whatever their names.
        remarks
            What is said about the files already.
        """
        self._remarks = remarks
        asked = () if spec is None else (reading_document(spec), spec.class_names, stamps)
        if asked == self._asked:
            return
        self._asked, self._spec = asked, spec
        self._number += 1
        # What stands below may be typed into: it moves once, when the answer is there.
        self.setMinimumHeight(self.height() if spec is not None and self.isVisible() else 0)
        self._clear()
        self.setVisible(spec is not None)
        if spec is None:
            self._pause.stop()
            self._ask()
        else:
            self._show_line("muted", self.tr("Trying the model on clean samples …"))
            self._pause.start()

    def show_diagnosis(self, question: DiagnosisQuestion, report: Diagnosed | Failed) -> None:
        """Show what came out; answers to earlier questions are dropped."""
        if question.number != self._number:
            return
        self.setMinimumHeight(0)
        if isinstance(report, Diagnosed):
            self._show(report.diagnosis)
        elif report.code in _SAID_ELSEWHERE:
            self.hide()
        else:
            words = self.tr("The clean accuracy is not known: {}").format(
                sentence_text(report.message)
            )
            self._show_line("muted", plain_text(words))
            explain(self._line, sentence_text(report.hint))
        self.changed.emit()

    def text(self) -> str:
        """Return everything that is shown."""
        parts = [self._line.text(), *(w.text() for w in self._warnings), self.message.sentence()]
        return "\n".join(part for part in parts if part)

    def _ask(self) -> None:
        self.diagnosis_wanted.emit(DiagnosisQuestion(self._number, self._spec))

    def _show(self, found: Diagnosis) -> None:
        self.near_chance, self.diagnosis = found.near_chance, found
        clean = found.clean_accuracy
        lower = f"{clean.interval[0] * 100:.0f}"
        words = self.tr("Clean accuracy on {} samples: {} ({}–{})")
        line = words.format(
            clean.count, _percent(clean.accuracy), lower, _percent(clean.interval[1])
        )
        if found.is_perfect:  # on the same line of the form as the interval's end
            line += ". " + self.tr("Is this training data?")
        self._show_line("warn" if found.near_chance else "muted", line)
        # What may change every figure is not left to a tooltip.
        seen = [note for note in found.notes if note.startswith(_SEEN_NOTES)]
        notes = [note for note in found.notes if note not in (*self._remarks, *seen)]
        told = list(map(in_setting_words, notes))
        if found.proposals:
            self._offer(found, found.proposals[0])
        warnings = [
            one
            for one in found.warnings[int(found.near_chance) :]
            if one not in self._remarks and not one.startswith(_LABELS_BEYOND)
        ]
        if found.near_chance:
            causes = _without_keys(sentence_text(found.causes))
            if not found.proposals and not warnings:
                warnings.append(causes)
            else:  # what was found says it better
                told.append(causes)
            if not self.proposed_offset:  # else what is proposed and the dataset's place say it
                words = self.tr("Hardly more than guessing: the curve would mean nothing.")
                warnings.insert(0, words)
        self._show_warnings([*warnings, *seen])
        explain(self._line, "\n".join(told))

    def _offer(self, found: Diagnosis, best: Proposal) -> None:
        self._keys = best.all_keys()
        now, then = _percent(found.clean_accuracy.accuracy), _percent(best.accuracy)
        if best.key == "input-range" and not best.also:
            ends = best.value if isinstance(best.value, list) else ()
            words = " … ".join(f"{end:g}".replace("-", "−") for end in ends)
            sentence = self.tr("Set the input range to {}.").format(words)
        else:
            reading = sentence_text(best.reading)
            reading = reading[:1].upper() + reading[1:]
            words = self.tr("{}, {} are right instead of {}.")
            sentence = words.format(reading, then, now)
        self.message.set_message(
            "info", sentence, hint=sentence_text(best.reason), action=self.tr("Use it")
        )

    def _take(self) -> None:
        keys, self._keys = self._keys, {}
        self.message.clear()
        if keys:
            self.proposal_taken.emit(keys)

    def _decline(self) -> None:
        self._keys = {}
        self.changed.emit()

    def _clear(self) -> None:
        was_told, self.near_chance = self.near_chance or bool(self.refusal), False
        self.diagnosis = None
        self._keys = {}
        self.message.clear()
        self._show_warnings([])
        self._show_line("muted", "")
        if was_told:
            self.changed.emit()

    def _show_line(self, role: str, text: str) -> None:
        set_role(self._line, role)
        self._line.setText(text)
        self._line.setAccessibleDescription("")

    def _show_warnings(self, sentences: list[str]) -> None:
        shown = sentences[:_MOST_WARNINGS]
        for label, sentence in zip(
            self._warnings, [*shown, *[""] * (_MOST_WARNINGS - len(shown))], strict=True
        ):
            label.setText(f"! {plain_text(in_setting_words(sentence))}" if sentence else "")
            label.setVisible(bool(sentence))


def _percent(share: float) -> str:
    """Return "73 %"; the two stay on one line."""
    return f"{share * 100:.0f}{THIN_SPACE}%"


def _without_keys(sentence: str) -> str:
    """Drop the names of the spec's keys, which nobody sees in a form."""
    return re.sub(r' \("[^)]*\)', "", sentence)
