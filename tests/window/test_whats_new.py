"""After an update the window offers what is new; an older program refuses a newer one's folder."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from pandavision_gui import __version__
from pandavision_gui.paths import WINDOW, changelog_file
from pandavision_gui.views.help.changelog import entries, entries_since, numbers
from pandavision_gui.views.help.whats_new import WhatsNew
from pandavision_gui.views.help.whats_new_dialog import WhatsNewDialog

from ..support.recorded import RECORDED
from ..support.running_program import program_command
from .opened_window import OpenedWindow

Open = Callable[..., OpenedWindow]
WORKERS = pytest.mark.usefixtures("ready_workers")
CHANGELOG = """# Changelog

## 1.10.0 (2031-01-02)

- The newest, see [there](docs/there.md) and [here](https://example.org/).

### A part

- of it

## 1.9.1

- A mended thing.

## 1.9

- An older thing.
"""


def test_the_programs_own_version_has_an_entry() -> None:
    found = entries(changelog_file().read_text("utf-8"))
    assert found[0].version == __version__
    assert len(found[0].text) > 1000


def test_entries_are_those_of_later_versions_by_number() -> None:
    assert [one.version for one in entries(CHANGELOG)] == ["1.10.0", "1.9.1", "1.9"]
    assert [one.version for one in entries_since(CHANGELOG, "1.9.0")] == ["1.10.0", "1.9.1"]
    assert [one.version for one in entries_since(CHANGELOG, "1.9.1")] == ["1.10.0"]
    assert entries_since(CHANGELOG, "1.10") == []
    assert entries_since(CHANGELOG, "no number") == []
    newest = entries(CHANGELOG)[0].text
    assert "see there and [here](https://example.org/)" in newest
    assert "### A part" in newest
    assert "mended" not in newest


@pytest.mark.parametrize(
    ("version", "expected"),
    [("1.2.0", (1, 2)), ("v0.10", (0, 10)), ("0.0", (0,)), ("1.2rc1", (1, 2)), ("x", ()), ("", ())],
)
def test_versions_are_compared_by_their_numbers(version: str, expected: tuple[int, ...]) -> None:
    assert numbers(version) == expected


def start_over(open_window: Open, folder: Path, last: str | bytes | None) -> OpenedWindow:
    place = folder / WINDOW / "last-version"
    if last is not None:
        place.parent.mkdir(parents=True)
        place.write_bytes(last if isinstance(last, bytes) else f"{last}\n".encode())
    return open_window(folder)


@WORKERS
def test_an_update_is_said_once_and_shows_what_came_since(
    open_window: Open, tmp_path: Path
) -> None:
    window = start_over(open_window, tmp_path / "data", "0.0.9")
    assert f"This is version {__version__}; it was 0.0.9 the last time." in window.said()
    window.click(window.button("What is new"))
    assert "0.0.9" not in window.said()
    dialog = window.window.findChild(WhatsNewDialog, "whats_new")
    assert dialog is not None
    assert dialog.browser.toPlainText().startswith(f"{__version__} ")
    dialog.close()
    assert (tmp_path / "data" / WINDOW / "last-version").read_text("utf-8") == f"{__version__}\n"
    window.quit()
    assert "the last time" not in open_window(tmp_path / "data").said()


@WORKERS
@pytest.mark.parametrize("last", [None, __version__, "nonsense", b"\xff" * 5, b"1" * 5000])
def test_nothing_is_said_at_the_first_start_or_of_what_is_no_version(
    open_window: Open, tmp_path: Path, last: str | bytes | None
) -> None:
    window = start_over(open_window, tmp_path / "data", last)
    assert "version" not in window.said()
    assert (tmp_path / "data" / WINDOW / "last-version").read_text("utf-8") == f"{__version__}\n"


@WORKERS
def test_a_newer_version_before_this_one_is_said(open_window: Open, tmp_path: Path) -> None:
    window = start_over(open_window, tmp_path / "data", "99.1")
    assert "99.1, which is newer, has used this data folder" in window.said()


@WORKERS
def test_the_offer_leaves_by_itself(
    open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pandavision_gui.views import passing_news

    monkeypatch.setattr(passing_news, "LEAST_MS", 50)
    monkeypatch.setattr(passing_news, "PER_LETTER_MS", 1)
    window = open_window(tmp_path / "data")
    window.window.activateWindow()
    news = WhatsNew(window.window, window.program.theme, tmp_path / "other", "9.9")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "last-version").write_text("0.0.1\n", "utf-8")
    news.look()
    assert "it was 0.0.1 the last time" in window.said()
    window.wait(lambda: "the last time" not in window.said())
    assert "it was 0.0.1" in window.window.statusBar().currentMessage()


@WORKERS
def test_the_help_menu_shows_all_entries(open_window: Open) -> None:
    window = open_window()
    window.window.actions_by_name["whats_new"].trigger()
    dialog = window.window.findChild(WhatsNewDialog, "whats_new")
    assert dialog is not None
    assert dialog.isVisible()
    assert __version__ in dialog.browser.toPlainText()
    window.qtbot.wait(100)
    assert dialog.browser.verticalScrollBar().maximum() > 100
    assert dialog.browser.verticalScrollBar().value() == 0
    link = dialog.browser.document().find("docs/")
    assert link.isNull() or not link.charFormat().isAnchor()
    dialog.close()


def test_a_list_of_jobs_of_a_newer_version_is_refused_in_words(
    tmp_path: Path, qapp: QApplication
) -> None:
    with closing(sqlite3.connect(tmp_path / "jobs.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA user_version = 999")
    before = (tmp_path / "jobs.sqlite").read_bytes()
    done = subprocess.run(
        program_command(["--data-folder", tmp_path]), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "was written by a newer version of the program" in done.stderr
    assert "Start the newer version, or choose another data folder." in done.stderr
    assert (tmp_path / "jobs.sqlite").read_bytes() == before


@WORKERS
def test_a_job_of_a_newer_version_is_a_row_that_says_so_and_is_not_touched(
    open_window: Open, tmp_path: Path
) -> None:
    job = json.loads((RECORDED / "finished_job" / "job.json").read_text("utf-8"))
    folder = tmp_path / "data" / "jobs" / job["id"]
    folder.mkdir(parents=True)
    for file in (RECORDED / "finished_job").glob("*.json"):
        (folder / file.name).write_bytes(file.read_bytes())
    newer = json.dumps({**job, "format_version": 2, "unheard": 1}).encode("utf-8")
    (folder / "job.json").write_bytes(newer)
    window = open_window(tmp_path / "data")
    (row,) = window.rows()
    assert "written by a newer version of the program" in row.reason
    window.quit()
    assert (folder / "job.json").read_bytes() == newer
