"""The user's presets: one small JSON file each in a folder of their own."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from pandavision_gui.atomic_file import write_fault, write_text_atomically
from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.preset import MOST_BYTES, Preset, parse_preset, preset_text, same_name
from pandavision_gui.errors import PandaVisionError, plain_text

MOST_PRESETS = 200
_SUFFIX = ".json"
_MOST_ENTRIES = 10_000
_LONGEST_STEM = 80
"""Bytes of a file's name without its end."""


@dataclass(frozen=True)
class FoundPresets:
    """What a folder holds.

    Attributes
    ----------
    files
        File names, with the preset in each.
    refused
        A sentence for each file that was skipped.
    """

    files: dict[str, Preset]
    refused: tuple[str, ...] = ()


def read_presets(folder: Path) -> FoundPresets:
    """Read all presets of a folder; what is damaged, no plain file or too much is skipped."""
    files: dict[str, Preset] = {}
    refused: list[str] = []
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in islice(entries, _MOST_ENTRIES) if _is_one(entry))
    except FileNotFoundError:
        return FoundPresets({})
    except OSError as error:
        return FoundPresets({}, (f"The presets cannot be read: {error.strerror}.",))
    for name in names[:MOST_PRESETS]:
        shown = plain_text(name)
        try:
            preset = parse_preset(read_bounded(folder / name, MOST_BYTES), f'"{shown}"')
        except PandaVisionError as error:
            refused.append(f'The preset "{shown}" was skipped: {error.sentence()}')
        except OSError as error:
            refused.append(f'The preset "{shown}" was skipped: {error.strerror}.')
        else:
            if any(same_name(preset.name, other.name) for other in files.values()):
                refused.append(
                    f'The preset "{shown}" was skipped: another file has its name, “{preset.name}”.'
                )
            else:
                files[name] = preset
    if len(names) > MOST_PRESETS:
        refused.append(f"{len(names) - MOST_PRESETS} presets beyond {MOST_PRESETS} were skipped.")
    return FoundPresets(files, tuple(refused))


def free_name(preset_name: str, taken: Iterable[str]) -> str:
    """Return a file name for a preset: its own name as far as every system takes it."""
    kept = "".join(c if c.isalnum() or c in "-_ " else "_" for c in preset_name)
    stem = kept.strip().encode("utf-8", "replace")[:_LONGEST_STEM].decode("utf-8", "ignore")
    stem = f"preset {stem}".strip()  # no system forbids it, as some do "con" and "nul"
    others = {name.casefold() for name in taken}
    tries = (f"{stem}{_SUFFIX}" if n == 1 else f"{stem} {n}{_SUFFIX}" for n in count(1))
    return next(name for name in tries if name.casefold() not in others)


def write_preset(folder: Path, name: str, preset: Preset) -> None:
    """Write a preset's file.

    Raises
    ------
    EnvironmentFault
        ``disk_full`` or ``cannot_write``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_fault(folder / name, error) from error
    write_text_atomically(folder / name, preset_text(preset))


def remove_preset(folder: Path, name: str) -> None:
    """Take a preset's file away; one that is gone already is fine.

    Raises
    ------
    EnvironmentFault
        ``cannot_write``.
    """
    try:
        with contextlib.suppress(FileNotFoundError):
            (folder / name).unlink()
    except OSError as error:
        raise write_fault(folder / name, error) from error


def _is_one(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.name.endswith(_SUFFIX) and entry.is_file(follow_symlinks=False)
    except OSError:
        return False
