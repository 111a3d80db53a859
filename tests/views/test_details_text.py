from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.result import (
    AssumptionCheck,
    EvaluationResult,
    FileIdentity,
    Randomised,
    SourceResult,
    StageResult,
)
from pandavision_gui.engine.robustness_curve import band_point
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.jobs.job import Cleared, Imported
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.details.details_text import (
    bracket_meaning,
    distrust_text,
    explanation,
    figures,
    origin_line,
    state_line,
    verdict_text,
)
from pandavision_gui.views.details.improve_text import improvement_notes
from pandavision_gui.views.details.open_text import (
    end_sentence,
    progress_facts,
    progress_sentence,
    remedy,
)
from pandavision_gui.views.details.plan_text import facts_of_plan
from pandavision_gui.views.details.run_text import facts_of_run, short_hash
from pandavision_gui.views.details.statements import Fact
from pandavision_gui.views.details.trust_text import largest_half_width, trust_notes
from pandavision_gui.views.jobs_table.job_words import Tone

from .jobs_table.job_results import make_applied, make_counts, make_result, make_run, make_spec
from .jobs_table.job_rows import BEGIN, finished_row, make_progress, make_row, running_row

NOISE = {"attack": "noise-linf", "assumption_check": None}


def values(facts: list[Fact]) -> dict[str, str]:
    return {fact.label: fact.value for fact in facts}


def said(result: object, warnings: tuple[str, ...] = ()) -> str:
    return "\n".join(note.text for note in trust_notes(result, warnings))


def test_the_state_line_says_when_and_how_long() -> None:
    row = finished_row(1, started=BEGIN, ended=BEGIN + timedelta(seconds=12))
    now = BEGIN + timedelta(minutes=1)
    clock = f"{BEGIN.astimezone():%H:%M}"
    assert state_line(row, now) == f"finished today {clock}, took 12\u202fs"
    failed = finished_row(1, state=JobState.FAILED, started=BEGIN, ended=row.ended)
    assert state_line(failed, now) == f"failed today {clock}, after 12\u202fs"
    assert state_line(running_row(1), now) == f"running, started today {clock}"
    waiting = make_row(1, started=BEGIN, ended=row.ended)
    assert state_line(waiting, now) == f"waiting again, last ended today {clock}"


def test_the_verdict_stands_with_the_values_it_depends_on() -> None:
    text = verdict_text(make_result())
    assert (text.title, text.value) == ("Security level: high", "0.82")
    assert text.grid == "over 3 values from 0 to 0.06"
    assert text.tone is Tone.GOOD


def test_a_verdict_under_noise_is_no_verdict_on_the_worst_case() -> None:
    text = verdict_text(make_result(**NOISE))
    assert text.tone is Tone.TEXT
    assert "Random noise is not an attack: this says nothing about an attacker." in text.grid


def test_a_corruption_is_told_by_its_severity_and_never_by_a_norm() -> None:
    spec = make_spec(perturbation_type="rotation", perturbation_values=(0.1, 0.25))
    result = make_result(
        {0.0: 97, 0.1: 80, 0.25: 62}, **NOISE | {"attack": "rotation"}, spec=spec.to_document()
    )
    assert verdict_text(result).tone is Tone.TEXT
    texts = [verdict_text(result).grid, explanation(result)]
    texts += [f"{f.label} {f.value} {f.tooltip}" for f in (*figures(result), *facts_of_run(result))]
    told = "\n".join([*texts, said(result)])
    assert "A corruption is not a worst case" in told
    assert "over 3 values from 0 to severity 0.25" in told
    assert "A corruption is not an attack" in told
    assert "turned wrong at some severity up to severity 0.25" in told
    assert "Severity, 1 is 180°" in told
    for word in ("L∞", "norm", "noise", "input range in"):
        assert word not in told


@pytest.mark.parametrize(("target", "is_aimed"), [(3, True), ("second", True), ("all", False)])
def test_a_verdict_under_an_aimed_attack_is_none_on_other_errors(
    target: int | str, is_aimed: bool
) -> None:
    spec = make_spec(attack="standard", target=target).to_document()
    text = verdict_text(make_result(spec=spec))
    assert ("aimed" in text.grid) == is_aimed
    assert (text.tone is Tone.TEXT) == is_aimed


