"""The user guide as a document: Markdown from the program's own files, with places to go to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)

from pandavision_gui.paths import resources_folder
from pandavision_gui.views.theme import UNIT, Colours

_SIZES = {1: 1.5, 2: 1.25, 3: 1.1}
"""Of a heading's letters, in sizes of the text's."""
_LINE_PERCENT = 130


@dataclass(frozen=True)
class Place:
    """A heading of the guide.

    Attributes
    ----------
    anchor
        What links name: the title in small letters, hyphens between its words.
    level
        1 for the guide's title.
    position
        Of its first letter in the document.
    """

    title: str
    anchor: str
    level: int
    position: int


def guide_text() -> str:
    """Return the guide as Markdown.

    Raises
    ------
    OSError
        When the installation is incomplete.
    """
    return (resources_folder() / "guide" / "index.md").read_text("utf-8")


def anchor_of(title: str) -> str:
    """Return the name by which links call a heading."""
    return re.sub(r"[\W_]+", "-", title.casefold()).strip("-")


def fill(document: QTextDocument, text: str, colours: Colours) -> list[Place]:
    """Put the guide into a document, set for reading, and return its headings in order."""
    features = QTextDocument.MarkdownFeature
    document.setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
    places = []
    block = document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        if level:
            title = block.text()
            places.append(Place(title, anchor_of(title), level, block.position()))
        _set_block(block, level, document.defaultFont())
        block = block.next()
    for table in document.rootFrame().childFrames():
        if isinstance(table, QTextTable):
            _set_table(table, colours)
    return places


def _set_block(block: QTextBlock, level: int, font: QFont) -> None:
    cursor = QTextCursor(block)
    shape = QTextBlockFormat()
    in_table = cursor.currentTable() is not None
    shape.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if level:
        shape.setTopMargin(0 if level == 1 else 3 * UNIT)
        shape.setBottomMargin(UNIT)
    else:
        is_last = block.textList() is not None and block.next().textList() is None
        between = UNIT // 2 if block.textList() and not is_last else UNIT
        shape.setTopMargin(0)
        shape.setBottomMargin(0 if in_table else between)
    cursor.mergeBlockFormat(shape)
    if level:
        letters = QTextCharFormat()
        letters.setFontPointSize(font.pointSizeF() * _SIZES.get(level, 1.0))
        letters.setFontWeight(QFont.Weight.DemiBold)
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        cursor.mergeCharFormat(letters)


def _set_table(table: QTextTable, colours: Colours) -> None:
    shape = table.format()
    shape.setBorder(1)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(QColor(colours.line))
    shape.setBorderCollapse(True)
    shape.setCellPadding(UNIT // 2)
    shape.setCellSpacing(0)
    shape.setTopMargin(UNIT // 2)
    shape.setBottomMargin(2 * UNIT)
    table.setFormat(shape)
