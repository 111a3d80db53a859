"""Takes the build machine's folders out of libraries: Linux looks for other libraries there, too.

A Python that was built on the spot writes its own folder into each of its modules (RUNPATH). On
another machine somebody else may own a folder of that name, and what lies in it would be loaded.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

Entry = tuple[str, str, str]

_MAGIC = b"\x7fELF\x02\x01"
"""64 bits, little endian: the only kind that is built."""
_HEADER = struct.Struct("<16x HHI QQQ I HHHHHH")
_SEGMENT = struct.Struct("<IIQQQQQQ")
_ITEM = struct.Struct("<qQ")
_PT_LOAD, _PT_DYNAMIC = 1, 2
_DT_NULL, _DT_STRTAB, _DT_RPATH, _DT_RUNPATH = 0, 5, 15, 29


def without_foreign_paths(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Put copies in the place of libraries that look for others in absolute folders.

    Parameters
    ----------
    folder
        Where the copies go.
    """
    result: list[Entry] = []
    for name, source, kind in entries:
        if kind != "SYMLINK":
            data = Path(source).read_bytes()
            cleaned = without_absolute_path(data)
            if cleaned != data:
                copy = folder / name
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(cleaned)
                copy.chmod(0o755)
                source = str(copy)
        result.append((name, source, kind))
    return result


def without_absolute_path(data: bytes) -> bytes:
    """Return a library without its search path when that names an absolute folder.

    Paths that begin at the library itself ("$ORIGIN/...") stay.
    """
    table = _dynamic_table(data)
    if table is None:
        return data
    start, items, texts = table
    kept = [
        (tag, value)
        for tag, value in items
        if not (tag in {_DT_RPATH, _DT_RUNPATH} and _is_absolute(data, texts + value))
    ]
    gone = len(items) - len(kept)
    if not gone:
        return data
    changed = bytearray(data)
    for tag, value in items:
        if (tag, value) not in kept:
            place = texts + value
            # Another name may be the end of this text: what is behind the last slash stays.
            end = data.rindex(b"/", place, data.index(b"\0", place))
            changed[place:end] = bytes(end - place)
    packed = b"".join(_ITEM.pack(*item) for item in [*kept, *[(_DT_NULL, 0)] * gone])
    changed[start : start + len(packed)] = packed
    return bytes(changed)


def _is_absolute(data: bytes, place: int) -> bool:
    path = data[place : data.index(b"\0", place)]
    return any(part.startswith(b"/") for part in path.split(b":"))


def _dynamic_table(data: bytes) -> tuple[int, list[tuple[int, int]], int] | None:
    """Return where the table of a library is, its items, and where its texts are."""
    if not data.startswith(_MAGIC):
        return None
    header = _HEADER.unpack_from(data)
    first, size, count = header[4], header[8], header[9]
    segments = [_SEGMENT.unpack_from(data, first + size * number) for number in range(count)]
    loaded = [(s[3], s[2], s[5]) for s in segments if s[0] == _PT_LOAD]
    for kind, _, start, _, _, length, _, _ in segments:
        if kind != _PT_DYNAMIC:
            continue
        items = list(_ITEM.iter_unpack(data[start : start + length // _ITEM.size * _ITEM.size]))
        texts = next((value for tag, value in items if tag == _DT_STRTAB), None)
        if texts is None:
            return None
        for address, place, held in loaded:
            if address <= texts < address + held:
                return start, items, texts - address + place
    return None
