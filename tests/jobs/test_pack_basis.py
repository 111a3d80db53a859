"""What `verify` says it checks of a pack is what it checks: each part of a result is forged."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pandavision_gui.engine.progress import PassCounts
from pandavision_gui.engine.reports.table_report import table_csv
from pandavision_gui.engine.result import parse_result
from pandavision_gui.jobs.archive.zip_layout import read_directory, unpacked
from pandavision_gui.jobs.pack import contents
from pandavision_gui.jobs.pack_messages import PackVerified, VerifyPack
from pandavision_gui.jobs.worker import verify_pack
from pandavision_gui.jobs.worker.write_pack import write_pack
from pandavision_gui.jobs.worker.write_report import report_job, rows_of

from .watched_queue import RECORDED_JOB

Change = Callable[[Any], Any]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An unpacked pack of the recorded job."""
    folder = tmp_path_factory.mktemp("pack")
    job = report_job(RECORDED_JOB)
    table = rows_of(job, RECORDED_JOB)
    rows = table.rows(np.argsort(table.index, kind="stable"))
    write_pack(RECORDED_JOB, folder / "pack.zip", job, b"<p>", b"%PDF-", rows, with_paths=False)
    with (folder / "pack.zip").open("rb") as file:
        for entry in read_directory(file, contents.RULES):
            (folder / entry.name).write_bytes(b"".join(unpacked(file, entry)))
    return folder


def checked(pack: Path, dotted: str = "", change: Change = lambda value: value) -> PackVerified:
    """Check the pack with one part of its result changed; its hashes are forged to fit."""
    path = pack / contents.RESULT
    kept = path.read_bytes()
    document = {"": json.loads(kept)}
    part, *rest = document, *(f".{dotted}".split(".") if dotted else [""])
    for parent in rest[:-1]:
        part = part[parent]
    before = part.get(rest[-1])
    part[rest[-1]] = change(before)
    assert not dotted or part[rest[-1]] != before, "nothing was forged"
    path.write_text(json.dumps(document[""]), "utf-8")
    names = {name for name in contents.LARGEST if (pack / name).exists()}
    try:
        return verify_pack._checked(
            verify_pack._Pack(pack, names), VerifyPack(path="x", folder=str(pack))
        )
    finally:
        path.write_bytes(kept)


def more(value: int) -> int:
    return value + 1


def other(value: bool) -> bool:
    return not value


def keyed(**keys: Any) -> Change:
    return lambda value: {**(value or {}), **{k.replace("_", "-"): v for k, v in keys.items()}}


MADE_UP: dict[str, Change] = {
    "warnings": lambda _: ["All is well."],
    "agreement": keyed(rows=10**6, largest_difference=0.0),
    "assumption-check": keyed(checked=7),
    "stages": lambda _: [
        {
            "attack": "x",
            "parameters": {},
            "attacked": 1,
            "passes": 1,
            "broken": [0, 0, 0],
            "start-factor": 1.0,
        }
    ],
    "applied.mean": lambda _: [1.0],
    "applied.std": lambda _: [2.0],
    "applied.channels-flipped": other,
    "applied.layout": lambda _: "NHWC",
    "applied.output": lambda _: "scores",
    "applied.assumptions": lambda _: ["Nothing."],
    "model": keyed(sha256="0" * 64),
    "dataset": keyed(sha256="0" * 64),
    "surrogate": lambda _: {"name": "x", "sha256": "0" * 64, "bytes": 1},
    "run.device": lambda _: "abacus",
    "run.threads": more,
    "run.batch-size": more,
    "run.started": lambda _: "2001-01-01T00:00:00Z",
    "run.finished": lambda _: "2001-01-01T00:00:00Z",
    "run.elapsed-s": more,
    "run.resumed": more,
    "run.bit-repeatable": other,
    "run.machine": lambda _: "abacus",
}


