"""Asks where an export goes, without stopping anything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from PySide6.QtCore import QCoreApplication, QFileInfo, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from pandavision_gui.jobs.exporting import ExportFormat
from pandavision_gui.views.engine_words import format_text

_LONGEST_NAME = 160
"""Bytes: file systems allow 255, and the file is written beside its place under a longer name."""
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
    return _ask(parent, PurePath(folder, name), export_format, on_chosen)


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
    if folder or _documents():
        dialog.setDirectory(folder or _documents())
    dialog.fileSelected.connect(on_chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _documents() -> str:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return place if place and Path(place).is_dir() else ""


def _ask(
    parent: QWidget,
    proposed: PurePath,
    export_format: ExportFormat,
    on_chosen: Callable[[str, ExportFormat], None],
) -> QFileDialog:
    kinds = _kinds_beside(export_format)
    title = (
        QCoreApplication.translate("ask_export_path", "Archive the job")
        if export_format is ExportFormat.ARCHIVE
        else QCoreApplication.translate("ask_export_path", "Export the figure")
        if len(kinds) > 1
        else QCoreApplication.translate("ask_export_path", "Export: {format}").format(
            format=format_text(export_format.info.title)
        )
    )
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("export_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    filters = {f"{one.suffix.upper()} (*.{one.suffix})": one for one in kinds}
    dialog.setNameFilters(list(filters))
    dialog.selectNameFilter(next(name for name, one in filters.items() if one is export_format))
    dialog.setDefaultSuffix(export_format.suffix)
    dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(filters[name].suffix))
    if proposed.is_absolute():
        dialog.setDirectory(str(proposed.parent))
    dialog.selectFile(proposed.name)

    def chosen(path: str) -> None:
        # A suffix that somebody typed says more than a filter that nobody looked at.
        typed = [one for one in kinds if path.lower().endswith(f".{one.suffix}")]
        kind = typed[0] if typed else filters.get(dialog.selectedNameFilter(), export_format)
        whole = path if typed else f"{path}.{kind.suffix}"
        if whole != path and QFileInfo.exists(whole):
            # The dialog asked about the name without the suffix: it has to ask about this one.
            _ask(parent, PurePath(whole), kind, on_chosen)
        else:
            on_chosen(whole, kind)

    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


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
    return kept.strip(" .") or "evaluation"