def test_what_was_found_of_a_second_model_is_said_of_it() -> None:
    second = FileIdentity(name="other.onnx", sha256="ab" * 32, bytes=1)
    told = said(make_result(attack="transfer", surrogate=second))
    assert "Second model: Scores agree with ONNX Runtime" in told
    assert "Second model" not in said(make_result())


def test_a_verdict_over_tiny_values_says_so_and_is_not_green() -> None:
    text = verdict_text(make_result({0.0: 97, 0.0039: 95}))
    assert text.grid == "over 2 values from 0 to 0.0039\nOnly tiny perturbations were tried."
    assert text.tone is Tone.TEXT
    one = verdict_text(make_result({0.0: 97, 1 / 255: 95}))
    assert ("tiny" in one.grid, one.tone) == (False, Tone.GOOD)


@pytest.mark.parametrize(
    ("robust", "why"),
    [({0.0: 0, 0.06: 0}, "no sample is right"), ({0.0: 97}, "without perturbation was asked")],
)
def test_no_level_is_claimed_where_there_is_none(robust: dict[float, int], why: str) -> None:
    text = verdict_text(make_result(robust))
    assert (text.title, text.value, text.tone) == ("No security level", "", Tone.TEXT)
    assert why in text.grid


def test_a_result_with_warnings_is_not_to_be_trusted_yet() -> None:
    limit = "The time limit of 9 s was reached: 50 of 100 samples were evaluated."
    assert distrust_text([]) == ""
    assert distrust_text([limit]) == ""
    assert "the warning below" in distrust_text(["A"])
    assert "the 3 warnings below" in distrust_text(["A", "B", "C"])
    assert "before 2 of the 3 warnings below" in distrust_text(["A", limit, "C"])
    assert "before 1 of the 2 warnings below" in distrust_text([limit, "C"])


@pytest.mark.parametrize(
    ("robust", "tone", "doubted"),
    [({0.0: 97, 0.06: 90}, Tone.GOOD, Tone.TEXT), ({0.0: 97, 0.06: 0}, Tone.WARN, Tone.TEXT),
     ({0.0: 97, 0.01: 0, 0.03: 0, 0.06: 0}, Tone.BAD, Tone.BAD)],
)  # fmt: skip
def test_what_is_not_to_be_trusted_yet_does_not_look_good(
    robust: dict[float, int], tone: Tone, doubted: Tone
) -> None:
    assert verdict_text(make_result(robust)).tone is tone
    assert verdict_text(make_result(robust, warnings=("A warning.",))).tone is doubted


def test_the_figures_have_their_intervals() -> None:
    assert values(figures(make_result())) == {
        "Clean accuracy": "97.0 % (91.5–99.0)",
        "Robust at 0.06": "62.0 % (52.2–70.9)",
        "Median minimum perturbation": "> 0.06",
        "Still fools after 8-bit rounding": "34 of 35",
    }
    robust = next(fact for fact in figures(make_result()) if fact.label == "Robust at 0.06")
    assert robust.tooltip.split("\n") == [
        "62 of 100 samples are classified right",
        "In brackets: the 95 % interval (Wilson), in percent",
    ]


def test_the_value_of_the_literature_is_shown_when_it_was_evaluated() -> None:
    between = figures(make_result({0.0: 97, 8 / 255: 78, 0.06: 62}))
    assert values(between)["Robust at 8/255"] == "78.0 % (68.9–85.0)"
    at_the_end = [fact.label for fact in figures(make_result({0.0: 97, 8 / 255: 78}))]
    assert at_the_end.count("Robust at 8/255") == 1
    assert "Robust at 8/255" not in values(figures(make_result({0.0: 97, 0.031: 78, 0.06: 1})))


def test_an_l2_job_is_told_in_l2() -> None:
    spec = make_spec(perturbation_type="l2", perturbation_values=(0.0, 0.5, 36 / 255, 1.5))
    result = make_result(
        {0.0: 97, 36 / 255: 90, 0.5: 78, 1.5: 62}, norm="l2", spec=spec.to_document()
    )
    found = values(figures(result))
    assert found["Robust at 0.5"] == "78.0 % (68.9–85.0)"  # what the literature reports
    assert found["Median minimum perturbation"] == "> 1.5"
    (median,) = (f for f in figures(result) if f.label.startswith("Median"))
    assert "less than this (L2, in units of the input range)" in median.tooltip
    assert "at most 1.5 × the input range in L2, 62 withstood" in explanation(result)
    assert "over 4 values from 0 to 1.5 in L2" in verdict_text(result).grid
    facts = {fact.label: fact for fact in facts_of_run(result)}
    assert facts["Attack"].value == "Standard L2"
    assert "Euclidean norm (L2)" in facts["Attack"].tooltip
    assert facts["Perturbation values"].tooltip == (
        "0, 0.1412, 0.5, 1.5\nEuclidean norm (L2), in units of the input range"
    )
    assert "255" not in facts["Perturbation values"].value
    running = values(
        progress_facts(
            make_progress(band=(band_point(0, 5, 5, 5), band_point(34 / 255, 4, 5, 5))), Norm.L2
        )
    )
    assert running["Robust at 0.1333 so far"] == "80 … 100 %"


