"""What stood in the form when the program ended, kept over restarts."""

from __future__ import annotations

import json
import logging

from PySide6.QtCore import QObject, QSettings

from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.engine.strict_json import parse_strictly
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.form.file_section import FileState

_log = logging.getLogger(__name__)

_KEY = "draft"
_EMPTY = "empty"
_LONGEST = 100_000
"""Characters; a spec of so many values or samples is a file of its own."""


class KeptDraft(QObject):
    """Keeps what stands in a form, and tells what stood there when the program ended last."""

    def __init__(self, form: EvaluationForm, settings: QSettings) -> None:
        super().__init__(form)
        self._form, self._settings = form, settings
        self._was_filled = False
        form.refreshed.connect(self._look)
        form.submitted.connect(self._keep_added)

    def keep(self) -> None:
        """Store what the form says; where it was never filled, what was stored stays.

        A program that ends before the files of the last time are back in the form, or that did not
        find them this time, shall not forget them. A form that somebody has emptied stays empty.
        """
        if self._form.model.path or self._form.dataset.path:
            # Of a form that is half filled, or not understood, nothing is known to keep.
            if (spec := self._form.current_spec()) is not None:
                self._store(spec)
            elif self.was_empty():
                self._settings.remove(_KEY)
        elif self._was_filled:
            self._settings.setValue(_KEY, _EMPTY)

    def last(self) -> EvaluationSpec | None:
        """Return what stood in the form when the program ended last, if that can be told."""
        return kept_draft(self._settings)

    def was_empty(self) -> bool:
        """Return whether the form was left empty: the next start puts nothing into it."""
        return bool(self._settings.value(_KEY) == _EMPTY)

    def _look(self) -> None:
        states = (self._form.model.state, self._form.dataset.state)
        self._was_filled = self._was_filled or FileState.GOOD in states

    def _keep_added(self, spec: EvaluationSpec) -> None:
        # Kept while the window is open, too: it may end without being closed.
        self._store(spec.model_copy(update={"name": None}))

    def _store(self, spec: EvaluationSpec) -> None:
        text = json.dumps(spec.to_document())
        self._settings.setValue(_KEY, text if len(text) <= _LONGEST else "")


def kept_draft(settings: QSettings) -> EvaluationSpec | None:
    """Return the evaluation that was stored; what cannot be read is none."""
    stored = settings.value(_KEY)
    if not isinstance(stored, str) or stored in ("", _EMPTY) or len(stored) > _LONGEST:
        return None
    try:
        document = parse_strictly(stored.encode(), "The form of the last time")
        return spec_from_document(document) if isinstance(document, dict) else None
    except PandaVisionError as error:  # another version of the program wrote it
        _log.info("the form of the last time is not brought back: %s", error.sentence())
        return None
