"""Normalisation and channel order, the same float32 arithmetic in numpy and in torch.

Every operation here (subtraction, division, reversal) is rounded by the IEEE standard alike in
both libraries, so ONNX Runtime and the converted model get the same bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.preprocessing import Normalisation, explicit_normalisation


def statistics(
    normalisation: Normalisation | None, channels: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return mean and std as float32, (1, C, 1, 1); 0 and 1 where nothing is to be done.

    Raises
    ------
    InputError
        ``preset_channels`` when the normalisation is for another number of channels.
    """
    given = normalisation or Normalisation((0.0,), (1.0,))
    full = explicit_normalisation(given.mean, given.std, channels)
    mean = np.array(full.mean, dtype=np.float32).reshape(1, channels, 1, 1)
    std = np.array(full.std, dtype=np.float32).reshape(1, channels, 1, 1)
    return mean, std


def prepared(
    samples: NDArray[np.float32],
    mean: NDArray[np.float32],
    std: NDArray[np.float32],
    *,
    flip_channels: bool,
) -> NDArray[np.float32]:
    """Return (samples − mean) / std, (N, C, H, W), channels reversed afterwards if asked."""
    result = (samples - mean) / std
    return np.ascontiguousarray(result[:, ::-1]) if flip_channels else result
