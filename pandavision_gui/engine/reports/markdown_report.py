"""A report as Markdown: for a merge request, a ticket, a notebook.

Names from files are escaped, so that none of them becomes markup, a link or a table's edge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pandavision_gui.engine.reports.document import (
    Block,
    Code,
    Document,
    Facts,
    Figure,
    Figures,
    Item,
    Items,
    Mark,
    Paragraph,
    Pictures,
    Section,
    Table,
)
from pandavision_gui.errors import plain_text

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_AT_START = re.compile(r"^(\s*\d*)([-+=.)])(?=\s|$|-)")
_LINKS = re.compile(r"(?i)(:)(?=//)|(\bwww)(?=\.)|(@)")
_MARKS = {Mark.GOOD: "✓ ", Mark.CAUTION: "⚠ ", Mark.BAD: "✗ ", Mark.NONE: ""}


def markdown_report(document: Document, *, is_whole: bool = False) -> str:
    """Return the first page and the sections that people asked for.

    It is GitHub's and GitLab's dialect.

    Parameters
    ----------
    is_whole
        Whether it is all sections, without figures and pictures.
    """
    parts = [f"# {_text(document.title)}", f"**{_text(document.subtitle)}**"]
    filled = [fact for fact in document.fields.entries if fact.value]
    if filled:
        parts.append("\n".join(f"- {_text(one.name)}: {_text(one.value)}" for one in filled))
    told = (one for one in document.sections if is_whole or one.is_in_short)
    sections = (*document.summary, *told)
    for section in sections:
        parts += [f"## {_text(section.title)}", *_blocks(section)]
    parts.append(f"*Made by {_text(document.program)}.*")
    return "\n\n".join(part for part in parts if part) + "\n"


def _blocks(section: Section) -> list[str]:
    return [_block(block) for block in section.blocks]


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return f"**{_text(block.text)}**" if block.is_lead else _text(block.text)
        case Items():
            return "\n".join(f"- {_item(item)}" for item in block.entries)
        case Facts():
            facts = [(one.name, one.value or "–") for one in block.entries]
            return _table([("", ""), *facts], frozenset())
        case Figures():
            return _table(
                [
                    tuple(what for _, what, _ in block.entries),
                    tuple(f"{number} ({more})" for number, _, more in block.entries),
                ],
                frozenset(),
            )
        case Table():
            return f"{_text(block.caption)}\n\n" + _table(
                [block.columns, *block.rows], block.numbers
            )
        case Code():
            fence = "`" * max(3, _longest_run(block.text) + 1)
            lines = "\n".join(plain_text(line) for line in block.text.split("\n"))
            return f"{fence}\n{lines}\n{fence}"
        case Figure():
            return f"*{_text(block.alternative)}*"
        case Pictures():
            return "\n".join(f"- {_text(row.words)}" for row in block.rows)


def _item(item: Item) -> str:
    return f"{_MARKS[item.mark]}{_text(item.text)}"


def _table(rows: Sequence[tuple[str, ...]], numbers: frozenset[int]) -> str:
    head, *body = rows
    rule = ["--:" if place in numbers else "---" for place in range(len(head))]
    lines = [head, rule, *body]
    return "\n".join(
        "| " + " | ".join(cell if line is rule else _text(cell) for cell in line) + " |"
        for line in lines
    )


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _text(text: str) -> str:
    """Return text on one line in which nothing is markup."""
    words = " ".join(plain_text(part) for part in text.split("\u202f"))
    escaped = _LINKS.sub(lambda found: f"{found[0]}\u200b", _MARKUP.sub(r"\\\1", words))
    return _AT_START.sub(r"\1\\\2", escaped)
