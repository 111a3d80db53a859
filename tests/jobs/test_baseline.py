"""What a comparison with a baseline says of samples that nobody drew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pandavision_gui.engine.result import parse_result
from pandavision_gui.jobs.baseline import BaselineFiles

from .watched_queue import RECORDED_JOB


def baseline(*, chosen: bool, mode: str, drawn: int = 12) -> BaselineFiles:
    document = json.loads((RECORDED_JOB / "result.json").read_text("utf-8"))
    document["samples"] |= {"chosen-by-user": chosen, "drawn": drawn}
    document["spec"]["evaluation-mode"] = mode
    return BaselineFiles(Path("result.json"), parse_result(json.dumps(document).encode(), "x"))


CHOSEN = "those of the baseline were chosen by whoever made it"
ALL = "those of the baseline were all of its dataset"


@pytest.mark.parametrize("is_paired", [True, False])
@pytest.mark.parametrize("is_chosen", [True, False])
@pytest.mark.parametrize("is_whole", [True, False])
@pytest.mark.parametrize("which", ["chosen", "all", "drawn", "cut short"])
def test_it_is_said_exactly_where_the_samples_were_not_drawn(
    which: str, is_paired: bool, is_chosen: bool, is_whole: bool
) -> None:
    one = baseline(
        chosen=which == "chosen",
        mode="fast" if which == "drawn" else "complete",
        drawn=13 if which == "cut short" else 12,
    )
    told = one.not_drawn(is_paired=is_paired, is_chosen=is_chosen, is_whole=is_whole)
    said = " ".join(told)
    assert (CHOSEN in said) == (which == "chosen")
    assert (ALL in said) == (which == "all" and not is_paired)
    assert ("the samples were chosen by you" in said) == is_chosen
    assert ("the samples were all of" in said) == (is_whole and not is_chosen and not is_paired)
    # Of two drawn ones, and of a drawn one paired with all that it was drawn from, nothing is said.
    assert len(told) == bool(said)
    assert (said == "") == (
        not is_chosen and which != "chosen" and (is_paired or (which != "all" and not is_whole))
    )
    assert said == "" or "as if they had been drawn" in said