def test_chosen_samples_have_no_interval() -> None:
    result = make_result(samples=make_counts(chosen_by_user=True))
    assert values(figures(result))["Clean accuracy"] == "97.0 %"
    assert "chosen by you, so no interval applies" in said(result)
    assert "±" not in said(result)


def test_a_known_median_and_no_example_are_said() -> None:
    result = make_result(
        median_minimum_perturbation=0.0199999, adversarial_examples=0, survives_8bit=0
    )
    assert values(figures(result))["Median minimum perturbation"] == "0.02"
    assert values(figures(result))["Still fools after 8-bit rounding"] == "–"


def test_one_sentence_says_what_became_of_the_samples() -> None:
    assert explanation(make_result()) == (
        "Of 100 samples, 3 were wrong already, 35 could be broken by a perturbation of at most "
        "6 % of the input range, 62 withstood all attempts up to there."
    )


def test_what_stands_in_brackets_is_explained_beside_it() -> None:
    assert "with 95 % confidence" in bracket_meaning(make_result())
    chosen = make_result(samples=make_counts(chosen_by_user=True))
    assert bracket_meaning(chosen) == ""
    assert not any("(" in fact.value for fact in figures(chosen))


def test_the_sentence_is_right_for_few_and_for_fractions() -> None:
    one = explanation(make_result({0.0: 99, 8 / 255: 0}))
    assert "1 was wrong already" in one
    assert "at most 8/255 of the input range" in one
    assert "none was wrong already" in explanation(make_result({0.0: 100, 0.06: 0}))
    assert explanation(make_result({0.0: 97})) == (
        "Of 100 samples, 97 were classified right and 3 wrong."
    )


def test_noise_is_never_called_an_attack_that_was_withstood() -> None:
    text = explanation(make_result(**NOISE))
    assert "withstood" not in text
    assert "broken" not in text
    assert "An attacker does better than random noise." in text
    assert "not a worst case" in said(make_result(**NOISE))


def test_what_was_checked_is_said_and_the_bound_always() -> None:
    text = said(make_result())
    assert "Every example confirmed by ONNX Runtime" in text
    assert "largest difference 8e-06, allowed 0.04" in text
    assert "7 unbroken samples were attacked again at a smaller value; none was broken" in text
    assert text.endswith("An upper bound under this attack, not a proof.")
    drawn = said(make_result(**NOISE))
    assert drawn.endswith("One draw per sample and value: others may turn out otherwise.")
    assert "upper bound" not in drawn


def test_a_failed_check_and_refused_examples_are_not_hidden() -> None:
    notes = trust_notes(
        make_result(
            assumption_check=AssumptionCheck(checked=7, broken=2), rejected_by_confirmation=4
        ),
        (),
    )
    check = next(note for note in notes if "2 of 7" in note.text)
    assert check.tone is Tone.WARN
    assert any("4 more were refused" in note.text for note in notes)


def test_where_every_example_was_refused_nothing_calm_is_said() -> None:
    keys = {"adversarial_examples": 0, "rejected_by_confirmation": 12}
    notes = trust_notes(make_result(**keys), ())
    (refused,) = [note for note in notes if "ONNX Runtime refused all" in note.text]
    assert "(12 ×)" in refused.text
    assert refused.tone is Tone.WARN
    assert not any("none to confirm" in note.text or "more were" in note.text for note in notes)


@pytest.mark.parametrize("other", ["surrogate", "randomised"])
def test_what_fooled_another_model_or_draw_is_refused_as_a_matter_of_course(other: str) -> None:
    keys = {"adversarial_examples": 0, "rejected_by_confirmation": 12}
    if other == "surrogate":
        result = make_result(surrogate=make_result().model, **keys)
    else:
        drawn = Randomised(
            repeats=10,
            clean_samples=80,
            clean_answers_right=720,
            clean_disagreed=31,
            examples=0,
            example_answers_misled=0,
            examples_disagreed=0,
        )
        result = make_result(randomised=drawn, run=make_run(bit_repeatable=False), **keys)
    notes = trust_notes(result, ())
    assert not any("refused all" in note.text for note in notes)
    assert any("(12 ×)" in note.text for note in notes)


