"""Every text of the window goes through a translator, and longer ones have room."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.exceptions import TimeoutError as NotSettledError
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.compare.compare_window import CompareWindow
from pandavision_gui.views.help.versions import versions
from pandavision_gui.views.language import speak
from pandavision_gui.views.tabs.job_tab import JobTab

from ..support.pseudo_locale import START, PseudoLocale
from ..support.seen_texts import cut_off, texts
from .finished_jobs import put_finished, select
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
JOBS = ("first", "second")
DIALOGS = ("settings", "make_dataset", "disk_use", "shortcuts", "about", "report", "compare")
SIZES = ((1024, 700), (1440, 900))
SETTLE_MS = 10_000
WORDS = re.compile("[A-Za-z]{2}")
ENGLISH = re.compile(
    # Names of the program, of languages, and of orders of axes and channels; Qt's own buttons.
    r"PandaVision|English|Deutsch|NCHW|NHWC|RGB|BGR|Close|Cancel"
    # Names and figures from files.
    r"|(\S+   )?(\S*/)?(first|second|signs\.onnx|signs\.h5|signs_standard\.onnx|road_signs\.h5"
    r"|samples|data|jobs)"
    r"|0  stop<br>1  no entry.*|[0-9a-f]{64}|PandaVision [\d.]+|pandavision [\d.]+<br>python .*"
)


@pytest.fixture
def language(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    """What is made meanwhile speaks German, or a language that nobody speaks."""
    language = getattr(request, "param", "pseudo")
    if language == "pseudo":
        qapp.installTranslator(PseudoLocale(qapp))
    else:
        speak(qapp, language)
    yield language
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.setParent(None)


@pytest.fixture
def opened(language: str, open_window: Open, tmp_path: Path) -> OpenedWindow:
    """A window with two finished jobs."""
    folder = tmp_path / "data"
    for hour, name in enumerate(JOBS):
        put_finished(folder / "jobs", name, hour)
    opened = open_window(folder)
    opened.wait(lambda: len(opened.rows()) == len(JOBS))
    return opened


def fill_form(opened: OpenedWindow, spec: EvaluationSpec) -> None:
    """Choose files that are there, and wait for what is found in them."""
    opened.window.form.load_spec(spec)
    opened.wait(lambda: opened.window.form.bar.button.isEnabled())
    opened.wait(lambda: bool(re.search(r"\d\s*%", opened.window.form.doctor.text())))
    opened.window.form.advanced.toggle.setChecked(True)


def each_screen(opened: OpenedWindow) -> Iterator[tuple[str, QWidget]]:
    """Yield the window with each of its tabs, then what its actions open."""
    window = opened.window
    select(opened, JOBS[0])
    reading = QCoreApplication.translate("JobTab", "Reading the job …")
    for place in range(window.tabs.count()):
        tab = window.tabs.widget(place)
        window.tabs.setCurrentIndex(place)
        opened.wait(lambda tab=tab: not isinstance(tab, JobTab) or tab.words() != reading)
        yield tab.objectName(), window
    for name in DIALOGS:
        select(opened, *(JOBS if name == "compare" else JOBS[:1]))
        before = visible_windows()
        window.actions_by_name[name].trigger()
        (dialog,) = [widget for widget in visible_windows() if widget not in before]
        if isinstance(dialog, CompareWindow):
            opened.wait(lambda dialog=dialog: dialog.is_compared)
        yield name, dialog
        dialog.close()
    yield "values_editor", (editor := window.form.values.open_editor())
    editor.close()
    window.actions_by_name["palette"].trigger()
    assert window.command_palette.popup is not None
    yield "palette", window.command_palette.popup
    window.command_palette.popup.close_palette()


def visible_windows() -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


def untranslated(screen: QWidget) -> set[str]:
    facts = {text for fact in versions() for text in fact}
    # A tooltip's text is told to screen readers, too, in lines of its own.
    shown = {
        text.removeprefix("<qt>").removesuffix("</qt>").replace("\n", "<br>")
        for text in texts(screen)
    }
    return {
        text
        for text in shown - facts
        if START not in text and WORDS.search(text) and not ENGLISH.fullmatch(text)
    }


def what_stays_cut_off(screen: QWidget, qtbot: QtBot) -> list[str]:
    """Return what is cut off when the layout has come to rest."""
    try:
        qtbot.waitUntil(lambda: not list(cut_off(screen)), timeout=SETTLE_MS)
    except NotSettledError:
        return list(cut_off(screen))
    return []


def test_every_text_of_the_window_is_given_to_a_translator(
    opened: OpenedWindow, small_spec: Callable[..., EvaluationSpec]
) -> None:
    fill_form(opened, small_spec())
    seen = 0
    for name, screen in each_screen(opened):
        found = list(texts(screen))
        seen += sum(START in text for text in found)
        assert untranslated(screen) == set(), name
    assert seen > 1000


def assert_all_has_room(
    opened: OpenedWindow, spec: EvaluationSpec, size: tuple[int, int], qtbot: QtBot
) -> None:
    """Nothing is cut off on any screen of a window of this size, which keeps it."""
    fill_form(opened, spec)
    opened.window.resize(*size)
    for name, screen in each_screen(opened):
        assert what_stays_cut_off(screen, qtbot) == [], name
        assert (opened.window.width(), opened.window.height()) == size, name


def first_start_with_room(open_window: Open, size: tuple[int, int], qtbot: QtBot) -> OpenedWindow:
    """Open a window of this size for the first time: nothing of it is cut off."""
    opened = open_window()
    opened.window.resize(*size)
    opened.wait(opened.window.welcome.isVisible)
    assert what_stays_cut_off(opened.window, qtbot) == []
    assert opened.window.width() == size[0]
    return opened


@pytest.mark.parametrize("language", ["pseudo", "de"], indirect=True)
@pytest.mark.parametrize("size", SIZES)
def test_texts_that_are_much_longer_have_room(
    opened: OpenedWindow,
    small_spec: Callable[..., EvaluationSpec],
    size: tuple[int, int],
    qtbot: QtBot,
) -> None:
    assert_all_has_room(opened, small_spec(), size, qtbot)


@pytest.mark.parametrize("language", ["pseudo", "de"], indirect=True)
@pytest.mark.parametrize("size", SIZES)
def test_the_first_start_is_translated_and_has_room(
    language: str, open_window: Open, size: tuple[int, int], qtbot: QtBot
) -> None:
    opened = first_start_with_room(open_window, size, qtbot)
    if language == "pseudo":
        assert untranslated(opened.window) == set()


@pytest.fixture
def large_letters(qapp: QApplication) -> Iterator[None]:
    """What is made meanwhile has half as large letters again."""
    before = qapp.font()
    large = qapp.font()
    large.setPointSizeF(before.pointSizeF() * 1.5)
    qapp.setFont(large)
    yield
    qapp.setFont(before)


@pytest.mark.parametrize("language", ["en", "de"], indirect=True)
@pytest.mark.parametrize("size", SIZES)
def test_letters_that_are_half_as_large_again_have_room(
    large_letters: None,
    opened: OpenedWindow,
    small_spec: Callable[..., EvaluationSpec],
    size: tuple[int, int],
    qtbot: QtBot,
) -> None:
    assert_all_has_room(opened, small_spec(), size, qtbot)


@pytest.mark.parametrize("language", ["en", "de"], indirect=True)
@pytest.mark.parametrize("size", SIZES)
def test_the_first_start_has_room_for_large_letters(
    large_letters: None, language: str, open_window: Open, size: tuple[int, int], qtbot: QtBot
) -> None:
    first_start_with_room(open_window, size, qtbot)


@pytest.mark.parametrize("language", ["en", "de"], indirect=True)
@pytest.mark.parametrize("size", SIZES)
def test_the_titles_of_the_tabs_are_whole_in_large_letters(
    large_letters: None, opened: OpenedWindow, size: tuple[int, int], qtbot: QtBot
) -> None:
    opened.window.resize(*size)
    bar = opened.window.tabs.tabBar()

    def shortened() -> list[str]:
        return [
            bar.tabText(place)
            for place in range(bar.count())
            if bar.tabRect(place).width() < bar.tabSizeHint(place).width()
        ]

    qtbot.waitUntil(lambda: opened.window.width() == size[0] and shortened() == [])


@pytest.mark.parametrize("language", ["de"], indirect=True)
def test_no_two_inputs_and_menus_have_the_same_key(
    opened: OpenedWindow, small_spec: Callable[..., EvaluationSpec]
) -> None:
    fill_form(opened, small_spec())
    window = opened.window
    said = [action.text() for action in window.menuBar().actions()]
    said += [
        widget.text()
        for widget in window.form.findChildren(QWidget)
        if widget.isVisible() and isinstance(widget, QLabel | QAbstractButton)
    ]
    marked = [text for text in said if re.search("&[^ &]", text)]
    keys = Counter(re.findall("&([^ &])", text)[0].lower() for text in marked)
    assert len(marked) > 15
    assert [text for text in marked if keys[re.findall("&([^ &])", text)[0].lower()] > 1] == []
