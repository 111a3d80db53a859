"""Opens whatever files the window is given: specs, archives, models and datasets, mixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Signal

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.form.given_files import GivenFiles, name_of, sort_files
from pandavision_gui.views.opening.batch_question import BatchQuestion
from pandavision_gui.views.opening.file_batch import count_evaluations
from pandavision_gui.views.opening.file_work import FileWork
from pandavision_gui.views.opening.form_replacing import FormReplacing
from pandavision_gui.views.opening.spec_file import read_specs
from pandavision_gui.views.plain_text import one_line

_MOST_FILES = 1000
_LONGEST_NAME = 60


class OpenedFiles(QObject):
    """One spec goes into the form, with the files that were given beside it; of more it is asked.

    Signals
    -------
    archives_wanted
        Paths of archives whose jobs shall be taken in.
    spec_used
        Path of a spec that is in the form now.
    add_wanted
        An `EvaluationSpec` is to be queued; its files were not looked into.
    """

    archives_wanted = Signal(list)
    spec_used = Signal(str)
    add_wanted = Signal(object)

    def __init__(
        self,
        form: EvaluationForm,
        replacing: FormReplacing,
        announcements: Announcements,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._replacing = replacing
        self._form, self._announcements = form, announcements
        self._work = FileWork(self)
        self._question = BatchQuestion(form, announcements, self)
        self._question.add_wanted.connect(self.add_wanted)
        self._question.first_wanted.connect(self._take_first)
        form.mixed_given.connect(self.open)

    def open(self, paths: Sequence[str]) -> None:
        """Open files, each as its name's end says."""
        if len(paths) > _MOST_FILES:
            words = self.tr("{} files were given: at most {} are opened at once.")
            self._announcements.failed(
                words.format(len(paths), _MOST_FILES),
                hint=self.tr("Give them in several portions."),
            )
            return
        given = sort_files(paths)
        if given.archives:
            self.archives_wanted.emit(list(given.archives))
        if given.specs:
            read = partial(read_specs, given.specs)
            self._work.begin(name_of(given.specs[0]), read, partial(self._on_specs, given))
        else:
            self._go_on(given, {})

    def _on_specs(self, given: GivenFiles, answer: object) -> None:
        answers = (
            [answer] * len(given.specs)
            if isinstance(answer, PandaVisionError)
            else cast("list[EvaluationSpec | PandaVisionError]", answer)
        )
        told = dict(zip(given.specs, answers, strict=True))
        specs = {path: one for path, one in told.items() if isinstance(one, EvaluationSpec)}
        errors = {path: one for path, one in told.items() if isinstance(one, PandaVisionError)}
        if errors:
            self._say_unread(errors, len(given.specs))
        if specs or given.models or given.datasets:
            self._go_on(given, specs)

    def _go_on(self, given: GivenFiles, specs: dict[str, EvaluationSpec]) -> None:
        if count_evaluations(given, len(specs)) > 1:
            self._question.ask(given, specs)
        else:
            self._take_first(given, specs)

    def _take_first(self, given: GivenFiles, specs: dict[str, EvaluationSpec]) -> None:
        for path, spec in list(specs.items())[:1]:
            self._replacing.fill(spec, name_of(path))
            self.spec_used.emit(path)
        self._form.taken.fill(given)

    def _say_unread(self, errors: Mapping[str, PandaVisionError], count: int) -> None:
        sentences = list(dict.fromkeys(error.sentence() for error in errors.values()))
        (path, first), *_ = errors.items()
        why = sentence_text(first.sentence())
        if name_of(path) not in why:
            words = self.tr("“{file}” cannot be used: {why}")
            why = words.format(file=one_line(name_of(path), _LONGEST_NAME), why=why)
        if count == 1:
            self._announcements.failed(why, first.details)
            return
        words = self.tr("{n} of {total} specs cannot be used. {why}")
        self._announcements.failed(
            words.format(n=len(errors), total=count, why=why), "\n".join(sentences)
        )
