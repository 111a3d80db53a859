"""What a report says, before anybody decides how it looks: one document, several renderings.

Every text in it is plain text. Names that come from files are in it as they are; whoever renders
it escapes all of it, and nothing in a name is ever taken for markup.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Mark(StrEnum):
    """What stands before a sentence; each has a word beside its colour."""

    NONE = ""
    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"


@dataclass(frozen=True)
class Paragraph:
    """A few sentences.

    Attributes
    ----------
    is_lead
        Whether it is what the reader should take along.
    """

    text: str
    is_lead: bool = False


@dataclass(frozen=True)
class Item:
    """One entry of a list."""

    text: str
    mark: Mark = Mark.NONE


@dataclass(frozen=True)
class Items:
    """A list of sentences."""

    entries: tuple[Item, ...]


@dataclass(frozen=True)
class Fact:
    """A name and what it stands for; a field that people fill in by hand where it is empty."""

    name: str
    value: str
    is_code: bool = False


@dataclass(frozen=True)
class Facts:
    """Facts, one a line."""

    entries: tuple[Fact, ...]


@dataclass(frozen=True)
class Table:
    """Rows of text.

    Attributes
    ----------
    numbers
        Which columns hold numbers, and are set to the right.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Figure:
    """A drawing.

    Attributes
    ----------
    light, dark
        SVG for a light and for a dark background.
    alternative
        What it shows, for whoever does not see it.
    """

    light: bytes
    dark: bytes
    caption: str
    alternative: str


@dataclass(frozen=True)
class Picture:
    """A sample, as PNG."""

    data: bytes
    caption: str


@dataclass(frozen=True)
class PictureRow:
    """A sample, its adversarial example, and the difference, with what is to be said of them."""

    pictures: tuple[Picture, ...]
    words: str


@dataclass(frozen=True)
class Pictures:
    """Samples below each other."""

    rows: tuple[PictureRow, ...]


@dataclass(frozen=True)
class Code:
    """Text to be copied as it is."""

    text: str


@dataclass(frozen=True)
class Figures:
    """A few large numbers beside each other."""

    entries: tuple[tuple[str, str, str], ...]
    """Number, what it is, and what qualifies it."""


Block = Paragraph | Items | Facts | Table | Figure | Pictures | Code | Figures


@dataclass(frozen=True)
class Section:
    """A part with a heading.

    Attributes
    ----------
    is_in_short
        Whether a rendering of the first page alone has it, too.
    """

    title: str
    blocks: tuple[Block, ...]
    anchor: str = ""
    is_in_short: bool = False


@dataclass(frozen=True)
class Document:
    """A report.

    Attributes
    ----------
    fields
        Who reports on what: system, purpose, assessor, date.
    summary
        The first page.
    """

    title: str
    subtitle: str
    fields: Facts
    summary: tuple[Section, ...]
    sections: tuple[Section, ...]
    program: str = field(default="PandaVision")
