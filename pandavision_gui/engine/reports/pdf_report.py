"""A report as PDF, set by Typst."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import matplotlib
import typst

from pandavision_gui.engine.reports.document import (
    Block,
    Code,
    Document,
    Facts,
    Figure,
    Figures,
    Items,
    Mark,
    Paragraph,
    Pictures,
    Section,
    Table,
)
from pandavision_gui.engine.reports.html_report import SIGNS, WORDS, printable_text

_log = logging.getLogger(__name__)

_FOOTER = "An upper bound on robust accuracy under the attacks named here; evidence, and no proof."


def pdf_report(document: Document, templates: Path, place: Path | None = None) -> bytes:
    """Return the pages as PDF/UA-1 (ISO 14289-1): tagged, fonts embedded.

    Where a name has a character that no font of the machine can show, the pages are tagged all the
    same, but are no PDF/UA.

    The template reads all text from a JSON file: nothing in a name can be code for Typst, and
    Typst reads nothing outside the folder that is made for it here.

    Parameters
    ----------
    templates
        Folder of `report.typ`.
    place
        Where a folder may be made for the time being; the system's place for such by default.
    """
    with tempfile.TemporaryDirectory(prefix="pandavision-report-", dir=place) as made:
        folder = Path(made)
        shutil.copyfile(templates / "report.typ", folder / "report.typ")
        described = _Folder(folder).describe(document)
        (folder / "report.json").write_text(json.dumps(described), encoding="utf-8")
        fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        # System fonts stay in: a class name may be in a script that no font of ours has.
        try:
            return _compiled(folder, [fonts], "ua-1")
        except typst.TypstError as error:
            # It allows no character that no font can show; a name may have one.
            _log.info("not PDF/UA: %s", error)
            return _compiled(folder, [fonts], None)


def _compiled(folder: Path, fonts: list[Path], standard: Literal["ua-1"] | None) -> bytes:
    made: bytes = typst.compile(
        folder / "report.typ", root=folder, font_paths=fonts, format="pdf", pdf_standards=standard
    )
    return made


class _Folder:
    """Writes pictures beside the template, and describes a document for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def describe(self, document: Document) -> dict[str, Any]:
        return {
            "title": printable_text(document.title),
            "subtitle": printable_text(document.subtitle),
            "footer": printable_text(f"Made by {document.program}. {_FOOTER}"),
            "fields": self._block(document.fields),
            "summary": self._sections(document.summary),
            "sections": self._sections(document.sections),
        }

    def _sections(self, sections: Sequence[Section]) -> list[dict[str, Any]]:
        return [
            {"title": printable_text(one.title), "blocks": [self._block(it) for it in one.blocks]}
            for one in sections
        ]

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Paragraph():
                return {
                    "kind": "paragraph",
                    "text": printable_text(block.text),
                    "lead": block.is_lead,
                }
            case Items():
                return {
                    "kind": "items",
                    "entries": [_item(it.text, it.mark) for it in block.entries],
                }
            case Facts():
                entries = [
                    {
                        "name": printable_text(fact.name),
                        "value": printable_text(fact.value),
                        "code": fact.is_code,
                    }
                    for fact in block.entries
                ]
                return {"kind": "facts", "entries": entries}
            case Figures():
                named = ("number", "what", "more")
                entries = [
                    dict(zip(named, map(printable_text, entry), strict=True))
                    for entry in block.entries
                ]
                return {"kind": "figures", "entries": entries}
            case Table():
                return {
                    "kind": "table",
                    "caption": printable_text(block.caption),
                    "columns": [printable_text(column) for column in block.columns],
                    "rows": [[printable_text(cell) for cell in row] for row in block.rows],
                    "numbers": sorted(block.numbers),
                }
            case Figure():
                return {
                    "kind": "figure",
                    "file": self._file(block.light, "svg"),
                    "caption": printable_text(block.caption),
                    "alternative": printable_text(block.alternative),
                }
            case Pictures():
                rows = [
                    {
                        "words": printable_text(row.words),
                        "pictures": [
                            {
                                "file": self._file(picture.data, "png"),
                                "caption": printable_text(picture.caption),
                            }
                            for picture in row.pictures
                        ],
                    }
                    for row in block.rows
                ]
                return {"kind": "pictures", "rows": rows}
            case Code():
                return {"kind": "code", "text": printable_text(block.text)}

    def _file(self, data: bytes, suffix: str) -> str:
        self._count += 1
        name = f"picture-{self._count}.{suffix}"
        (self._folder / name).write_bytes(data)
        return name


def _item(text: str, mark: Mark) -> dict[str, str]:
    return {
        "text": printable_text(text),
        "mark": mark.value,
        "sign": SIGNS.get(mark, "·"),
        "word": WORDS[mark] if mark in (Mark.CAUTION, Mark.BAD) else "",
    }
