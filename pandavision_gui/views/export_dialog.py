"""Asks where an export goes, without stopping anything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, QFileInfo, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from pandavision_gui.jobs.exporting import ExportFormat
from pandavision_gui.views.engine_words import format_text
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.start_folder import answering_folder, begin_in

_PARTS = {
    ExportFormat.CSV: "curve",
    ExportFormat.TABLE: "sample table",
    ExportFormat.SAMPLES: "samples",
    ExportFormat.JSON: "result",
}
"""What a part of a job is called in the name of its file: two of them have the same suffix."""
_LONGEST_NAME = 160
"""Bytes: file systems allow 255, and the file is written beside its place under a longer name."""
_LONGEST_TITLE = 80
_FORBIDDEN = set('<>:"/\\|?*')


def ask_export_path(
    parent: QWidget,
    names: Sequence[str],
    export_format: ExportFormat,
    on_chosen: Callable[[str, ExportFormat], None],
    *,
    folder: str = "",
) -> QFileDialog:
    """Open a file dialog; `on_chosen` gets the path with the format's suffix, and the format.

    For a figure the user chooses among the formats that figures are written in.

    Parameters
    ----------
    names
        Names of the jobs, for the proposed file name.
    folder
        Where the last export went; the user's documents when there was none.
    """
    folder = folder or _documents()
    name = f"{proposed_name(names, export_format)}.{export_format.suffix}"
    return _ask(parent, PurePath(folder, name), export_format, on_chosen, names)


def ask_export_folder(
    parent: QWidget, count: int, on_chosen: Callable[[str], None], *, folder: str = ""
) -> QFileDialog:
    """Open a dialog that asks for the folder of several archives; `on_chosen` gets its path."""
    title = QCoreApplication.translate("ask_export_path", "Folder for {n} archives").format(n=count)
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("export_dialog")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setLabelText(
        QFileDialog.DialogLabel.Accept, QCoreApplication.translate("ask_export_path", "Save here")
    )
    begin_in(dialog, folder or _documents())
    dialog.fileSelected.connect(on_chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _documents() -> str:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return answering_folder(place)


def _ask(
    parent: QWidget,
    proposed: PurePath,
    export_format: ExportFormat,
    on_chosen: Callable[[str, ExportFormat], None],
    names: Sequence[str],
) -> QFileDialog:
    kinds = _kinds_beside(export_format)
    title = (
        QCoreApplication.translate("ask_export_path", "Archive the job")
        if export_format is ExportFormat.ARCHIVE
        else _figure_title(names)
        if len(kinds) > 1
        else QCoreApplication.translate("ask_export_path", "Export: {format}").format(
            format=format_text(export_format.info.title)
        )
    )
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("export_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    filters = {f"{format_text(one.info.title)} (*.{one.suffix})": one for one in kinds}
    dialog.setNameFilters(list(filters))
    dialog.selectNameFilter(next(name for name, one in filters.items() if one is export_format))
    dialog.setDefaultSuffix(export_format.suffix)
    dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(filters[name].suffix))
    if proposed.is_absolute():
        begin_in(dialog, str(proposed.parent))
    dialog.selectFile(proposed.name)

    def chosen(path: str) -> None:
        # A suffix that somebody typed says more than a filter that nobody looked at.
        typed = [one for one in kinds if path.lower().endswith(f".{one.suffix}")]
        kind = typed[0] if typed else filters.get(dialog.selectedNameFilter(), export_format)
        whole = path if typed else f"{path}.{kind.suffix}"
        if whole != path and QFileInfo.exists(whole):
            # The dialog asked about the name without the suffix: it has to ask about this one.
            _ask(parent, PurePath(whole), kind, on_chosen, names)
        else:
            on_chosen(whole, kind)

    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _figure_title(names: Sequence[str]) -> str:
    """Return what is exported, in words."""
    if len(names) == 1:
        title = QCoreApplication.translate("ask_export_path", "Export the figure of “{name}”")
        return title.format(name=one_line(names[0], _LONGEST_TITLE))
    title = QCoreApplication.translate("ask_export_path", "Export the figure with {n} curves")
    return title.format(n=len(names))


def _kinds_beside(export_format: ExportFormat) -> list[ExportFormat]:
    """Return the formats that the dialog offers: of a figure all, of anything else just it."""
    if not export_format.info.is_figure:
        return [export_format]
    return [one for one in ExportFormat if one.info.is_figure]


def proposed_name(names: Sequence[str], export_format: ExportFormat = ExportFormat.PNG) -> str:
    """Return a file name without suffix, allowed on every system, for jobs of these names."""
    several = "comparison" if export_format.info.is_report else "robustness curves"
    name = names[0] if len(names) == 1 else several
    kept = "".join(c if c.isprintable() and c not in _FORBIDDEN else "_" for c in name)
    kept = kept.strip(" .").encode("utf-8", "replace")[:_LONGEST_NAME].decode("utf-8", "ignore")
    kept = kept.strip(" .") or "evaluation"
    return f"{kept} {_PARTS[export_format]}" if export_format in _PARTS else kept