@pytest.mark.parametrize(
    ("ratio", "words", "tone"),
    [
        (1.04, "The gradient is the slope: finite differences give 1.04 of it", Tone.GOOD),
        (
            0.75,
            "The gradient is about the slope: finite differences give 0.75 of it, as where "
            "rectifiers and maxima bend (allowed: 0.5 to 2)",
            Tone.GOOD,
        ),
        (0.02, "Finite differences give 0.02 of the gradient", Tone.WARN),
        (3.0, "Finite differences give 3 of the gradient", Tone.WARN),
    ],
)
def test_a_gradient_that_is_not_the_slope_is_no_good_sign(
    ratio: float, words: str, tone: Tone
) -> None:
    figures = make_result().agreement.model_copy(update={"gradient_ratio": ratio})
    notes = trust_notes(make_result(agreement=figures), ())
    assert [note.tone for note in notes if note.text == words] == [tone]


@pytest.mark.parametrize(("right", "is_said"), [(49, True), (51, False)])
def test_a_model_that_is_often_wrong_already_is_to_be_mended_first(
    right: int, is_said: bool
) -> None:
    advice = [note.text for note in improvement_notes(make_result({0.0: right, 0.06: 0}))]
    assert advice[0].startswith("Mend the clean accuracy first") is is_said


def test_nothing_is_said_to_be_confirmed_or_checked_that_was_not() -> None:
    text = said(
        make_result(
            {0.0: 97, 0.06: 97},
            adversarial_examples=0,
            assumption_check=AssumptionCheck(checked=0, broken=0),
        )
    )
    assert "Every example confirmed" not in text
    assert "attacked again" not in text
    broken = make_result({0.0: 97, 0.06: 0}, assumption_check=AssumptionCheck(checked=0, broken=0))
    assert "none was checked a second time" in said(broken)


def test_few_samples_are_marked_and_many_are_not() -> None:
    def note(count: int) -> tuple[str, Tone]:
        result = make_result({0.0: count, 0.06: 0}, count=count)
        found = next(n for n in trust_notes(result, ()) if "percentage points" in n.text)
        return found.text, found.tone

    assert note(100) == ("100 samples: ± 10 percentage points at most", Tone.WARN)
    assert note(10_000) == ("10\u202f000 samples: ± 1.0 percentage points at most", Tone.GOOD)
    assert largest_half_width(100) == pytest.approx(0.0962, abs=1e-3)


def test_a_time_limit_shows_in_the_number_of_samples() -> None:
    result = make_result(
        {0.0: 37, 0.06: 22},
        count=40,
        samples=make_counts(evaluated=40, drawn=100, broken=15, withstood=22),
    )
    assert "40 of 100 samples: ±" in said(result)


def test_every_warning_comes_first_once_and_in_amber() -> None:
    result = make_result(warnings=("one", "two"))
    notes = trust_notes(result, ("one",))
    assert [(n.text, n.tone) for n in notes[:2]] == [("one", Tone.WARN), ("two", Tone.WARN)]
    assert said(result, ("one",)).count("one\n") == 1


def test_what_was_assumed_of_the_files_is_said() -> None:
    result = make_result(applied=make_applied(assumptions=("Labels begin at 1.",)))
    assert "Labels begin at 1." in said(result)


def test_the_classes_are_listed_by_name_and_forge_no_line() -> None:
    names = ("<b>stop</b>", "a\n1  forged\x1b[31m\u202e", *(f"sign {n}" for n in range(98)))
    (fact,) = [f for f in facts_of_run(make_result(class_names=names)) if f.label == "Classes"]
    assert fact.value.startswith("100: <b>stop</b>, a\\n1  forged\\x1b[31m\\u202e, sign 0")
    assert fact.value.endswith(", …")
    assert fact.value.isprintable()
    lines = fact.tooltip.split("\n")
    assert lines[:3] == ["0  <b>stop</b>", "1  a\\n1  forged\\x1b[31m\\u202e", "2  sign 0"]
    assert lines[-1] == "…"
    assert all(line.isprintable() for line in lines)
    assert not [f for f in facts_of_run(make_result()) if f.label == "Classes"]


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        (0, "0"),
        ("stop\nx", "stop\\nx"),
        ("second", "the second likeliest"),
        ("all", "every other class in turn"),
        (None, None),
    ],
)
def test_the_class_that_samples_were_steered_to_is_told(
    target: int | str | None, shown: str | None
) -> None:
    result = make_result()
    aimed = result.model_copy(update={"spec": {**result.spec, "target": target}})
    told = [fact.value for fact in facts_of_run(aimed) if fact.label == "Target class"]
    assert told == ([] if shown is None else [shown])


