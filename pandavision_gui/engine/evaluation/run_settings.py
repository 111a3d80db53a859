"""What every kind of run is told once."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pandavision_gui.engine.norms import Norm, largest_value


@dataclass(frozen=True)
class RunSettings:
    """What stays the same during a run.

    Attributes
    ----------
    input_range
        Smallest and largest allowed input, data units.
    batch_size
        Number of places.
    sample_shape
        (C, H, W).
    whole_steps
        The step in each channel where the model takes whole numbers only, else None.
    answers_vary
        Whether a model answers the same question differently each time.
    slopes_hidden
        Whether most of the slope beside the samples is missing at the samples themselves.
    slopes_mislead
        Whether the attacked model's gradient was not found to be its slope.
    """

    norm: Norm
    input_range: tuple[float, float]
    seed: int
    batch_size: int
    sample_shape: tuple[int, int, int]
    device: str = "cpu"
    whole_steps: tuple[float, ...] | None = None
    answers_vary: bool = False
    slopes_mislead: bool = False
    slopes_hidden: bool = False

    @property
    def width(self) -> float:
        """Upper − lower bound of the input range."""
        return self.input_range[1] - self.input_range[0]

    @property
    def largest_value(self) -> float:
        """The perturbation value at which every input of the range can be reached."""
        return largest_value(self.norm, math.prod(self.sample_shape))
