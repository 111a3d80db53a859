"""`pandavision gate`: the answer of a process, its files and its status."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from ..support.running_program import (
    Finished,
    assert_one_sentence_of_error,
    assert_refused,
    run_program,
)
from ..support.sample_files import places_of_no_file, small_job

pytestmark = pytest.mark.usefixtures("forked_programs")

# Few samples at a time, and so slow an attack that a stop comes while there is something left: what
# is broken at a value is attacked at the next smaller one, until a whole run breaks nothing.
SLOW: dict[str, Any] = {
    "attack_params": {"steps": 1500, "rel_stepsize": 0.05, "early_stop": False},
    "batch_size": 4,
}


def gate(spec: Path, *arguments: str | Path) -> Finished:
    return run_program("gate", spec, *arguments)


def answer(finished: Finished) -> dict[str, Any]:
    assert finished.stderr == ""
    found: dict[str, Any] = json.loads(finished.stdout)
    return found


def test_a_limit_that_is_far_off_ends_the_evaluation_early(tmp_path: Path) -> None:
    spec = small_job(tmp_path / "job", count=300, **SLOW)
    done = gate(spec, "--min", "0.9@0.05", "--out", tmp_path / "out", "--json")
    found = answer(done)
    assert (done.status, found["exit-status"], found["decision"]) == (1, 1, "not met")
    (limit,) = found["limits"]
    assert limit["decision"] == "not met"
    assert limit["upper"] < 0.9
    assert found["stopped-early"]
    assert found["samples"]["started"] < found["samples"]["to-evaluate"] == 300
    # What is there is no finished evaluation, and it can go on to be one.
    assert not (tmp_path / "out" / "result.json").exists()
    assert not any("chosen" in note for note in found["notes"])
    assert json.loads((tmp_path / "out" / "job.json").read_text("utf-8"))["state"] == "cancelled"
    resumed = run_program(
        "run", tmp_path / "out" / "spec.json", "--out", tmp_path / "out", "--resume"
    )
    assert resumed.status == 0, resumed
    result = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
    assert result["samples"]["evaluated"] == 300
    indexes = result["samples"]["indexes"]
    assert sorted(indexes) == list(range(300)) != indexes


def test_chosen_samples_are_named_as_such_when_it_ends_early(tmp_path: Path) -> None:
    spec = small_job(tmp_path / "job", count=300, indexes=list(range(200)), **SLOW)
    found = answer(gate(spec, "--min", "0.9@0.05", "--json"))
    assert found["stopped-early"]
    assert any("the confidence is about all that you chose" in one for one in found["notes"])


def test_the_answers_are_written_for_people_for_ci_and_for_a_ticket(tmp_path: Path) -> None:
    spec = small_job(tmp_path / "a*b<i>", count=24)
    name = "s*<i>&@ann#1|.onnx"
    shutil.move(tmp_path / "a*b<i>" / "signs.onnx", tmp_path / "a*b<i>" / name)
    document = json.loads(spec.read_text("utf-8")) | {"trained-model": name}
    spec.write_text(json.dumps(document), "utf-8")
    files = ("--junit", tmp_path / "gate.xml", "--markdown", tmp_path / "gate.md")
    done = gate(spec, "--min", "50%@0", "--min", "1@5%", *files)
    assert (done.status, done.stderr) == (1, ""), done
    first, *lines = done.stdout.splitlines()
    assert first == f"Gate not met: {name} on signs.h5, attack pgd-linf"
    assert any("robust accuracy at 0.05" in line and "below the limit" in line for line in lines)
    assert any("is an upper bound" in line and "Steps: only 5 in a run" in line for line in lines)
    suite = ElementTree.parse(tmp_path / "gate.xml").getroot().find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    took = float(str(suite.get("time")))
    parts = [float(str(case.get("time"))) for case in suite.iter("testcase")]
    assert 0 < took < 120
    assert sum(parts) == pytest.approx(took, abs=0.01)
    (failure,) = suite.iter("failure")
    assert "below the limit" in str(failure.get("message"))
    text = (tmp_path / "gate.md").read_text("utf-8")
    assert text.startswith("## PandaVision gate: ✗ Not met\n")
    # Nobody called ann is told, and no ticket either.
    assert "s\\*\\<i\\>\\&@\u200bann\\#\u200b1\\|.onnx" in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a*b<i>", "gate.md", "gate.xml"]


@pytest.mark.parametrize(("flag", "status"), [("pass", 0), ("fail", 1), (None, 1)])
def test_what_undecided_means_is_chosen(tmp_path: Path, flag: str | None, status: int) -> None:
    # Twelve of sixty are drawn: they say little of all, and nothing of a limit amid the interval.
    spec = small_job(tmp_path / "job", count=60, evaluation_mode="fast", samples=12)
    options = () if flag is None else ("--undecided", flag)
    files = ("--junit", tmp_path / "gate.xml")
    done = gate(spec, "--min", "90%@0", *options, *files, "--json")
    found = answer(done)
    assert (done.status, found["decision"]) == (status, "undecided")
    assert found["limits"][0]["lower"] < 0.9 < found["limits"][0]["upper"]
    (case,) = ElementTree.parse(tmp_path / "gate.xml").getroot().iter("testcase")
    assert [child.tag for child in case] == ["failure" if status else "skipped"]


def test_a_whole_dataset_is_counted(tmp_path: Path) -> None:
    spec = small_job(tmp_path / "job", count=12)
    # More than the clean accuracy alone gives, over four values: until the end that is undecided.
    done = gate(spec, "--min-sec-value", "0.3", "--json", "--out", tmp_path / "out")
    found = answer(done)
    assert (done.status, found["decision"], found["stopped-early"]) == (0, "met", False)
    result = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
    (limit,) = found["limits"]
    assert limit["lower"] == limit["upper"] == pytest.approx(result["sec-value"])
    assert "counted over all 12 samples" in limit["sentence"]


def test_a_model_is_compared_with_its_original_sample_by_sample(tmp_path: Path) -> None:
    spec = small_job(tmp_path / "job", count=24)
    assert run_program("run", spec, "--out", tmp_path / "before").status == 0
    same = gate(spec, "--baseline", tmp_path / "before", "--max-drop", "0", "--json")
    found = answer(same)
    assert (same.status, found["decision"]) == (0, "met")
    assert [limit["value"] for limit in found["limits"]] == [0.0, 0.01, 0.02, 0.03]
    assert all(limit["lower"] == limit["upper"] == 0 for limit in found["limits"])
    assert all("one by one" in limit["sentence"] for limit in found["limits"])
    # Its rows are gone: what is left is the comparison of two shares.
    shutil.rmtree(tmp_path / "before" / "rows")
    baseline = tmp_path / "before" / "result.json"
    done = gate(spec, "--baseline", baseline, "--max-drop", "5%@0.02", "--json")
    found = answer(done)
    assert (done.status, found["decision"]) == (1, "undecided")
    assert "unpaired" in found["limits"][0]["sentence"]
    assert any("rows cannot be read" in note for note in found["notes"])


def test_a_baseline_of_chosen_samples_is_not_said_to_be_drawn(tmp_path: Path) -> None:
    spec = small_job(tmp_path / "job", count=24)
    chosen = small_job(tmp_path / "chosen", count=24, indexes=[3, 1, 20, 7])
    assert run_program("run", chosen, "--out", tmp_path / "before").status == 0
    files = ("--junit", tmp_path / "gate.xml", "--markdown", tmp_path / "gate.md")
    drop = ("--baseline", tmp_path / "before", "--max-drop", "0@0.02")
    done = gate(spec, *drop, *files)
    assert "undecided" in done.stdout
    markdown = (tmp_path / "gate.md").read_text("utf-8")
    for said in (done.stdout, (tmp_path / "gate.xml").read_text("utf-8"), markdown):
        assert said.count("those of the baseline were chosen by whoever made it, not drawn") == 1
        assert said.count("as if they had been drawn, and stands for no other samples") == 1
    # Against itself all of them are counted, and there is no interval to be said anything of.
    again = gate(chosen, *drop)
    assert "counted over all 4 samples, one by one" in again.stdout
    assert "as if they had been drawn" not in again.stdout
    assert "chosen by you: nothing is said of others" in again.stdout


def test_what_cannot_be_asked_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    spec = small_job(tmp_path / "job")
    out = ("--out", tmp_path / "out")
    assert_refused(gate(spec, *out), "Nothing is asked", "--min")
    assert_refused(gate(spec, "--min", "0.6", *out), '--min "0.6"', "0.6@4/255")
    assert_refused(gate(spec, "--max-drop", "2%", *out), "belong together")
    assert_refused(
        gate(spec, "--baseline", spec.parent, "--max-drop", "2%", *out), "cannot be read"
    )
    assert_refused(gate(spec, "--min", "0.6@2", *out), "perturbation-values|perturbation value")
    assert not (tmp_path / "out").exists()


def test_an_evaluation_that_cannot_be_made_is_no_answer(tmp_path: Path) -> None:
    spec = small_job(tmp_path / "job")
    (spec.parent / "signs.onnx").write_bytes(b"no model")
    files = ("--junit", tmp_path / "gate.xml", "--markdown", tmp_path / "gate.md")
    done = gate(spec, "--min", "0.6@0.02", *files)
    assert done.status == 2, done
    assert_one_sentence_of_error(done.stderr, "signs.onnx")
    (case,) = ElementTree.parse(tmp_path / "gate.xml").getroot().iter("testcase")
    assert [child.tag for child in case] == ["error"]
    assert "Not evaluated" in (tmp_path / "gate.md").read_text("utf-8")


def test_what_a_time_limit_left_out_is_not_said_to_be_counted(tmp_path: Path) -> None:
    # The first batch always is evaluated, and no other.
    spec = small_job(tmp_path / "job", count=60, **SLOW, time_limit=0.001)
    done = gate(spec, "--min", "0.0001@0.001")
    assert done.status == 0, done
    assert "Warning: The time limit" in done.stderr
    assert "All samples" not in done.stdout
    assert "The time limit left 56 of 60 samples out" in done.stdout
    # Of those few nothing is counted, against another evaluation neither.
    assert run_program("run", spec, "--out", tmp_path / "before").status == 0
    done = gate(spec, "--baseline", tmp_path / "before", "--max-drop", "0@0.03")
    assert "counted" not in done.stdout
    assert done.status == 1, done


def test_an_aimed_attack_and_chance_are_not_called_an_upper_bound_alone(tmp_path: Path) -> None:
    spec = small_job(tmp_path / "aimed", count=24, target=2)
    done = gate(spec, "--min", "0.01@0.01")
    assert done.status == 0, done
    assert 'only class "2" counts as a wrong answer' in done.stdout
    assert "All samples of the dataset that are not of the target class" in done.stdout
    noise = {"perturbation_type": "gaussian-noise", "attack": None, "attack_params": None}
    spec = small_job(tmp_path / "noise", count=12, **noise)
    done = gate(spec, "--min", "0.01@0.01")
    assert "gaussian-noise is random" in done.stdout
    assert "upper bound" not in done.stdout


def test_a_baseline_is_not_paired_with_the_rows_of_another_job(tmp_path: Path) -> None:
    spec = small_job(tmp_path / "job", count=24)
    weak = small_job(
        tmp_path / "weaker", count=24, attack_params={"steps": 1, "rel_stepsize": 0.01}
    )
    for name, one in (("strong", spec), ("weak", weak)):
        assert run_program("run", one, "--out", tmp_path / name).status == 0
    # The baseline withstands more than the model does; the rows that it lies beside do not.
    copied = tmp_path / "strong" / "baseline.json"
    shutil.copyfile(tmp_path / "weak" / "result.json", copied)
    done = gate(spec, "--baseline", copied, "--max-drop", "0@0.03", "--json")
    found = answer(done)
    assert (done.status, found["decision"]) == (1, "not met")
    assert any("rows beside the baseline are of another result" in one for one in found["notes"])
    again = gate(spec, "--baseline", tmp_path / "weak", "--max-drop", "0@0.03", "--json")
    assert "one by one" in answer(again)["limits"][0]["sentence"]


def test_what_is_no_result_is_refused_as_a_baseline_and_not_taken_for_a_verdict(
    tmp_path: Path,
) -> None:
    spec = small_job(tmp_path)
    baseline = tmp_path / "curve.csv"
    baseline.write_text("pert_value,accuracy\n0,1\n")
    told = gate(spec, "--baseline", baseline, "--max-drop", "2%")
    assert_refused(told, "is no result of an evaluation", "Give the result.json of a finished job")


def test_a_gate_whose_folder_is_taken_gives_no_advice_that_it_cannot_follow(tmp_path: Path) -> None:
    spec = small_job(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "file").touch()
    told = gate(spec, "--min", "0.5@0.01", "--out", tmp_path / "out")
    assert_refused(told, "is not empty", "Choose a new folder.")
    assert "--resume" not in told.stderr
    assert "--resume" in run_program("run", spec, "--out", tmp_path / "out").stderr


def test_samples_that_do_not_decide_come_with_what_does(tmp_path: Path) -> None:
    keys = {"evaluation_mode": "fast", "samples": 10}
    spec = small_job(tmp_path, count=40, attack_params={"steps": 3}, **keys)
    out = tmp_path / "out"
    assert run_program("run", spec, "--out", out).status == 0
    found = answer(gate(spec, "--baseline", out, "--max-drop", "2%", "--json"))
    assert found["decision"] == "undecided"
    (way_out,) = [note for note in found["notes"] if note.startswith("Undecided")]
    assert 'with 10 samples: give more "samples" or "evaluation-mode": "complete"' in way_out
    assert "evaluate the baseline on the same samples" in way_out


@pytest.mark.parametrize("option", ["--junit", "--markdown"])
def test_a_file_where_no_file_can_be_is_refused_before_anything_is_evaluated(
    tmp_path: Path, option: str
) -> None:
    spec, out = small_job(tmp_path), tmp_path / "out"
    for file in places_of_no_file(tmp_path):
        told = run_program("gate", spec, "--min", "0.5@0.01", option, file, "--out", out)
        assert_refused(told, "cannot be written")
        assert not out.exists()


@pytest.mark.parametrize("option", ["--junit", "--markdown"])
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_evaluated(
    tmp_path: Path, option: str
) -> None:
    """Status 1 would say that the limit is not met."""
    spec = small_job(tmp_path)
    out, file = tmp_path / "out", tmp_path / "missing" / "x"
    told = run_program("gate", spec, "--min", "0.5@0.01", option, file, "--out", out)
    assert_refused(told, "there is no folder")
    assert not out.exists()


@pytest.mark.parametrize("values", [[0, 0.5], [0, 0.1, 0.5]])
def test_samples_of_which_nothing_is_known_meet_no_limit(
    tmp_path: Path, values: list[float]
) -> None:
    """cw with weights so small that it stays where it is: it breaks nothing, which says nothing."""
    light = {"steps": 5, "initial_const": 1e-9, "binary_search_steps": 1, "stepsize": 1e-6}
    spec = small_job(
        tmp_path / "job",
        count=24,
        attack="cw",
        attack_params=light,
        perturbation_type="l2",
        perturbation_values=values,
    )
    done = gate(spec, "--min", "0.5@0.5", "--min", "0.5@0", "--json")
    found = json.loads(done.stdout)
    assert (done.status, found["decision"]) == (1, "undecided")
    robust, clean = found["limits"]
    assert (robust["decision"], robust["lower"], robust["upper"]) == ("undecided", 0, 1)
    assert clean["decision"] == "met"
    assert any("no adversarial example at any distance of 24" in one for one in found["warnings"])
    passed = gate(spec, "--min", "0.5@0.5", "--undecided", "pass")
    assert passed.status == 0
    assert "Undecided: of 24 samples too little is known" in passed.stdout


def test_short_steps_meet_no_limit_before_the_end_says_that_they_are(tmp_path: Path) -> None:
    short = {"steps": 12, "rel_stepsize": 0.01, "early_stop": False}
    spec = small_job(
        tmp_path / "job",
        count=100,
        attack_params=short,
        batch_size=4,
        perturbation_values=[0, 0.005],
    )
    done = gate(spec, "--min", "0.3@0.005", "--json")
    found = json.loads(done.stdout)
    assert (found["decision"], found["stopped-early"]) == ("met", False)
    assert any("add up to only 12 %" in one for one in found["warnings"])


def test_a_drop_is_not_small_because_nothing_is_known(tmp_path: Path) -> None:
    keys = {"attack": "cw", "perturbation_type": "l2", "perturbation_values": [0, 0.5]}
    light = {"steps": 5, "initial_const": 1e-9, "binary_search_steps": 1, "stepsize": 1e-6}
    spec = small_job(tmp_path / "job", count=12, attack_params=light, **keys)
    run_program("run", spec, "--out", tmp_path / "base")
    done = gate(spec, "--baseline", tmp_path / "base", "--max-drop", "2%@0.5", "--json")
    found = json.loads(done.stdout)
    assert (done.status, found["decision"]) == (1, "undecided")
