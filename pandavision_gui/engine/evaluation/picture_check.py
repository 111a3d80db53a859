"""Whether samples are pictures, for attacks that move what is at one place to another."""

from __future__ import annotations

from pandavision_gui.engine.attack_info import AttackInfo
from pandavision_gui.errors import InputError


def require_picture(info: AttackInfo, shape: tuple[int, int, int]) -> None:
    """Refuse samples without rows and columns where the attack needs these.

    Nothing can be turned in a sample of one row: a curve of it would say how robust the model is
    against nothing at all.

    Parameters
    ----------
    shape
        (C, H, W) of a sample.

    Raises
    ------
    InputError
        ``samples_no_pictures``.
    """
    channels, height, width = shape
    if not info.needs_picture or min(height, width) > 1:
        return
    raise InputError(
        "samples_no_pictures",
        f'"{info.name}" needs pictures, and the dataset\'s samples have {channels} × {height} × '
        f"{width} values (channels, height, width).",
        "Take a corruption that leaves every value at its place: gaussian-noise, contrast, "
        "salt-and-pepper or brightness.",
    )
