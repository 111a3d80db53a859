"""The text of a PDF that Typst wrote, as a reader copies it: character by character, line by line.

It knows as much of the format as Typst uses: objects outside of object streams, deflated contents,
fonts of two-byte codes with a table of the characters that they stand for.
"""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_PIECE = re.compile(rb"(?P<y>-?[\d.]+) cm|/(?P<font>\w+) -?[\d.]+ Tf|(?P<text>\()", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_SHORT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_text(made: bytes) -> str:
    """Return what is on all pages, a line for each height at which text stands."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(made)}
    pages = [one for one in objects.values() if re.search(rb"/Type/Page\b(?!s)", one)]
    assert pages, "the PDF has no page, or is not as Typst writes one"
    return "\n".join(_page(objects, page) for page in pages)


def _page(objects: dict[int, bytes], page: bytes) -> str:
    resources = objects[_reference(page, b"Resources")]
    listed = re.search(rb"/Font<<(.*?)>>", resources, re.DOTALL)
    assert listed, "a page has no fonts"
    fonts = {
        name: _characters(_stream(objects[_reference(objects[int(number)], b"ToUnicode")]))
        for name, number in re.findall(rb"/(\w+) (\d+) 0 R", listed[1])
    }
    lines: list[str] = []
    height, last, font = b"", b"", b""
    drawn, at = _stream(objects[_reference(page, b"Contents")]), 0
    while piece := _PIECE.search(drawn, at):
        at = piece.end()
        if piece["y"] is not None:
            height = piece["y"]
        elif piece["font"] is not None:
            font = piece["font"]
        else:
            end = _end_of_string(drawn, at)
            codes, at = _ESCAPE.sub(_unescaped, drawn[at:end]), end + 1
            said = "".join(
                fonts[font].get(codes[n : n + 2], "\ufffd") for n in range(0, len(codes), 2)
            )
            if lines and height == last:
                lines[-1] += said
            else:
                lines.append(said)
            last = height
    return "\n".join(lines)


def _end_of_string(drawn: bytes, at: int) -> int:
    """Return where the bracket is that closes a string; brackets in it come in pairs."""
    depth = 1
    while depth:
        sign = drawn[at : at + 1]
        assert sign, "a string of the PDF has no end"
        depth += {b"(": 1, b")": -1}.get(sign, 0)
        at += 2 if sign == b"\\" else 1
    return at - 1


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    if sign.isdigit():
        return bytes([int(sign, 8)])
    return _SHORT.get(sign, sign)


def _reference(where: bytes, key: bytes) -> int:
    found = re.search(rb"/" + key + rb" (\d+) 0 R", where)
    assert found, f"no {key.decode()} in {where[:80]!r}"
    return int(found[1])


def _stream(body: bytes) -> bytes:
    return zlib.decompress(body.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0])


def _characters(table: bytes) -> dict[bytes, str]:
    """Return the characters of each code."""
    found = {}
    for code, text in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", table):
        found[bytes.fromhex(code.decode())] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return found
