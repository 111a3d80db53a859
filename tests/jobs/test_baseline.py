"""What a comparison with a baseline says of samples that nobody drew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pandavision_gui.engine.result import parse_result
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.baseline import BaselineFiles, read_baseline

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


NAMES = ["stop", "yield", "danger"]


def aimed(folder: Path, theirs: object, names: list[str] | None) -> tuple[Path, EvaluationSpec]:
    """Write a baseline that was aimed at a class, and return a spec like its own."""
    document = json.loads((RECORDED_JOB / "result.json").read_text("utf-8"))
    document["class-names"] = NAMES
    document["spec"]["target"] = theirs
    path = folder / "result.json"
    path.write_text(json.dumps(document))
    asked = document["spec"] | {"target": None, "class-names": names}
    return path, spec_from_document({key: value for key, value in asked.items() if value})


@pytest.mark.parametrize(
    ("mine", "theirs", "names", "is_same"),
    [
        (None, None, None, True),
        ("all", None, None, True),
        (None, "all", None, True),
        (2, 2, None, True),
        ("danger", "danger", None, True),
        ("danger", 2, NAMES, True),
        (2, "danger", NAMES, True),
        ("danger", "danger", NAMES[::-1], False),
        (2, "danger", None, False),
        (1, 2, None, False),
        ("second", 1, NAMES, False),
        ("second", None, None, False),
    ],
)
def test_a_baseline_aims_at_the_same_class_whatever_it_is_called(
    tmp_path: Path, mine: object, theirs: object, names: list[str] | None, *, is_same: bool
) -> None:
    path, spec = aimed(tmp_path, theirs, names)
    spec = spec.model_copy(update={"target": mine})
    if is_same:
        read_baseline(path, spec)
        return
    with pytest.raises(InputError) as caught:
        read_baseline(path, spec)
    assert caught.value.code == "baseline_of_another_kind"
    assert " as target" in caught.value.message
