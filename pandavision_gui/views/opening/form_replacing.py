"""The form emptied or filled at once; what stood in it comes back where that was a mistake."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.asked_question import Question
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.form.file_section import FileSection
from pandavision_gui.views.form.form_section import FormSection
from pandavision_gui.views.panels import show_panel_of
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.presets.held_settings import HeldSettings


class FormReplacing(QObject):
    """Replaces what the form says, offers it back, and offers that to be undone, too."""

    def __init__(self, form: EvaluationForm, announcements: Announcements, parent: QObject) -> None:
        super().__init__(parent)
        self._form, self._announcements = form, announcements
        self._empty = form.draft()
        self._said = ""
        form.submitted.connect(self.forget)

    def empty(self) -> None:
        """Empty the form."""
        self._replace(self._form.clear, self.tr("The form was emptied."), is_told=False)

    def fill(self, spec: EvaluationSpec, name: str, *, is_told: bool = True) -> None:
        """Fill the form from a spec.

        Parameters
        ----------
        name
            Of its file or job.
        is_told
            Whether it is said also where nothing was lost by it.
        """
        sentence = self.tr("The form is filled from “{name}”.").format(name=one_line(name))
        self._replace(lambda: self._form.load_spec(spec), sentence, is_told=is_told)

    def forget(self) -> None:
        """Offer nothing back any more."""
        if self._announcements.question.asks(self._said):
            self._announcements.question.take_back()
        self._said = ""

    def _replace(self, replace: Callable[[], None], sentence: str, *, is_told: bool) -> None:
        """Do it and offer what was there before, if there was anything."""
        held = _Held(self._form)
        replace()
        show_panel_of(self._form)
        self._form.focus_first()
        self._form.scroll_area.verticalScrollBar().setValue(0)
        made = self._form.draft()
        if held.draft is not None and held.draft in (self._empty, made):
            if is_told:
                self.forget()
                self._announcements.done(sentence)
            return  # who empties the form twice can still have back what the first time took
        self._said = sentence
        question = Question(
            sentence, action=self.tr("Undo"), do=lambda: self._bring_back(held, made)
        )
        self._announcements.ask(question)

    def _bring_back(self, held: _Held, made: EvaluationSpec | None) -> None:
        self._said = ""
        if self._form.draft() == made:
            held.bring_back()
            self._form.focus_first()
        else:
            # What was set since then is worth as much as what comes back.
            self._replace(
                held.bring_back, self.tr("The form says again what it said before."), is_told=False
            )


class _Held:
    """All that a form says, valid or not."""

    def __init__(self, form: EvaluationForm) -> None:
        self._form = form
        self.draft = form.draft()
        keys = {key for section in form.findChildren(FormSection) for key in section.fills}
        self._settings = HeldSettings(form, keys)
        self._paths = [(file, file.path) for file in form.findChildren(FileSection)]

    def bring_back(self) -> None:
        """Fill the form as it was."""
        if self.draft is not None:
            self._form.load_spec(self.draft)
            return
        self._form.clear()
        self._settings.note_replaced()
        self._settings.bring_back()
        for file, path in self._paths:
            file.edit.set_path(path)
