"""Whether a network's pictures lie in memory pixel by pixel or channel by channel.

A processor convolves pixel by pixel ("channels last") in 0.55 to 0.95 of the time, except where
nearly all the work is one convolution of one or three channels, or convolutions that skip pixels;
what goes along a tape gains there, too, since it has other gradients for such convolutions.
Which it is follows from the network's shapes, never from a clock: the same model and samples give
the same bits in every run (Decision 0010 has the figures).
"""

from __future__ import annotations

import logging

import torch
from torch import Tensor, nn

_log = logging.getLogger(__name__)

_FEWEST_CHANNELS = 4
_LEAST_SHARE = 0.25
"""Share of the multiplications in convolutions that gain, from which on all are laid out so."""


def lay_out(classifier: nn.Module, sample: Tensor, *, always: bool = False) -> bool:
    """Lay a network out as it computes fastest; return whether it is pixel by pixel now.

    Only on the processor and in float32; where the network does not run that way it stays as it is.

    Parameters
    ----------
    classifier
        Takes float32, (N, C, H, W); its weights are laid out anew in place.
    sample
        float32, (1, C, H, W).
    always
        Whether it is to be pixel by pixel whatever its shapes: what goes along a tape gains always.
    """
    convolutions = [module for module in classifier.modules() if isinstance(module, nn.Conv2d)]
    if sample.device.type != "cpu" or any(c.weight.dtype != torch.float32 for c in convolutions):
        return False
    try:
        if not always and _share_that_gains(classifier, convolutions, sample) < _LEAST_SHARE:
            return False
    except Exception as error:  # operators raise anything; who compares it hears of that, too
        _log.info("it stays as it is, since it cannot run: %s", error)
        return False
    _lay(convolutions, torch.channels_last, grey=always)
    try:
        with torch.enable_grad():
            inputs = sample.detach().requires_grad_()
            torch.autograd.grad(classifier(inputs).sum(), inputs)
    except RuntimeError as error:  # operators that look at the memory itself
        _log.info("channel by channel, since it cannot run otherwise: %s", error)
        _lay(convolutions, torch.contiguous_format, grey=always)
        return False
    return True


def _share_that_gains(
    classifier: nn.Module, convolutions: list[nn.Conv2d], sample: Tensor
) -> float:
    """Return which part of the convolutions' multiplications is in those that gain: in [0, 1]."""
    all_of_them = those_that_gain = 0

    def count(module: nn.Conv2d, _: object, found: Tensor) -> None:
        nonlocal all_of_them, those_that_gain
        multiplications = found.numel() * module.weight[0].numel()
        all_of_them += multiplications
        if set(module.stride) == {1} and module.in_channels >= _FEWEST_CHANNELS:
            those_that_gain += multiplications

    hooks = [module.register_forward_hook(count) for module in convolutions]
    try:
        with torch.no_grad():
            classifier(sample)
    finally:
        for hook in hooks:
            hook.remove()
    return those_that_gain / all_of_them if all_of_them else 0.0


def _lay(convolutions: list[nn.Conv2d], layout: torch.memory_format, *, grey: bool) -> None:
    """Lay weights out anew; those of one channel, which lie both ways, only where `grey` is set.

    Torch then goes by their strides.
    """
    for module in convolutions:
        if grey or module.weight.shape[1] > 1:
            # Into the tensor itself: a converter may have noted it elsewhere, too.
            module.weight.data = module.weight.data.clone(memory_format=layout)