def test_each_stage_says_what_it_broke_and_forges_no_line() -> None:
    stages = (
        StageResult(
            attack="mpgd-linf",
            parameters={"loss": "margin\nx"},
            start_factor=4.0,
            passes=1234,
            attacked=97,
            broken=(17, 34),
            ended_early=1040,
        ),
        StageResult(
            attack="new\nattack",
            parameters={},
            start_factor=1.0,
            passes=0,
            attacked=63,
            broken=(0, 1),
        ),
    )
    facts = [f for f in facts_of_run(make_result(stages=stages)) if f.label.startswith("Stage")]
    assert [fact.label for fact in facts] == [
        "Stage 1: Momentum PGD (L∞)",
        "Stage 2: new\\nattack",
    ]
    assert [fact.value for fact in facts] == ["34 more broken", "1 more broken"]
    assert facts[0].tooltip.splitlines() == [
        "Momentum PGD (L∞)",
        "Loss: margin\\nx",
        "attacked: 97",
        "model passes: 1\u202f234",
        "runs ended early: 1\u202f040",
        "broken at 0.06 that stood until then: 34",
    ]
    assert "early" not in facts[1].tooltip


def test_everything_that_was_run_is_listed() -> None:
    facts = facts_of_run(make_result())
    assert values(facts) == {
        "Attack": "Standard L∞",
        "Steps": "50",
        "Early stop": "yes",
        "Perturbation values": "3, from 0 to 0.06",
        "Model passes": "10\u202f912",
        "Samples": "100, the whole dataset",
        "Seed": "0",
        "Model": "net.onnx",
        "Model SHA-256": "9f2c…a1b7",
        "Dataset": "signs.h5",
        "Dataset SHA-256": "139b…ac9c",
        "Input range": "0 to 255",
        "Preprocessing": "x / 255",
        "Device": "CPU, 1 thread",
        "Batch size": "100",
        "Time of attack": "4 s",
        "Program": "PandaVision 0.1.0",
    }
    tooltips = {fact.label: fact.tooltip for fact in facts}
    assert tooltips["Model SHA-256"] == "9f2c" + "0" * 56 + "a1b7"
    assert "torch 2.9" in tooltips["Program"]
    assert "attack: 10\u202f453" in tooltips["Model passes"]
    steps = CATALOGUE["standard"].parameters.model_fields["steps"]
    assert tooltips["Steps"] == steps.description


def test_what_is_out_of_the_ordinary_is_listed_too() -> None:
    run = make_run(device="cuda", threads=4, resumed=2, bit_repeatable=False)
    result = make_result(run=run, applied=make_applied(channels_flipped=True, mean=(1.0, 2.0, 3.0)))
    listed = values(facts_of_run(result))
    assert listed["Device"] == "CUDA, 4 threads"
    assert listed["Resumed"] == "2 times"
    assert listed["Repeatable bit for bit"] == "no"
    assert listed["Channels"] == "RGB turned into BGR"
    assert listed["Preprocessing"] == "per channel"
    assert "Class scores" not in listed
    hostile = "a\n\u202eb" + "x" * 5000
    of_several = make_result(applied=make_applied(output=hostile))
    said = next(fact for fact in facts_of_run(of_several) if fact.label == "Class scores")
    assert said.value.startswith("a\\n\\u202eb")
    assert len(said.value) <= 60
    assert said.tooltip.isprintable()
    none = make_result(applied=make_applied(mean=None, std=None))
    assert values(facts_of_run(none))["Preprocessing"] == "none"


def test_seed_and_machine_are_those_of_the_run() -> None:
    listed = values(facts_of_run(make_result(run=make_run(seed=7, machine="Example CPU"))))
    assert (listed["Seed"], listed["Machine"]) == ("7", "Example CPU")
    assert "Machine" not in values(facts_of_run(make_result()))


