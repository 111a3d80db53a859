"""Files that were dropped, chosen or named at the start, sorted by what their names say."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from pandavision_gui.jobs.opening import is_archive
from pandavision_gui.views.error_message import ErrorMessage
from pandavision_gui.views.form.file_section import FileSection
from pandavision_gui.views.form.file_words import DATASET_SUFFIXES, MODEL_SUFFIXES
from pandavision_gui.views.form.unfit_files import unfit_words
from pandavision_gui.views.form.wrapping_label import shortened
from pandavision_gui.views.panels import show_panel_of

SPEC_SUFFIX = ".json"
_LONGEST_NAME = 60


@dataclass(frozen=True)
class GivenFiles:
    """Paths by kind, each once, in the order in which they were given."""

    models: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    specs: tuple[str, ...] = ()
    archives: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def is_for_form(self) -> bool:
        """Whether the fields of the form are all that it takes."""
        several = len(self.models) > 1 or len(self.datasets) > 1
        return not (several or self.specs or self.archives)


def sort_files(paths: Iterable[str]) -> GivenFiles:
    """Sort paths by their ends; no file is touched."""
    kinds: dict[str, list[str]] = {}
    for path in dict.fromkeys(paths):
        kinds.setdefault(_kind(path), []).append(path)
    return GivenFiles(**{kind: tuple(found) for kind, found in kinds.items()})


def _kind(path: str) -> str:
    end = path.lower()
    if end.endswith(MODEL_SUFFIXES):
        return "models"
    if end.endswith(DATASET_SUFFIXES):
        return "datasets"
    if end.endswith(SPEC_SUFFIX):
        return "specs"
    return "archives" if is_archive(path) else "others"


class TakenFiles(QObject):
    """Puts a model and a dataset into their fields; what takes more than that, others do.

    Signals
    -------
    mixed_given
        Paths of which some are specs, archives, or several models or datasets.
    making_wanted
        A dataset shall be made of what this path names.
    """

    mixed_given = Signal(object)  # a name that is no text would not come through a list
    making_wanted = Signal(str)

    def __init__(self, message: ErrorMessage, model: FileSection, dataset: FileSection) -> None:
        super().__init__()
        self._message, self._model, self._dataset = message, model, dataset
        self._unfit = ""
        message.action_clicked.connect(lambda: self.making_wanted.emit(self._unfit))

    def take(self, paths: Sequence[str]) -> None:
        """Put files where their names' ends say that they belong."""
        self._message.clear()
        show_panel_of(self._model)
        given = sort_files(paths)
        if given.others:
            self._refuse(given.others[0])
        if given.is_for_form:
            self.fill(given)
        else:
            self.mixed_given.emit([path for path in paths if path not in given.others])

    def fill(self, given: GivenFiles) -> None:
        """Put the first model and the first dataset into their fields."""
        for section, paths in ((self._model, given.models), (self._dataset, given.datasets)):
            for path in paths[:1]:
                section.edit.set_path(path)

    def _refuse(self, path: str) -> None:
        self._unfit = path
        sentence, hint, offer = unfit_words(path, name_of(path))
        self._message.set_message("warn", sentence, hint=hint, action=offer)


def name_of(path: str) -> str:
    """Return a file's name as sentences have it."""
    return shortened(os.path.basename(path.rstrip("/\\")) or path, _LONGEST_NAME)
