"""How a gate's answer is written: for people, for programs, as JUnit XML and as Markdown."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePath
from typing import Any
from xml.etree import ElementTree

from pandavision_gui import __version__
from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.few_steps import few_steps_warning
from pandavision_gui.engine.gate import Limit, MaximumDrop, MinimumAccuracy
from pandavision_gui.engine.gate_judgement import Decision, Judged
from pandavision_gui.engine.markdown_text import markdown_text
from pandavision_gui.engine.number_words import number_words
from pandavision_gui.errors import plain_text
from pandavision_gui.jobs.gate_run import GateEnd

_HEADS = {
    Decision.MET: "✓ Met",
    Decision.NOT_MET: "✗ Not met",
    Decision.UNDECIDED: "⚠ Undecided",
}
_WHOLE_BASELINE = 'evaluate the baseline with "evaluation-mode": "complete", too'
_CHOSEN = (
    "The samples were chosen by you: the confidence is about all that you chose, and nothing is "
    "said of others."
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def gate_lines(end: GateEnd) -> list[str]:
    """Return the answer in plain lines."""
    return [
        f"Gate {end.decision}: {_what(end)}",
        *(f"  {one.sentence()}" for one in end.judged),
        *(f"  {note}" for note in _told(end)),
    ]


def _told(end: GateEnd) -> list[str]:
    """Return what there is to say of an answer beside its limits."""
    return [*end.notes, *_way_out(end), _basis(end), _meaning(end)]


def _way_out(end: GateEnd) -> list[str]:
    """Return what decides what is undecided: a sentence or none."""
    open_limits = [one.limit for one in end.judged if one.decision is Decision.UNDECIDED]
    if end.decision is not Decision.UNDECIDED or not open_limits:
        return []
    if end.unknown:
        return [
            f"Undecided: of {number_words(end.unknown)} samples too little is known, which a "
            "warning explains. Change the attack or its parameters."
        ]
    has_drop = any(isinstance(limit, MaximumDrop) for limit in open_limits)
    why, ways = _more_samples(end)
    if has_drop and end.is_whole:
        ways += [] if end.is_paired else [_WHOLE_BASELINE]
    elif has_drop:
        ways.append("evaluate the baseline on the same samples")
    otherwise = "ask for a limit farther from what was found"
    ways.append(f"or {otherwise}" if ways else otherwise)
    return [f"Undecided{why}: {', '.join(ways)}."]


def _more_samples(end: GateEnd) -> tuple[str, list[str]]:
    """Return of how many samples that was all, and what makes them more."""
    if end.started < end.total:
        return "", ['give a longer "time-limit"']
    if end.spec.indexes is not None:
        return "", ['name more samples in "indexes"']
    if end.is_whole:
        return ", with all of the dataset", []
    return f", with {number_words(end.total)} samples", [
        'give more "samples" or "evaluation-mode": "complete" in the spec'
    ]


def _what(end: GateEnd) -> str:
    model, dataset = PurePath(end.spec.trained_model).name, PurePath(end.spec.dataset).name
    return plain_text(f"{model} on {dataset}, attack {end.spec.attack_info.name}")


def _basis(end: GateEnd) -> str:
    if end.stopped_early:
        return (
            f"Decided early, after {number_words(end.started)} of {number_words(end.total)} "
            "samples were started: this is no finished evaluation, and its closing checks were "
            "not made." + (f" {_CHOSEN}" if end.spec.indexes is not None else "")
        )
    if end.started < end.total and end.spec.indexes is not None:
        return (
            f"The time limit left {number_words(end.total - end.started)} of "
            f"{number_words(end.total)} samples out. {_CHOSEN}"
        )
    if end.spec.indexes is not None:
        return "The samples were chosen by you: nothing is said of others."
    if end.started < end.total:
        return (
            f"The time limit left {number_words(end.total - end.started)} of "
            f"{number_words(end.total)} samples out: the confidence is about all of them."
        )
    if end.is_whole:
        which = "All samples of the dataset"
        if end.spec.target not in (None, "all", "second"):
            which += " that are not of the target class"
        return (
            f"{which} were evaluated: counts are exact for this dataset, and no estimate for other "
            "data."
        )
    return "The samples were drawn from the dataset: the confidence is about all of it."


def _meaning(end: GateEnd) -> str:
    info, target = end.spec.attack_info, end.spec.target
    if info.kind is AttackKind.SAMPLING:
        return f"{info.name} is random: an attacker does worse to the model."
    said = f"Robust accuracy under {info.name} is an upper bound: a stronger attack may find more."
    few = few_steps_warning(info, end.spec.attack_params)
    if info.is_weak:
        few = "It takes one step: attacks that take many usually break far more."
    said = f"{said} {few}".strip()
    if target in (None, "all"):
        return said
    aim = "the class that the model thinks of next" if target == "second" else f'class "{target}"'
    return f"The attack was aimed: only {aim} counts as a wrong answer, and no other. {said}"


def gate_document(end: GateEnd, error_rate: float, status: int, folder: Path | None) -> str:
    """Return the answer as one JSON object; docs/gate.md describes it."""
    document: dict[str, Any] = {
        "format": "pandavision-gate",
        "format-version": 1,
        "program": __version__,
        "decision": end.decision if end.is_judged else None,
        "exit-status": status,
        "outcome": end.outcome.kind,
        "sentence": end.outcome.sentence,
        "error-rate": error_rate,
        "stopped-early": end.stopped_early,
        "samples": {
            "started": end.started,
            "to-evaluate": end.total,
            "are-all-there-are": end.is_whole,
        },
        "model": PurePath(end.spec.trained_model).name,
        "dataset": PurePath(end.spec.dataset).name,
        "attack": end.spec.attack_info.name,
        "limits": [_limit(one) for one in end.judged],
        "notes": _told(end) if end.is_judged else end.notes,
        "warnings": end.warnings,
        "folder": None if folder is None else str(folder),
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False)


def _limit(one: Judged) -> dict[str, Any]:
    return {
        **_asked(one.limit),
        "decision": one.decision,
        "lower": one.lower,
        "upper": one.upper,
        "sentence": one.sentence(),
    }


def _asked(limit: Limit) -> dict[str, Any]:
    if isinstance(limit, MinimumAccuracy):
        return {"kind": "robust-accuracy", "limit": limit.share, "value": limit.value}
    if isinstance(limit, MaximumDrop):
        return {"kind": "drop", "limit": limit.share, "value": limit.value}
    return {"kind": "sec-value", "limit": limit.level, "value": None}


def junit(end: GateEnd, status: int) -> bytes:
    """Return the answer as JUnit XML, one test case a limit."""
    failed = errors = skipped = 0
    suite = ElementTree.Element("testsuite", name="pandavision gate")
    suites = ElementTree.Element("testsuites")
    suites.append(suite)
    # One evaluation answers all limits: each has an equal part of its time, so the sum is right.
    part = f"{end.took_s / max(1, len(end.judged)):.3f}"
    for one in end.judged:
        case = _child(suite, "testcase", name=one.words, classname=_what(end), time=part)
        if not end.is_judged:
            errors += 1
            _child(case, "error", message=end.outcome.sentence)
        elif one.decision is Decision.NOT_MET or (
            one.decision is Decision.UNDECIDED and status and end.decision is Decision.UNDECIDED
        ):
            failed += 1
            _child(case, "failure", message=one.sentence(), type=one.decision.value)
        elif one.decision is Decision.UNDECIDED:
            skipped += 1
            _child(case, "skipped", message=one.sentence())
    told = [*end.notes, *(f"Warning: {text}" for text in end.warnings)]
    if end.is_judged:
        told = [*gate_lines(end), *(f"Warning: {text}" for text in end.warnings)]
    out = ElementTree.SubElement(suite, "system-out")
    out.text = _xml("\n".join(told))
    for element in (suite, suites):
        element.set("time", f"{end.took_s:.3f}")
        element.set("tests", str(len(end.judged)))
        element.set("failures", str(failed))
        element.set("errors", str(errors))
        element.set("skipped", str(skipped))
    ElementTree.indent(suites)
    text: bytes = ElementTree.tostring(suites, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _child(parent: ElementTree.Element, tag: str, /, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(
        parent, tag, {key: _xml(plain_text(text)) for key, text in attributes.items()}
    )


def _xml(text: str) -> str:
    return _NOT_XML.sub("�", text)


def markdown(end: GateEnd, error_rate: float, status: int) -> str:
    """Return the answer in GitHub's and GitLab's dialect of Markdown."""
    head = _HEADS[end.decision] if end.is_judged else "✗ Not evaluated"
    parts = [f"## PandaVision gate: {head}", markdown_text(_what(end))]
    if not end.is_judged:
        parts.append(markdown_text(end.outcome.sentence))
        return "\n\n".join(parts) + "\n"
    rows = ["| | asked | found |", "|---|---|---|"]
    rows += [
        f"| {_HEADS[one.decision]} | {markdown_text(one.words)} | {markdown_text(_found(one))} |"
        for one in end.judged
    ]
    parts.append("\n".join(rows))
    told = _told(end)
    told.append(f"Largest probability of a wrong answer: {100 * error_rate:.4g} %.")
    if end.decision is Decision.UNDECIDED:
        told.append("Undecided counts as " + ("failed." if status else "passed."))
    parts.append("\n".join(f"- {markdown_text(text)}" for text in told))
    if end.warnings:
        parts.append("\n".join(f"- ⚠ {markdown_text(text)}" for text in end.warnings))
    return "\n\n".join(parts) + "\n"


def _found(one: Judged) -> str:
    return one.sentence().removeprefix(f"{one.words}: {one.decision}; ")
