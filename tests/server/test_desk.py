"""The desk: whose queue it is, and what it says at its end."""

from __future__ import annotations

import pytest

from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs.owner_commands import ListJobs
from pandavision_gui.paths import UserFolders
from pandavision_gui.server.desk import ServingDesk


def test_a_second_desk_asks_the_first_and_takes_the_folder_when_that_has_ended(
    folders: UserFolders,
) -> None:
    first, second = ServingDesk(folders, workers=0), ServingDesk(folders, workers=0)
    first.start()
    second.start()
    try:
        assert first.is_ours
        assert not second.is_ours
        assert second.answer(ListJobs()).done
        first.close()
        assert second.answer(ListJobs()).done
        assert second.is_ours
    finally:
        first.close()
        second.close()


def test_what_is_asked_after_the_end_is_refused_and_waits_for_nothing(
    folders: UserFolders,
) -> None:
    desk = ServingDesk(folders, workers=0)
    desk.start()
    desk.close()
    with pytest.raises(EnvironmentFault, match="is ending"):
        desk.answer(ListJobs())
