"""Errors about a spec or a file, in the words of the form instead of the keys of the document."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.engine_words import attack_text
from pandavision_gui.views.setting_words import field_labels, quoted

_NOT_A_FILE = ("model_not_a_file", "dataset_not_a_file")
_OF_OUTPUTS = ("model_output_unknown", "model_output_unfit")
_IS_A_FOLDER = "Is a directory"
"""The system's words; the worker passes them on."""


def spec_sentence(error: InputError) -> str:
    """Return an error about a spec with the labels of the form in place of the keys."""
    message, hint = sentence_text(error.message), sentence_text(error.hint)
    if error.code == "keys_contradict":
        hint = _tr("Change one of them.")
    elif error.code == "key_not_used":
        hint = _tr("Empty this field or choose another attack.")
    return f"{_in_form_words(message)} {_in_form_words(hint)}".strip()


def file_sentence(failed: Failed) -> str:
    """Return why a file cannot be used; what is to be done can be done in the form."""
    if failed.code in _NOT_A_FILE or failed.message.endswith(f": {_IS_A_FOLDER}."):
        return _tr("This is a folder. Choose a file in it.")
    message = sentence_text(failed.message)
    if failed.code in _OF_OUTPUTS:
        return f"{message} {_tr('Choose the output below.')}"
    if failed.choices:
        return f"{message} {_tr('Choose the labels below.')}"
    hints = {
        "dataset_no_labels": _tr("Rename the one with the labels to “labels”."),
        "sample_not_finite": _tr("Correct the file."),
        "dataset_labels_text": _tr(
            "Give the names of the classes in the order of their numbers: Advanced, Class names."
        ),
    }
    return f"{message} {hints.get(failed.code) or sentence_text(failed.hint)}".strip()


def _in_form_words(text: str) -> str:
    labels = field_labels()

    def label(match: re.Match[str]) -> str:
        word = match[1]
        if word in labels:
            return quoted(labels[word])
        return quoted(attack_text(CATALOGUE[word].title)) if word in CATALOGUE else match[0]

    return re.sub(r'"([a-z0-9-]+)"', label, text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Spec", text)
