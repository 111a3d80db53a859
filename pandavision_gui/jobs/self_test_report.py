"""What a self-test tells, and how the program starts one of itself."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Check(BaseModel):
    """One thing that works, or does not."""

    name: str = Field(description="What was tried.")
    works: bool = Field(description="Whether it works.")
    needed: bool = Field(description="Whether the exit status is 1 where it does not.")
    note: str = Field(description="What was seen, or what is wrong and what to do.")


class SelfTest(BaseModel):
    """What `pandavision self-test --json` prints."""

    works: bool = Field(description="Whether all that is needed works.")
    checks: tuple[Check, ...] = Field(description="In the order they were made.")
    versions: dict[str, str | None] = Field(description="Of libraries; null for one not found.")


class SelfTestLine(BaseModel):
    """A line of `pandavision self-test --json-events`."""

    model_config = ConfigDict(frozen=True)

    type: Literal["check", "end"] = Field(description="Whether a check has ended, or all have.")
    check: Check | None = Field(None, description="What was found, of a check.")
    report: SelfTest | None = Field(None, description="All of it, at the end.")


WORDS = {(True, True): "works", (False, True): "FAILS", (True, False): "works"}
"""By whether it works and whether it is needed; what is neither is missing."""


def report_text(told: SelfTest) -> str:
    """Return a report as a table of plain text, to be put into a message."""
    rows = [("what", "", "note")]
    rows += [(one.name, word_of(one), one.note) for one in told.checks]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c}".rstrip() for a, b, c in rows]
    return "\n".join([*lines, "", versions_line(told), conclusion(told)])


def word_of(check: Check) -> str:
    """Return whether something works, in a word."""
    return WORDS.get((check.works, check.needed), "missing")


def versions_line(told: SelfTest) -> str:
    """Return the libraries' versions on one line."""
    return ", ".join(f"{name} {version or 'not found'}" for name, version in told.versions.items())


def conclusion(told: SelfTest) -> str:
    """Return what it comes to."""
    return "All that is needed works." if told.works else "Something that is needed does not work."
