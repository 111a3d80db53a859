"""What reports say: every number is the result's, and nothing is promised that was not shown."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pandavision_gui.cli.run import run
from pandavision_gui.cli.spec_options import spec_changes
from pandavision_gui.cli.worst_case import worst_case
from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.bibliography import REFERENCES, references_of
from pandavision_gui.engine.missed_samples import missed_warning
from pandavision_gui.engine.number_words import number_words
from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.reports import classes_section, findings_section
from pandavision_gui.engine.reports import comparison_report as comparison_report_module
from pandavision_gui.engine.reports.comparison_report import comparison_report
from pandavision_gui.engine.reports.document import (
    Code,
    Document,
    Fact,
    Items,
    Mark,
    Paragraph,
    Pictures,
    Section,
    Table,
)
from pandavision_gui.engine.reports.figures import samples_of_each
from pandavision_gui.engine.reports.job_report import job_report
from pandavision_gui.engine.reports.methods_section import methods_text
from pandavision_gui.engine.reports.series import Series
from pandavision_gui.engine.robustness_curve import curve_point
from pandavision_gui.engine.spec import load_spec, parse_spec

from .report_jobs import job_with, worst_case_with

NOBODY = ReportDetails()


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn: here it is about words, and drawing takes half a second a report."""
    for module in (findings_section, comparison_report_module):
        monkeypatch.setattr(module, "curve_svg", lambda *_: b"<svg/>")
    monkeypatch.setattr(classes_section, "svg_of", lambda _: b"<svg/>")


FORBIDDEN = re.compile(r"(?i)\b(compliant|complies|certified|guarantee\w*|proven|is robust)\b")
"""What an attack run cannot show."""


