"""What is seldom set: folded away, with a line that says what differs from the defaults."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QPushButton, QScrollArea

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.sample_layout import LayoutName
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError, plain_text
from pandavision_gui.views.engine_words import field_text
from pandavision_gui.views.field_widgets import field_widget
from pandavision_gui.views.form.class_names_field import ClassNamesField
from pandavision_gui.views.form.declared_field import Limits
from pandavision_gui.views.form.field_grid import FieldGrid
from pandavision_gui.views.form.field_widget import FieldWidget
from pandavision_gui.views.form.form_section import FormSection
from pandavision_gui.views.form.target_field import TargetField
from pandavision_gui.views.form.wrapping_label import WrappingLabel, shortened
from pandavision_gui.views.theme import Theme, set_role

_LONGEST_VALUE = 24
_LIMITS = {"batch_size": Limits(1, 4096)}


class AdvancedSection(FormSection):
    """Input range, name, order of axes and channels, device, batch size, …, class names, target.

    Attributes
    ----------
    class_names
        One of the fields; it wants files read, and to be told what is known about the others.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.title = self.tr("Advanced")
        self.toggle = QPushButton(self.tr("Adva&nced"))
        self.toggle.setCheckable(True)
        self.toggle.setIconSize(QSize(16, 16))
        set_role(self.toggle, "flat")
        self.toggle.toggled.connect(self._fold)
        self.toggle.clicked.connect(lambda: QTimer.singleShot(0, self, self._bring_into_view))
        self._summary = WrappingLabel()
        set_role(self._summary, "muted")
        description = field_text(EvaluationSpec.model_fields["class_names"].description or "")
        self.class_names = ClassNamesField(self.tr("Class names"), description)
        description = field_text(EvaluationSpec.model_fields["target"].description or "")
        self.target = TargetField(self.tr("Target class"), description)
        self.fields = self._make_fields()
        self.fills = frozenset(name.replace("_", "-") for name in self.fields)
        self._grid = FieldGrid(tuple(self.fields.values()))
        self._rows.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)
        self._rows.addWidget(self._summary)
        self._rows.addWidget(self._grid)
        self._rows.addWidget(self._problem)
        theme.changed.connect(self._paint_icon)
        self._fold(False)

    def keys(self) -> dict[str, Any]:
        """Return what differs from the defaults."""
        keys = {}
        first = ""
        for name, widget in self.fields.items():
            problem = widget.check()
            first = first or problem
            if not problem and widget.value() != EvaluationSpec.model_fields[name].default:
                keys[name.replace("_", "-")] = widget.value()
        self._show_summary(keys)
        if first:
            raise InputError("field_value", first)
        return keys

    def load(self, spec: EvaluationSpec) -> None:
        """Show what `spec` says."""
        for name, widget in self.fields.items():
            widget.set_value(getattr(spec, name))

    def load_keys(self, spec: EvaluationSpec, keys: Collection[str]) -> None:
        """Show what `spec` says under these keys; the other fields stay as they are."""
        for name, widget in self.fields.items():
            if name.replace("_", "-") in keys:
                widget.set_value(getattr(spec, name))

    def forget_name(self, name: str | None) -> None:
        """Empty the name of a job that is added: the next is another, and may have its own."""
        self._change_name(name, EvaluationSpec.model_fields["name"].default)

    def bring_name_back(self, name: str | None) -> None:
        """Show the name of a job that was not taken, unless there is another one by now."""
        self._change_name(EvaluationSpec.model_fields["name"].default, name)

    def _change_name(self, before: str | None, after: str | None) -> None:
        field = self.fields["name"]
        if field.value() == before != after:
            field.set_value(after)
        self.changed.emit()

    def tell(self, attack: str, model: object, dataset: object) -> None:
        """Say which attack is chosen and what is known about the two files.

        The field for the target is there only with an attack that can aim, or to be emptied.
        """
        self.class_names.tell(model, dataset)
        target = self.target
        is_there = (
            CATALOGUE[attack].can_aim
            or target.value() is not None
            or target.is_being_typed  # the focus would go on to a path, and the next key with it
        )
        for widget in (target.label, target.entry):
            if widget is not None:
                widget.setVisible(is_there)

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong, unless a field says it already."""
        said = any(widget.check() for widget in self.fields.values())
        super().show_problem("" if said else sentence)
        if sentence:
            self.toggle.setChecked(True)  # what is wrong must be in sight

    @property
    def swaps_colours(self) -> bool:
        """Whether the model gets blue first."""
        return bool(self.fields["channels"].value() == "BGR")

    @property
    def layout_word(self) -> LayoutName:
        """The order of the axes, as the spec names it."""
        word: LayoutName = self.fields["layout"].value()
        return word

    def input_range(self) -> tuple[float, float] | None:
        """Return the input range that was put in, None for "auto"."""
        widget = self.fields["input_range"]
        if widget.check() or widget.value() == "auto":
            return None
        lower, upper = widget.value()
        return lower, upper

    def _make_fields(self) -> dict[str, FieldWidget]:
        titles = {
            "input_range": self.tr("Input range"),
            "name": self.tr("Name of the job"),
            "layout": self.tr("Order of the axes"),
            "channels": self.tr("Channels"),
            "device": self.tr("Device"),
            "batch_size": self.tr("Batch size"),
            "seed": self.tr("Seed"),
            "time_limit": self.tr("Time limit in seconds"),
        }
        words = {
            "auto": self.tr("Auto"),
            "cpu": self.tr("CPU"),
            "cuda": self.tr("CUDA"),
            "NCHW": "NCHW",
            "NHWC": "NHWC",
            "RGB": "RGB",
            "BGR": "BGR",
        }
        empty = {"batch_size": self.tr("auto"), "time_limit": self.tr("none")}
        fields: dict[str, FieldWidget] = {}
        for name, title in titles.items():
            field = EvaluationSpec.model_fields[name]
            widget = field_widget(
                title, field, words=words, placeholder=empty.get(name, ""), limits=_LIMITS.get(name)
            )
            widget.changed.connect(self.changed)
            fields[name] = widget
        self.class_names.changed.connect(self.changed)
        fields["class_names"] = self.class_names
        fields["target"] = self.target
        self.target.changed.connect(self.changed)
        return fields

    def _fold(self, is_open: bool) -> None:
        self._grid.setVisible(is_open)
        self._summary.setVisible(not is_open and bool(self._summary.text()))
        self._paint_icon()

    def _bring_into_view(self) -> None:
        """Scroll to what was unfolded: mostly it opens below the edge, as if nothing happened."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and self.toggle.isChecked():
            area.ensureWidgetVisible(self._grid, 0, 0)
            area.ensureWidgetVisible(self.toggle, 0, 0)

    def _show_summary(self, keys: dict[str, Any]) -> None:
        parts = []
        for key, value in keys.items():
            widget = self.fields[key.replace("-", "_")]
            shown = plain_text(shortened(widget.in_short(value), _LONGEST_VALUE))
            parts.append(f"{widget.title}: {shown}")
        self._summary.setText(" · ".join(parts))
        self._summary.setVisible(bool(parts) and not self.toggle.isChecked())

    def _paint_icon(self) -> None:
        name = "collapse" if self.toggle.isChecked() else "expand"
        self.toggle.setIcon(self._theme.coloured_icon(name, self._theme.colours.accent))
