"""What a search hands over at its end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.radius_search import SampleSearch


@dataclass(frozen=True)
class EndedSearch:
    """A sample whose search has ended.

    Attributes
    ----------
    position
        Its position in the order of the samples.
    search
        The search at its end.
    example
        float32, (C, H, W): the smallest confirmed example, None when there is none.
    rejected
        Examples that ONNX Runtime refused on the way.
    target
        The class that it had to be taken for; `NO_CLASS` for any but the label.
    had_no_gradient
        Whether every gradient of the search was zero: then nothing was attacked.
    had_nan
        Whether the model answered NaN or infinity on the way.
    """

    position: int
    search: SampleSearch
    example: NDArray[np.float32] | None
    prediction: int
    confidence: float
    rejected: int
    target: int
    had_no_gradient: bool
    had_nan: bool

    def doubts(self) -> tuple[str, ...]:
        """Return what there is to doubt of it, of `doubts.KINDS`: of a broken sample nothing."""
        if self.example is not None:
            return ()
        kinds = {
            "no_gradient": self.had_no_gradient,
            "nan": self.had_nan,
            "refused": self.rejected > 0,
        }
        return tuple(kind for kind, holds in kinds.items() if holds)
