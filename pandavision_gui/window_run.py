"""Runs the window: from the first start to the end, with a move of its folder in between."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pandavision_gui.app import WindowProgram
from pandavision_gui.atomic_file import write_text_atomically
from pandavision_gui.errors import EnvironmentFault, PandaVisionError
from pandavision_gui.jobs.chosen_folder import SETTINGS, DataFolderMissingError
from pandavision_gui.jobs.held_folder import HeldFolder
from pandavision_gui.jobs.move_leftovers import move_leftover
from pandavision_gui.jobs.owner import FolderInUseError
from pandavision_gui.jobs.owner_commands import ShowWindow, require_few, require_text
from pandavision_gui.jobs.second_start import reach_owner
from pandavision_gui.paths import WINDOW, user_folders
from pandavision_gui.settings import load_settings
from pandavision_gui.views.application import (
    Application,
    make_application,
    show_empty_window,
    show_refusal,
)
from pandavision_gui.views.crash.crash_offer import CrashOffer
from pandavision_gui.views.crash.crash_watch import CrashWatch
from pandavision_gui.views.data_folder.folder_choice import find_folders, move_and_tell
from pandavision_gui.views.end_signals import EndSignals
from pandavision_gui.views.help.versions import versions
from pandavision_gui.views.language import speak
from pandavision_gui.views.main_window import MainWindow
from pandavision_gui.views.opening.file_events import FileEvents
from pandavision_gui.views.window_check import WindowCheck


def run_window(given: Path | None, files: Sequence[Path] = ()) -> bool:
    """Open the window and stay until it is closed.

    A second start brings the first one's window to the front instead, and returns False. When the
    user moves the data folder, the window closes, and opens again when that is done.

    Parameters
    ----------
    given
        The data folder, where it is not the settings' one.
    files
        Models and datasets for the form, and archives of jobs.

    Raises
    ------
    PandaVisionError
        When the data folder cannot be used.
    """
    app = make_application(sys.argv[:1])
    events = FileEvents(app)
    speak(app, load_settings(user_folders(given).config / SETTINGS).language)
    require_few(files)
    paths = tuple(str(file.absolute()) for file in files)
    note = ""
    while True:
        try:
            program = _program_or_owner(app, given, paths)
        except PandaVisionError as error:
            if not isinstance(error, DataFolderMissingError):  # that one has been talked about
                show_refusal(error)
            raise
        if program is None:
            return False
        program.ended.connect(app.quit)
        head = "\n".join(f"{name}: {value}" for name, value in versions())
        watch = CrashWatch(program.folders.data / WINDOW, head)
        with EndSignals(program.end_at_once), watch:
            program.show()
            CrashOffer(watch, program.window, program.theme)
            if paths:
                program.window.form.take_files(paths)
            events.give_to(partial(_take_files, program.window))
            note = note or (
                move_leftover(program.folders, is_owned=True) if program.can_move else ""
            )
            if note:
                program.window.announcements.note(note)
            app.exec()
            events.give_to(None)
        if program.is_stuck:
            # A thread that waits for a file for ever would keep a process without a window alive.
            os._exit(1)
        if program.target is None:
            return True
        told = move_and_tell(app, program.folders, program.target)
        for part in (program.window, program.theme, program):
            part.deleteLater()
        if told is None:
            return True
        note, paths = told, ()


def _take_files(window: MainWindow, files: Sequence[Path]) -> None:
    window.form.take_files([str(file) for file in files])


def _program_or_owner(
    app: Application, given: Path | None, files: tuple[str, ...]
) -> WindowProgram | None:
    """Return the program, or None when another one owns the folder and has shown its window."""
    while True:
        folders, is_chosen = find_folders(given)  # who ends meanwhile may have moved it
        try:
            return WindowProgram(app, folders, can_move=given is None and is_chosen)
        except FolderInUseError as error:
            require_text(files)
            answer = reach_owner(error, ShowWindow(files=files))
            if answer is not None and not answer.done:
                raise EnvironmentFault("owner_refused", answer.sentence) from error
            if answer is not None:
                return None
            # The other one has ended meanwhile: the folder is free.


def check_window(report: Path) -> bool:
    """Run the sample evaluation through the window on a data folder of its own.

    Returns
    -------
    Whether all was right; `report` says as JSON what was seen.
    """
    app = make_application(sys.argv[:1])
    with HeldFolder("check") as folder:
        program = WindowProgram(app, user_folders(folder))
        check = WindowCheck(program.window)
        check.done.connect(program.window.hide)
        check.done.connect(lambda: program.end(False))
        program.ended.connect(app.quit)
        program.show()
        app.exec()
    write_text_atomically(report, json.dumps(check.seen, indent=2) + "\n")
    return bool(check.seen["right"])


def try_screen() -> str:
    """Show an empty window for a moment; return the name of Qt's platform and its version."""
    return show_empty_window(make_application(sys.argv[:1]))
