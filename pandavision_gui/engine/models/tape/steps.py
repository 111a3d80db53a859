"""The steps of a tape: what one node of the graph does forward, and backward by hand.

A step keeps what its backward needs and no more, changes a tensor in place where it was told that
nobody else reads it, and computes the gradient of its inputs only, never of weights.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from pandavision_gui.engine.models.tape.convolution_calls import ConvolutionCalls
from pandavision_gui.engine.models.tape.gradient_sums import GradientSums
from pandavision_gui.engine.models.tape.picture_gradient import picture_gradient

_MAX_POOL = torch.ops.aten.max_pool2d_with_indices.default
_MAX_POOL_GRADIENT = torch.ops.aten.max_pool2d_with_indices_backward.default
_MASK = torch.ops.aten.threshold_backward.default
_MASK_IN_PLACE = torch.ops.aten.threshold_backward.grad_input

Kept = Any
"""What a step keeps of a pass for going backward; it is not changed, as there may be several."""


class Step(ABC):
    """One node.

    Attributes
    ----------
    inputs, output
        Names of the values that it reads and makes.
    makes_own
        Whether its output is a tensor of its own that no step keeps, free to be changed in place.
    """

    makes_own = True

    def __init__(self, inputs: tuple[str, ...], output: str) -> None:
        self.inputs = inputs
        self.output = output

    @abstractmethod
    def forward(self, inputs: Sequence[Tensor], keeps: bool) -> tuple[Tensor, Kept]:
        """Return the output and, if wanted, what going backward needs."""

    @abstractmethod
    def backward(self, kept: Kept, gradient: Tensor, own: bool, sums: GradientSums) -> None:
        """Add to the sums of the inputs what the output's gradient is for them.

        Parameters
        ----------
        own
            Whether the gradient may be changed in place.
        """


class Convolution(Step):
    """A two-dimensional convolution, zeros around it."""

    def __init__(self, inputs: tuple[str, ...], output: str, calls: ConvolutionCalls) -> None:
        super().__init__(inputs, output)
        self.calls = calls
        self._input_gradient = picture_gradient(calls) or calls.input_gradient

    def forward(self, inputs: Sequence[Tensor], keeps: bool) -> tuple[Tensor, Kept]:
        """See :meth:`Step.forward`."""
        (x,) = inputs
        return self.calls.forward(x), x

    def backward(self, kept: Kept, gradient: Tensor, own: bool, sums: GradientSums) -> None:
        """See :meth:`Step.backward`."""
        sums.add(self.inputs[0], self._input_gradient(gradient, kept), True)


class SkippingPoints(Step):
    """A convolution of 1 × 1 that skips pixels, as in the shortcuts of residual networks."""

    def __init__(self, inputs: tuple[str, ...], output: str, calls: ConvolutionCalls) -> None:
        super().__init__(inputs, output)
        self._calls = calls
        self._weight = calls.weight.flatten(1)

    @staticmethod
    def is_one(layer: nn.Conv2d) -> bool:
        """Whether a convolution is of this kind."""
        return (
            set(layer.kernel_size) == {1}
            and set(layer.padding) == {0}
            and max(layer.stride) > 1
            and layer.groups == 1
        )

    def forward(self, inputs: Sequence[Tensor], keeps: bool) -> tuple[Tensor, Kept]:
        """See :meth:`Step.forward`."""
        (x,) = inputs
        return self._calls.forward(x), x

    def backward(self, kept: Kept, gradient: Tensor, own: bool, sums: GradientSums) -> None:
        """Add to the pixels that are not skipped; the others have nothing to be added."""
        (name,), (down, across) = self.inputs, self._calls.stride
        total = sums.own(name)
        if total is None:
            total = torch.zeros_like(kept)
            sums.add(name, total, True)
        by_pixel = gradient.permute(0, 2, 3, 1) @ self._weight
        total[:, :, ::down, ::across].add_(by_pixel.permute(0, 3, 1, 2))


class Linear(Step):
    """A fully connected layer."""

    def __init__(self, inputs: tuple[str, ...], output: str, layer: nn.Linear) -> None:
        super().__init__(inputs, output)
        self._weight: Tensor = layer.weight.detach()
        self._bias = None if layer.bias is None else layer.bias.detach()

    def forward(self, inputs: Sequence[Tensor], keeps: bool) -> tuple[Tensor, Kept]:
        """See :meth:`Step.forward`."""
        return nn.functional.linear(inputs[0], self._weight, self._bias), None

    def backward(self, kept: Kept, gradient: Tensor, own: bool, sums: GradientSums) -> None:
        """See :meth:`Step.backward`."""
        sums.add(self.inputs[0], gradient @ self._weight, True)


class Relu(Step):
    """A rectifier."""

    makes_own = False  # the output is kept

    def __init__(self, inputs: tuple[str, ...], output: str, *, in_place: bool) -> None:
        super().__init__(inputs, output)
        self.in_place = in_place

    def forward(self, inputs: Sequence[Tensor], keeps: bool) -> tuple[Tensor, Kept]:
        """See :meth:`Step.forward`."""
        (x,) = inputs
        found = x.relu_() if self.in_place else x.relu()
        return found, found

    def backward(self, kept: Kept, gradient: Tensor, own: bool, sums: GradientSums) -> None:
        """See :meth:`Step.backward`."""
        if own and gradient.stride() == kept.stride():
            _MASK_IN_PLACE(gradient, kept, 0, grad_input=gradient)
        else:
            gradient = _MASK(gradient, kept, 0)
        sums.add(self.inputs[0], gradient, True)


class MaxPool(Step):
    """Maxima of small windows."""

    def __init__(
        self, inputs: tuple[str, ...], output: str, layer: nn.MaxPool2d, *, by_channels: bool
    ) -> None:
        """Make it.

        Parameters
        ----------
        by_channels
            Whether the gradient is to lie channel by channel, as the step before it likes it.
        """
        super().__init__(inputs, output)
        self._by_channels = by_channels
        numbers = (layer.kernel_size, layer.stride, layer.padding, layer.dilation)
        self._rest = (*(_both(n) for n in numbers), layer.ceil_mode)

    def forward(self, inputs: Sequence[Tensor], keeps: bool) -> tuple[Tensor, Kept]:
        """See :meth:`Step.forward`."""
        (x,) = inputs
        found, places = _MAX_POOL(x, *self._rest)
        return found, (x, places)

    def backward(self, kept: Kept, gradient: Tensor, own: bool, sums: GradientSums) -> None:
        """See :meth:`Step.backward`."""
        x, places = kept
        if self._by_channels and not x.is_contiguous():
            x, places, gradient = x.new_empty(x.shape), places.contiguous(), gradient.contiguous()
        sums.add(self.inputs[0], _MAX_POOL_GRADIENT(gradient, x, *self._rest, places), True)


class Add(Step):
    """The sum of two values."""

    def __init__(self, inputs: tuple[str, ...], output: str, *, into: int | None) -> None:
        """Make it.

        Parameters
        ----------
        into
            The input that may be changed in place; None for neither.
        """
        super().__init__(inputs, output)
        self.into = into

    def forward(self, inputs: Sequence[Tensor], keeps: bool) -> tuple[Tensor, Kept]:
        """See :meth:`Step.forward`."""
        left, right = inputs
        if left.shape != right.shape:
            return left + right, (left.shape, right.shape)
        if self.into is None:
            return left + right, None
        return inputs[self.into].add_(inputs[1 - self.into]), None

    def backward(self, kept: Kept, gradient: Tensor, own: bool, sums: GradientSums) -> None:
        """See :meth:`Step.backward`."""
        for name, shape in zip(self.inputs, kept or (gradient.shape,) * 2, strict=True):
            whole = shape == gradient.shape
            sums.add(name, gradient if whole else gradient.sum_to_size(shape), not whole)


class Flatten(Step):
    """All numbers of a sample in one row."""

    makes_own = False  # mostly another look at the same tensor

    def forward(self, inputs: Sequence[Tensor], keeps: bool) -> tuple[Tensor, Kept]:
        """See :meth:`Step.forward`."""
        (x,) = inputs
        return x.flatten(1), x

    def backward(self, kept: Kept, gradient: Tensor, own: bool, sums: GradientSums) -> None:
        """Give it the layout of the input as well, which later steps would have to do."""
        found = gradient.reshape(kept.shape)
        if kept.ndim == 4 and kept.is_contiguous(memory_format=torch.channels_last):
            laid_out = found.contiguous(memory_format=torch.channels_last)
            found, own = laid_out, own or laid_out is not found
        sums.add(self.inputs[0], found, own)


class GlobalAverage(Step):
    """The mean of each channel."""

    def forward(self, inputs: Sequence[Tensor], keeps: bool) -> tuple[Tensor, Kept]:
        """See :meth:`Step.forward`."""
        (x,) = inputs
        return x.mean(dim=(2, 3), keepdim=True), x

    def backward(self, kept: Kept, gradient: Tensor, own: bool, sums: GradientSums) -> None:
        """See :meth:`Step.backward`."""
        share = gradient / (kept.shape[2] * kept.shape[3])
        sums.add(self.inputs[0], torch.empty_like(kept).copy_(share), True)


class ByAutograd(Step):
    """Any other operator that changes nothing and draws nothing: torch goes backward through it."""

    makes_own = False  # torch may have kept it

    def __init__(
        self, inputs: tuple[str, ...], output: str, run: Callable[[Sequence[Tensor]], Tensor]
    ) -> None:
        """Make it.

        Parameters
        ----------
        run
            Takes the inputs in their order.
        """
        super().__init__(inputs, output)
        self._run = run

    def forward(self, inputs: Sequence[Tensor], keeps: bool) -> tuple[Tensor, Kept]:
        """See :meth:`Step.forward`."""
        if not keeps:
            return self._run(inputs), None
        leaves = [value.detach().requires_grad_() for value in inputs]
        with torch.enable_grad():
            found = self._run(leaves)
        return found.detach(), (leaves, found)

    def backward(self, kept: Kept, gradient: Tensor, own: bool, sums: GradientSums) -> None:
        """See :meth:`Step.backward`."""
        leaves, found = kept
        gradients = torch.autograd.grad(
            found, leaves, gradient, retain_graph=True, allow_unused=True
        )
        for name, one in zip(self.inputs, gradients, strict=True):
            if one is not None:
                sums.add(name, one, False)


def _both(number: int | tuple[int, ...]) -> list[int]:
    return [number] * 2 if isinstance(number, int) else list(number)