def test_preprocessing_is_called_as_it_was_chosen() -> None:
    channels = make_applied(mean=(1.0, 2.0, 3.0))
    for chosen, words in (("imagenet", "ImageNet"), ("cifar10", "CIFAR-10"), (None, "per channel")):
        spec = {"preprocessing": chosen}
        facts = facts_of_run(make_result(spec=spec, applied=channels))
        assert values(facts)["Preprocessing"] == words
        assert "mean: 1, 2, 3" in next(f.tooltip for f in facts if f.label == "Preprocessing")


def test_thousands_stand_apart_as_in_the_form() -> None:
    result = make_result(spec={"attack-params": {"steps": 5000}})
    assert values(facts_of_run(result))["Steps"] == "5\u202f000"
    many = make_result({0.0: 9000, 0.06: 4000}, count=10_000)
    assert "Of 10\u202f000 samples, 1\u202f000 were wrong already" in explanation(many)


def test_an_attack_that_this_version_does_not_know_is_shown_as_it_is() -> None:
    result = make_result(attack="new", spec={"attack-params": {"depth": 3, "deep": True}})
    listed = values(facts_of_run(result))
    assert (listed["Attack"], listed["depth"], listed["deep"]) == ("new", "3", "yes")


def test_a_job_without_a_result_shows_what_it_was_asked_for() -> None:
    spec = make_spec(attack="pgd-linf", perturbation_values=(0.1,), seed=7)
    listed = values(facts_of_plan(make_row(1, attack="pgd-linf"), spec))
    assert listed["Relative step size"] == "0.025"
    assert listed["Random start"] == "no"
    assert listed["Perturbation values"] == "2, from 0 to 0.1"
    assert listed["Seed"] == "7"
    assert values(facts_of_plan(make_row(1), None))["Perturbation values"] == "13, from 0 to 0.06"


def test_short_hashes_are_not_shortened() -> None:
    assert (short_hash("abc"), short_hash("")) == ("abc", "–")


def test_a_running_job_tells_what_is_known_now() -> None:
    listed = values(progress_facts(make_progress(0.58, left_s=None), Norm.LINF))
    assert listed["Done"] == "58 %"
    assert listed["Time left"] == "not known yet"
    assert listed["Samples finished"] == "37 of 100"
    assert listed["Clean so far"] == "98 %"
    assert listed["Robust at 0.06 so far"] == "56 … 68 %"
    assert listed["Model passes"] == "5\u202f102"
    later = values(progress_facts(make_progress(0.58, left_s=40.0, elapsed_s=55.0), Norm.LINF))
    assert (later["Time left"], later["Time of attack"]) == ("about 40 s", "55 s")


def test_before_anything_has_started_no_accuracy_is_claimed() -> None:
    nothing = make_progress(0.0, band=(band_point(0, 0, 0, 0), band_point(0.06, 0, 0, 0)))
    assert not any("so far" in label for label in values(progress_facts(nothing, Norm.LINF)))
    assert "being read" in progress_sentence(running_row(1), None)
    assert "its turn" in progress_sentence(make_row(1), None)
    assert progress_sentence(make_row(1, reason="Its drive is gone."), None) == ""
    held = progress_sentence(make_row(1), None, queue_is_paused=True)
    assert "The queue is paused" in held
    assert "by itself" not in held
    assert "paused" not in progress_sentence(running_row(1), None, queue_is_paused=True)


def test_a_job_that_ended_says_why_and_what_can_be_done() -> None:
    failed = make_row(1, state=JobState.FAILED, reason="out of memory", started=BEGIN)
    assert end_sentence(failed) == "out of memory"
    assert "Resume goes on" in remedy(failed)
    unstarted = make_row(1, state=JobState.CANCELLED)
    assert "before it had begun" in end_sentence(unstarted)
    assert "into the queue again" in remedy(unstarted)
    assert "cannot be read" in remedy(make_row(1, state=JobState.FAILED, attack=""))


def test_of_very_many_warnings_and_assumptions_the_first_are_told() -> None:
    many = tuple(f"Sentence {n}." for n in range(1000))
    result = make_result(warnings=many, applied=make_applied(assumptions=many))
    notes = [note.text for note in trust_notes(result, ())]
    assert len(notes) < 60
    assert notes.count("Sentence 0.") == 2
    assert notes.count("and 980 more") == 2


