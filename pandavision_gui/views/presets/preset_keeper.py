"""The presets in force: the program's own and the user's, whose files follow beside the window."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

from pandavision_gui.engine.preset import BUILT_IN, Preset, same_name
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.preset_files import (
    MOST_PRESETS,
    FoundPresets,
    free_name,
    read_presets,
    remove_preset,
    write_preset,
)

_END_MS = 10_000


class PresetKeeper(QObject):
    """Holds the presets; what is changed is in force at once, its file follows.

    Signals
    -------
    changed
        The presets are others now.
    failed
        A sentence about files that could not be read or written, and more of it.
    """

    changed = Signal()
    failed = Signal(str, str)

    _found = Signal(object)
    _refused = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._files: dict[str, Preset] = {}
        self._work = QThreadPool(self)
        self._work.setMaxThreadCount(1)  # one after the other: the newest state stays
        self._found.connect(self._on_found, Qt.ConnectionType.QueuedConnection)
        self._refused.connect(self._on_refused, Qt.ConnectionType.QueuedConnection)

    @property
    def own(self) -> list[Preset]:
        """The user's presets by name."""
        return sorted(self._files.values(), key=lambda preset: preset.name.casefold())

    @property
    def presets(self) -> list[Preset]:
        """The program's presets, then the user's."""
        return [*BUILT_IN, *self.own]

    @property
    def is_full(self) -> bool:
        """Whether no other preset would be found again at the next start."""
        return len(self._files) >= MOST_PRESETS

    def find(self, name: str) -> Preset | None:
        """Return the preset of this name."""
        return next((one for one in self.presets if same_name(one.name, name)), None)

    def load(self) -> None:
        """Read the user's presets; `changed` tells when they are there."""
        self._work.start(self._read)

    def save(self, preset: Preset) -> None:
        """Keep a preset, in place of the user's one of the same name."""
        file = self._file_of(preset.name) or free_name(preset.name, self._files)
        self._files[file] = preset
        self._write(partial(write_preset, self._folder, file, preset))
        self.changed.emit()

    def rename(self, name: str, new: str) -> None:
        """Give one of the user's presets another name, which none has."""
        file = self._file_of(name)
        if file is not None:
            preset = Preset(new, self._files[file].settings)
            self._files[file] = preset
            self._write(partial(write_preset, self._folder, file, preset))
            self.changed.emit()

    def remove(self, name: str) -> Preset | None:
        """Take one of the user's presets away; return it, so that it can be saved again."""
        file = self._file_of(name)
        if file is None:
            return None
        preset = self._files.pop(file)
        self._write(partial(remove_preset, self._folder, file))
        self.changed.emit()
        return preset

    def wait(self) -> None:
        """Wait until everything is written."""
        self._work.waitForDone(_END_MS)

    def _file_of(self, name: str) -> str | None:
        return next((file for file, one in self._files.items() if same_name(one.name, name)), None)

    def _read(self) -> None:
        """On the pool's thread."""
        found = read_presets(self._folder)
        with contextlib.suppress(RuntimeError):  # the program has ended meanwhile
            self._found.emit(found)

    def _write(self, write: Callable[[], None]) -> None:
        def do() -> None:
            try:
                write()
            except PandaVisionError as error:
                with contextlib.suppress(RuntimeError):
                    self._refused.emit(error)

        self._work.start(do)

    @Slot(object)
    def _on_found(self, found: FoundPresets) -> None:
        # What was saved while they were read is newer.
        self._files = found.files | self._files
        if found.refused:
            self.failed.emit(found.refused[0], "\n".join(found.refused))
        self.changed.emit()

    @Slot(object)
    def _on_refused(self, error: PandaVisionError) -> None:
        self.failed.emit(error.sentence(), error.details)
