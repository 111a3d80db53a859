"""What the Help menu opens; each is made when it is wanted first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QTabWidget, QWidget

from pandavision_gui.views.actions import WindowActions
from pandavision_gui.views.theme import Theme

if TYPE_CHECKING:
    from pandavision_gui.views.help.guide_window import GuideWindow
    from pandavision_gui.views.help.self_test_run import SelfTestRun

_SECTIONS = {
    "form": "the-evaluation-form",
    "details": "details",
    "jobs": "the-jobs-table",
    "curve_tab": "the-curve",
    "samples_tab": "samples",
    "attack_tab": "attack",
    "classes_tab": "classes",
    "log_tab": "log",
    "values_section": "perturbation-values",
    "values_editor": "perturbation-values",
    "large_sample": "samples",
    "compare": "comparing-jobs",
    "report_dialog": "reports-and-exports",
    "making_dialog": "datasets-of-your-own",
    "settings": "settings-and-disk-use",
    "disk_use": "settings-and-disk-use",
    "crash_report": "when-something-goes-wrong",
    "self_test": "when-something-goes-wrong",
}
"""Name of a part of the window, or of a dialog → the heading of the guide that is about it."""


class HelpMenu(QObject):
    """The window's actions "User guide", "Keyboard shortcuts", "Self-test" and "About"."""

    def __init__(
        self, window: QWidget, theme: Theme, actions: WindowActions, tabs: QTabWidget
    ) -> None:
        super().__init__(window)
        self._window, self._theme, self._actions = window, theme, actions
        self._tabs = tabs
        self._turned_to: QWidget | None = None
        """The tab that was clicked since the keyboard went anywhere: it leaves that where it is."""
        tabs.tabBarClicked.connect(lambda place: self._turn_to(tabs.widget(place)))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._forget_tab)
        # Help is wanted in dialogs, too.
        actions["guide"].setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        self.guide: GuideWindow | None = None
        self.self_test: SelfTestRun | None = None
        actions["guide"].triggered.connect(self._show_guide)
        actions["shortcuts"].triggered.connect(self._show_shortcuts)
        actions["self_test"].triggered.connect(self._show_self_test)
        actions["about"].triggered.connect(self._show_about)

    def close(self) -> None:
        """Let a self-test end that is under way."""
        if self.self_test is not None:
            self.self_test.stop()

    def wait(self) -> None:
        """Wait until nothing of it is left."""
        if self.self_test is not None:
            self.self_test.wait()

    def _turn_to(self, tab: QWidget | None) -> None:
        self._turned_to = tab

    def _forget_tab(self, before: QWidget | None, now: QWidget | None) -> None:
        # Without a place before, the window has only come to the front, perhaps by that click.
        if now is not None and (before is not None or now.window() is not self._window):
            self._turned_to = None

    def _show_guide(self) -> None:
        """Show the guide where it speaks of what the user works in: a tab, a part, a dialog."""
        is_shown = self._turned_to is self._tabs.currentWidget()
        clicked = self._turned_to if is_shown else None
        section = _section_of(clicked or QApplication.focusWidget())
        if self.guide is None:
            from pandavision_gui.views.help.guide_window import GuideWindow

            self.guide = GuideWindow(self._window, self._theme)
            self.guide.page_wanted.connect(QDesktopServices.openUrl)
        _bring(self.guide)
        if section:
            self.guide.go_to(section)

    def _show_shortcuts(self) -> None:
        from pandavision_gui.views.help.shortcut_list import ShortcutList

        shown = self._window.findChild(ShortcutList, "shortcuts")
        _bring(shown or ShortcutList(self._window, self._actions))

    def _show_self_test(self) -> None:
        from pandavision_gui.views.help.self_test_dialog import SelfTestDialog
        from pandavision_gui.views.help.self_test_run import SelfTestRun

        shown = self._window.findChild(SelfTestDialog, "self_test")
        if shown is None:
            if self.self_test is None:
                self.self_test = SelfTestRun(self)
            shown = SelfTestDialog(self._window, self.self_test)
        _bring(shown)

    def _show_about(self) -> None:
        from pandavision_gui.views.help.about_dialog import AboutDialog

        shown = self._window.findChild(AboutDialog, "about")
        _bring(shown or AboutDialog(self._window, self._theme))


def _section_of(widget: QWidget | None) -> str:
    while widget is not None:
        if isinstance(widget, QTabWidget):  # its bar has the keyboard
            widget = widget.currentWidget()
        if widget.objectName() in _SECTIONS:
            return _SECTIONS[widget.objectName()]
        widget = widget.parentWidget()
    return ""


def _bring(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
