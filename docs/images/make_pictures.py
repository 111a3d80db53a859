"""Takes the pictures of the window that README shows: `make pictures`.

The window is the real one, on a data folder of its own, after the sample evaluation.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from pandavision_gui.app import WindowProgram
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.paths import user_folders
from pandavision_gui.views.theme import Scheme
from pandavision_gui.window_run import make_application

SIZE = (1440, 900)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def main(out: Path, size: tuple[int, int]) -> None:
    """Write `window-light.png` and `window-dark.png` to `out`, and each moment's before them."""
    app = make_application(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        program = WindowProgram(app, user_folders(Path(folder)))
        window = program.window
        window.resize(*size)
        program.show()
        _wait(lambda: window.welcome.isVisible())
        _take(program, out, "welcome")
        button = window.welcome.findChild(QPushButton, "run_sample")
        if button is not None:
            button.click()
        _wait(lambda: any(window.presenter.news.progress(r.id) for r in window.model.rows()))
        _take(program, out, "running")
        _wait(lambda: [row.state for row in window.model.rows()] == [JobState.FINISHED] * 2)
        _wait(lambda: all(window.presenter.news.loaded(r.id) for r in window.model.rows()))
        _take(program, out, "window")
        loop = QEventLoop()
        program.ended.connect(loop.quit)
        window.close()
        loop.exec()


def _take(program: WindowProgram, out: Path, moment: str) -> None:
    for scheme in reversed(SCHEMES):
        program.theme.set_scheme(scheme)
        QTest.qWait(100)
        program.window.grab().save(str(out / f"{moment}-{scheme}.png"))


def _wait(is_so: Callable[[], bool]) -> None:
    deadline = QDeadlineTimer(120_000)
    while not is_so():
        if deadline.hasExpired():
            raise TimeoutError("a state did not come")
        QTest.qWait(50)


if __name__ == "__main__":
    width, height = map(int, sys.argv[2].split("x")) if len(sys.argv) > 2 else SIZE
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent, (width, height))