def texts(value: object) -> Iterator[str]:
    """Yield every text of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | frozenset):
        for one in value:
            yield from texts(one)
    elif dataclasses.is_dataclass(value):
        for item in dataclasses.fields(value):
            yield from texts(getattr(value, item.name))


def whole(document: Document) -> str:
    return "\n".join(texts(document))


def section(document: Document, anchor: str) -> Section:
    found = [one for one in (*document.summary, *document.sections) if one.anchor == anchor]
    assert len(found) == 1, anchor
    return found[0]


def facts(document: Document, anchor: str) -> dict[str, str]:
    return {
        one.name: one.value
        for block in section(document, anchor).blocks
        for one in getattr(block, "entries", ())
        if isinstance(one, Fact)
    }


def fact(document: Document, anchor: str, name: str) -> str:
    return facts(document, anchor)[name]


VARIANTS: dict[str, dict[str, Any]] = {
    "plain": {},
    "aimed": {"spec": {"target": 3}},
    "aimed at all": {"spec": {"target": "all"}},
    "fast": {"spec": {"evaluation-mode": "fast"}},
    "noise": {"attack": "noise-linf", "spec": {"perturbation-type": "random"}},
    "rotation": {"attack": "rotation", "spec": {"perturbation-type": "rotation"}},
    "score only": {
        "attack": "square-linf",
        "agreement": {"rows": 0, "largest-difference": 0, "tolerance": 0, "converter": "none"},
    },
    "l0": {"attack": "fmn-l0", "norm": "l0", "spec": {"perturbation-type": "l0"}},
    "warned": {"warnings": ["The model answers differently each time."]},
    "check broke": {"assumption_check": {"checked": 2, "broken": 1}},
    "unknown attack": {"attack": "of a later version"},
}


@pytest.mark.parametrize("which", VARIANTS)
def test_no_report_promises_what_an_attack_cannot_show(which: str) -> None:
    said = whole(job_report(job_with(**VARIANTS[which]), NOBODY))
    assert FORBIDDEN.search(said) is None
    # A formal proof and "secure" are spoken of only where they are denied.
    assert re.findall(r"(?i)\bsecure\b", said) == []
    assert all(
        "no proof" in line or "not a proof" in line
        for line in said.splitlines()
        if re.search(r"\bproof\b", line)
    )


@pytest.mark.parametrize("which", VARIANTS)
def test_every_point_of_the_curve_is_in_the_table(which: str) -> None:
    job = job_with(**VARIANTS[which])
    (table,) = [
        block
        for block in section(job_report(job, NOBODY), "curve").blocks
        if isinstance(block, Table)
    ]
    counts = [
        row[table.columns.index("Not steered" if job.is_aimed else "Right")] for row in table.rows
    ]
    assert counts == [f"{point.robust} of {point.count}" for point in job.result.curve]


def test_the_first_page_says_counts_interval_and_level() -> None:
    job = job_with()
    said = "\n".join(texts(job_report(job, NOBODY).summary))
    assert "12 of 12 (100.0 %; 95 % interval 75.8 % to 100.0 %)" in said
    assert "2 of 12 (16.7 %; 95 % interval 4.7 % to 44.8 %)" in said
    assert "10 were misled and 2 withstood" in said
    assert "an upper bound on robust accuracy" in said
    assert "medium" in said
    assert "0.62" in said


def test_of_chosen_samples_no_interval_is_told() -> None:
    samples = json.loads(job_with().result.samples.model_dump_json(by_alias=True))
    said = whole(job_report(job_with(samples=samples | {"chosen-by-user": True}), NOBODY))
    assert "no interval applies" in said
    assert not re.search(r"interval \d", said)
    assert "Wilson" not in said


def test_the_median_is_enough_as_it_is_told() -> None:
    """Rounded down it would name a change at which the half is not broken yet."""
    said = whole(job_report(job_with(median_minimum_perturbation=0.012341), NOBODY))
    assert "a change of 0.0124 of the input range is enough" in said


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("plain", "White-box"),
        ("score only", "Black-box"),
        ("noise", "None."),
    ],
)
def test_the_attackers_knowledge_is_that_of_the_attack(which: str, words: str) -> None:
    document = job_report(job_with(**VARIANTS[which]), NOBODY)
    assert fact(document, "threat-model", "Attacker's knowledge").startswith(words)


def classes_tables(document: Document) -> list[Table]:
    return [block for block in section(document, "classes").blocks if isinstance(block, Table)]


def test_of_random_draws_it_is_said_at_which_size_the_answers_were_given() -> None:
    """A sample that is wrong at the largest size may have been taken for something else there."""
    _, drawn = classes_tables(job_report(job_with(**VARIANTS["rotation"]), NOBODY))
    assert "samples that are wrong at severity 0.03" in drawn.caption
    assert "by its answer at the smallest size that misled it" in drawn.caption
    assert "may be another" in drawn.caption
    _, searched = classes_tables(job_report(job_with(), NOBODY))
    assert "each by its nearest example" in searched.caption
    assert "may be another" not in searched.caption


LONG = [f"{'a sign that warns of a crossing ' * 6} number {number}" for number in range(12)]


def test_long_names_are_short_in_tables_told_apart_and_whole_in_a_list() -> None:
    document = job_report(job_with(class_names=LONG), NOBODY)
    results, confusions = classes_tables(document)
    cells = {row[0] for row in results.rows} | {cell for row in confusions.rows for cell in row[:2]}
    assert max(map(len, cells)) <= 40
    numbers = {int(match[1]) for cell in cells if (match := re.search(r"… \((\d+)\)$", cell))}
    assert len(numbers) == len(cells), "names that begin alike are told apart"
    listed = facts(document, "classes")
    assert {f"({number})" for number in numbers} == set(listed)
    assert all(LONG[int(name[1:-1])] == whole for name, whole in listed.items())
    assert facts(document, "samples") == {}, "they are listed once"
    captions = [
        picture.caption
        for block in section(document, "samples").blocks
        if isinstance(block, Pictures)
        for row in block.rows
        for picture in row.pictures
    ]
    assert max(map(len, captions)) < 60
    assert "in full" not in whole(job_report(job_with(class_names=["x" * 40] * 12), NOBODY))


def test_of_a_thousand_classes_the_weakest_are_shown_and_the_rest_is_told() -> None:
    job = job_with(class_names=[f"kind {number}" for number in range(1000)])
    assert job.table is not None
    rows = job.table.rows(np.arange(3000) % len(job.table))
    labels = np.arange(3000) % 1000
    broken = rows.adversarial_prediction >= 0
    table = dataclasses.replace(
        rows,
        index=np.arange(3000),
        label=labels,
        prediction=labels,
        adversarial_prediction=np.where(broken, (labels + 1 + np.arange(3000) // 1000) % 1000, -1),
    )
    document = job_report(dataclasses.replace(job, table=table, examples=()), NOBODY)
    results, confusions = classes_tables(document)
    assert (len(results.rows), len(confusions.rows)) == (25, 10)
    said = "\n".join(texts(section(document, "classes")))
    assert "25 of 1\u202f000 classes are shown" in said
    assert re.search(r"10 of \d\u202f\d{3} pairs", confusions.caption)
    assert re.search(r"\d+ classes are the weakest alike, for example “kind \d+”: 0 of 3", said)


def test_one_weakest_class_is_called_so() -> None:
    job = job_with()
    assert job.table is not None
    size = np.full(len(job.table), np.inf)
    size[job.table.label == 3] = 0.01
    table = dataclasses.replace(job.table, minimum_perturbation=size)
    document = job_report(dataclasses.replace(job, table=table, examples=()), NOBODY)
    assert "The weakest class is “class 3”: 0 of 1 samples" in whole(document)


def test_long_names_of_the_only_class_are_listed_below_its_samples() -> None:
    job = job_with(class_names=LONG)
    assert job.table is not None
    table = dataclasses.replace(job.table, label=np.full(len(job.table), 4))
    document = job_report(dataclasses.replace(job, table=table), NOBODY)
    assert "classes" not in [one.anchor for one in document.sections]
    assert facts(document, "samples")["(4)"] == LONG[4]


@pytest.mark.parametrize(("ended", "said"), [(1040, True), (0, False), (None, False)])
def test_a_report_counts_the_runs_that_were_ended_early(ended: int | None, said: bool) -> None:
    counted = {} if ended is None else {"ended-early": ended}
    values = len(job_with().result.curve) - 1
    stage = {
        "attack": "mpgd-linf",
        "parameters": {"loss": "margin"},
        "start-factor": 1.0,
        "passes": 400,
        "attacked": 3,
        "broken": [0] * values,
    }
    text = whole(job_report(job_with(stages=[stage, stage | counted]), NOBODY))
    assert "What each stage did" in text
    words = f"Ended early, since they could get nowhere: {number_words(1040)} runs."
    assert (words in text) is said


def test_the_attackers_goal_names_the_target() -> None:
    names = [f"sign {number}" for number in range(12)]
    job = job_with(spec={"target": 3}, class_names=names)
    told = fact(job_report(job, NOBODY), "threat-model", "Attacker's goal")
    assert "targeted" in told
    assert "“sign 3”" in told


def test_an_aimed_attack_says_what_counts() -> None:
    document = job_report(job_with(spec={"target": 3}), NOBODY)
    said = "\n".join(texts(document.summary))
    assert "only the answer “class 3” counts" in said
    assert "not steered to the target" in said
    assert "other errors do not count" in said
    assert "upper bound on robust accuracy" not in said


def test_where_every_wrong_class_counts_nothing_is_said_of_targets() -> None:
    for target in (None, "all"):
        said = "\n".join(texts(job_report(job_with(spec={"target": target}), NOBODY).summary))
        assert "aimed" not in said


def test_no_level_is_told_where_nothing_was_attacked() -> None:
    point = json.loads(job_with().result.curve[0].model_dump_json())
    samples = json.loads(job_with().result.samples.model_dump_json(by_alias=True))
    job = job_with(
        curve=[point],
        sec_curve={"x-values": [0.0], "y-values": [1.0]},
        samples=samples | {"broken": 0, "withstood": 12},
        median_minimum_perturbation=None,
    )
    said = "\n".join(texts(section(job_report(job, NOBODY), "found")))
    assert "no security level" in said
    assert "only the accuracy without perturbation was asked for" in said
    assert "medium" not in said
    assert "upper bound" not in said


def test_no_level_is_told_where_no_sample_is_right() -> None:
    said = "\n".join(texts(section(job_report(job_with(sec_value=-1), NOBODY), "found")))
    assert "There is no security level: no sample is right even without perturbation." in said


@pytest.mark.parametrize("which", ["noise", "rotation"])
def test_random_draws_are_not_called_an_attack(which: str) -> None:
    said = "\n".join(texts(section(job_report(job_with(**VARIANTS[which]), NOBODY), "found")))
    assert "says nothing about an attacker" in said
    assert "upper bound" not in said
    how = "stayed right in every draw" if which == "noise" else "stayed right at every one"
    assert how in said


def test_a_corruption_in_which_nothing_is_drawn_is_not_called_random() -> None:
    """Blur does the same every time; a rotation goes to the left or to the right."""
    keys = dict(VARIANTS["rotation"])
    keys |= {"attack": "blur", "spec": {**keys["spec"], "attack": "blur"}}
    keys["spec"]["perturbation-type"] = "blur"
    said = whole(job_report(job_with(**keys), NOBODY)).lower()
    assert "random draw" not in said
    assert "by chance" not in said
    assert "each sample was changed once per value" in said


def test_a_result_with_warnings_says_first_that_it_is_not_to_be_trusted() -> None:
    document = job_report(job_with(warnings=["one", "two", "one"]), NOBODY)
    leads = [
        block.text
        for block in section(document, "found").blocks
        if isinstance(block, Paragraph) and block.is_lead
    ]
    assert leads[0] == "Nothing here is to be trusted before the 2 warnings below are settled."
    assert "not to be trusted" not in whole(job_report(job_with(), NOBODY)).lower()


def test_warnings_come_first_on_the_first_page() -> None:
    document = job_report(job_with(**VARIANTS["warned"]), NOBODY)
    first, *_ = texts(section(document, "trust-summary").blocks)
    assert first == "The model answers differently each time."


def test_where_every_example_was_refused_nothing_calm_is_said() -> None:
    job = job_with(adversarial_examples=0, rejected_by_confirmation=12)
    document = job_report(job, NOBODY)
    assert marked(document, "refused all that the converted model took for one (12 ×)") is (
        Mark.CAUTION
    )
    assert "none to confirm" not in whole(document)


def test_nobodys_paths_are_in_a_report() -> None:
    job = job_with(
        spec={
            "dataset": "/home/somebody/secret/signs.h5",
            "trained-model": "C:\\Users\\somebody\\signs.onnx",
        }
    )
    said = whole(job_report(job, NOBODY))
    assert "somebody" not in said
    assert '"dataset": "signs.h5"' in said
    assert '"trained-model": "signs.onnx"' in said


def test_what_people_add_is_in_its_place_and_the_rest_is_left_to_fill_in() -> None:
    details = ReportDetails(system="a camera", justification="8 of 255 are not noticed")
    document = job_report(job_with(), details)
    filled = {one.name: one.value for one in document.fields.entries}
    assert filled["System"] == "a camera"
    assert filled["Assessor"] == ""
    assert fact(document, "setting", "Why this size") == "8 of 255 are not noticed"
    assert fact(document, "setting", "Acceptance threshold, and who set it") == ""


@pytest.mark.parametrize("is_from_archive", [False, True])
def test_a_job_without_rows_is_reported_without_what_needs_them(is_from_archive: bool) -> None:
    job = dataclasses.replace(job_with(), table=None, examples=(), is_from_archive=is_from_archive)
    document = job_report(job, NOBODY)
    assert marked(document, "could not be made again for this report") is Mark.CAUTION
    said = whole(document)
    assert "its figures follow from its rows" not in said
    assert ("followed, when it was taken in, from its rows" in said) == is_from_archive
    assert "could not be made again" not in whole(job_report(job_with(), NOBODY))
    anchors = [one.anchor for one in document.sections]
    assert "classes" not in anchors
    assert "samples" not in anchors
    assert "curve" in anchors


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_attack_with_a_paper_has_it_in_the_bibliography(name: str) -> None:
    info = CATALOGUE[name]
    found = references_of([name])
    assert bool(found) == bool(info.paper)
    years = set(re.findall(r"\b(?:19|20)\d\d\b", info.paper))
    cited = {dict(one.fields)["year"] for one in references_of([name, *stages_of(name)])}
    assert years <= cited


def stages_of(name: str) -> list[str]:
    norm = CATALOGUE[name].perturbation_types[0]
    ending = {"max-norm": "linf", "l2": "l2", "l1": "l1"}.get(norm, "linf")
    return [f"{stage.attack}-{ending}" for stage in CATALOGUE[name].stages]


def test_what_the_methods_cite_is_in_their_bibliography() -> None:
    for which in VARIANTS.values():
        job = job_with(**which)
        said = methods_text(job)
        code = "\n".join(texts(section(job_report(job, NOBODY), "methods").blocks))
        for keys in re.findall(r"\[([a-z0-9; ]+)\]", said):
            for key in keys.split("; "):
                assert REFERENCES[key].bibtex in code


def test_a_comparison_tells_only_what_differs_and_whether_it_is_chance() -> None:
    first, second = job_with("first"), job_with("second", spec={"seed": 7})
    document = comparison_report([first, second], NOBODY)
    (table,) = section(document, "differences").blocks
    assert isinstance(table, Table)
    assert table.rows == (("Seed", "0", "7"),)
    said = "\n".join(texts(section(document, "paired")))
    assert "No difference between “first” and “second” is more than chance" in said


@pytest.mark.parametrize("with_worst_case", [False, True])
def test_a_comparison_says_what_is_the_same_and_how_all_of_it_is_repeated(
    with_worst_case: bool, tmp_path: Path
) -> None:
    first, second = job_with("first"), job_with("second", spec={"seed": 7})
    jobs = [first, second, *([worst_case_with()] if with_worst_case else [])]
    document = comparison_report(jobs, NOBODY)
    assert fact(document, "common", "Dataset").startswith(first.result.dataset.name)
    if not with_worst_case:
        assert fact(document, "common", "Attack") == "PGD (L∞)"
    assert "Seed" not in list(texts(section(document, "common").blocks))
    repeat = section(document, "repeat")
    hashes = {first.result.model.sha256, first.result.dataset.sha256}
    assert hashes <= set(texts(repeat.blocks))
    *specs, commands = (block.text for block in repeat.blocks if isinstance(block, Code))
    assert len(specs) == 2
    for text, job in zip(specs, jobs[:2], strict=True):
        assert parse_spec(text.encode()).seed == job.result.spec["seed"]
    *runs, last = (shlex.split(line) for line in commands.split("\n"))
    assert [words[1:3] for words in runs] == [["run", f"job-{n}.json"] for n in (1, 2)]
    assert last == ["pandavision", "compare", *(f"job-{n + 1}" for n in range(len(jobs)))]
    assert ("its own report says" in whole(document)) == with_worst_case
    (overview,) = section(document, "evaluations").blocks
    assert isinstance(overview, Table)
    assert [row[1] for row in overview.rows] == [job.attack_title for job in jobs]


def test_a_figure_names_the_samples_of_its_curves_in_their_order() -> None:
    def curves(*counts: int) -> list[Series]:
        return [Series("s", (curve_point(0.0, count, count),)) for count in counts]

    assert samples_of_each(curves(1000, 30, 1000)) == "1\u2009000, 30, 1\u2009000"
    assert samples_of_each(curves(30, 30)) == "30"


def test_jobs_of_other_datasets_are_not_compared_sample_by_sample() -> None:
    first = job_with("first")
    other = json.loads(first.result.dataset.model_dump_json(by_alias=True)) | {"sha256": "0" * 64}
    document = comparison_report([first, job_with("second", dataset=other)], NOBODY)
    said = "\n".join(texts(section(document, "paired")))
    assert "they are of different datasets" in said
    assert not any(isinstance(block, Table) for block in section(document, "paired").blocks)


@pytest.mark.parametrize(
    ("targets", "compared"),
    [
        ((None, "all"), True),
        ((3, 3), True),
        ((None, 3), False),
        ((3, 4), False),
        (("all", 3), False),
    ],
)
def test_jobs_that_count_other_answers_are_not_compared(
    targets: tuple[object, object], compared: bool
) -> None:
    jobs = [job_with(f"job {target}", spec={"target": target}) for target in targets]
    document = comparison_report(jobs, NOBODY)
    blocks = section(document, "paired").blocks
    assert any(isinstance(block, Table) for block in blocks) == compared
    said = "\n".join(texts(section(document, "paired")))
    assert ("not aimed at the same class" in said) != compared


def test_a_target_by_its_name_is_the_class_of_that_number() -> None:
    names = [f"class {number}" for number in range(12)]
    jobs = [
        job_with("one", spec={"target": 3}, class_names=names),
        job_with("two", spec={"target": "class 3"}, class_names=names),
        job_with("three", spec={"target": "class 3"}, class_names=names[::-1]),
    ]
    pairs = [comparison_report([jobs[0], other], NOBODY) for other in jobs[1:]]
    said = ["\n".join(texts(section(document, "paired"))) for document in pairs]
    assert ["not aimed at the same class" in one for one in said] == [False, True]


def marked(document: Document, words: str) -> Mark:
    """Return the mark of the one check that says these words."""
    items = [
        item
        for block in section(document, "trust").blocks
        if isinstance(block, Items)
        for item in block.entries
        if words in item.text
    ]
    assert len(items) == 1, words
    return items[0].mark


@pytest.mark.parametrize(
    ("ratio", "words", "mark"),
    [
        (1.0, "is the slope of the scores", Mark.GOOD),
        (0.4, "it may be misled", Mark.CAUTION),
        (3.0, "it may be misled", Mark.CAUTION),
    ],
)
def test_a_gradient_that_is_not_the_slope_is_cautioned_about(
    ratio: float, words: str, mark: Mark
) -> None:
    figures = json.loads(job_with().result.agreement.model_dump_json(by_alias=True))
    job = job_with(agreement=figures | {"gradient-ratio": ratio})
    assert marked(job_report(job, NOBODY), words) is mark


@pytest.mark.parametrize("steps", [2, 50])
def test_few_steps_are_cautioned_about_where_something_withstood(steps: int) -> None:
    spec = {**job_with().result.spec, "attack": "standard", "attack-params": {"steps": steps}}
    document = job_report(job_with(attack="standard", spec=spec), NOBODY)
    if steps == 2:
        assert marked(document, "only 2 in a run") is Mark.CAUTION
    else:
        assert "in a run. Such an attack" not in whole(document)


def test_samples_that_fell_to_a_smaller_perturbation_are_cautioned_about() -> None:
    broken = job_report(job_with(**VARIANTS["check broke"]), NOBODY)
    assert marked(broken, "Gradients mislead the attack here") is Mark.CAUTION
    assert marked(job_report(job_with(), NOBODY), "none fell") is Mark.GOOD


@pytest.mark.parametrize("uses_gradients", [False, True])
def test_what_a_warning_says_is_not_said_again_and_no_random_search_is_distrusted(
    uses_gradients: bool,
) -> None:
    warning = missed_warning(1, 2, 0.03, uses_gradients=uses_gradients)
    keys = {"assumption_check": {"checked": 2, "broken": 1}, "warnings": [warning]}
    if not uses_gradients:
        keys |= {"attack": "square-linf", "spec": {"attack": "square-linf", "attack-params": {}}}
    document = job_report(job_with(**keys), NOBODY)
    cautions = [
        item.text
        for block in section(document, "trust").blocks
        if isinstance(block, Items)
        for item in block.entries
        if "fell" in item.text or "withstood" in item.text
    ]
    assert cautions == [warning]
    assert ("gradients mislead" in whole(document)) == uses_gradients
    assert ("Nothing here is to be trusted" in whole(document)) == uses_gradients


def test_a_check_in_the_jobs_of_a_worst_case_is_said_to_be_theirs() -> None:
    check = {"checked": 3, "broken": 1}
    said = whole(job_report(worst_case_with(assumption_check=check), NOBODY))
    assert "In its jobs, 3 samples that had withstood" in said
    assert "Gradients mislead the attack here" not in said


def test_passes_are_told_by_purpose_and_sum_up() -> None:
    job = job_with()
    document = job_report(job, NOBODY)
    told = fact(document, "effort", "Of these").replace("\u202f", "")
    assert sum(map(int, re.findall(r"\d+", told))) == job.result.model_passes
    assert number_words(job.result.model_passes) in methods_text(job)


def test_a_report_of_random_draws_is_none_of_evasion() -> None:
    drawn = job_report(job_with(**VARIANTS["noise"]), NOBODY)
    assert "Evasion" not in drawn.title
    said = "\n".join(texts(section(drawn, "samples")))
    assert "adversarial" not in said
    assert "the weakest draw that misled it" in said


def test_the_measured_distances_are_of_examples_that_count() -> None:
    """Not of samples that were wrong already, nor of examples beyond the largest value."""
    job = job_with()
    assert job.table is not None
    found = job.table.minimum_perturbation.copy()
    found[0], found[1] = 0.0, 0.2
    job = dataclasses.replace(
        job, table=dataclasses.replace(job.table, minimum_perturbation=found), examples=()
    )
    counted = found[(found > 0) & (found <= 0.03)]
    document = job_report(job, NOBODY)
    told = fact(document, "trust", "Largest measured distance of an example that counts")
    assert float(told.split()[0]) == pytest.approx(counted.max(), rel=1e-6)
    assert float(
        fact(document, "trust", "Smallest measured distance of such an example")
    ) == pytest.approx(counted.min(), rel=1e-6)


def test_a_clear_difference_names_the_better_one_and_where() -> None:
    first = job_with("first")
    assert first.table is not None
    count = len(first.table)
    weak = dataclasses.replace(first.table, minimum_perturbation=np.full(count, 0.005))
    strong = dataclasses.replace(first.table, minimum_perturbation=np.full(count, np.inf))
    jobs = [
        dataclasses.replace(first, name=name, table=table, examples=())
        for name, table in (("weak", weak), ("strong", strong))
    ]
    for pair in (jobs, jobs[::-1]):
        said = "\n".join(texts(section(comparison_report(pair, NOBODY), "paired")))
        assert "“strong” is right more often than “weak” at every value above 0" in said
        assert "“weak” is right more often" not in said


def test_a_worst_case_is_repeated_by_its_jobs_and_not_as_a_spec(tmp_path: Path) -> None:
    """The commands are run as a shell would, as far as their options and the spec go."""
    job = worst_case_with()
    repeat = section(job_report(job, NOBODY), "repeat")
    spec_text, commands = (block.text for block in repeat.blocks if isinstance(block, Code))
    (tmp_path / "spec.json").write_text(spec_text, encoding="utf-8")
    *runs, last = (shlex.split(line) for line in commands.replace("\\\n", " ").split("\n"))
    assert job.result.sources is not None
    for number, (words, source) in enumerate(zip(runs, job.result.sources, strict=True), 1):
        assert words[:3] == ["pandavision", "run", "spec.json"]
        given = run.make_context("run", words[2:]).params
        assert str(given.pop("out")) == f"job-{number}"
        changes = spec_changes(given, given["params"])
        spec = load_spec(tmp_path / "spec.json", changes)
        assert spec.attack == source.attack
        assert spec.attack_parameters.model_dump(exclude_none=True) == source.parameters
    given = worst_case.make_context("worst-case", last[2:]).params
    assert [str(place) for place in given["jobs"]] == ["job-1", "job-2"]
    assert "“pandavision run spec.json --out result”" not in whole(job_report(job, NOBODY))


def test_a_spec_whose_lists_are_shortened_is_not_said_to_repeat_anything() -> None:
    names = [f"class {number}" for number in range(201)]
    said = whole(job_report(job_with(spec={"class-names": names}), NOBODY))
    assert "pandavision run spec.json" not in said
    assert "Long lists are shortened here" in said
    assert "pandavision run spec.json" in whole(job_report(job_with(), NOBODY))


def test_how_the_labels_were_read_is_needed_to_repeat_it() -> None:
    assert "Added to every label" not in facts(job_report(job_with(), NOBODY), "repeat")
    asked = {"labels": "y", "label-offset": -1, "time-limit": 90.0}
    told = facts(job_report(job_with(spec=asked), NOBODY), "repeat")
    assert told["Added to every label"] == "−1"
    assert told["Labels, in the HDF5 file"] == "y"
    assert told["Time limit"] == "90 s"
