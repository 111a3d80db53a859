"""Where the converted model runs, and how a graphics card computes."""

from __future__ import annotations

import torch

from pandavision_gui.errors import InputError


def choose_device(wanted: str) -> str:
    """Decide where the converted model runs, "cpu" or "cuda", and settle how CUDA computes.

    Raises
    ------
    InputError
        ``no_cuda`` when CUDA is asked for and not there.
    """
    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise InputError(
            "no_cuda",
            '"device": "cuda" was asked for, but torch finds no usable NVIDIA GPU.',
            'Set "device" to "auto" or "cpu".',
        )
    if not available or wanted == "cpu":
        return "cpu"
    _settle_cuda_arithmetic()
    return "cuda"


def _settle_cuda_arithmetic() -> None:
    """Let CUDA's convolutions and matrix products keep the 24 bits of float32.

    torch lets convolutions round to ten bits of mantissa by default (TF32), so that the converted
    model would differ from ONNX Runtime by a thousandth: examples near the boundary would be
    refused, and what is compared before the attack would not agree. And of the ways to compute a
    convolution's gradient those are left out that add in an order of their own in each run.

    Notes
    -----
    PyTorch's documentation, "CUDA semantics" (TensorFloat-32) and "Reproducibility".
    """
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False