def test_a_running_job_is_never_done() -> None:
    assert values(progress_facts(make_progress(1.0), Norm.LINF))["Done"] == "99 %"


def test_endless_lists_and_names_of_a_result_are_cut() -> None:
    spec = {"attack-params": {f"p{n}\n" + "y" * 4000: n for n in range(1000)}}
    result = make_result(spec=spec, run=make_run(versions={f"v{n}": "1" for n in range(5000)}))
    facts = facts_of_run(result)
    assert "and 970 more" in values(facts)
    assert all(len(fact.label) <= 300 and "\n" not in fact.label for fact in facts)
    assert max(len(fact.tooltip) for fact in facts) < 20_000


def test_no_file_name_forges_a_line_of_a_tooltip() -> None:
    name = "net\n1 byte\u202e.onnx"
    result = make_result(model=FileIdentity(name=name, sha256="9f2c", bytes=5))
    fact = next(fact for fact in facts_of_run(result) if fact.label == "Model")
    assert fact.tooltip == "net\\n1 byte\\u202e.onnx\n5 bytes"


def test_the_origin_and_what_was_cleared_are_told_before_the_folder_is_read() -> None:
    now = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
    assert origin_line(finished_row(1), None, now) == ""
    assert origin_line(finished_row(1, imported=True), None, now) == (
        "From an archive; not computed here"
    )
    known = Imported(when=now, file="a.pandavision")
    lines = origin_line(finished_row(1, imported=True, cleared=Cleared.ROWS), known, now)
    first, second = lines.split("\n")
    assert first.startswith("From an archive (a.pandavision, ")
    assert second == "Its rows and pictures were cleared to make room; its result is kept"


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ("NCHW", "channels, height, width"),
        ("NHWC", "height, width, channels"),
        ("NHW", "height, width; one channel"),
        ("flat", "flat: one for all values"),
    ],
)
def test_the_order_of_the_axes_stands_beside_the_facts_of_the_dataset(
    layout: str, words: str
) -> None:
    facts = facts_of_run(make_result(applied=make_applied(layout=layout)))
    labels = [fact.label for fact in facts]
    assert values(facts)["Order of the axes"] == words
    assert labels.index("Order of the axes") == labels.index("Input range") - 1


def test_an_older_result_says_nothing_of_the_order_of_the_axes() -> None:
    assert "Order of the axes" not in values(facts_of_run(make_result()))


def test_the_second_model_of_an_attack_is_named() -> None:
    second = FileIdentity(name="second.onnx", sha256="c" * 64, bytes=1234)
    found = values(facts_of_run(make_result(attack="transfer", surrogate=second)))
    assert found["Second model"] == "second.onnx"
    assert "Second model" not in values(facts_of_run(make_result()))
    spec = make_spec(attack="transfer", **{"surrogate-model": "/data/second.onnx"})
    assert values(facts_of_plan(make_row(1), spec))["Second model"] == "second.onnx"
    assert "Second model" not in values(facts_of_plan(make_row(1), make_spec()))


def source(name: str, nearest: int) -> SourceResult:
    return SourceResult(
        name=name,
        attack="square-linf",
        parameters={"steps": 10},
        sha256="d" * 64,
        largest_value=0.05,
        evaluated=100,
        nearest=nearest,
        model_passes=5000,
        confirmation_passes=7,
    )


def test_a_worst_case_names_its_jobs() -> None:
    made = make_result(attack="worst-case", sources=(source("squares\n", 7), source("b", 0)))
    facts = facts_of_run(made)
    assert values(facts)["squares\\n · Square Attack (L∞)"] == "nearest on 7 samples"
    assert values(facts)["b · Square Attack (L∞)"] == "nearest on 0 samples"
    many = tuple(source(f"job {n}", 1) for n in range(30))
    labels = [fact.label for fact in facts_of_run(make_result(attack="worst-case", sources=many))]
    assert sum(label.startswith("job ") for label in labels) == 20
    assert "and 10 more jobs" in labels


def random_result(**changes: Any) -> EvaluationResult:
    drawn = Randomised(
        repeats=10,
        clean_samples=80,
        clean_answers_right=720,
        clean_disagreed=31,
        examples=20,
        example_answers_misled=50,
        examples_disagreed=19,
    )
    return make_result(randomised=drawn, run=make_run(bit_repeatable=False), **changes)


