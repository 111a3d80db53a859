"""The attack and its parameters, made from the catalogue."""

from __future__ import annotations

from typing import Any

from pydantic.fields import FieldInfo
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pandavision_gui.engine.attack_catalogue import CATALOGUE, DEFAULT_ATTACKS, PERTURBATIONS
from pandavision_gui.engine.attack_info import AttackInfo
from pandavision_gui.engine.few_steps import few_steps_warning
from pandavision_gui.engine.short_way import short_way_warning, way_of
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.secml_classic import what_is_missing
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.engine_words import attack_text, field_text
from pandavision_gui.views.field_widgets import field_widget
from pandavision_gui.views.form.calm_inputs import ChoiceBox
from pandavision_gui.views.form.field_grid import FieldGrid
from pandavision_gui.views.form.field_widget import FieldWidget
from pandavision_gui.views.form.form_section import FormSection, field_label
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.jobs_table.job_words import attack_words
from pandavision_gui.views.plain_text import explain, plain_tooltip
from pandavision_gui.views.theme import UNIT, set_role

_OF_ONE_NORM = ("abs_stepsize",)
"""Parameters whose numbers mean something else in another norm."""


class AttackSection(FormSection):
    """Which attack, and its parameters; those left at their defaults are not carried."""

    fills = frozenset({"attack", "attack-params"})

    def __init__(self) -> None:
        super().__init__()
        self.title = self.tr("Attack")
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(self.title)
        self._fields: dict[str, tuple[FieldInfo, FieldWidget]] = {}
        self._grid: FieldGrid | None = None
        self._rows.addWidget(field_label(self.tr("&Attack"), self.choice))
        self._rows.addWidget(self.choice)
        self.missing = WrappingLabel()
        self.missing.setParent(self)
        set_role(self.missing, "warn")
        self.missing.hide()
        self._rows.addWidget(self.missing)
        self.doubt = WrappingLabel()
        self.doubt.setParent(self)
        set_role(self.doubt, "warn")
        self.doubt.hide()
        self._rows.addSpacing(UNIT // 2)
        self._rows.addWidget(self._problem)
        self._rows.addWidget(self.doubt)
        self.changed.connect(self._show_doubt)
        self.choice.currentIndexChanged.connect(self._on_choice)
        self.offer(next(iter(DEFAULT_ATTACKS)))

    def offer(self, perturbation_type: str) -> None:
        """Offer the attacks that answer a perturbation type.

        The chosen one stays, as it is in the other norm and with what was set of it.
        """
        offered = [
            info
            for info in CATALOGUE.values()
            if info.is_run and perturbation_type in info.perturbation_types
        ]
        if [info.name for info in offered] == self.offered():
            return
        before = CATALOGUE.get(str(self.choice.currentData()))
        held = {name: w.value() for name, (_, w) in self._fields.items() if not w.check()}
        alike = [i.name for i in offered if before and _family(i) == _family(before)]
        self.choice.blockSignals(True)
        self.choice.clear()
        for info in offered:
            self.choice.addItem(attack_words(info.name, perturbation_type), info.name)
            tooltip = plain_tooltip(f"{attack_text(info.title)}\n{attack_text(info.description)}")
            self.choice.setItemData(self.choice.count() - 1, tooltip, Qt.ItemDataRole.ToolTipRole)
        self.choice.choose(alike[0] if alike else DEFAULT_ATTACKS[perturbation_type])
        self.choice.blockSignals(False)
        self._on_choice()
        for name, (_, widget) in self._fields.items():
            if alike and name in held and name not in _OF_ONE_NORM:
                widget.set_value(held[name])

    def offered(self) -> list[str]:
        """Return the catalogue names that can be chosen."""
        return [str(self.choice.itemData(i)) for i in range(self.choice.count())]

    @property
    def fields(self) -> dict[str, FieldWidget]:
        """The chosen attack's inputs, by the name of the parameter."""
        return {name: widget for name, (_, widget) in self._fields.items()}

    @property
    def name(self) -> str:
        """The chosen attack's name in the catalogue."""
        return str(self.choice.currentData())

    def keys(self) -> dict[str, Any]:
        """Return the attack and what differs from its defaults."""
        params = {}
        problem = ""
        for name, (field, widget) in self._fields.items():
            sentence = widget.check()
            problem = problem or sentence
            if not sentence and widget.value() != field.default:
                params[name] = widget.value()
        if problem:
            raise InputError("field_value", problem)
        keys: dict[str, Any] = {"attack": self.choice.currentData()}
        return keys | ({"attack-params": params} if params else {})

    def load(self, spec: EvaluationSpec) -> None:
        """Show the spec's attack and its parameters."""
        info = spec.attack_info
        self.offer(spec.perturbation)
        if info.is_run:
            self.choice.choose(info.name)
            for name, (_, widget) in self._fields.items():
                widget.set_value(getattr(spec.attack_parameters, name))
        else:  # a worst case: what its jobs were, they know
            self.choice.choose(DEFAULT_ATTACKS[spec.perturbation])
        self.changed.emit()

    @property
    def refusal(self) -> str:
        """Why the chosen attack cannot be run here; empty where it can."""
        return sentence_text(what_is_missing(CATALOGUE[self.name]))

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong, unless it is said already, by a parameter or below the choice."""
        said = any(widget.check() for widget in self.fields.values()) or sentence == self.refusal
        super().show_problem("" if said else sentence)

    def _show_what_is_missing(self, info: AttackInfo) -> None:
        """Show why the attack would be refused, and that it is slow where it is."""
        sentence = sentence_text(what_is_missing(info))
        if not sentence and info.uses_classic:
            sentence = attack_text(info.description)
        self.missing.setText(sentence)
        self.missing.setVisible(bool(sentence))

    def _show_doubt(self) -> None:
        """Show that the steps are too short, where that holds at every radius, or too few."""
        sentence = ""
        told = {name: w.value() for name, (_, w) in self._fields.items() if not w.check()}
        info = CATALOGUE[self.name]
        if len(told) == len(self._fields):
            if told.get("abs_stepsize") is None:
                any_radius = 1.0
                parameters = info.parameters.model_validate(told)
                sentence = short_way_warning(way_of(parameters, any_radius))
            sentence = sentence_text(sentence or few_steps_warning(info, told))
        self.doubt.setText(sentence)
        self.doubt.setVisible(bool(sentence))

    def _on_choice(self) -> None:
        info = CATALOGUE[self.choice.currentData()]
        explain(
            self.choice,
            f"{attack_text(info.title)}\n{attack_text(info.description)}\n{info.paper}".strip(),
        )
        # Of what the user can install beside the program; a small file says whether it is there.
        self._show_what_is_missing(info)
        if self._grid is not None:
            self._grid.hide()
            self._rows.removeWidget(self._grid)
            self._grid.deleteLater()
        self._fields = {}
        # Letters that menus and the other fields of the form have with Alt.
        taken = self.tr("FEVJHMDOSPRUANQL")
        for name, field in info.parameters.model_fields.items():
            words = self.tr("not used") if field.default is None else ""
            widget = field_widget(field_text(field.title or name), field, placeholder=words)
            widget.changed.connect(self.changed)
            taken += widget.mark_key(taken)
            self._fields[name] = (field, widget)
        self._grid = FieldGrid(tuple(self.fields.values()))
        # Shown before it has its place it would be a window, which takes the keyboard.
        self._rows.insertWidget(self._rows.indexOf(self._problem), self._grid)
        self._grid.setVisible(bool(self._fields))
        before: QWidget = self.choice
        for widget in self.fields.values():  # Qt puts new ones behind all others
            QWidget.setTabOrder(before, widget.entry)
            before = widget.entry
        self.changed.emit()


def _family(info: AttackInfo) -> str:
    """Return an attack's name without its norm."""
    suffix = f"-{PERTURBATIONS[info.perturbation_types[0]]}"
    return info.name.removesuffix(suffix)
