"""What stood in the form when the program ended, kept over restarts."""

from __future__ import annotations

import json
import logging

from PySide6.QtCore import QSettings

from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.engine.strict_json import parse_strictly
from pandavision_gui.errors import PandaVisionError

_log = logging.getLogger(__name__)

_KEY = "draft"
_EMPTY = "empty"
_LONGEST = 100_000
"""Characters; a spec of so many values or samples is a file of its own."""


def keep_draft(settings: QSettings, spec: EvaluationSpec | None) -> None:
    """Store an evaluation; None, or one that is very long, leaves nothing."""
    text = "" if spec is None else json.dumps(spec.to_document())
    settings.setValue(_KEY, text if len(text) <= _LONGEST else "")


def keep_empty(settings: QSettings) -> None:
    """Note that nothing stood in the form: the next start puts nothing into it."""
    settings.setValue(_KEY, _EMPTY)


def was_empty(settings: QSettings) -> bool:
    """Return whether the form was empty when the program ended."""
    return bool(settings.value(_KEY) == _EMPTY)


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
