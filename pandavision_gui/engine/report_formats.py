"""What a finished job can be written as: one line a format, from which menus and help are made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class FormatInfo:
    """One format.

    Attributes
    ----------
    title
        What it is called in menus.
    suffix
        Of the file, without the dot.
    takes_several
        Whether several jobs go into one file.
    needs_result
        Whether only finished jobs have it.
    is_figure
        Whether it is a drawing of the curves.
    is_report
        Whether it is a report, to which people can add who made it and why.
    """

    title: str
    suffix: str
    description: str
    takes_several: bool = False
    needs_result: bool = True
    is_figure: bool = False
    is_report: bool = False


class ExportFormat(StrEnum):
    """The formats, by the word that the command line knows them by."""

    CSV = "csv"
    TABLE = "table"
    JSON = "json"
    PNG = "png"
    SVG = "svg"
    FIGURE_PDF = "figure-pdf"
    HTML = "html"
    PDF = "pdf"
    MARKDOWN = "markdown"
    SAMPLES = "samples"
    PACK = "pack"
    ARCHIVE = "archive"

    @property
    def info(self) -> FormatInfo:
        """What there is to know of it."""
        return FORMATS[self]

    @property
    def suffix(self) -> str:
        """Of its files, without the dot."""
        return self.info.suffix

    @property
    def takes_several(self) -> bool:
        """Whether several jobs go into one file."""
        return self.info.takes_several

    @property
    def needs_result(self) -> bool:
        """Whether only finished jobs have it."""
        return self.info.needs_result


FORMATS: dict[ExportFormat, FormatInfo] = {
    ExportFormat.CSV: FormatInfo("Curve (CSV)", "csv", "the curve, one perturbation value a line"),
    ExportFormat.TABLE: FormatInfo(
        "Sample table (CSV)", "csv", "one sample a line: classes, distances, confidences"
    ),
    ExportFormat.JSON: FormatInfo(
        "Result (JSON)", "json", "the whole result, with paths; docs/formats/result.md describes it"
    ),
    ExportFormat.PNG: FormatInfo(
        "Figure (PNG)", "png", "the curves as a picture", takes_several=True, is_figure=True
    ),
    ExportFormat.SVG: FormatInfo(
        "Figure (SVG)", "svg", "the curves, to be edited", takes_several=True, is_figure=True
    ),
    ExportFormat.FIGURE_PDF: FormatInfo(
        "Figure (PDF)", "pdf", "the curves, for a paper", takes_several=True, is_figure=True
    ),
    ExportFormat.HTML: FormatInfo(
        "Report (HTML)",
        "html",
        "one page for a browser; of several jobs a comparison",
        takes_several=True,
        is_report=True,
    ),
    ExportFormat.PDF: FormatInfo(
        "Report (PDF)", "pdf", "the same as pages to print", takes_several=True, is_report=True
    ),
    ExportFormat.MARKDOWN: FormatInfo(
        "Summary (Markdown)",
        "md",
        "its first page, for a ticket",
        takes_several=True,
        is_report=True,
    ),
    ExportFormat.SAMPLES: FormatInfo(
        "Samples (HDF5)", "h5", "clean and adversarial samples, with paths; a dataset itself"
    ),
    ExportFormat.PACK: FormatInfo(
        "Evidence pack (ZIP)",
        "zip",
        "reports, rows and examples with their hashes, for `pandavision verify`",
        is_report=True,
    ),
    ExportFormat.ARCHIVE: FormatInfo(
        "Archive of the job",
        "pandavision",
        "everything, with paths, to go on elsewhere",
        needs_result=False,
    ),
}


def format_of_suffix(suffix: str) -> ExportFormat | None:
    """Return the format that a file name's suffix (without the dot) means; None for none.

    ".pdf" is a report and ".csv" the curve: figures and tables are asked for by name.
    """
    usual = {
        one.suffix: one
        for one in reversed(ExportFormat)
        if one not in (ExportFormat.TABLE, ExportFormat.FIGURE_PDF)
    }
    return usual.get(suffix.lower())
