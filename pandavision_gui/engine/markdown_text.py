"""Text inside Markdown, in which nothing is markup, a link or a word to somebody.

GitHub and GitLab look for links and references *after* they have read the markup: a backslash keeps
"@ann" from being markup, which it never was, and ann is told all the same. What parts the sign from
the name is a space without width.
"""

from __future__ import annotations

import re

from pandavision_gui.errors import plain_text

_APART = "\u200b"
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_AT_START = re.compile(r"^(\s*\d*)([-+=.)])(?=\s|$|-)")
_LINK = re.compile(r"(?i):(?=//)|\bwww(?=\.)|@")
"""Addresses of pages and of people; GitHub makes a link of each."""
_REFERENCE = re.compile(r'(?<=[#!$~%&^])(?=[\w"])')
"""Issues and what else has a sign: #1, !1, $1, ~label, %milestone, &1; names may be quoted."""
_TICKET = re.compile(r"(?i)\bGH-(?=\d)")
_PICTOGRAM = re.compile(r":(?=[\w+-]+:)")


def markdown_text(text: str) -> str:
    """Return text on one line in which nothing is markup, for paragraphs, lists and tables.

    It reads like the text: what is put in has no width. It cannot be found by its name any more
    where the name holds one of those signs.
    """
    words = " ".join(plain_text(part) for part in text.split("\u202f"))
    for pattern in (_LINK, _TICKET, _PICTOGRAM):
        words = pattern.sub(rf"\g<0>{_APART}", words)
    words = _REFERENCE.sub(_APART, words)
    return _AT_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", words))
