"""Takes the pictures of the window that README and docs show: `make pictures`.

The window is the real one, on a data folder of its own, after the sample evaluation.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
from PIL import Image
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QRect
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from pandavision_gui.app import WindowProgram
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.paths import resources_folder, user_folders
from pandavision_gui.views.application import make_application
from pandavision_gui.views.compare.compare_window import CompareWindow
from pandavision_gui.views.dataset_making.making_dialog import MakingDialog
from pandavision_gui.views.theme import Scheme

SIZE = (1440, 900)
_COLOURS, _KEPT = 256, 128
"""Of a picture, and those of them that are kept because they are common."""
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def main(out: Path, size: tuple[int, int], *, each_moment: bool) -> None:
    """Write `window`, the tabs, `compare`, `doctor` and `making` to `out`, light and dark.

    Parameters
    ----------
    each_moment
        Whether to take the moments before `window`, too.
    """
    out.mkdir(parents=True, exist_ok=True)
    app = make_application(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        program = WindowProgram(app, user_folders(Path(folder)))
        window = program.window
        window.resize(*size)
        program.show()
        _wait(lambda: window.welcome.isVisible())
        if each_moment:
            _take(program, window, out, "welcome")
        button = window.welcome.findChild(QPushButton, "run_sample")
        if button is not None:
            button.click()
        _wait(lambda: any(window.presenter.news.progress(r.id) for r in window.model.rows()))
        if each_moment:
            _take(program, window, out, "running")
        _wait(lambda: [row.state for row in window.model.rows()] == [JobState.FINISHED] * 2)
        _wait(lambda: all(window.presenter.news.loaded(r.id) for r in window.model.rows()))
        _wait(lambda: "Clean accuracy" in window.form.doctor.text())
        _take(program, window, out, "window")
        _take_tabs(program, out)
        _take_parts(program, out)
        _take_comparison(program, out)
        _take_doctor(program, out, Path(folder))
        _take_making(program, out, Path(folder))
        loop = QEventLoop()
        program.ended.connect(loop.quit)
        window.close()
        loop.exec()


def _take_tabs(program: WindowProgram, out: Path) -> None:
    """Take samples, classes and a replayed attack of the standard network."""
    window = program.window
    tabs = window.tabs
    standard = next(row for row in window.model.rows() if "standard" in row.name)
    window.table.select(standard.id)
    tabs.setCurrentWidget(tabs.samples)
    _wait(lambda: tabs.samples.view is not None and tabs.samples.view.shows_pictures())
    _take(program, window, out, "samples")
    tabs.setCurrentWidget(tabs.classes)
    _wait(lambda: tabs.classes.view is not None)
    _take(program, window, out, "classes")
    tabs.setCurrentWidget(tabs.attack)
    view = tabs.attack.view
    if view is None:
        raise LookupError("the tab Attack shows nothing")
    view.replay.click()
    _wait(lambda: view.plot.passes > 0)
    _take(program, window, out, "attack")
    tabs.setCurrentWidget(tabs.curve)


def _take_parts(program: WindowProgram, out: Path) -> None:
    """Take the parts of the window and its dialogs, each by itself."""
    window = program.window
    window.tabs.setCurrentWidget(window.tabs.log)
    _wait(lambda: len(window.tabs.log.text.toPlainText()) > 100)
    _take(program, window, out, "log")
    window.tabs.setCurrentWidget(window.tabs.curve)
    _take(program, window.form, out, "form")
    _take(program, window.details, out, "details")
    _take(program, window.table, out, "jobs")
    editor = window.form.values.open_editor()
    editor.resize(368, 400)
    _take(program, editor, out, "values")
    editor.close()
    for action, name in (("settings", "settings"), ("report", "report_dialog")):
        window.actions_by_name[action].trigger()
        _wait(lambda name=name: _shown(name) is not None)
        dialog = _shown(name)
        if dialog is not None:
            # A folder of this machine is nobody's business.
            hidden = [one for one in dialog.findChildren(QWidget) if "/" in _words_of(one)]
            for one in hidden:
                one.hide()
            _take(program, dialog, out, action)
            dialog.close()
    window.actions_by_name["palette"].trigger()
    _wait(lambda: _shown("palette") is not None)
    palette = _shown("palette")
    if palette is not None:
        QTest.keyClicks(palette.focusWidget(), "exp")
        QTest.qWait(300)
        _take(program, palette, out, "palette")
        palette.close()


def _words_of(widget: QWidget) -> str:
    return str(widget.property("text") or "")


def _shown(name: str) -> QWidget | None:
    found = (one for one in QApplication.allWidgets() if one.objectName() == name)
    return next((one for one in found if one.isVisible()), None)


def _take_comparison(program: WindowProgram, out: Path) -> None:
    """Take the comparison of both networks."""
    window = program.window
    window.table.setFocus()
    QTest.keySequence(window.table.rows, QKeySequence(QKeySequence.StandardKey.SelectAll))
    window.actions_by_name["compare"].trigger()
    _wait(lambda: any(map(_is_compared, QApplication.topLevelWidgets())))
    (shown,) = filter(_is_compared, QApplication.topLevelWidgets())
    QTest.qWait(500)  # the curves are built in turns
    _take(program, shown, out, "compare")
    shown.close()


def _is_compared(widget: QWidget) -> bool:
    return isinstance(widget, CompareWindow) and widget.is_compared


def _take_doctor(program: WindowProgram, out: Path, folder: Path) -> None:
    """Give the form samples whose colours are in the other order, and take what it says."""
    form = program.window.form
    with h5py.File(resources_folder() / "samples" / "road_signs.h5") as file:
        samples, labels = file["samples"][:], file["labels"][:]
    with h5py.File(folder / "signs_bgr.h5", "w") as file:
        file["samples"], file["labels"] = samples[:, ::-1], labels
    model = form.model.path
    form.clear()
    form.take_files([model, str(folder / "signs_bgr.h5")])
    _wait(lambda: "channels" in form.doctor.text())
    form.bar.button.setFocus()  # a path is shown from its end where it has no focus
    # Down to the end of what it says, and no further.
    doctor = form.doctor
    bottom = doctor.mapTo(form, doctor.rect().bottomLeft()).y()
    _take(program, form, out, "doctor", QRect(0, 0, form.width(), bottom + 6))


def _take_making(program: WindowProgram, out: Path, folder: Path) -> None:
    """Write the sample pictures as files by class, and take the dialog that has found them."""
    with h5py.File(resources_folder() / "samples" / "road_signs.h5") as file:
        samples, labels = file["samples"][:], file["labels"][:]
        names = file.attrs["class_names"]
    source = folder / "pictures by class" / "road signs"
    for number, (pixels, label) in enumerate(zip(samples, labels, strict=True)):
        of_class = source / json.loads(names)[label]
        of_class.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels.transpose(1, 2, 0)).save(of_class / f"{number}.png")
    program.window.actions_by_name["make_dataset"].trigger()
    dialog = program.window.findChild(MakingDialog, "making_dialog")
    if dialog is None:
        raise LookupError("there is no dialog")
    dialog.fields.source.set_path(str(source))
    _wait(lambda: "300 samples" in dialog.fields.finding.text())
    dialog.resize(896, 560)
    dialog.close_button.setFocus()
    _take(program, dialog, out, "making")
    dialog.close()


def _take(
    program: WindowProgram, what: QWidget, out: Path, moment: str, part: QRect | None = None
) -> None:
    for scheme in reversed(SCHEMES):
        program.theme.set_scheme(scheme)
        QTest.qWait(100)
        path = out / f"{moment}-{scheme}.png"
        what.grab(part or what.rect()).save(str(path))
        with Image.open(path) as picture:  # a third of the bytes, and nobody sees it
            few = _of_few_colours(picture.convert("RGB"))
        few.save(path, optimize=True)


def _of_few_colours(picture: Image.Image) -> Image.Image:
    """Return a picture of 256 colours: the commonest ones, and those that would be missed most."""
    pixels = np.asarray(picture).reshape(-1, 3)
    colours, places, counts = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    kept = list(np.argsort(-counts, kind="stable")[:_KEPT])
    far = ((colours[:, None].astype(int) - colours[kept]) ** 2).sum(axis=2)
    missed = far.min(axis=1) * np.sqrt(counts)
    while len(kept) < _COLOURS and missed.any():
        # A colour counts by the root of how often it occurs: a small sign keeps its own.
        kept.append(int(missed.argmax()))
        another = ((colours.astype(int) - colours[kept[-1]]) ** 2).sum(axis=1, keepdims=True)
        far = np.concatenate([far, another], axis=1)
        missed = far.min(axis=1) * np.sqrt(counts)
    few = Image.fromarray(far.argmin(axis=1)[places].reshape(picture.size[::-1]).astype(np.uint8))
    few.putpalette(colours[kept].astype(np.uint8).tobytes())
    return few


def _wait(is_so: Callable[[], bool]) -> None:
    deadline = QDeadlineTimer(120_000)
    while not is_so():
        if deadline.hasExpired():
            raise TimeoutError("a state did not come")
        QTest.qWait(50)


if __name__ == "__main__":
    width, height = map(int, sys.argv[2].split("x")) if len(sys.argv) > 2 else SIZE
    is_given = len(sys.argv) > 1
    folder = Path(sys.argv[1]) if is_given else Path(__file__).parent
    main(folder, (width, height), each_moment=is_given)
