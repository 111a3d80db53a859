"""ICU's data without what Qt never asks it for: 24 MB of the bundle on Linux.

Qt takes collation, upper and lower case, converters of old encodings and the names of time zones
from ICU; everything else (numbers, dates, currencies, languages, word breaks) it has itself. What
is not there for a locale ICU takes from its root, as it does for locales that it does not know.

The data are one table inside `libicudata`: an object with nothing in it but a symbol. It is written
anew by `as` and `ld`, as ICU's own tool does (https://unicode-org.github.io/icu/userguide/icu_data).
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path, PurePath

Entry = tuple[str, str, str]

_LIBRARY = "*/libicudata.so.*"
_KEPT = (
    # Properties of characters, normal forms, spoof checks; the list of encodings' names.
    *("*.icu", "*.nrm", "*.cfu"),
    # How texts are sorted, in every language.
    "coll/*",
    # What opening a calendar looks at, and the names of time zones, in every language.
    *("root.res", "pool.res", "res_index.res", "supplementalData.res", "likelySubtags.res"),
    *("keyTypeData.res", "numberingSystems.res", "timezoneTypes.res", "windowsZones.res"),
    *("metaZones.res", "zoneinfo64.res", "metadata.res", "icuver.res", "icustd.res"),
    "zone/*",
    # Encodings that a system may still be set to.
    *("ibm-5348_P100-1997.cnv", "ibm-923_P100-1998.cnv", "ibm-912_P100-1995.cnv"),
)
_ALIGNED = 16


def with_less_data(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Put a smaller library in the place of ICU's data.

    Parameters
    ----------
    folder
        Where it is written.
    """
    tools = all(shutil.which(tool) for tool in ("as", "ld", "objcopy"))
    result: list[Entry] = []
    for name, source, kind in entries:
        if tools and kind != "SYMLINK" and fnmatch(name, _LIBRARY):
            source = str(_smaller(Path(source), folder / name))
        result.append((name, source, kind))
    return result


def kept(name: str) -> bool:
    """Whether an item of the table, "coll/de.res", stays."""
    return any(fnmatch(name, pattern) for pattern in _KEPT)


def filtered(table: bytes) -> tuple[str, bytes]:
    """Return the table's name, "icudt73", and the table with only the items that stay.

    Parameters
    ----------
    table
        A header, whose size is its first two bytes; the number of items; for each where its name
        and its data begin, after the header; names, sorted; data. Little-endian.

    Raises
    ------
    ValueError
        When it is no such table.
    """
    (header,) = struct.unpack_from("<H", table)
    if table[2:4] != b"\xda\x27" or table[12:16] != b"CmnD":
        raise ValueError("no table of ICU data")
    body = table[header:]
    (count,) = struct.unpack_from("<I", body)
    places = [struct.unpack_from("<II", body, 4 + 8 * n) for n in range(count)]
    ends = [data for _, data in places[1:]] + [len(body)]
    items: list[tuple[bytes, bytes]] = []
    for (name, data), end in zip(places, ends, strict=True):
        whole = body[name : body.index(0, name)]
        if kept(whole.decode("ascii").partition("/")[2]):
            items.append((whole, body[data:end]))
    if not items:
        raise ValueError("nothing of the table stays")
    names, offsets, at = b"", [], 4 + 8 * len(items)
    for whole, _ in items:
        offsets.append(at + len(names))
        names += whole + b"\0"
    at = _up(at + len(names))
    parts = [names + b"\0" * (at - 4 - 8 * len(items) - len(names))]
    toc = struct.pack("<I", len(items))
    for offset, (_, data) in zip(offsets, items, strict=True):
        toc += struct.pack("<II", offset, at)
        padded = data + b"\0" * (_up(len(data)) - len(data))
        parts.append(padded)
        at += len(padded)
    package = items[0][0].decode("ascii").partition("/")[0]
    return package.rstrip("lbe"), table[:header] + toc + b"".join(parts)


def _up(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


def _smaller(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    data, code, built = (target.with_suffix(suffix) for suffix in (".dat", ".s", ".o"))
    subprocess.run(
        ["objcopy", "-O", "binary", "--only-section=.rodata", str(source), str(data)], check=True
    )
    package, smaller = filtered(data.read_bytes())
    data.write_bytes(smaller)
    symbol = f"{package}_dat"
    code.write_text(
        f'\t.section .note.GNU-stack,"",@progbits\n\t.section .rodata\n\t.balign 4096\n'
        f"\t.globl {symbol}\n\t.type {symbol}, @object\n\t.size {symbol}, {len(smaller)}\n"
        f'{symbol}:\n\t.incbin "{data.name}"\n',
        encoding="ascii",
    )
    run = {"check": True, "cwd": target.parent}
    subprocess.run(["as", "-o", built.name, code.name], **run)
    link = ["ld", "-shared", "-z", "noexecstack", f"-soname={PurePath(source).name}"]
    subprocess.run([*link, "--build-id=none", "-o", target.name, built.name], **run)
    target.chmod(0o755)
    return target
