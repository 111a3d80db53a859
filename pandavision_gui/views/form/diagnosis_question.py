"""What the form asks about a model and a dataset together."""

from __future__ import annotations

from dataclasses import dataclass

from pandavision_gui.engine.spec import EvaluationSpec


@dataclass(frozen=True)
class DiagnosisQuestion:
    """One question about two files; what is under way for an earlier one is given up.

    Attributes
    ----------
    number
        Tells the answer to this question from answers to earlier ones.
    spec
        The files and how they are read; None to ask nothing any more.
    """

    number: int
    spec: EvaluationSpec | None
