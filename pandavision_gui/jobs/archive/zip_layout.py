"""The one form of ZIP file that archives have, written and read without a general ZIP library.

Files lie one after the other without a gap, each with a plain header that says the same as the
directory at the end; there is no comment, no extra field, no encryption, no second volume. So a
file has exactly one reading, and nothing is unpacked before all of it was looked at. numpy's .npz
files have the same form, with one extra field more.
"""

from __future__ import annotations

import os
import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from pandavision_gui.jobs.archive.contents import LARGEST_RATIO, NotTakenError

STORED, DEFLATED = 0, 8
CHUNK = 2**20
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR = struct.Struct("<4sIQI")
_SIZES64 = struct.Struct("<HHQQ")
_VERSION, _UNIX = 20, 3
_SYSTEMS = (0, 3)
"""Who wrote a file: numpy says 0 on Windows."""
_TIME, _DATE = 0, 0x21
"""1 January 1980, midnight: an archive of the same job is the same file."""
_MODE = (stat.S_IFREG | 0o600) << 16
_MANY = 0xFFFF
_LONG = 0xFFFFFFFF
_LONGEST_NAME = 100
_NO_RATIO_BELOW = 64 * 1024


class ZipEntry(NamedTuple):
    """A file in a ZIP file; `start` is where its packed bytes begin."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    start: int


@dataclass(frozen=True)
class Rules:
    """What may be in a ZIP file.

    Attributes
    ----------
    largest
        Bytes that the file of a name may have unpacked; raises NotTakenError for an unknown name.
    most_files, most_bytes
        All together.
    methods
        STORED, DEFLATED.
    of_numpy
        Whether headers have the extra field that numpy has them written with.
    """

    largest: Callable[[str], int]
    most_files: int
    most_bytes: int
    methods: tuple[int, ...] = (STORED,)
    of_numpy: bool = False


def read_directory(file: BinaryIO, rules: Rules) -> list[ZipEntry]:
    """Return what is in a ZIP file, which must be of the one form.

    Raises
    ------
    NotTakenError
        In words, before anything was unpacked.
    """
    size = os.fstat(file.fileno()).st_size
    count, start, end = _read_end(file, size, rules)
    file.seek(start)
    directory = file.read(end - start)
    entries: list[ZipEntry] = []
    names: set[str] = set()
    place = expected = total = 0
    for _ in range(count):
        entry, place, offset = _central_entry(directory, place, rules)
        if entry.name in names:
            raise NotTakenError(f'it holds "{entry.name}" twice')
        names.add(entry.name)
        if offset != expected:
            raise NotTakenError("its files overlap, or bytes between them belong to none")
        total += entry.size
        if total > rules.most_bytes:
            raise NotTakenError(f"its files have more than {rules.most_bytes:,} bytes together")
        entry = _with_start(file, entry, offset, rules)
        expected = entry.start + entry.packed
        entries.append(entry)
    if place != len(directory) or expected != start:
        raise NotTakenError("its files overlap, or bytes between them belong to none")
    return entries


def _read_end(file: BinaryIO, size: int, rules: Rules) -> tuple[int, int, int]:
    """Return the number of files, where the directory begins, and where it ends."""
    place = size - _END.size
    if place < 0:
        raise NotTakenError("it is no archive, or only a part of one")
    file.seek(place)
    end = _END.unpack(file.read(_END.size))
    signature, disk, first_disk, here, count, length, start, comment = end
    if signature != b"PK\x05\x06" or comment:
        raise NotTakenError("it is no archive, or only a part of one")
    if disk or first_disk or here != count:
        raise NotTakenError("it is one part of several")
    if count == _MANY:
        place, count = _read_end64(file, place, length, start)
    if count > rules.most_files:
        raise NotTakenError(f"it holds more than {rules.most_files:,} files")
    if length > count * (_CENTRAL.size + _LONGEST_NAME) or start + length != place:
        raise NotTakenError("it is damaged: its directory is not where it should be")
    return count, start, place


def _read_end64(file: BinaryIO, place: int, length: int, start: int) -> tuple[int, int]:
    """Return the number of files where it needs more than 16 bits; nothing else may need it."""
    place -= _LOCATOR.size + _END64.size
    if place < 0:
        raise NotTakenError("it is no archive, or only a part of one")
    file.seek(place)
    end = _END64.unpack(file.read(_END64.size))
    count = end[6]
    if file.read(_LOCATOR.size) != _LOCATOR.pack(b"PK\x06\x07", 0, place, 1) or end != (
        _end64(count, length, start)
    ):
        raise NotTakenError("it is damaged: its directory is not where it should be")
    return place, count


def _end64(count: int, length: int, start: int) -> tuple[bytes | int, ...]:
    made = _UNIX << 8 | 45
    return (b"PK\x06\x06", _END64.size - 12, made, 45, 0, 0, count, count, length, start)


def _central_entry(directory: bytes, place: int, rules: Rules) -> tuple[ZipEntry, int, int]:
    if place + _CENTRAL.size > len(directory):
        raise NotTakenError("it is damaged: its directory is cut off")
    record = _CENTRAL.unpack_from(directory, place)
    signature, made, _, flags, method, _, _, crc, packed, size = record[:10]
    name_length, extra, comment, disk, _, attributes, offset = record[10:]
    place += _CENTRAL.size
    raw = directory[place : place + name_length]
    if signature != b"PK\x01\x02" or len(raw) != name_length or name_length > _LONGEST_NAME:
        raise NotTakenError("it is damaged: its directory is cut off")
    if flags & 1:
        raise NotTakenError("it is encrypted")
    if not raw.isascii() or not raw.decode("ascii").isprintable():
        raise NotTakenError("the name of a file in it is no plain text")
    name = raw.decode("ascii")
    mode = stat.S_IFMT(attributes >> 16)
    if mode not in (0, stat.S_IFREG) or attributes & 0xFFFF:
        raise NotTakenError(f'"{name}" in it is a link, a folder or a device, no file')
    most = rules.largest(name)
    if extra or comment or disk or flags or made >> 8 not in _SYSTEMS:
        raise NotTakenError(f'"{name}" in it was not written by PandaVision')
    if method not in rules.methods:
        raise NotTakenError(f'"{name}" in it is packed in a way that is not read ({method})')
    if size > most:
        raise NotTakenError(f'"{name}" in it has {size:,} bytes, more than {most:,}')
    if method == STORED and packed != size:
        raise NotTakenError(f'"{name}" in it says two sizes')
    if size > _NO_RATIO_BELOW and size > packed * LARGEST_RATIO:
        raise NotTakenError(f'"{name}" in it grows more than {LARGEST_RATIO} times when unpacked')
    return ZipEntry(name, method, crc, packed, size, 0), place + name_length, offset


def _with_start(file: BinaryIO, entry: ZipEntry, offset: int, rules: Rules) -> ZipEntry:
    """Return the entry with the place of its bytes; its own header must say what is known."""
    name = entry.name.encode("ascii")
    extra = _SIZES64.pack(1, 16, entry.size, entry.packed) if rules.of_numpy else b""
    file.seek(offset)
    header = file.read(_LOCAL.size)
    rest = file.read(len(name) + len(extra))
    if len(header) != _LOCAL.size:  # it is cut off while it is read
        raise NotTakenError("it is damaged: a file does not end where it should")
    version, _, _, time, date = _LOCAL.unpack(header)[1:6]
    # Python before 3.11.4, which Debian 12 has, wrote the sizes beside numpy's extra field, too.
    sizes = {(entry.packed, entry.size)} | ({(_LONG, _LONG)} if rules.of_numpy else set())
    known = (entry.method, time, date, entry.crc)
    expected = {
        _LOCAL.pack(b"PK\x03\x04", version, 0, *known, *both, len(name), len(extra))
        for both in sizes
    }
    if header not in expected or rest != name + extra:
        raise NotTakenError(
            f'"{entry.name}" in it says one thing at its beginning, another in the directory'
        )
    return entry._replace(start=offset + len(header) + len(rest))


def unpacked(file: BinaryIO, entry: ZipEntry) -> Iterator[bytes]:
    """Yield a file's bytes in pieces of at most 1 MiB: never more than it says it has.

    Raises
    ------
    NotTakenError
        When it is shorter or longer than it says, or its bytes are damaged.
    """
    crc = size = 0
    for piece in _pieces(file, entry):
        size += len(piece)
        if size > entry.size:
            raise NotTakenError(f'"{entry.name}" in it is longer than it says')
        crc = zlib.crc32(piece, crc)
        yield piece
    if size != entry.size:
        raise NotTakenError(f'"{entry.name}" in it is shorter than it says')
    if crc != entry.crc:
        raise NotTakenError(f'"{entry.name}" in it is damaged')


def _pieces(file: BinaryIO, entry: ZipEntry) -> Iterator[bytes]:
    left = entry.packed
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if entry.method == DEFLATED else None
    file.seek(entry.start)
    waiting = b""
    while left or (inflate is not None and not inflate.eof):
        if left and not waiting:
            waiting = file.read(min(CHUNK, left))
            left -= len(waiting)
            if not waiting:
                raise NotTakenError("it is damaged: it ends too soon")
        if inflate is None:
            yield waiting
            waiting = b""
            continue
        try:
            piece = inflate.decompress(waiting, CHUNK)
        except zlib.error as error:
            raise NotTakenError(f'"{entry.name}" in it is damaged') from error
        waiting = inflate.unconsumed_tail
        if inflate.eof and (left or inflate.unused_data):
            raise NotTakenError(f'"{entry.name}" in it is longer than it says')
        if not piece and not waiting and not left and not inflate.eof:
            raise NotTakenError(f'"{entry.name}" in it is shorter than it says')
        if piece:
            yield piece


class ZipWriter:
    """Writes the form that :func:`read_directory` reads.

    Parameters
    ----------
    file
        New, empty, can seek.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._place = 0
        self._directory: list[bytes] = []

    def add(self, name: str, pieces: Iterator[bytes]) -> None:
        """Add a file as it is."""
        header = self._place
        self._write(self._header(name, STORED, 0, 0, 0))
        crc = size = 0
        for piece in pieces:
            crc = zlib.crc32(piece, crc)
            size += len(piece)
            self._write(piece)
        self._file.seek(header)
        self._file.write(self._header(name, STORED, crc, size, size))
        self._file.seek(self._place)
        self._note(name, STORED, crc, size, size, header)

    def add_text(self, name: str, data: bytes) -> None:
        """Add a file made smaller, but not by so much that a reader would not believe it."""
        deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = deflate.compress(data) + deflate.flush()
        if len(packed) * LARGEST_RATIO // 2 < len(data) or len(packed) >= len(data):
            self.add(name, iter((data,)))
            return
        crc, header = zlib.crc32(data), self._place
        self._write(self._header(name, DEFLATED, crc, len(packed), len(data)) + packed)
        self._note(name, DEFLATED, crc, len(packed), len(data), header)

    def finish(self) -> None:
        """Write the directory."""
        start, count = self._place, len(self._directory)
        for record in self._directory:
            self._write(record)
        length = self._place - start
        if count >= _MANY:
            place = self._place
            self._write(_END64.pack(*_end64(count, length, start)))
            self._write(_LOCATOR.pack(b"PK\x06\x07", 0, place, 1))
        shown = min(count, _MANY)
        self._write(_END.pack(b"PK\x05\x06", 0, 0, shown, shown, length, start, 0))

    @property
    def length(self) -> int:
        """Bytes so far."""
        return self._place

    def _header(self, name: str, method: int, crc: int, packed: int, size: int) -> bytes:
        raw = name.encode("ascii")
        fields = (method, _TIME, _DATE, crc, packed, size, len(raw), 0)
        return _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, *fields) + raw

    def _note(self, name: str, method: int, crc: int, packed: int, size: int, at: int) -> None:
        raw = name.encode("ascii")
        fields = (method, _TIME, _DATE, crc, packed, size, len(raw), 0, 0, 0, 0, _MODE, at)
        made = _UNIX << 8 | _VERSION
        self._directory.append(_CENTRAL.pack(b"PK\x01\x02", made, _VERSION, 0, *fields) + raw)

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._place += len(data)
