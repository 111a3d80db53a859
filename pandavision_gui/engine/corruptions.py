"""Corruptions: what goes wrong with pictures without an attacker, each of some severity in [0, 1].

A severity is no distance. It is what the corruption itself is told by: an angle, a share of the
elements, the spread of its noise. After Hendrycks and Dietterich, Benchmarking Neural Network
Robustness to Common Corruptions and Perturbations, ICLR 2019, where they have it; there are five
grades of each, here every number between none and all.
"""

from __future__ import annotations

from dataclasses import dataclass

from pandavision_gui.engine.norms import Norm

_HENDRYCKS = (
    "Hendrycks and Dietterich, Benchmarking Neural Network Robustness to Common Corruptions and "
    "Perturbations, ICLR 2019"
)
_ENGSTROM = "Engstrom et al., Exploring the Landscape of Spatial Robustness, ICML 2019"


@dataclass(frozen=True)
class Severity:
    """What the perturbation values of a corruption are; has the words that a norm has.

    Attributes
    ----------
    of
        The corruption within a sentence.
    unit_words
        What the number is of.
    usual
        Values that a spec without any has.
    """

    of: str
    unit_words: str
    usual: tuple[float, ...]
    words = "Severity"
    symbol = "severity"
    ends_at_one = True

    @property
    def phrase(self) -> str:
        """The name within a sentence."""
        return f"severity of the {self.of}"

    @property
    def axis_title(self) -> str:
        """What an axis of these values measures."""
        return f"Severity of the {self.of}"

    def size_words(self, value: str) -> str:
        """Return how strong a corruption of some value is: "severity 0.2"."""
        return f"severity {value}"

    def in_words(self, value: str) -> str:
        """Return the end of a grid: "severity 0.2"."""
        return f"severity {value}"


Scale = Norm | Severity
"""What perturbation values measure: the size of a change in a norm, or a severity."""


@dataclass(frozen=True)
class Corruption:
    """One corruption; its name is a perturbation type and the name of the attack that draws it.

    Attributes
    ----------
    implementation
        ``module:Class`` below `engine/attacks`.
    needs_picture
        Whether it moves what is at one place to another: then there must be rows and columns.
    draws
        Whether chance has a part in it; else a severity does the same every time.
    """

    name: str
    title: str
    severity: Severity
    description: str
    implementation: str
    paper: str = _HENDRYCKS
    needs_picture: bool = False
    draws: bool = True


def _evenly(top: float) -> tuple[float, ...]:
    """Return six values from 0 to one with at most two decimals."""
    return tuple(round(top * step / 5, 4) for step in range(6))


CORRUPTIONS: dict[str, Corruption] = {
    one.name: one
    for one in (
        Corruption(
            "gaussian-noise",
            "Gaussian noise",
            Severity("Gaussian noise", "standard deviation ÷ input range", _evenly(0.4)),
            "Normal noise on every element; the severity is its standard deviation as a fraction "
            "of the input range. What leaves the range is cut off.",
            "value_corruptions:GaussianNoise",
        ),
        Corruption(
            "blur",
            "Gaussian blur",
            Severity("blur", "standard deviation ÷ shorter side", _evenly(0.1)),
            "A Gaussian blur; the severity is its standard deviation as a fraction of the "
            "picture's shorter side. Beyond the edge the picture goes on as at the edge.",
            "picture_corruptions:GaussianBlur",
            needs_picture=True,
            draws=False,
        ),
        Corruption(
            "contrast",
            "Contrast",
            Severity("loss of contrast", "share that is lost", _evenly(0.75)),
            "Every element moves towards the mean of its channel; the severity is the share of the "
            "way: at 1 each channel is a single tone.",
            "value_corruptions:Contrast",
            draws=False,
        ),
        Corruption(
            "salt-and-pepper",
            "Salt & pepper",
            Severity("salt and pepper", "share of the elements", _evenly(0.3)),
            "Each element, with the severity as its chance, becomes the upper or the lower end of "
            "the input range, either as likely.",
            "value_corruptions:SaltAndPepper",
        ),
        Corruption(
            "brightness",
            "Brightness",
            Severity("change of brightness", "fraction of the input range", _evenly(0.5)),
            "The same amount is added to all elements, or taken from them, either as likely; the "
            "severity is that amount as a fraction of the input range. What leaves the range is "
            "cut off.",
            "value_corruptions:Brightness",
        ),
        Corruption(
            "rotation",
            "Rotation",
            Severity("rotation", "1 is 180°", _evenly(0.25)),
            "The picture is turned about its middle, to the left or to the right, either as "
            "likely, by the severity × 180°; bilinear, and beyond the edge it goes on as at the "
            "edge.",
            "picture_corruptions:Rotation",
            paper=_ENGSTROM,
            needs_picture=True,
        ),
        Corruption(
            "shift",
            "Shift",
            Severity("shift", "fraction of the side", _evenly(0.25)),
            "The picture is moved in a random direction by the severity × its height and width; "
            "bilinear, and beyond the edge it goes on as at the edge.",
            "picture_corruptions:Shift",
            paper=_ENGSTROM,
            needs_picture=True,
        ),
    )
}
