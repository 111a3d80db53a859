"""A report as one HTML file that needs nothing else: no network, no script."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pandavision_gui.engine.reports.document import Document, Mark
from pandavision_gui.errors import plain_text

SIGNS = {Mark.GOOD: "✓", Mark.CAUTION: "!", Mark.BAD: "✗"}
WORDS = {Mark.GOOD: "Good", Mark.CAUTION: "Caution", Mark.BAD: "Bad"}
_KEPT = "\n\t\u202f\u00a0"
_PERCENT = re.compile(r"(?<=\d) %")


def html_report(document: Document, templates: Path) -> str:
    """Return the page.

    Every text is escaped by the template engine, control characters and what turns the direction of
    writing by us.

    Parameters
    ----------
    templates
        Folder of `report.html.j2`.
    """
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
    )
    environment.filters["base64"] = lambda data: base64.b64encode(data).decode("ascii")
    page = environment.get_template("report.html.j2")
    return page.render(document=document, signs=SIGNS, words=WORDS)


def _printable(value: object) -> object:
    """Escape what is not printable in texts of ours; markup that is ready stays as it is."""
    if type(value) is not str:
        return value
    return printable_text(value)


def printable_text(text: str) -> str:
    """Return text whose control characters are escaped; line breaks stay, none before a "%"."""
    held = _PERCENT.sub("\u00a0%", text)
    return "".join(c if c.isprintable() or c in _KEPT else plain_text(c) for c in held)
