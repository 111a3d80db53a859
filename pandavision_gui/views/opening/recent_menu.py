"""The menu of files used before: what is not there any more says so, and cannot be chosen."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.requests import look_at
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.form.wrapping_label import shortened
from pandavision_gui.views.opening.file_work import FileWork
from pandavision_gui.views.plain_text import menu_text, plain_tooltip
from pandavision_gui.views.theme import Theme

_LONGEST = 60
"""Characters of a name and of its folder."""


class RecentMenu(QMenu):
    """Made anew whenever it opens; no file is looked at before, and none on the window's thread.

    Attributes
    ----------
    files
        Returns the paths by kind ("model", "dataset", "spec"), newest first.

    Signals
    -------
    clear_wanted
        All files shall be forgotten.
    """

    clear_wanted = Signal()

    def __init__(
        self, parent: QWidget, form: EvaluationForm, theme: Theme, *, patience_ms: int = 5000
    ) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open &recent"))
        self.setToolTipsVisible(True)
        self.files: Callable[[], Mapping[str, tuple[str, ...]]] = dict
        self._form, self._theme = form, theme
        self._work = FileWork(self, patience_ms=patience_ms)
        self._entries: dict[str, list[QAction]] = {}
        self._silent: set[str] = set()
        self.aboutToShow.connect(self._fill)
        self.addAction("")  # a menu without entries does not open

    def _fill(self) -> None:
        self.clear()
        self._entries = {}
        for kind, paths in self.files().items():
            for path in paths:
                self._add(kind, path)
            if paths:
                self.addSeparator()
        if not self._entries:
            self.addAction(self.tr("No file was opened yet")).setEnabled(False)
            return
        self.addAction(self.tr("&Clear this list"), self.clear_wanted.emit)
        for path in self._entries:
            if path in self._silent:
                self._disable(path, self.tr("its drive does not answer"))
            else:
                self._work.begin(path, partial(look_at, path), partial(self._on_look, path))

    def _add(self, kind: str, path: str) -> None:
        name, folder = os.path.basename(path), os.path.dirname(path)
        text = f"{shortened(name, _LONGEST)}   {shortened(folder, _LONGEST)}"
        action = self.addAction(self._theme.icon(kind), menu_text(text))
        action.setToolTip(plain_tooltip(shortened(path, 2000)))
        action.triggered.connect(partial(self._open, kind, path))
        self._entries.setdefault(path, []).append(action)

    def _on_look(self, path: str, answer: object) -> None:
        if isinstance(answer, PandaVisionError):
            self._silent.add(path)  # one thread waits for it already
            self._disable(path, self.tr("its drive does not answer"))
        elif answer is None:
            self._disable(path, self.tr("not there any more"))

    def _disable(self, path: str, reason: str) -> None:
        for action in self._entries.get(path, ()):
            if action.isEnabled():
                action.setEnabled(False)
                action.setText(f"{action.text()} ({reason})")

    def _open(self, kind: str, path: str, _checked: bool = False) -> None:
        if kind == "spec":
            self._form.take_files([path])
            return
        # Whatever its name is: it was one of this kind.
        section = self._form.model if kind == "model" else self._form.dataset
        section.edit.set_path(path)
