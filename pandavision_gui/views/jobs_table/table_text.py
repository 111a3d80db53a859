"""The table of jobs as text for a spreadsheet."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pandavision_gui.views.jobs_table.job_cells import LISTED_ROLE
from pandavision_gui.views.jobs_table.job_columns import Column, column_title, text_in
from pandavision_gui.views.jobs_table.job_filter import JobFilter
from pandavision_gui.views.spreadsheet_text import tab_separated

_WITHOUT_WORDS = frozenset({Column.TICK, Column.SWATCH})


def table_text(jobs: JobFilter, lines: Iterable[int], unwanted: Collection[Column]) -> str:
    """Return titles and rows with a tab between cells; no name is a formula or a second cell.

    Parameters
    ----------
    lines
        Rows of `jobs`, in the order wanted.
    unwanted
        Columns that were chosen away. What only has no room is in the text.
    """
    columns = [one for one in Column if one not in _WITHOUT_WORDS and one not in unwanted]
    listed = (jobs.index(line, 0).data(LISTED_ROLE) for line in lines)  # once a row: it takes time
    rows = [[text_in(column, job) for column in columns] for job in listed]
    return tab_separated([[column_title(one) for one in columns], *rows])