def test_every_part_of_a_result_is_said_to_be_checked_or_not(pack: Path) -> None:
    document = json.loads((pack / contents.RESULT).read_text("utf-8"))
    whole = parse_result(json.dumps(document).encode(), "").model_dump(mode="json", by_alias=True)
    there = set()
    for key in {*type(parse_result(json.dumps(document).encode(), "")).model_fields}:
        name = key.replace("_", "-")
        inside = whole.get(name)
        if name in ("samples", "applied", "run"):
            assert isinstance(inside, dict)
            there |= {f"{name}.{one}" for one in inside}
        else:
            there.add(name)
    told = [*contents.RECOMPUTED, *contents.COMPARED, *contents.AS_STATED]
    optional = {"applied.layout", "applied.output", "run.machine"}
    assert len(set(told)) == len(told)
    assert set(told) | optional == (there - {"format", "format-version"}) | optional
    found = checked(pack)
    assert found.differences == ()
    assert [*found.recomputed, *found.compared, *found.as_stated] == told
    assert set(found.hashed_only) < set(contents.LARGEST)


@pytest.mark.parametrize("part", MADE_UP)
def test_what_is_taken_as_stated_may_be_anything(pack: Path, part: str) -> None:
    assert part in contents.AS_STATED
    found = checked(pack, part, MADE_UP[part])
    assert found.differences == ()


def test_passes_may_be_anything_that_adds_up(pack: Path) -> None:
    def forged(document: Any) -> Any:
        passes = {key: value + 1 for key, value in document["passes"].items()}
        found = PassCounts.model_validate(passes)
        sums = {"model-passes": found.model, "confirmation-passes": found.confirmation}
        return {**document, "passes": passes, **sums}

    assert checked(pack, change=forged).differences == ()


def test_answers_at_random_may_be_anything_that_can_be(pack: Path) -> None:
    def forged(document: Any) -> Any:
        answers = {
            "repeats": 10,
            "clean-samples": 1,
            "clean-answers-right": 3,
            "clean-disagreed": 1,
            "examples": 1,
            "example-answers-misled": 9,
            "examples-disagreed": 1,
        }
        run = {**document["run"], "bit-repeatable": False}
        return {**document, "randomised": answers, "run": run}

    assert checked(pack, change=forged).differences == ()


def test_names_of_classes_may_be_anything_that_the_table_repeats(pack: Path) -> None:
    names = [f"class of mine {number}" for number in range(20)]
    result = parse_result((pack / contents.RESULT).read_bytes(), "")
    assert result.class_names != tuple(names)
    job = replace(report_job(RECORDED_JOB), result=result.model_copy(update={"class_names": names}))
    table = pack / contents.TABLE
    kept = table.read_bytes()
    table.write_text(table_csv(job), "utf-8")
    try:
        found = checked(pack, change=lambda document: {**document, "class-names": names})
    finally:
        table.write_bytes(kept)
    assert found.differences == ()


def test_the_parts_that_are_as_stated_were_all_forged() -> None:
    others = {"passes", "model-passes", "confirmation-passes", "class-names", "randomised"}
    assert {*MADE_UP, *others} == set(contents.AS_STATED)


FORGED: dict[str, Change] = {
    "sec-level": lambda _: "high",
    "sec-value": lambda value: value + 0.01,
    "sec-curve": keyed(y_values=[1.0, 1.0, 1.0, 1.0]),
    "curve": lambda points: [*points[:-1], {**points[-1], "upper": 0.999}],
    "samples.evaluated": more,
    "samples.wrong-already": more,
    "samples.broken": more,
    "samples.withstood": more,
    "samples.indexes": lambda listed: [*listed[:-1], 10**6],
    "median-minimum-perturbation": lambda value: value / 2,
    "survives-8bit": more,
    "adversarial-examples": more,
    "rejected-by-confirmation": more,
    "spec": keyed(seed=7),
    "attack": lambda _: "mpgd-linf",
    "norm": lambda _: "l2",
    "samples.drawn": more,
    "samples.chosen-by-user": other,
    "sources": lambda _: [],
    "applied.input-range": lambda _: [0.0, 256.0],
    "run.seed": more,
    "run.versions": keyed(pandavision="9"),
}


@pytest.mark.parametrize("part", [*contents.RECOMPUTED, *contents.COMPARED])
def test_what_is_said_to_be_checked_cannot_be_forged_alone(pack: Path, part: str) -> None:
    found = checked(pack, part, FORGED[part])
    assert found.differences != ()
    # A check that stopped half way says nothing about what it would have looked at.
    assert (found.recomputed, found.as_stated, found.hashed_only) == ((), (), ())
