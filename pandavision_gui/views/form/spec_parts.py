"""The spec that the form's parts make together; only those that changed are asked anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pandavision_gui.engine.diagnosis import READING_KEYS
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import InputError
from pandavision_gui.views.form.form_section import FormSection
from pandavision_gui.views.form.spec_words import spec_sentence
from pandavision_gui.views.setting_words import quoted

_FILES = ("trained-model", "dataset", "surrogate-model")
_ASKED_OF_FILES = frozenset({*READING_KEYS, "seed", "class-names"})
"""Keys on which it depends how the model does on clean samples."""
_LISTS = {
    "perturbation-values": "perturbation_values",
    "indexes": "indexes",
    "class-names": "class_names",
}
"""Keys whose lists may have a million entries. Their own parts hold checked entries only, and no
rule between the parts depends on one: the whole is checked with the first entry of each."""


@dataclass(frozen=True)
class SpecFindings:
    """What is wrong, and the spec where nothing is.

    Attributes
    ----------
    problems
        A sentence for each part that something is wrong with.
    first
        The first of all sentences, with the name of its part; empty for none.
    spec
        None while something is wrong or a file is not named.
    draft
        The same where only files are not named: their paths are empty.
    reading
        How the files are read: the spec, and where only parts that say nothing about it are wrong,
        one that holds nothing else.
    """

    problems: dict[FormSection, str] = field(default_factory=dict)
    first: str = ""
    spec: EvaluationSpec | None = None
    draft: EvaluationSpec | None = None
    reading: EvaluationSpec | None = None


class SpecParts:
    """Asks the parts of a form for their keys and checks what they make together."""

    def __init__(self, sections: Sequence[FormSection]) -> None:
        self._sections = sections
        self._keys: dict[FormSection, dict[str, Any] | InputError] = {}
        self._findings: SpecFindings | None = None

    def forget(self, section: FormSection) -> None:
        """Ask this part again: it has changed."""
        self._keys.pop(section, None)
        self._findings = None

    def look(self) -> SpecFindings:
        """Return what the parts make together."""
        if self._findings is None:
            self._findings = self._look()
        return self._findings

    def _look(self) -> SpecFindings:
        document: dict[str, Any] = {}
        problems: dict[FormSection, str] = {}
        for section in self._sections:
            keys = self._keys_of(section)
            if isinstance(keys, InputError):
                problems[section] = spec_sentence(keys)
            else:
                document |= keys
        for section, sentence in problems.items():
            reading = self._reading(document, problems)
            return SpecFindings(problems, with_title(section, sentence), reading=reading)
        return self._look_between(document)

    def _reading(
        self, document: dict[str, Any], problems: Iterable[FormSection]
    ) -> EvaluationSpec | None:
        """Return how the files are read, where these parts have no say in it."""
        if any(section.fills & {*_ASKED_OF_FILES, *_FILES} for section in problems):
            return None
        paths = {key: document.get(key, "") for key in ("trained-model", "dataset")}
        if not all(path and is_unicode(path) for path in paths.values()):
            return None
        asked = {key: document[key] for key in _ASKED_OF_FILES if key in document}
        names = tuple(asked.pop("class-names", ()))
        try:
            spec = spec_from_document(asked | dict.fromkeys(paths, "-"))
        except InputError:
            return None
        found = {key.replace("-", "_"): path for key, path in paths.items()}
        return spec.model_copy(update=found | ({"class_names": names} if names else {}))

    def _keys_of(self, section: FormSection) -> dict[str, Any] | InputError:
        if section not in self._keys:
            try:
                self._keys[section] = section.keys()
            except InputError as error:
                self._keys[section] = error
        return self._keys[section]

    def _look_between(self, document: dict[str, Any]) -> SpecFindings:
        """Check the rules that hold between the parts, which all hold values by themselves."""
        files = {key: document[key] for key in _FILES if key in document}
        lists = {key: tuple(document[key]) for key in _LISTS if key in document}
        outline = document | {key: entries[:1] for key, entries in lists.items()}
        # What is wrong with a file's name is said where the file is looked into.
        outline |= dict.fromkeys(files, "-")
        try:
            spec = spec_from_document(outline)
        except InputError as error:
            section = self._section_of(error)
            if section is None:
                return SpecFindings(first=spec_sentence(error))
            sentence = spec_sentence(error)
            reading = self._reading(document, [section])
            return SpecFindings({section: sentence}, with_title(section, sentence), reading=reading)
        entries = {_LISTS[key]: entries for key, entries in lists.items()}
        paths = {key.replace("-", "_"): path for key, path in files.items()}
        draft = spec.model_copy(update=entries | paths)
        is_whole = all(path and is_unicode(path) for path in files.values())
        whole = draft if is_whole else None
        return SpecFindings(spec=whole, draft=draft, reading=whole)

    def _section_of(self, error: InputError) -> FormSection | None:
        """Return the part that fills the first key that the error names."""
        keys = re.findall(r'"([a-z-]+)"', error.message)
        return next((s for key in keys[:1] for s in self._sections if key in s.fills), None)


def with_keys(spec: EvaluationSpec, keys: dict[str, Any]) -> EvaluationSpec:
    """Return `spec` with keys of its document set to other values.

    Raises
    ------
    InputError
        When a value is none of its key.
    """
    other = spec_from_document({"trained-model": "-", "dataset": "-"} | keys)
    names = [key.replace("-", "_") for key in keys]
    return spec.model_copy(update={name: getattr(other, name) for name in names})


def with_title(section: FormSection, sentence: str) -> str:
    """Return a sentence that says which part it is about."""
    return (
        sentence
        if sentence.startswith((section.title, quoted(section.title)[:-1]))
        else f"{section.title}: {sentence}"
    )


def is_unicode(path: str) -> bool:
    """Whether a path is text that a document can hold."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
