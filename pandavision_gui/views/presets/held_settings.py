"""The form's settings as they stand, valid or not, so that they can be brought back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import InputError
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.form.form_section import FormSection

_FILES = ("trained-model", "dataset", "surrogate-model")
_TOGETHER = (frozenset({"evaluation-mode", "samples"}), frozenset({"attack", "attack-params"}))
"""Keys that mean something beside each other only."""
_Entered = dict[str, Any]
"""What stands in the inputs of a part that says no value, by their names on screen."""


@dataclass(frozen=True)
class _Said:
    """What the form says: keys of the parts that hold values, and what is written in others."""

    keys: Mapping[str, Any] = field(default_factory=dict)
    entered: Mapping[FormSection, _Entered] = field(default_factory=dict)


class HeldSettings:
    """Settings of a form, to be brought back when something else has taken their place.

    Parameters
    ----------
    keys
        Which keys of the spec's document are held; files are not among them.
    """

    def __init__(self, form: EvaluationForm, keys: Collection[str]) -> None:
        self._form, self._keys = form, frozenset(keys) - {*_FILES}
        self._before = self._after = self._look()

    @property
    def can_come_back(self) -> bool:
        """Whether they are settings at all: some contradict one another."""
        return _spec_of(self._before.keys) is not None

    def note_replaced(self) -> None:
        """Take what the form says now as what has taken their place: what is set later stays."""
        self._after = self._look()

    def bring_back(self) -> None:
        """Set the form as it was, but for what was set otherwise after `note_replaced`.

        Where the two do not go together, everything is as it was.
        """
        now = self._look()
        later = self._set_later(now)
        kept = {key: value for key, value in self._before.keys.items() if key not in later}
        kept |= {key: value for key, value in now.keys.items() if key in later}
        spec = _spec_of(kept)
        if spec is None:
            later, spec = set(), _spec_of(self._before.keys)
        if spec is None:
            return
        self._form.load_keys(spec, self._keys)
        for section, entered in self._before.entered.items():
            if not section.fills & later:
                _enter(section, entered)
        for section, entered in now.entered.items():
            if section.fills & later:
                _enter(section, entered)

    def _set_later(self, now: _Said) -> set[str]:
        """Return the keys that are others than what had taken their place."""
        wrong = {key for section in now.entered for key in section.fills & self._keys}
        missing = object()
        later = wrong | {
            key
            for key in self._keys
            if self._after.keys.get(key, missing) != now.keys.get(key, missing)
        }
        for group in _TOGETHER:
            later |= group if group & later else set()
        return later

    def _look(self) -> _Said:
        keys: dict[str, Any] = {}
        entered: dict[FormSection, _Entered] = {}
        for section in self._form.findChildren(FormSection):
            if not section.fills & self._keys:
                continue
            try:
                said = section.keys()
            except InputError:
                entered[section] = _entered_in(section)
            else:
                keys |= {key: value for key, value in said.items() if key in self._keys}
        return _Said(keys, entered)


def _spec_of(keys: Mapping[str, Any]) -> EvaluationSpec | None:
    """Return settings as a spec whose files are no files; None where they contradict."""
    document = dict.fromkeys(("dataset", "trained-model"), "-") | dict(keys)
    try:
        return spec_from_document(document)
    except InputError:
        pass
    try:  # an attack that takes a second model asks for one
        return spec_from_document(document | {"surrogate-model": "-"})
    except InputError:
        return None


def _entered_in(section: FormSection) -> _Entered:
    return {
        widget.accessibleName(): _content(widget)
        for widget in section.findChildren(QWidget)
        if widget.accessibleName() and _content(widget) is not None
    }


def _enter(section: FormSection, entered: _Entered) -> None:
    # A list first: it may make the inputs below it anew.
    for is_list in (True, False):
        for widget in section.findChildren(QWidget):
            value = entered.get(widget.accessibleName())
            if value is not None and isinstance(widget, QComboBox) is is_list:
                _put(widget, value)


def _content(widget: QWidget) -> Any:
    if isinstance(widget, QComboBox):
        return widget.currentData()
    if isinstance(widget, QSpinBox):
        return widget.value()
    if isinstance(widget, QCheckBox):
        return widget.isChecked()
    return widget.text() if isinstance(widget, QLineEdit) else None


def _put(widget: QWidget, value: Any) -> None:
    if isinstance(widget, QComboBox):
        widget.setCurrentIndex(max(0, widget.findData(value)))
    elif isinstance(widget, QSpinBox):
        widget.setValue(value)
    elif isinstance(widget, QCheckBox):
        widget.setChecked(value)
    elif isinstance(widget, QLineEdit):
        widget.setText(value)
