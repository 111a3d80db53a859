"""Asks where an export goes, without stopping anything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from PySide6.QtCore import QCoreApplication, QFileInfo, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from pandavision_gui.jobs.exporting import ExportFormat

_LONGEST_NAME = 160
"""Bytes: file systems allow 255, and the file is written beside its place under a longer name."""
_FORBIDDEN = set('<>:"/\\|?*')


def ask_export_path(
    parent: QWidget,
    names: Sequence[str],
    export_format: ExportFormat,
    on_chosen: Callable[[str], None],
    *,
    folder: str = "",
) -> QFileDialog:
    """Open a file dialog; `on_chosen` gets the path with the format's suffix.

    Parameters
    ----------
    names
        Names of the jobs, for the proposed file name.
    folder
        Where the last export went; the user's documents when there was none.
    """
    folder = folder or _documents()
    name = f"{proposed_name(names)}.{export_format.value}"
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
    on_chosen: Callable[[str], None],
) -> QFileDialog:
    suffix = export_format.value
    is_archive = export_format is ExportFormat.ARCHIVE
    title, kind = (
        (
            QCoreApplication.translate("ask_export_path", "Archive the job"),
            QCoreApplication.translate("ask_export_path", "Archives of jobs"),
        )
        if is_archive
        else (
            QCoreApplication.translate("ask_export_path", "Export as {format}").format(
                format=suffix.upper()
            ),
            suffix.upper(),
        )
    )
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("export_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilter(f"{kind} (*.{suffix})")
    dialog.setDefaultSuffix(suffix)
    if proposed.is_absolute():
        dialog.setDirectory(str(proposed.parent))
    dialog.selectFile(proposed.name)

    def chosen(path: str) -> None:
        whole = path if path.lower().endswith(f".{suffix}") else f"{path}.{suffix}"
        if whole != path and QFileInfo.exists(whole):
            # The dialog asked about the name without the suffix: it has to ask about this one.
            _ask(parent, PurePath(whole), export_format, on_chosen)
        else:
            on_chosen(whole)

    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def proposed_name(names: Sequence[str]) -> str:
    """Return a file name without suffix, allowed on every system, for jobs of these names."""
    name = names[0] if len(names) == 1 else "robustness curves"
    kept = "".join(c if c.isprintable() and c not in _FORBIDDEN else "_" for c in name)
    kept = kept.strip(" .").encode("utf-8", "replace")[:_LONGEST_NAME].decode("utf-8", "ignore")
    return kept.strip(" .") or "evaluation"
