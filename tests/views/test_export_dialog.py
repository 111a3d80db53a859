"""Where an export goes: proposed names, suffixes, and never over a file that was not named."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.exporting import ExportFormat
from pandavision_gui.views.export_dialog import ask_export_path, proposed_name


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def open_dialogs(window: QWidget) -> list[QFileDialog]:
    return [d for d in window.findChildren(QFileDialog, "export_dialog") if d.isVisible()]


@pytest.mark.parametrize(
    ("typed", "written"),
    [("run", "run.png"), ("run1.5", "run1.5.png"), ("a.jpg", "a.jpg.png"), ("b.PNG", "b.PNG")],
)
def test_the_file_has_the_suffix_of_its_format(
    window: QWidget, tmp_path: Path, typed: str, written: str
) -> None:
    chosen: list[tuple[str, ExportFormat]] = []
    dialog = ask_export_path(window, ["job"], ExportFormat.PNG, lambda *told: chosen.append(told))
    dialog.selectFile(str(tmp_path / typed))
    dialog.accept()
    assert chosen == [(str(tmp_path / written), ExportFormat.PNG)]


@pytest.mark.parametrize(
    ("chosen_filter", "typed", "written", "kind"),
    [
        ("Figure (SVG) (*.svg)", "run", "run.svg", ExportFormat.SVG),
        ("Figure (PDF) (*.pdf)", "run", "run.pdf", ExportFormat.FIGURE_PDF),
        ("Figure (PNG) (*.png)", "run.svg", "run.svg", ExportFormat.SVG),
    ],
)
def test_a_figure_is_written_in_the_format_that_was_chosen_or_typed(
    window: QWidget,
    tmp_path: Path,
    chosen_filter: str,
    typed: str,
    written: str,
    kind: ExportFormat,
) -> None:
    chosen: list[tuple[str, ExportFormat]] = []
    dialog = ask_export_path(window, ["job"], ExportFormat.PNG, lambda *told: chosen.append(told))
    assert dialog.nameFilters() == [
        "Figure (PNG) (*.png)",
        "Figure (SVG) (*.svg)",
        "Figure (PDF) (*.pdf)",
    ]
    dialog.selectNameFilter(chosen_filter)
    dialog.filterSelected.emit(chosen_filter)
    dialog.selectFile(str(tmp_path / typed))
    dialog.accept()
    assert chosen == [(str(tmp_path / written), kind)]


def test_a_file_of_the_name_with_its_suffix_is_asked_about(
    window: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "run1.5.csv").write_text("precious")
    chosen: list[tuple[str, ExportFormat]] = []
    dialog = ask_export_path(window, ["job"], ExportFormat.CSV, lambda *told: chosen.append(told))
    dialog.selectFile(str(tmp_path / "run1.5"))
    dialog.accept()
    assert chosen == []
    qtbot.waitUntil(lambda: len(open_dialogs(window)) == 1)
    (second,) = open_dialogs(window)
    assert second.selectedFiles() == [str(tmp_path / "run1.5.csv")]
    assert not second.testOption(QFileDialog.Option.DontConfirmOverwrite)
    second.reject()
    assert chosen == []


@pytest.mark.parametrize(
    ("names", "proposed"),
    [
        (["a job"], "a job"),
        (["a", "b"], "robustness curves"),
        (['../../x:y*?"<>|\\z'], "_.._x_y_______z"),
        ([" . "], "evaluation"),
        (["a\nb\u202ec"], "a_b_c"),
    ],
)
def test_the_proposed_name_is_allowed_everywhere(names: list[str], proposed: str) -> None:
    assert proposed_name(names) == proposed


def test_a_report_on_several_jobs_is_called_a_comparison() -> None:
    assert proposed_name(["a", "b"], ExportFormat.HTML) == "comparison"
    assert proposed_name(["a"], ExportFormat.HTML) == "a"


@pytest.mark.parametrize("name", ["x" * 400, "熊" * 200, "🐼" * 100])
def test_a_long_name_can_be_written(name: str, tmp_path: Path) -> None:
    short = proposed_name([name])
    assert name.startswith(short)
    (tmp_path / f".{short}.json.{'0' * 40}.tmp").write_bytes(b"")


def test_no_two_parts_of_a_job_are_proposed_for_the_same_file() -> None:
    names = [f"{proposed_name(['a'], one)}.{one.suffix}" for one in ExportFormat if one.info.title]
    twice = {name for name in names if names.count(name) > 1}
    assert twice == {"a.pdf"}, "a figure and a report, of which the dialogs say which it is"
    assert {"a curve.csv", "a sample table.csv", "a samples.h5", "a result.json"} <= set(names)
