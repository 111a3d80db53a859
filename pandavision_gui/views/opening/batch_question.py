"""Asks whether files that were given together shall make an evaluation each, and adds them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.asked_question import Question
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.form.file_section import FileSection
from pandavision_gui.views.form.finding_words import counted
from pandavision_gui.views.form.given_files import GivenFiles, name_of
from pandavision_gui.views.form.spec_parts import is_unicode
from pandavision_gui.views.form.summary import summary
from pandavision_gui.views.opening.file_batch import (
    MOST_EVALUATIONS,
    Base,
    combined,
    count_evaluations,
)
from pandavision_gui.views.plain_text import one_line

_AT_ONCE = 10
"""Evaluations that are handed on in one turn: the window stays quick."""
_MOST_NAMES = 3
_PAUSE_MS = 300
"""What the form says is typed key by key."""


Asked = tuple[GivenFiles, dict[str, EvaluationSpec]]


class BatchQuestion(QObject):
    """Nothing waits for the answer; what the form says when it comes counts, and is what is asked.

    Signals
    -------
    add_wanted
        An `EvaluationSpec` is to be queued; its files were not looked into.
    first_wanted
        Only the first of the files shall go into the form: the `GivenFiles` and the specs by path.
    """

    add_wanted = Signal(object)
    first_wanted = Signal(object, object)

    def __init__(self, form: EvaluationForm, announcements: Announcements, parent: QObject) -> None:
        super().__init__(parent)
        self._form, self._announcements = form, announcements
        self._waiting: deque[EvaluationSpec] = deque()
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._add_some)
        self._asked: Asked | None = None
        self._said = ("", "")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask_as_it_is_now)
        form.refreshed.connect(self._on_form)

    def ask(self, given: GivenFiles, specs: dict[str, EvaluationSpec]) -> None:
        """Ask whether every model, dataset and spec shall be combined with every other."""
        count = count_evaluations(given, len(specs))
        if count > MOST_EVALUATIONS:
            self._announcements.failed(
                self.tr(
                    "{parts} are {count} evaluations: at most {most} are added at once."
                ).format(parts=_parts(given, specs), count=count, most=MOST_EVALUATIONS),
                hint=self.tr("Give them in several portions."),
            )
            return
        self._asked, self._said = (given, specs), self._words(given, specs)
        sentence, hint = self._said
        self._announcements.ask(
            Question(
                sentence,
                hint=hint,
                action=self.tr("Add {count} to the queue").format(count=count),
                do=partial(self._add, given, specs),
                other=self.tr("Only the first, into the form"),
                do_other=partial(self.first_wanted.emit, given, specs),
            )
        )

    def _words(self, given: GivenFiles, specs: dict[str, EvaluationSpec]) -> tuple[str, str]:
        sentence = self.tr("{parts}: add {count} evaluations to the queue?").format(
            parts=self._all_parts(given, specs), count=count_evaluations(given, len(specs))
        )
        return sentence, self._settings(given, specs)

    def _on_form(self) -> None:
        if self._asked is None:
            return
        if self._announcements.question.asks(self._said[0]):
            self._pause.start()
        else:  # it was answered, closed, or made room for another
            self._asked = None

    def _ask_as_it_is_now(self) -> None:
        """Ask again where the form says something else than when it was asked."""
        if self._asked is None or not self._announcements.question.asks(self._said[0]):
            return
        if self._words(*self._asked) != self._said:
            self.ask(*self._asked)

    def _all_parts(self, given: GivenFiles, specs: dict[str, EvaluationSpec]) -> str:
        parts = _parts(given, specs)
        if specs:
            return parts
        if not given.models:
            return self._with_own(parts, self.tr("the form's model"), self._form.model.path)
        if not given.datasets:
            return self._with_own(parts, self.tr("the form's dataset"), self._form.dataset.path)
        return parts

    def _with_own(self, parts: str, own: str, path: str) -> str:
        return f"{parts} × {own}" + (f" “{one_line(name_of(path))}”" if path else "")

    def _settings(self, given: GivenFiles, specs: dict[str, EvaluationSpec]) -> str:
        """Return what will be done with each, and which files they are."""
        names = [name_of(path) for path in (*specs, *given.models, *given.datasets)]
        files = ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
        draft = self._form.draft()
        if specs:
            words = self.tr("Each as its spec says.")
        elif draft is None or self._form.attack.refusal:
            words = self.tr("Each as the form says, which is not right yet: {}").format(
                self._form.reason() if draft is None else self._form.attack.refusal
            )
        else:
            wanted = self._form.mode.samples_wanted()
            words = self.tr("Each as the form says: {}.").format(summary(draft, wanted, None))
        return one_line(f"{files}. {words}")

    def _add(self, given: GivenFiles, specs: dict[str, EvaluationSpec]) -> None:
        for path in (*given.models, *given.datasets):
            if not is_unicode(path):  # no document could hold it
                words = self.tr("Not added: the name “{}” is no text.").format(
                    one_line(name_of(path))
                )
                self._announcements.failed(words, hint=self.tr("Rename the file."))
                return
        bases = self._bases(given, specs)
        if not bases:
            self._announcements.failed(self.tr("Not added: {}").format(self._missing(given)))
            self.ask(given, specs)
            return
        new = list(chain.from_iterable(combined(base, given) for base in bases))
        self._waiting.extend(new)
        self._turn.start(0)
        words = self.tr("Added {} evaluations to the queue.").format(len(new))
        self._announcements.tell(words)

    def _bases(self, given: GivenFiles, specs: dict[str, EvaluationSpec]) -> Sequence[Base]:
        if specs:
            return [Base(spec, spec) for spec in specs.values()]
        draft = self._form.draft()
        has_all = (given.models or self._form.model.path) and (
            given.datasets or self._form.dataset.path
        )
        second = draft is None or draft.surrogate_model != ""
        if draft is None or not has_all or not second or self._form.attack.refusal:
            return []
        return [Base(draft, self._form.belongings.loaded)]

    def _missing(self, given: GivenFiles) -> str:
        draft = self._form.draft()
        if draft is None:
            return self._form.reason()
        if self._form.attack.refusal:
            return self._form.attack.refusal
        needed: tuple[FileSection, ...] = (
            *(() if given.models else (self._form.model,)),
            *(() if given.datasets else (self._form.dataset,)),
            self._form.second_model,
        )
        return next(file.reason() for file in needed if file.is_used and not file.path)

    def _add_some(self) -> None:
        for _ in range(min(_AT_ONCE, len(self._waiting))):
            self.add_wanted.emit(self._waiting.popleft())
        if not self._waiting:
            self._turn.stop()


def _parts(given: GivenFiles, specs: Iterable[str]) -> str:
    counts = (
        (len(list(specs)), _tr("spec"), _tr("specs")),
        (len(given.models), _tr("model"), _tr("models")),
        (len(given.datasets), _tr("dataset"), _tr("datasets")),
    )
    return " × ".join(counted(*one) for one in counts if one[0])


def _tr(text: str) -> str:
    return QCoreApplication.translate("BatchQuestion", text)
