"""Help: the guide opens where one works, says what is true of the program, and fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTranslator, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.cli.main import COMMANDS
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.paths import resources_folder
from pandavision_gui.views.actions import ACTIONS
from pandavision_gui.views.help.guide_text import anchor_of, fill, guide_text
from pandavision_gui.views.help.guide_window import GuideWindow
from pandavision_gui.views.help.help_menu import HelpMenu
from pandavision_gui.views.help.shortcut_list import ShortcutList
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import DARK, LIGHT, Theme

from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]


@pytest.fixture
def guide(qtbot: QtBot, qapp: QApplication) -> GuideWindow:
    theme = Theme(qapp)
    window = GuideWindow(None, theme)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def go_to_tab(tabs: QTabWidget, tab: QWidget) -> None:
    tabs.setCurrentWidget(tab)
    tabs.tabBar().setFocus()


def words_of(info_name: str) -> str:
    text = next(info.text for info in ACTIONS if info.name == info_name)
    return text.replace("&", "").removesuffix(" …")


def key_for(info_name: str) -> str:
    return next(info.shortcut for info in ACTIONS if info.name == info_name)


@pytest.mark.parametrize(
    ("part", "heading"),
    [
        ("form", "The evaluation form"),
        ("values", "Perturbation values"),
        ("jobs", "The jobs table"),
        ("details", "Details"),
        ("samples", "Samples"),
        ("classes", "Classes"),
    ],
)
def test_f1_opens_the_guide_where_one_works(open_window: Open, part: str, heading: str) -> None:
    window = open_window().window
    window.activateWindow()
    {
        "form": window.form.focus_first,
        "values": window.form.values.edit.setFocus,
        "jobs": lambda: window.table.findChild(QLineEdit).setFocus(),
        "details": lambda: window.details.findChild(QLineEdit).setFocus(),
        "samples": lambda: go_to_tab(window.tabs, window.tabs.samples),
        "classes": lambda: go_to_tab(window.tabs, window.tabs.classes),
    }[part]()
    QTest.keySequence(window, "F1")
    guide = window.help_menu.guide
    assert guide is not None
    assert guide.isVisible()
    assert not guide.isModal()
    assert guide.browser.textCursor().block().text() == heading
    assert guide.contents.currentIndex().data().strip() == heading
    guide.close()
    window.actions_by_name["guide"].trigger()
    assert window.help_menu.guide is guide
    assert guide.isVisible()


def heading_by_f1(window: QWidget, help_menu: HelpMenu) -> str:
    QTest.keySequence(window, "F1")
    assert help_menu.guide is not None
    return help_menu.guide.browser.textCursor().block().text()


def test_f1_after_a_click_on_a_tab_explains_the_tab(open_window: Open) -> None:
    window = open_window().window
    window.activateWindow()
    window.table.findChild(QLineEdit).setFocus()
    bar = window.tabs.tabBar()
    place = bar.tabRect(window.tabs.indexOf(window.tabs.classes)).center()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)
    assert window.table.findChild(QLineEdit).hasFocus()
    assert heading_by_f1(window, window.help_menu) == "Classes"
    window.activateWindow()
    window.tabs.setCurrentIndex(0)
    assert heading_by_f1(window, window.help_menu) == "The jobs table"
    window.activateWindow()
    window.form.focus_first()
    assert heading_by_f1(window, window.help_menu) == "The evaluation form"


def test_the_click_on_a_tab_that_brings_the_window_to_the_front_counts(
    open_window: Open, qtbot: QtBot
) -> None:
    opened = open_window()
    window, other = opened.window, QLineEdit()
    qtbot.addWidget(other)
    window.activateWindow()
    window.table.findChild(QLineEdit).setFocus()
    other.show()
    other.activateWindow()
    opened.wait(other.isActiveWindow)
    bar = window.tabs.tabBar()
    place = bar.tabRect(window.tabs.indexOf(window.tabs.classes)).center()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)
    window.activateWindow()
    opened.wait(window.table.findChild(QLineEdit).hasFocus)
    assert heading_by_f1(window, window.help_menu) == "Classes"


@pytest.mark.parametrize(
    ("action", "dialog", "heading"),
    [
        ("make_dataset", "making_dialog", "Datasets of your own"),
        ("settings", "settings", "Settings and disk use"),
        ("disk_use", "disk_use", "Settings and disk use"),
    ],
)
def test_f1_helps_in_dialogs(open_window: Open, action: str, dialog: str, heading: str) -> None:
    opened = open_window()
    opened.window.actions_by_name[action].trigger()
    shown = opened.window.findChild(QDialog, dialog)
    assert shown is not None
    shown.activateWindow()
    opened.wait(shown.isActiveWindow)
    assert heading_by_f1(shown, opened.window.help_menu) == heading


def test_f1_helps_with_a_report(
    open_window: Open, small_spec: Callable[..., EvaluationSpec]
) -> None:
    opened = open_window()
    job_id = opened.add(small_spec())
    opened.wait_for_state(job_id, JobState.FINISHED)
    for _ in range(2):  # a second one takes the first one's place
        opened.do("report", job_id)
    (dialog,) = (
        one for one in opened.window.findChildren(QDialog, "report_dialog") if one.isVisible()
    )
    assert not dialog.isModal()
    dialog.activateWindow()
    opened.wait(dialog.isActiveWindow)
    assert heading_by_f1(dialog, opened.window.help_menu) == "Reports and exports"


def test_a_guide_in_another_language_than_the_window_says_so(
    guide: GuideWindow, qapp: QApplication, qtbot: QtBot
) -> None:
    assert guide.language.isHidden()
    german = QTranslator()
    assert german.load("pandavision_de", str(resources_folder() / "translations"))
    qapp.installTranslator(german)
    try:
        window = GuideWindow(None, Theme(qapp))  # type: ignore[arg-type]
    finally:
        qapp.removeTranslator(german)
    qtbot.addWidget(window)
    window.show()
    assert window.language.isVisible()
    assert "Englisch" in window.language.text()


def test_every_link_inside_the_guide_leads_to_a_heading() -> None:
    places = fill(QTextDocument(), guide_text(), LIGHT)
    anchors = [place.anchor for place in places]
    assert len(set(anchors)) == len(anchors) > 10
    inside = re.findall(r"\]\(#([^)]*)\)", guide_text())
    assert len(inside) > 3
    assert set(inside) <= set(anchors)
    elsewhere = re.findall(r"\]\(([^#)][^)]*)\)", guide_text())
    assert [link for link in elsewhere if not link.startswith("https://")] == []


def test_the_parts_of_the_window_have_their_headings() -> None:
    from pandavision_gui.views.help.help_menu import _SECTIONS

    anchors = {place.anchor for place in fill(QTextDocument(), guide_text(), LIGHT)}
    assert set(_SECTIONS.values()) <= anchors


def test_keys_and_commands_in_the_guide_are_those_of_the_program() -> None:
    text = guide_text()
    named = re.findall(r"\*{1,2}([A-Z][^*]+?)\*{1,2} \(((?:Ctrl|F\d)[^)]*)\)", text)
    keys = {words_of(info.name).casefold(): info.shortcut for info in ACTIONS}
    keys["tags and notes"] = keys["edit tags and notes"]
    assert len(named) >= 3
    for words, said in named:
        assert keys[words.casefold()] == said, words
    commands = set(re.findall(r"`pandavision ([a-z][a-z-]*)", text))
    assert len(commands) > 5
    assert commands <= set(COMMANDS)
    for menu, words in re.findall(r"\*([A-Z][a-z]+) ▸ ([^*]+)\*", text):
        (info,) = [info for info in ACTIONS if words_of(info.name) == words]
        assert info.menu == menu.casefold(), words


def test_links_inside_move_and_links_to_elsewhere_only_ask(guide: GuideWindow) -> None:
    spy = QSignalSpy(guide.page_wanted)
    guide.browser.anchorClicked.emit(QUrl("#the-jobs-table"))
    assert guide.browser.textCursor().block().text() == "The jobs table"
    assert spy.count() == 0
    guide.browser.anchorClicked.emit(QUrl("https://example.org/a"))
    assert spy.count() == 1
    assert spy.at(0)[0] == QUrl("https://example.org/a")
    for hostile in ("file:///etc/passwd", "javascript:alert(1)", "index.md", "smb://host/x"):
        guide.browser.anchorClicked.emit(QUrl(hostile))
    assert spy.count() == 1
    assert "The jobs table" in guide.browser.toPlainText()


def test_a_picture_or_page_is_never_loaded(guide: GuideWindow) -> None:
    guide.browser.document().setMarkdown("![x](file:///etc/hostname) <img src='http://h/x.png'>")
    kind = int(QTextDocument.ResourceType.ImageResource.value)
    assert guide.browser.loadResource(kind, QUrl("file:///etc/hostname")) is None


def test_words_are_found_one_after_the_other(guide: GuideWindow) -> None:
    guide.activateWindow()
    QTest.keySequence(guide, "Ctrl+F")
    assert guide.words.hasFocus()
    QTest.keyClicks(guide.words, "worst case")
    first = guide.browser.textCursor()
    assert first.selectedText().casefold() == "worst case"
    QTest.keyClick(guide.words, Qt.Key.Key_Return)
    QTest.keyClicks(guide.words, "qqq")
    assert guide.browser.textCursor().selectedText() == ""
    assert any("Not in the guide" in label.text() for label in guide.findChildren(PlainLabel))


def test_the_contents_lead_by_keyboard(guide: GuideWindow) -> None:
    guide.activateWindow()
    guide.contents.setFocus()
    QTest.keyClick(guide.contents, Qt.Key.Key_Home)
    for place in guide.headings()[1:]:
        QTest.keyClick(guide.contents, Qt.Key.Key_Down)
        assert guide.browser.textCursor().block().text() == place.title
    QTest.keyClick(guide.contents, Qt.Key.Key_Escape)
    assert not guide.isVisible()


def test_another_scheme_keeps_the_place_and_changes_the_colours(guide: GuideWindow) -> None:
    guide.go_to(anchor_of("The jobs table"))
    before = guide.browser.verticalScrollBar().value()
    assert before > 0
    theme = guide._theme
    seen = {}
    try:
        for scheme in ("light", "dark"):
            theme.set_scheme(scheme)
            link = guide.browser.document().find("command line")
            seen[link.charFormat().foreground().color().name()] = scheme
            assert guide.browser.verticalScrollBar().value() == before
    finally:
        theme.set_scheme("system")
    assert seen == {LIGHT.accent: "light", DARK.accent: "dark"}


def test_every_key_of_every_action_is_in_the_list(open_window: Open) -> None:
    window = open_window().window
    window.activateWindow()
    QTest.keySequence(window, key_for("shortcuts"))
    dialog = window.findChild(ShortcutList)
    assert dialog is not None
    assert dialog.isVisible()
    listed = {(what, keys) for _, what, keys in dialog.model.lines()}
    with_keys = {
        (words_of(info.name), info.shortcut)
        for info in ACTIONS
        if info.shortcut and info.name != "pause"
    }
    assert with_keys <= listed
    (copy,) = [b for b in dialog.findChildren(QPushButton) if "Copy" in b.text()]
    copy.click()
    text = QApplication.clipboard().text()
    assert "Jobs\tAdd to queue\tCtrl+Return" in text
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.findChild(QDialog, "shortcuts") is None or not dialog.isVisible()


def test_the_guide_begins_at_its_beginning(guide: GuideWindow, qtbot: QtBot) -> None:
    bar = guide.browser.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert bar.value() == 0
    assert guide.browser.textCursor().position() == 0
