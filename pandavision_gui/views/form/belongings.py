"""What a loaded spec says of its own two files goes when the user turns to others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from PySide6.QtCore import QObject

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.error_message import ErrorMessage
from pandavision_gui.views.form.advanced_section import AdvancedSection
from pandavision_gui.views.form.carried_section import CarriedSection
from pandavision_gui.views.setting_words import field_labels
from pandavision_gui.views.theme import Theme

_OF_BOTH = ("name", "class_names", "target")
_OF_THE_FILE = {
    "model": (*_OF_BOTH, "channels"),
    "dataset": (*_OF_BOTH, "indexes", "label_offset", "input_range", "layout"),
}
"""Samples stay with their dataset when only the model changes: two models are compared on them."""


class Belongings(QObject):
    """Remembers what came with which files, and drops it, in words and not for good.

    Attributes
    ----------
    message
        Says what was dropped and offers to undo it; whoever makes this places it.
    """

    def __init__(self, theme: Theme, carried: CarriedSection, advanced: AdvancedSection) -> None:
        super().__init__()
        self.message = ErrorMessage(theme)
        self.message.action_clicked.connect(self._undo)
        self._carried, self._advanced = carried, advanced
        self._loaded: EvaluationSpec | None = None
        self._paths: dict[str, str] = {}
        self._dropped: dict[str, Callable[[], None]] = {}
        self._taken: dict[str, Any] = {}
        """Settings that were proposed for the files that stood there, by field."""
        self._turned: set[str] = set()
        """Kinds of file that were exchanged for the others that stand there now."""

    def remember(self, spec: EvaluationSpec | None, paths: Mapping[str, str]) -> None:
        """Take a spec that was loaded, None where the form was emptied, and its files' paths."""
        self._loaded, self._dropped, self._taken = spec, {}, {}
        self._turned.clear()
        self._paths = dict(paths)
        self.message.clear()

    def remember_too(
        self, spec: EvaluationSpec, keys: Collection[str], paths: Mapping[str, str]
    ) -> None:
        """Take what `spec` says under these keys of its document: it was found of these files."""
        names = [key.replace("-", "_") for key in keys]
        self._taken |= {name: getattr(spec, name) for name in names}
        self._paths |= paths

    @property
    def loaded(self) -> EvaluationSpec | None:
        """The spec that was loaded last, with what was found of its files since then.

        None where the form was emptied since and nothing was found.
        """
        if not self._taken:
            return self._loaded
        files = {"dataset": self._paths["dataset"], "trained_model": self._paths["model"]}
        spec = self._loaded or EvaluationSpec(dataset="-", trained_model="-")
        return spec.model_copy(update=self._taken | files)

    def on_file(self, kind: str, path: str, *, needed: Collection[str] = ()) -> None:
        """Drop what belongs to another file than this one, which is usable.

        Parameters
        ----------
        needed
            Fields without which the files that stand there now cannot be read: these stay.
        """
        if not (self._loaded or self._taken) or self._paths.get(kind) == path:
            return
        self._paths[kind] = path
        if kind in self._turned:  # what was said is about a file of two files ago
            self._turned.clear()
            self._dropped = {}
            self.message.clear()
        self._turned.add(kind)
        dropped = {}
        for name in (one for one in _OF_THE_FILE.get(kind, ()) if one not in needed):
            default = EvaluationSpec.model_fields[name].default
            loaded: Any = self._taken.pop(name, getattr(self._loaded, name, default))
            if loaded != default and (restore := self._drop(name, loaded)) is not None:
                dropped[name] = restore
        if dropped:
            self._dropped |= dropped
            self._tell()

    def _drop(self, name: str, loaded: Any) -> Callable[[], None] | None:
        """Drop one setting unless the user has made it another; return what brings it back."""
        if name not in self._advanced.fields:
            return self._carried.drop(name)
        widget = self._advanced.fields[name]
        held = widget.value() if not widget.check() else None
        if (tuple(held) if isinstance(held, list) else held) != loaded:
            return None
        widget.set_value(EvaluationSpec.model_fields[name].default)
        return lambda: widget.set_value(loaded)

    def _tell(self) -> None:
        labels = field_labels()
        names = [labels[name.replace("_", "-")].lower() for name in self._dropped]
        sentence = self.tr("Dropped with the old file: {}.").format(", ".join(names))
        self.message.set_message("info", sentence, action=self.tr("Undo"))

    def _undo(self) -> None:
        restore, self._dropped = self._dropped, {}
        self.message.clear()
        for bring_back in restore.values():
            bring_back()


def without_belongings(spec: EvaluationSpec, loaded: EvaluationSpec | None) -> EvaluationSpec:
    """Return `spec` without what `loaded` says of its own files, where `spec` has others.

    What was set otherwise since then stays.
    """
    if loaded is None:
        return spec
    others = {"model": spec.trained_model != loaded.trained_model}
    others["dataset"] = spec.dataset != loaded.dataset
    names = {name for kind, names in _OF_THE_FILE.items() if others[kind] for name in names}
    fields = EvaluationSpec.model_fields
    held = [name for name in names if getattr(spec, name) == getattr(loaded, name)]
    return spec.model_copy(update={name: fields[name].default for name in held})
