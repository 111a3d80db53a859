"""Asks where an export goes, without stopping anything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from pandavision_gui.jobs.exporting import ExportFormat

_LONGEST_NAME = 80
_FORBIDDEN = set('<>:"/\\|?*')


def ask_export_path(
    parent: QWidget,
    names: Sequence[str],
    export_format: ExportFormat,
    on_chosen: Callable[[str], None],
) -> QFileDialog:
    """Open a file dialog; `on_chosen` gets the path with the format's suffix.

    Parameters
    ----------
    names
        Names of the jobs, for the proposed file name.
    """
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
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    if documents and Path(documents).is_dir():
        dialog.setDirectory(documents)
    dialog.selectFile(f"{proposed_name(names)}.{suffix}")
    dialog.fileSelected.connect(on_chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def proposed_name(names: Sequence[str]) -> str:
    """Return a file name without suffix, allowed on every system, for jobs of these names."""
    name = names[0] if len(names) == 1 else "robustness curves"
    kept = "".join(c if c.isprintable() and c not in _FORBIDDEN else "_" for c in name)
    return kept.strip(" .")[:_LONGEST_NAME] or "evaluation"
