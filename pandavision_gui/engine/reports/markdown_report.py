"""A report as Markdown: for a merge request, a ticket, a notebook.

Names from files are escaped, so that none of them becomes markup, a link or a table's edge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pandavision_gui.engine.markdown_text import markdown_text
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

_MARKS = {Mark.GOOD: "✓ ", Mark.CAUTION: "⚠ ", Mark.BAD: "✗ ", Mark.NONE: ""}


def markdown_report(document: Document, *, is_whole: bool = False) -> str:
    """Return the first page and the sections that people asked for.

    It is GitHub's and GitLab's dialect.

    Parameters
    ----------
    is_whole
        Whether it is all sections, without figures and pictures.
    """
    parts = [f"# {markdown_text(document.title)}", f"**{markdown_text(document.subtitle)}**"]
    filled = [fact for fact in document.fields.entries if fact.value]
    if filled:
        parts.append(
            "\n".join(f"- {markdown_text(one.name)}: {markdown_text(one.value)}" for one in filled)
        )
    told = (one for one in document.sections if is_whole or one.is_in_short)
    sections = (*document.summary, *told)
    for section in sections:
        parts += [f"## {markdown_text(section.title)}", *_blocks(section)]
    parts.append(f"*Made by {markdown_text(document.program)}.*")
    return "\n\n".join(part for part in parts if part) + "\n"


def _blocks(section: Section) -> list[str]:
    return [_block(block) for block in section.blocks]


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return (
                f"**{markdown_text(block.text)}**" if block.is_lead else markdown_text(block.text)
            )
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
            return f"{markdown_text(block.caption)}\n\n" + _table(
                [block.columns, *block.rows], block.numbers
            )
        case Code():
            fence = "`" * max(3, _longest_run(block.text) + 1)
            lines = "\n".join(plain_text(line) for line in block.text.split("\n"))
            return f"{fence}\n{lines}\n{fence}"
        case Figure():
            return f"*{markdown_text(block.alternative)}*"
        case Pictures():
            return "\n".join(f"- {markdown_text(row.words)}" for row in block.rows)


def _item(item: Item) -> str:
    return f"{_MARKS[item.mark]}{markdown_text(item.text)}"


def _table(rows: Sequence[tuple[str, ...]], numbers: frozenset[int]) -> str:
    head, *body = rows
    rule = ["--:" if place in numbers else "---" for place in range(len(head))]
    lines = [head, rule, *body]
    return "\n".join(
        "| " + " | ".join(cell if line is rule else markdown_text(cell) for cell in line) + " |"
        for line in lines
    )


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
