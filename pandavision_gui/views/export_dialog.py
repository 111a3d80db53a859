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
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = folder or (documents if documents and Path(documents).is_dir() else "")
    name = f"{proposed_name(names)}.{export_format.value}"
    return _ask(parent, PurePath(folder, name), export_format, on_chosen)


def _ask(
    parent: QWidget,
    proposed: PurePath,
    export_format: ExportFormat,
    on_chosen: Callable[[str], None],
) -> QFileDialog:
    suffix = export_format.value
    title = QCoreApplication.translate("ask_export_path", "Export as {format}").format(
        format=suffix.upper()
    )
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("export_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilter(f"{suffix.upper()} (*.{suffix})")
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
