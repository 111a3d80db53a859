"""A network that goes forward and backward along a tape."""

from __future__ import annotations

from typing import Any, Self

import torch
from torch import Tensor

from pandavision_gui.engine.models.straight_line import StraightLine
from pandavision_gui.engine.models.tape.build_tape import Tape, build_tape
from pandavision_gui.engine.models.tape.gradient_sums import GradientSums
from pandavision_gui.engine.models.tape.steps import Kept


class TapedNetwork(torch.nn.Module):
    """Computes what a straightened graph computes, and its input's gradient.

    Values are equal bit for bit where nothing is divided, gradients but for the last bits of
    float32.

    Parameters
    ----------
    network
        What is taped; it stays as it is, and answers where there is no tape for it.
    divisor
        float32, (1, C, 1, 1): what inputs are divided by before; None for nothing. The first
        convolutions' weights are, instead.
    """

    divisor: Tensor | None

    def __init__(self, network: StraightLine, divisor: Tensor | None = None) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("divisor", divisor)
        self._tape: Tape | None = None
        self._is_built = False
        self.train(network.training)

    def _apply(self, *args: Any, **kwargs: Any) -> Self:
        # Weights on another device are other tensors.
        self._tape, self._is_built = None, False
        applied: Self = super()._apply(*args, **kwargs)  # type: ignore[no-untyped-call]
        return applied

    @property
    def tape(self) -> Tape | None:
        """The steps; None where the network is not known step by step."""
        if not self._is_built:
            weights = (*self.network.parameters(), *self.network.buffers())
            usual = all(
                weight.device.type == "cpu" and weight.dtype in (torch.float32, torch.int64)
                for weight in weights
            )
            self._tape = build_tape(self.network, self.divisor) if usual else None
            self._is_built = True
        return self._tape

    def forward(self, x: Tensor) -> Tensor:
        """Return the network's output."""
        tape = self.tape
        if tape is None or x.dtype != torch.float32 or x.device.type != "cpu":
            answered: Tensor = self.network(x if self.divisor is None else x / self.divisor)
            return answered
        if torch.is_grad_enabled() and x.requires_grad:
            found: Tensor = _Passes.apply(x, tape)  # type: ignore[no-untyped-call]
            return found
        with torch.no_grad():
            return _forward(tape, x, False)[0]


class _Passes(torch.autograd.Function):
    """Both ways along a tape, as torch calls them."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, tape: Tape) -> Tensor:
        """Go forward."""
        found, kept = _forward(tape, x, True)
        ctx.tape, ctx.kept, ctx.shape = tape, kept, x.shape
        # Another tensor than the one that is kept: it will know this pass, which would keep itself.
        return found.detach()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        """Go backward."""
        if torch.is_grad_enabled():
            raise RuntimeError("a tape has no second derivative")
        (gradient,) = gradients
        tape: Tape = ctx.tape
        sums = GradientSums()
        sums.add(tape.last, gradient, False)
        for step, kept in zip(reversed(tape.steps), reversed(ctx.kept), strict=True):
            total, own = sums.take(step.output)
            if total is not None:
                step.backward(kept, total, own, sums)
        found, _ = sums.take(tape.first)
        return gradient.new_zeros(ctx.shape) if found is None else found, None


def _forward(tape: Tape, x: Tensor, keeps: bool) -> tuple[Tensor, list[Kept]]:
    known = {tape.first: x}
    everything_kept = []
    for step, last_read in zip(tape.steps, tape.last_read, strict=True):
        found, kept = step.forward([known[name] for name in step.inputs], keeps)
        known[step.output] = found
        if keeps:
            everything_kept.append(kept)
        for name in last_read:
            del known[name]
    return known[tape.last], everything_kept


def taped(network: torch.nn.Module, divisor: Tensor | None = None) -> TapedNetwork | None:
    """Return a network that goes along a tape; None where it is not known step by step."""
    if not isinstance(network, StraightLine):
        return None
    found = TapedNetwork(network, divisor)
    return None if found.tape is None else found
