"""The spec that the parts of the form make together."""

from __future__ import annotations

from typing import Any

import pytest

from pandavision_gui.errors import InputError
from pandavision_gui.views.form.form_section import FormSection
from pandavision_gui.views.form.spec_parts import SpecParts


class Part(FormSection):
    """A part whose keys are given, and which counts how often it is asked."""

    def __init__(self, title: str, keys: dict[str, Any]) -> None:
        super().__init__()
        self.title, self.fills = title, frozenset(keys)
        self.held, self.problem, self.asked = keys, "", 0

    def keys(self) -> dict[str, Any]:
        self.asked += 1
        if self.problem:
            raise InputError("x", self.problem)
        return self.held


@pytest.fixture
def files(qapp: object) -> Part:
    return Part("Files", {"trained-model": "/m.onnx", "dataset": "/d.h5"})


@pytest.fixture
def more(qapp: object) -> Part:
    return Part("More", {"indexes": (3, 1), "perturbation-values": (0.0, 0.1, 0.3)})


def test_all_entries_of_a_list_come_into_the_spec(files: Part, more: Part) -> None:
    spec = SpecParts([files, more]).look().spec
    assert spec is not None
    assert spec.trained_model == "/m.onnx"
    assert spec.indexes == (3, 1)
    assert spec.values == (0.0, 0.1, 0.3)


def test_only_a_part_that_has_changed_is_asked_again(files: Part, more: Part) -> None:
    parts = SpecParts([files, more])
    first = parts.look()
    assert parts.look() is first
    more.held = {"seed": 5}
    parts.forget(more)
    spec = parts.look().spec
    assert spec is not None
    assert (spec.seed, spec.indexes) == (5, None)
    assert (files.asked, more.asked) == (1, 2)


def test_what_is_wrong_is_told_by_part_and_the_first_with_its_name(files: Part, more: Part) -> None:
    other = Part("Other", {})
    more.problem, other.problem = "No number.", "Other is empty."
    found = SpecParts([files, more, other]).look()
    assert found.problems == {more: "No number.", other: "Other is empty."}
    assert found.first == "More: No number."
    assert found.spec is None


def test_a_rule_between_parts_is_told_at_the_part_that_it_names(files: Part, more: Part) -> None:
    other = Part("Other", {"samples": 5, "evaluation-mode": "fast"})
    found = SpecParts([files, more, other]).look()
    assert list(found.problems) == [other]
    assert found.first == (
        "Other: “Samples”: 5 and “Chosen samples” contradict each other: the number of samples is "
        "chosen for “Mode”: “Fast” only. Change one of them."
    )


@pytest.mark.parametrize("path", ["", "/data/\udcff.onnx"])
def test_without_a_usable_name_of_both_files_there_is_no_spec_and_nothing_wrong(
    files: Part, more: Part, path: str
) -> None:
    files.held = files.held | {"trained-model": path}
    found = SpecParts([files, more]).look()
    assert (found.first, found.spec) == ("", None)