def test_a_random_model_s_answers_are_told_one_by_one() -> None:
    words = said(random_result())
    assert "The worst of 10 answers counts: 90.0 % of them were right" in words
    assert "31 of 80 samples were right in some only" in words
    assert "25.0 % of the answers to examples were misled; 19 of 20 examples" in words
    assert "worst of" not in said(make_result())


def test_a_check_that_fell_by_chance_accuses_no_gradient() -> None:
    words = said(random_result(assumption_check=AssumptionCheck(checked=7, broken=2)))
    assert "perhaps by chance" in words
    assert "gradients mislead" not in words


def test_a_random_model_is_why_nothing_is_repeatable() -> None:
    facts = facts_of_run(random_result())
    (fact,) = (fact for fact in facts if "Repeatable" in fact.label)
    assert "draws random numbers" in fact.tooltip


def test_how_labels_are_read_is_told_of_a_job_that_waits_and_of_one_that_ran() -> None:
    asked = {
        "labels": "y",
        "label-offset": -1,
        "time-limit": 90.0,
        "samples": 50,
        "evaluation-mode": "fast",
        "preprocessing": "imagenet",
        "layout": "NHWC",
        "input-range": [0, 255],
    }
    spec = spec_from_document(make_spec().to_document() | asked)
    plan = values(facts_of_plan(make_row(1), spec))
    ran = values(facts_of_run(make_result(spec=spec.to_document())))
    for listed in (plan, ran):
        assert listed["Labels"] == "y"
        assert listed["Label offset"] == "−1"
        assert listed["Time limit"] == "1 min 30 s"
    assert ran["Samples"] == "100, drawn (fast)"
    assert plan["Samples"] == "50 at most, drawn (fast)"
    assert plan["Preprocessing"] == "ImageNet"
    assert plan["Order of the axes"] == "height, width, channels"
    assert plan["Input range"] == "0 to 255"
    usual = values(facts_of_plan(make_row(1), make_spec()))
    assert not {"Labels", "Label offset", "Time limit", "Input range"} & set(usual)


@pytest.mark.parametrize(("attack", "tone"), [("boundary", Tone.WARN), ("standard", Tone.TEXT)])
def test_an_attack_by_decisions_that_finds_nothing_proves_little(attack: str, tone: Tone) -> None:
    nothing = make_result(
        {0.0: 97, 0.06: 97}, attack=attack, adversarial_examples=0, survives_8bit=0
    )
    (note,) = [one for one in trust_notes(nothing, ()) if one.text.startswith("No example was")]
    assert note.tone is tone
    assert ("with more steps" in note.text) is (tone is Tone.WARN)


def test_one_step_is_called_a_weak_attack_where_something_withstood() -> None:
    told = [note.text for note in trust_notes(make_result(attack="fgsm"), ())]
    assert any("One step is a weak attack" in text for text in told)
    told = [note.text for note in trust_notes(make_result(attack="pgd-linf"), ())]
    assert not any("One step" in text for text in told)


@pytest.mark.parametrize(("withstood", "is_told"), [(97, True), (0, False)])
def test_few_steps_are_told_where_something_withstood(withstood: int, is_told: bool) -> None:
    curve = {0.0: 97, 0.06: withstood}
    result = make_result(curve, attack="standard")
    few = result.model_copy(update={"spec": {**result.spec, "attack-params": {"steps": 2}}})
    told = [note for note in trust_notes(few, ()) if "only 2 in a run" in note.text]
    assert [note.tone for note in told] == [Tone.WARN] * is_told
    assert not any("in a run" in note.text for note in trust_notes(result, ()))


def test_a_curve_that_stops_falling_is_told() -> None:
    flat = {0.0: 97, 0.02: 40, 0.04: 4, 0.06: 3}
    notes = trust_notes(make_result(flat), ())
    (note,) = [one for one in notes if "hardly falls" in one.text]
    assert note.tone is Tone.WARN
    assert "from 0.04 to 0.06: the last 3 samples" in note.text
    falling = make_result({0.0: 97, 0.02: 40, 0.04: 4, 0.06: 0})
    assert not any("hardly falls" in one.text for one in trust_notes(falling, ()))


@pytest.mark.parametrize(("attack", "begins_anew"), [("hopskipjump", True), ("standard", False)])
def test_what_a_stop_gave_up_is_said(attack: str, begins_anew: bool) -> None:
    stopped = make_row(1, state=JobState.CANCELLED, started=BEGIN, attack=attack)
    assert ("under way begin anew" in remedy(stopped)) is begins_anew
