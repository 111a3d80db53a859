"""`pandavision attacks`: the catalogue on the command line."""

from __future__ import annotations

import pytest

from pandavision_gui.engine.attack_catalogue import CATALOGUE

from ..support.running_program import assert_refused, assert_succeeded, run_program

pytestmark = pytest.mark.usefixtures("forked_programs")


def test_the_list_has_every_attack_in_one_line() -> None:
    listed = run_program("attacks")
    assert_succeeded(listed)
    head, *rows = listed.stdout.splitlines()
    assert head.split()[0] == "name"
    assert [row.split()[0] for row in rows] == list(CATALOGUE)
    for row, info in zip(rows, CATALOGUE.values(), strict=True):
        assert row.endswith(info.title)


def test_a_type_chooses_those_that_answer_it() -> None:
    listed = run_program("attacks", "--type", "l0", "--json")
    assert_succeeded(listed)
    assert {one["name"] for one in listed.events} == {"fmn-l0", "worst-case"}
    assert_refused(run_program("attacks", "--type", "l7"), "l7")
    assert_refused(run_program("attacks", "fgsm", "--type", "l2"), "--type belongs to the list")


def test_json_has_every_parameter_with_its_default() -> None:
    listed = run_program("attacks", "--json")
    assert_succeeded(listed)
    assert [one["name"] for one in listed.events] == list(CATALOGUE)
    for one, info in zip(listed.events, CATALOGUE.values(), strict=True):
        told = {parameter["name"]: parameter["default"] for parameter in one["parameters"]}
        fields = info.parameters.model_fields
        assert told == {name: field.default for name, field in fields.items()}
    (alone,) = run_program("attacks", "pgd-linf", "--json").events
    steps = alone["parameters"][0]
    assert (steps["name"], steps["minimum"], steps["type"]) == ("steps", 1, "integer")


def test_a_description_tells_parameters_stages_and_paper() -> None:
    for name in ("thorough", "mpgd-l2", "worst-case"):
        info = CATALOGUE[name]
        told = run_program("attacks", name)
        assert_succeeded(told)
        assert told.stdout.startswith(f"{name}: {info.title}\n")
        for part in (info.description, info.paper, *info.parameters.model_fields):
            assert part in told.stdout
        assert ("Stages:" in told.stdout) == bool(info.stages)


def test_a_mistaken_name_is_told_the_nearest() -> None:
    assert_refused(run_program("attacks", "pgd-lin"), "pgd-lin", 'Did you mean "pgd-linf"?')
