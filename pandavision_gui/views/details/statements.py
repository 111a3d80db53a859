"""The two forms in which the details say something: a labelled figure, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from pandavision_gui.views.jobs_table.job_words import Tone


@dataclass(frozen=True)
class Fact:
    """A labelled value.

    Attributes
    ----------
    label, value
        Untrusted text.
    tooltip
        What the value leaves out; names in it are escaped, its line breaks are ours.
    """

    label: str
    value: str
    tooltip: str = ""


@dataclass(frozen=True)
class Note:
    """A sentence.

    Attributes
    ----------
    text
        Untrusted.
    icon
        Name in `icons.ICONS` for the mark before it; empty for none.
    """

    text: str
    tone: Tone = Tone.TEXT
    icon: str = ""
