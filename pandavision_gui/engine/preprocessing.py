"""What happens to a sample before it reaches the model: (x − mean) / std, in data units.

Presets are written for values in 0 … 1 and are scaled to the input range here, so that "imagenet"
means the same for pictures stored in 0 … 1 and in 0 … 255. Nothing is ever applied silently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pandavision_gui.errors import InputError

# Means and standard deviations of the training pictures in 0 … 1, as published with the data sets'
# usual training recipes.
_STATISTICS: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "imagenet": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "cifar10": ((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
    "unit": ((0.0,), (1.0,)),
    "symmetric": ((0.5,), (0.5,)),
}
UNNAMED_PREPROCESSING = 'No "preprocessing" is named'
"""How a note begins about samples that go to the model as they are stored."""
PRESETS = tuple(_STATISTICS)
UPSTREAM = "upstream"
"""ImageNet's, because the request to a server named none: upstream's server applies it then without
a word. It is a name of its own so that the result says so."""
_COLOURS = 3
_UPSTREAM_WARNING = (
    'The request named no "preprocessing", and the server applied ImageNet\'s, as upstream '
    "PandaVision does (--upstream-preprocessing). A model that was trained otherwise gets inputs "
    "that it does not know; name its own, or {} for none."
)


def unasked_warning(wanted: PreprocessingNumbers | str | None) -> str:
    """Return what a result must say of a normalisation that nobody named; empty for others."""
    return _UPSTREAM_WARNING if wanted == UPSTREAM else ""


class PreprocessingNumbers(BaseModel):
    """The model gets (x − mean) / std: one number for all channels or one for each, data units."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    mean: tuple[float, ...] = Field(min_length=1, max_length=4096)
    std: tuple[float, ...] = Field(min_length=1, max_length=4096)

    @model_validator(mode="after")
    def _check(self) -> Self:
        for number in self.std:
            if number <= 0:
                raise InputError(
                    "preprocessing_std",
                    f'"preprocessing": "std" has {number:g}; the model gets (x − mean) / std, so '
                    "every number must be above 0.",
                )
        return self


@dataclass(frozen=True)
class Normalisation:
    """The model gets (x − mean) / std.

    Attributes
    ----------
    mean, std
        One number per channel of the dataset, in data units; std > 0.
    """

    mean: tuple[float, ...]
    std: tuple[float, ...]


def preset_normalisation(
    name: str, input_range: tuple[float, float], channels: int
) -> Normalisation:
    """Return the preset `name` in the data units that `input_range` spans.

    Raises
    ------
    InputError
        ``preset_channels`` when the preset has statistics for another number of channels.
    """
    mean, std = _STATISTICS[name]
    if len(mean) not in (1, channels):
        raise InputError(
            "preset_unfit",
            f'"preprocessing": the preset "{name}" is for {len(mean)} channels, but the samples '
            f"have {channels}.",
            'Choose "unit" or "symmetric", or give {"mean": […], "std": […]}.',
        )
    lower, upper = input_range
    width = upper - lower
    return Normalisation(
        mean=_per_channel(tuple(lower + m * width for m in mean), channels),
        std=_per_channel(tuple(s * width for s in std), channels),
    )


def explicit_normalisation(
    mean: tuple[float, ...], std: tuple[float, ...], channels: int
) -> Normalisation:
    """Return the normalisation with these numbers, one for all channels or one for each.

    Raises
    ------
    InputError
        ``preset_channels`` when there are neither one nor `channels` numbers.
    """
    _check_channels(len(mean), channels, '"mean"')
    _check_channels(len(std), channels, '"std"')
    return Normalisation(_per_channel(mean, channels), _per_channel(std, channels))


def require_colours(channels: int) -> None:
    """Check that red and blue can be exchanged.

    Raises
    ------
    InputError
        ``channels_unfit``.
    """
    if channels != _COLOURS:
        raise InputError(
            "channels_unfit",
            f'"channels": BGR is for samples of 3 channels, but they have {channels}.',
            'Leave "channels" out.',
        )


def _check_channels(given: int, channels: int, what: str) -> None:
    if given not in (1, channels):
        raise InputError(
            "preset_channels",
            f'"preprocessing": {what} has {given} numbers, but the samples have {channels} '
            f"channel{'s' if channels != 1 else ''}.",
            "Give 1 number." if channels == 1 else f"Give 1 or {channels} numbers.",
        )


def _per_channel(numbers: tuple[float, ...], channels: int) -> tuple[float, ...]:
    return numbers * channels if len(numbers) == 1 else numbers


def normalisation_of(
    wanted: PreprocessingNumbers | str | None,
    input_range: tuple[float, float],
    channels: int,
) -> Normalisation | None:
    """Return what a spec's `preprocessing` asks for; None for nothing.

    Parameters
    ----------
    input_range
        Smallest and largest value of the data, which presets are scaled to.

    Raises
    ------
    InputError
        What :func:`preset_normalisation` and :func:`explicit_normalisation` raise.
    """
    if wanted is None:
        return None
    if isinstance(wanted, str):
        wanted = "imagenet" if wanted == UPSTREAM else wanted
        return preset_normalisation(wanted, input_range, channels)
    return explicit_normalisation(wanted.mean, wanted.std, channels)
