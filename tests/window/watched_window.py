"""A window in a process of its own, driven through its widgets, which tells what it weighs.

Run as `python -m tests.window.watched_window DATA_FOLDER`; prints one JSON object.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton

from pandavision_gui import app as program_files
from pandavision_gui.app import WindowProgram
from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.paths import user_folders
from pandavision_gui.views.application import make_application

HEAVY = (
    "torch", "onnx", "onnxruntime", "h5py", "onnx2pytorch", "secmlt", "matplotlib", "scipy",
    "numpy.ma",  # 50 ms in the middle of drawing the first curve
)  # fmt: skip
LIBRARIES = ("libtorch", "onnxruntime", "libhdf5", "onnx_cpp2py", "/h5py/", "/onnx/", "/torch/")
_PATIENCE_MS = 120_000

sample_specs = program_files.sample_specs


def quick_specs() -> list[EvaluationSpec]:
    """Return the sample evaluation with a quick attack: other processes compute it."""
    quick = {"attack": "pgd-linf", "attack-params": {"steps": 5}, "samples": 12}
    documents = [
        json.loads(spec.model_dump_json(by_alias=True, exclude_unset=True))
        for spec in sample_specs()
    ]
    return [parse_spec(json.dumps({**document, **quick}).encode()) for document in documents]


def weigh(moment: str) -> dict[str, Any]:
    process = psutil.Process()
    mapped = [region.path for region in process.memory_maps(grouped=True)]
    return {
        "moment": moment,
        "modules": sorted(name for name in HEAVY if name in sys.modules),
        "mapped": sorted(path for path in mapped if any(part in path for part in LIBRARIES)),
        "megabytes": process.memory_info().rss / 2**20,
    }


def wait(is_so: Any) -> None:
    deadline = QDeadlineTimer(_PATIENCE_MS)
    while not is_so():
        if deadline.hasExpired():
            raise TimeoutError("a state did not come")
        QTest.qWait(20)


def export(program: WindowProgram, action: str, path: Path) -> None:
    window = program.window
    window.actions_by_name[action].trigger()
    dialog = window.findChild(QFileDialog, "export_dialog")
    assert dialog is not None
    dialog.selectFile(str(path))
    dialog.accept()
    wait(lambda: path.exists() and window.findChild(QFileDialog, "export_dialog") is None)


def main(folder: Path) -> list[dict[str, Any]]:
    program_files.sample_specs = quick_specs
    app = make_application(sys.argv[:1])
    program = WindowProgram(app, user_folders(folder / "data"))
    window = program.window
    counts: list[int] = []
    window.presenter.count_changed.connect(counts.append)
    program.show()
    wait(lambda: counts)
    seen = [weigh("start")]
    button = window.welcome.findChild(QPushButton, "run_sample")
    assert button is not None
    button.click()
    wait(lambda: [row.state for row in window.model.rows()] == [JobState.FINISHED] * 2)
    for row in window.model.rows():
        wait(lambda row=row: window.presenter.news.loaded(row.id) is not None)
    seen.append(weigh("jobs"))
    window.table.select(window.model.rows()[0].id)
    for action, suffix in (
        ("export_csv", "csv"),
        ("export_json", "json"),
        ("export_figure", "png"),
    ):
        export(program, action, folder / f"out.{suffix}")
        seen.append(weigh(action))
    for action in ("about", "open_files"):
        window.actions_by_name[action].trigger()
        QTest.qWait(50)
        for dialog in window.findChildren(QDialog):
            dialog.close()
        seen.append(weigh(action))
    window.curve_tab.copy_picture()
    seen.append(weigh("copy_plot"))
    loop = QEventLoop()
    program.ended.connect(loop.quit)
    window.close()
    loop.exec()
    return seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
