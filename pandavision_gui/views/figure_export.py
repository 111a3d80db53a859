"""What goes into an exported figure: what is on the screen where curves are looked at."""

from __future__ import annotations

from PySide6.QtCore import QObject

from pandavision_gui.views.actions import WindowActions
from pandavision_gui.views.job_commands import JobCommands
from pandavision_gui.views.plots.series_style import CurveSeries
from pandavision_gui.views.tabs.job_tabs import JobTabs


class FigureExport(QObject):
    """Exports the curves of the tab Curve while that is looked at, else those of selected jobs."""

    def __init__(self, tabs: JobTabs, commands: JobCommands, actions: WindowActions) -> None:
        super().__init__(tabs)
        self._tabs = tabs
        self._commands = commands
        self._actions = actions
        actions["export_figure"].triggered.connect(self._export)
        tabs.currentChanged.connect(self._look)
        tabs.curve.shown_changed.connect(self._look)

    def _on_screen(self) -> list[CurveSeries]:
        return self._tabs.curve.shown() if self._tabs.currentWidget() is self._tabs.curve else []

    def _look(self) -> None:
        self._actions.allow("export_figure", any(one.curve for one in self._on_screen()))

    def _export(self) -> None:
        curves = self._on_screen()
        finished = [one for one in curves if one.curve]
        if finished:
            self._commands.export_curves(finished, [one.name for one in curves if not one.curve])
        else:
            self._actions["export_selected"].trigger()
