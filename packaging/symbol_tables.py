"""Takes out of libraries what only debuggers read, without touching what is loaded.

`strip` does as much, but lays a file out anew, and breaks those whose headers patchelf has
rewritten (numpy's OpenBLAS for one). Here whole pages are taken out between what is loaded, and the
rest moves up. A copy is used only when every segment has the bytes and the address that it had.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

Entry = tuple[str, str, str]
Span = tuple[int, int]
"""First byte in a file, and the first one after it."""

_MAGIC = b"\x7fELF\x02\x01"
"""64 bits, little-endian."""
_HEADER_SIZE = 64
_SEGMENT = struct.Struct("<IIQQQQQQ")
_SECTION = struct.Struct("<IIQQQQIIQQ")
_LOAD = 1
_NO_BITS = 8
_ALLOC = 2
_UNLOADED = (b".symtab", b".strtab", b".debug", b".gnu.debug", b".comment")
_SMALLEST = 64
"""Bytes by which what is not loaded may move; nothing in a library is aligned to more."""


@dataclass
class Library:
    """The headers of a library.

    Attributes
    ----------
    segments
        Type, flags, offset, address, physical address, size in the file, in memory, alignment.
    sections
        Name's place, type, flags, address, offset, size, link, info, alignment, size of an entry.
    """

    segments_at: int
    sections_at: int
    names_in: int
    segments: list[list[int]]
    sections: list[list[int]]

    @classmethod
    def of(cls, data: bytes) -> Library:
        """Read the headers."""
        segments_at, sections_at = struct.unpack_from("<QQ", data, 32)
        count, _, number, names_in = struct.unpack_from("<HHHH", data, 56)
        segments = [
            list(_SEGMENT.unpack_from(data, segments_at + index * _SEGMENT.size))
            for index in range(count)
        ]
        sections = [
            list(_SECTION.unpack_from(data, sections_at + index * _SECTION.size))
            for index in range(number)
        ]
        return cls(segments_at, sections_at, names_in, segments, sections)

    def header_spans(self) -> list[Span]:
        """Return where the headers themselves are."""
        return [
            (0, _HEADER_SIZE),
            (self.segments_at, self.segments_at + len(self.segments) * _SEGMENT.size),
            (self.sections_at, self.sections_at + len(self.sections) * _SECTION.size),
        ]


def without_symbol_tables(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Put smaller copies in the place of libraries that have symbol tables.

    Parameters
    ----------
    folder
        Where the copies go.
    """
    result: list[Entry] = []
    for name, source, kind in entries:
        if kind in {"BINARY", "EXTENSION"} and ".so" in name:
            data = Path(source).read_bytes()
            smaller = smaller_library(data)
            if len(smaller) < len(data):
                copy = folder / name
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(smaller)
                copy.chmod(0o755)
                source = str(copy)
        result.append((name, source, kind))
    return result


def smaller_library(data: bytes) -> bytes:
    """Return a library without its symbol tables; as it was where that cannot be done safely."""
    if not data.startswith(_MAGIC):
        return data
    library = Library.of(data)
    if not library.sections:
        return data
    dropped = _unloaded(library, data)
    kept = [*library.header_spans(), *((one[2], one[2] + one[5]) for one in library.segments)]
    kept += [
        (one[4], one[4] + one[5])
        for index, one in enumerate(library.sections)
        if index not in dropped and one[1] not in (0, _NO_BITS)
    ]
    cuts = _cuts(_gaps(kept, len(data)), library)
    if not cuts:
        return data
    smaller = _cut(data, library, dropped, cuts)
    return smaller if memory_image(smaller) == memory_image(data) else data


def memory_image(data: bytes) -> list[tuple[object, ...]]:
    """Return what is loaded where, the places in the file of headers and segments left out."""
    library = Library.of(data)
    blank = bytearray(data)
    for start, end in library.header_spans()[:2]:
        blank[start:end] = bytes(end - start)
    found: list[tuple[object, ...]] = []
    for kind, flags, offset, address, _, size, in_memory, alignment in library.segments:
        loaded = bytes(blank[offset : offset + size])
        fits = kind != _LOAD or (address - offset) % max(alignment, 1) == 0
        found.append((kind, flags, address, in_memory, alignment, fits, loaded))
    return found


def _unloaded(library: Library, data: bytes) -> set[int]:
    """Return the sections that nobody loads and only debuggers read."""
    names_at = library.sections[library.names_in][4]
    found = set()
    for index, section in enumerate(library.sections):
        start = names_at + section[0]
        name = data[start : data.index(b"\0", start)]
        if not section[2] & _ALLOC and name.startswith(_UNLOADED) and index != library.names_in:
            found.add(index)
    return found


def _gaps(kept: list[Span], size: int) -> list[Span]:
    gaps = []
    reached = 0
    for start, end in sorted(kept):
        if start > reached:
            gaps.append((reached, start))
        reached = max(reached, end)
    if size > reached:
        gaps.append((reached, size))
    return gaps


def _cuts(gaps: list[Span], library: Library) -> list[Span]:
    """Return what can go: multiples of the alignment of whatever is loaded from further back."""
    cuts = []
    for start, end in gaps:
        behind = [one[7] for one in library.segments if one[0] == _LOAD and one[2] >= end]
        step = max([_SMALLEST, *behind])
        length = (end - start) // step * step
        if length:
            cuts.append((start, start + length))
    return cuts


def _cut(data: bytes, library: Library, dropped: set[int], cuts: list[Span]) -> bytes:
    def moved(place: int) -> int:
        return place - sum(end - start for start, end in cuts if end <= place)

    result = bytearray(data)
    struct.pack_into("<QQ", result, 32, moved(library.segments_at), moved(library.sections_at))
    for index, segment in enumerate(library.segments):
        segment[2] = moved(segment[2])
        _SEGMENT.pack_into(result, library.segments_at + index * _SEGMENT.size, *segment)
    for index, section in enumerate(library.sections):
        if index in dropped:
            section[:] = [0] * len(section)
        section[4] = moved(section[4])
        _SECTION.pack_into(result, library.sections_at + index * _SECTION.size, *section)
    for start, end in reversed(cuts):
        del result[start:end]
    return bytes(result)
