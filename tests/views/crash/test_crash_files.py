"""The files of sessions and reports: few, bounded, and read whatever lies there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pandavision_gui.views.crash.crash_files import CrashFiles


@pytest.fixture
def files(tmp_path: Path) -> CrashFiles:
    return CrashFiles(tmp_path / "window")


def crashed(files: CrashFiles, what: str) -> None:
    with files.begin("PandaVision: 1") as file:
        file.write(what.encode())


def test_what_a_session_leaves_becomes_one_report_of_bounded_size(files: CrashFiles) -> None:
    crashed(files, "Fatal: first\n" + "x" * 2_000_000)
    files.begin("PandaVision: 2").close()
    (report,) = files.new_reports()
    text = files.text_of(report)
    assert text.startswith("PandaVision: 1\n")
    assert "Fatal: first" in text
    assert len(text) < 300_000
    files.begin("PandaVision: 2").close()
    assert files.new_reports() == [report], "a session without a crash leaves none"


def test_at_most_five_reports_are_there_the_newest(files: CrashFiles) -> None:
    for number in range(8):
        crashed(files, f"Fatal: {number}")
    files.begin("").close()
    texts = [files.text_of(report) for report in files.new_reports()]
    assert len(texts) == 5
    assert any("Fatal: 7" in text for text in texts)
    for report in files.new_reports():
        files.keep(report)
    assert files.new_reports() == []
    assert len(list(files.folder.glob("crash-*.txt"))) == 5


def test_what_was_answered_is_not_reported_again(files: CrashFiles) -> None:
    with files.begin("head") as file:
        begin = file.tell()
        file.write(b"ValueError: seen\n")
        seen = file.tell() - begin
        assert "seen" in files.session_text(files.session)
        assert files.session_text(files.session, seen) == ""
        file.write(b"ValueError: new\n")
        text = files.session_text(files.session, seen)
    assert "new" in text
    assert "seen" not in text


@pytest.mark.skipif(os.name != "posix", reason="there are no pipes with names")
def test_a_pipe_in_a_files_place_holds_nobody_up(files: CrashFiles) -> None:
    files.folder.mkdir()
    os.mkfifo(files.session)
    os.mkfifo(files.folder / "new-crash-20260101-000000-000000.txt")
    files.begin("head").close()
    (report,) = files.new_reports()
    with pytest.raises(OSError, match="not a regular file"):
        files.text_of(report)


def test_bytes_that_are_no_text_are_shown_all_the_same(files: CrashFiles) -> None:
    files.folder.mkdir()
    files.session.write_bytes(b"head\n---\n\xff\xfe Fatal\n")
    files.log.write_bytes(b"\xff a line\n")
    files.begin("head").close()
    (report,) = files.new_reports()
    assert "Fatal" in files.text_of(report)
    assert "a line" in files.text_of(report)
