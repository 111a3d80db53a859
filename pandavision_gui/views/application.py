"""Qt's application object, and what is shown where there is no window of the program."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.paths import resources_folder
from pandavision_gui.views.data_folder.folder_choice import has_screen
from pandavision_gui.views.engine_sentences import sentence_text

Application = QApplication


def make_application(arguments: Sequence[str]) -> Application:
    """Return Qt's application object with the program's name."""
    app = Application(list(arguments))
    app.setApplicationName("PandaVision")
    app.setDesktopFileName("pandavision")
    app.setWindowIcon(QIcon(str(resources_folder() / "icons" / "pandavision.svg")))
    # The program ends when its jobs have come to rest, not when its window is hidden.
    app.setQuitOnLastWindowClosed(False)
    return app


def show_empty_window(app: Application) -> str:
    """Show an empty window for a moment; return the name of Qt's platform and its version."""
    window = QWidget()
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    window.show()
    app.processEvents()
    window.close()
    return f"{app.platformName()}, Qt {qVersion()}"


def show_refusal(error: PandaVisionError) -> None:
    """Say in a box why the program does not open: whoever clicked on an icon reads no terminal."""
    if not has_screen() or (sys.stderr is not None and sys.stderr.isatty()):
        return
    box = QMessageBox(QMessageBox.Icon.Critical, "PandaVision", sentence_text(error.message))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(sentence_text(error.hint))
    box.exec()
