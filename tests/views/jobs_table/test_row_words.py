"""What the search looks through in a row, over midnight."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Self

import pytest
from PySide6.QtWidgets import QApplication

from pandavision_gui.views.jobs_table import row_words
from pandavision_gui.views.jobs_table.job_filter import JobFilter
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel

from .job_rows import finished_row


def test_a_job_that_starts_after_midnight_is_found_by_a_search_from_before(
    monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    morning = datetime.now().astimezone() + timedelta(days=1)

    class Morning(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(morning.timestamp(), tz)

    model = JobTableModel()
    found = JobFilter(model)
    found.show_words("today")
    monkeypatch.setattr(row_words, "datetime", Morning)
    monkeypatch.setattr(row_words, "time", morning.timestamp, raising=False)
    model.upsert(finished_row(1, started=morning))
    assert found.rowCount() == 1
