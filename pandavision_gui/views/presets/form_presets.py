"""Sets the form as a preset says, and makes presets of what the form says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from pandavision_gui.engine.preset import (
    KEYS,
    Preset,
    checked_name,
    make_preset,
    same_name,
    settings_of,
)
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.preset_files import MOST_PRESETS
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.presets.held_settings import HeldSettings
from pandavision_gui.views.presets.preset_keeper import PresetKeeper


class FormPresets(QObject):
    """Stands between form, box and keeper."""

    def __init__(self, form: EvaluationForm, keeper: PresetKeeper, parent: QObject) -> None:
        super().__init__(parent)
        self._form, self._keeper, self._box = form, keeper, form.preset_box
        self._naming: Callable[[str], None] = self._save
        self._replaceable = ""
        self._undo: Callable[[], None] = lambda: None
        self._shown: EvaluationSpec | None = None
        box = self._box
        box.chosen.connect(self.apply)
        box.saving_wanted.connect(self._ask_for_saving)
        box.renaming_wanted.connect(self._ask_for_renaming)
        box.removing_wanted.connect(self._remove)
        box.named.connect(lambda name: self._naming(name))
        box.name_edited.connect(self._ask_again)
        box.message.action_clicked.connect(lambda: self._take_back())
        form.refreshed.connect(self._on_form)
        form.submitted.connect(lambda: box.message.clear())
        keeper.changed.connect(self._show_all)
        self._show_all()

    def apply(self, name: str) -> None:
        """Set the form as a preset says; what was set by hand can be brought back."""
        preset = self._keeper.find(name)
        if preset is None:
            return
        held, was_own = HeldSettings(self._form, KEYS), self._current() is None
        self._form.load_keys(preset.to_spec(), _keys_of(preset))
        if held.can_come_back and was_own:
            held.note_replaced()
            self._undo = held.bring_back
            self._say(self.tr("“{}” took the place of your settings.").format(preset.name))
        else:
            self._box.message.clear()

    def _current(self) -> str | None:
        """Return the name of the preset that the form is set as."""
        draft = self._form.draft()
        if draft is None or not draft.attack_info.is_run:
            return None
        settings = settings_of(draft)
        fitting = [one.name for one in self._keeper.presets if one.is_in(settings)]
        shown = self._box.box.currentData()
        return shown if shown in fitting else next(iter(fitting), None)

    def _on_form(self) -> None:
        draft = self._form.draft()
        if draft is not self._shown:  # it is the same object while nothing has changed
            self._shown = draft
            self._box.show_current(self._current())

    def _show_all(self) -> None:
        self._box.show_presets(self._keeper.presets)
        self._box.show_current(self._current())

    def _ask_for_saving(self) -> None:
        if self._form.draft() is None:
            words = self.tr("The settings cannot be saved as they are. {}")
            self._box.message.set_message("bad", words.format(self._form.reason()))
            return
        self._naming = self._save
        self._box.ask_name("", self.tr("Save"))

    def _ask_again(self) -> None:
        """Replace no preset whose name was typed once more: that was not agreed to."""
        self._replaceable = ""

    def _ask_for_renaming(self, name: str) -> None:
        self._naming = partial(self._rename, name)
        self._box.ask_name(name, self.tr("Rename"))

    def _save(self, name: str) -> None:
        draft = self._form.draft()
        if draft is None:
            self._box.show_problem(self._form.reason())
            return
        try:
            preset = make_preset(name, draft)
        except InputError as error:
            self._box.show_problem(sentence_text(error.sentence()))
            return
        if self._keeper.find(preset.name) and not same_name(self._replaceable, preset.name):
            self._replaceable = preset.name
            words = self.tr("There is a preset “{}” already.").format(preset.name)
            self._box.show_problem(words, words=self.tr("Replace"))
            return
        if self._keeper.is_full and not self._keeper.find(preset.name):
            words = self.tr("There are {} presets already: delete one of them first.")
            self._box.show_problem(words.format(MOST_PRESETS))
            return
        self._box.close_name()
        self._keeper.save(preset)
        self._box.show_current(preset.name)

    def _rename(self, old: str, name: str) -> None:
        try:
            new = checked_name(name)
        except InputError as error:
            self._box.show_problem(sentence_text(error.sentence()))
            return
        if self._keeper.find(new) and not same_name(old, new):
            self._box.show_problem(self.tr("There is a preset “{}” already.").format(new))
            return
        self._box.close_name()
        self._keeper.rename(old, new)

    def _remove(self, name: str) -> None:
        removed = self._keeper.remove(name)
        if removed is not None:
            self._box.close_name()  # the name that was being given may have been this one
            self._undo = partial(self._keeper.save, removed)
            self._say(self.tr("Deleted the preset “{}”.").format(removed.name))

    def _say(self, sentence: str) -> None:
        self._box.message.set_message("info", one_line(sentence), action=self.tr("Undo"))

    def _take_back(self) -> None:
        self._box.message.clear()
        self._undo()


def _keys_of(preset: Preset) -> set[str]:
    """Return the keys that a preset sets: defaults that it implies among them."""
    return {*preset.settings, "samples", "attack-params"}
