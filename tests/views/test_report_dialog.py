"""The fields of a report."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.report_formats import ExportFormat
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.report_dialog import ReportDialog


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


class Asked:
    """A dialog and what it asked for."""

    def __init__(self, window: QWidget, names: list[str], details: ReportDetails) -> None:
        self.dialog = ReportDialog(window, names, details)
        self.told: list[tuple[ReportDetails, ExportFormat]] = []
        self.dialog.wanted.connect(lambda *told: self.told.append(told))
        self.dialog.open()

    def choose(self) -> None:
        button = self.dialog.findChild(QPushButton, "choose_file")
        assert button is not None
        button.click()


def test_what_is_typed_is_what_the_report_gets(window: QWidget) -> None:
    asked = Asked(window, ["job"], ReportDetails(system="a camera"))
    asked.dialog.fields["assessor"].set_value("A. Example")
    asked.dialog.fields["justification"].set_value("two\nlines")
    asked.dialog.fields["date"].set_value("1 May 2027")
    asked.choose()
    wanted = ReportDetails(
        system="a camera", assessor="A. Example", justification="two\nlines", date="1 May 2027"
    )
    assert asked.told == [(wanted, ExportFormat.HTML)]
    assert not asked.dialog.isVisible()


def test_the_date_begins_as_todays(window: QWidget) -> None:
    asked = Asked(window, ["job"], ReportDetails())
    asked.choose()
    ((details, _),) = asked.told
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", details.date)


def test_folders_are_named_only_where_that_is_ticked(window: QWidget) -> None:
    asked = Asked(window, ["job"], ReportDetails())
    box = asked.dialog.fields["with_paths"].entry
    assert isinstance(box, QCheckBox)
    assert not box.isChecked()
    box.click()
    asked.choose()
    ((details, _),) = asked.told
    assert details.with_paths
    # It is of this report: the next one is for somebody else.
    again = Asked(window, ["job"], details.for_another())
    again.choose()
    assert not again.told[0][0].with_paths


def test_a_text_that_is_too_long_is_said_beside_its_field(window: QWidget) -> None:
    asked = Asked(window, ["job"], ReportDetails())
    asked.dialog.fields["acceptance"].set_value("x" * 5001)
    asked.choose()
    assert asked.told == []
    assert asked.dialog.isVisible()
    assert "5000 characters" in asked.dialog.fields["acceptance"].problem.text()
    asked.dialog.fields["acceptance"].set_value("x" * 5000)
    asked.choose()
    assert len(asked.told) == 1


def test_every_field_of_a_report_has_an_input_with_its_own_key(window: QWidget) -> None:
    asked = Asked(window, ["job"], ReportDetails())
    assert set(asked.dialog.fields) == set(ReportDetails.model_fields)
    labels = []
    for field in asked.dialog.fields.values():
        titled = field.label or field.entry
        assert isinstance(titled, QLabel | QCheckBox)
        labels.append(titled.text())
    keys = [label.partition("&")[2][:1].lower() for label in labels]
    assert len(set(keys)) == len(keys) == len(asked.dialog.fields)


@pytest.mark.parametrize(
    ("names", "words"),
    [(["a <b>job</b>"], "Report on “a <b>job</b>”"), (["a", "b"], "Comparison of 2 evaluations")],
)
def test_it_says_what_the_report_is_on(window: QWidget, names: list[str], words: str) -> None:
    asked = Asked(window, names, ReportDetails())
    assert words in [label.text() for label in asked.dialog.findChildren(PlainLabel)]
