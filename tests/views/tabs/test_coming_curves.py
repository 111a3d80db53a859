"""What stands in a curve's place before its first samples."""

from __future__ import annotations

import pytest

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.tabs.coming_curves import coming_words

from ..jobs_table.job_rows import make_row


@pytest.mark.parametrize("state", JobState)
def test_every_state_has_a_sentence_with_the_name_as_it_is(state: JobState) -> None:
    words = coming_words([make_row(1, name="<b>{x}\nnew", state=state)])
    assert words.startswith("“<b>{x}")
    assert "\n" not in words
    assert words.endswith(".")


def test_no_job_has_none_and_many_are_cut() -> None:
    assert coming_words([]) == ""
    lines = coming_words([make_row(number) for number in range(9)]).splitlines()
    assert len(lines) == 6
    assert lines[-1] == "…"
