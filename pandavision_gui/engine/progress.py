"""How far an evaluation is, and how long it will take."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Rows = Annotated[int, Field(ge=0, lt=2**63)]


class PassCounts(BaseModel):
    """Rows sent through a model.

    Attributes
    ----------
    attack, assumption_check, agreement
        Rows through the converted model: by the search, by the check of its assumption, and by
        the comparison with ONNX Runtime before it.
    confirmation
        Rows through ONNX Runtime.
    """

    model_config = ConfigDict(
        frozen=True,
        alias_generator=lambda name: name.replace("_", "-"),
        validate_by_name=True,
        validate_by_alias=True,
    )

    attack: _Rows = 0
    assumption_check: _Rows = 0
    agreement: _Rows = 0
    confirmation: _Rows = 0

    @property
    def model(self) -> int:
        """All rows sent through the converted model."""
        return self.attack + self.assumption_check + self.agreement


class Stage(StrEnum):
    """What is done before the attack begins, in words."""

    LIBRARIES = "loading libraries"
    FILES = "reading the files"
    MODEL = "converting the model"
    COMPARISON = "checking the model"
    READINGS = "checking the inputs"


class Doing(StrEnum):
    """What an evaluation does while samples are open, in words."""

    ATTACKING = "attacking"
    CHECKING = "checking smaller values"
    EVERY_VALUE = "attacking every smaller value"
    DRAWING = "drawing"
    DONE = "finishing"


_LEAST_DONE = 0.01
"""Of a resumed job's work, before its pace is known."""


def seconds_left(share: float, elapsed_s: float, since: float | None = None) -> float | None:
    """Estimate the remaining seconds at the pace so far; None while that is not known.

    Parameters
    ----------
    share
        What is done of the work, in [0, 1].
    elapsed_s
        Seconds that this run of the job has taken.
    since
        What was done of the work when this run began; None for the first run. What is begun anew
        leaves it below what an earlier run had done, so earlier time says nothing of this one.
    """
    done = share if since is None else share - since
    if done <= 0 or (since is not None and done < _LEAST_DONE):
        return None
    return max(0.0, elapsed_s * (1 - share) / done)
