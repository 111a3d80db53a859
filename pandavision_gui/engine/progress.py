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


def seconds_left(share: float, elapsed_s: float) -> float | None:
    """Estimate the remaining seconds from the share that is done; None while nothing is."""
    if share <= 0:
        return None
    return max(0.0, elapsed_s * (1 - share) / share)
