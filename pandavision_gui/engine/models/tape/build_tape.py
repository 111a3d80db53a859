"""From the calls of a straightened graph to the steps of a tape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from pandavision_gui.engine.models.empty_windows import may_have_empty_windows
from pandavision_gui.engine.models.straight_line import Call, StraightLine
from pandavision_gui.engine.models.tape.convolution_calls import ConvolutionCalls
from pandavision_gui.engine.models.tape.picture_gradient import has_few_taps
from pandavision_gui.engine.models.tape.steps import (
    Add,
    ByAutograd,
    Convolution,
    Flatten,
    GlobalAverage,
    Linear,
    MaxPool,
    Relu,
    SkippingPoints,
    Step,
)

_BY_AUTOGRAD = (
    nn.AvgPool2d, nn.ConstantPad2d, nn.ELU, nn.GELU, nn.Hardswish, nn.LeakyReLU, nn.Mish, nn.SELU,
    nn.Sigmoid, nn.Softmax, nn.Softplus, nn.Tanh, nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear,
)  # fmt: skip
"""Layers of torch that torch goes backward through: they change nothing and draw nothing."""
_OPERATORS = frozenset(
    {
        "AveragePool", "BatchNormWrapper", "Clip", "Div", "GlobalMaxPool", "Hardsigmoid",
        "Hardswish", "Reshape", "Squeeze", "Transpose", "Unsqueeze",
    }
)  # fmt: skip
"""The converter's operators of this kind."""
_FUNCTIONS = frozenset({"add", "div", "exp", "mul", "neg", "sigmoid", "sqrt", "sub", "tanh"})
"""Functions of torch that the converter wraps."""
_LEAST_SHARE = 0.85
"""Of the steps that have to be known here, not to torch alone."""


@dataclass(frozen=True)
class Tape:
    """Steps in their order.

    Attributes
    ----------
    first, last
        Names of the input and of the output.
    last_read
        Per step, the values that no later step reads.
    """

    steps: tuple[Step, ...]
    first: str
    last: str
    last_read: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Node:
    """A call whose inputs are values only."""

    operator: Any
    inputs: tuple[str, ...]
    output: str
    run: Callable[[Sequence[Tensor]], Tensor] | None = None
    divisor: Tensor | None = None


def build_tape(network: StraightLine, divisor: Tensor | None = None) -> Tape | None:
    """Return the steps that compute the same; None where they are not known.

    Parameters
    ----------
    divisor
        float32, (1, C, 1, 1): what inputs are divided by before; None for nothing.
    """
    nodes, last = _without_identities(network)
    if nodes is None:
        return None
    first: str = network.network.input_names[0]
    if divisor is not None:
        if last == first or not all(_can_divide(n) for n in nodes if first in n.inputs):
            return None
        nodes = [replace(n, divisor=divisor[0]) if first in n.inputs else n for n in nodes]
    nodes = _shortcuts_first(_pooled_before_relu(nodes, last))
    steps = _steps(nodes, last)
    if sum(not isinstance(step, ByAutograd) for step in steps) < _LEAST_SHARE * len(steps):
        return None
    if not any(isinstance(step, Convolution) for step in steps):
        return None  # of matrix products alone torch's own way is as fast
    return Tape(steps, first, last, _last_read(steps, last))


def _without_identities(network: StraightLine) -> tuple[list[_Node] | None, str]:
    other_names: dict[str, str] = {}
    nodes = []
    for call in network.calls:
        if isinstance(call.operator, nn.Identity):
            name = call.arguments[0].name
            if name is None:
                return None, ""
            other_names[call.outputs[0]] = other_names.get(name, name)
            continue
        node = _node(call, other_names)
        if node is None:
            return None, ""
        nodes.append(node)
    last = network.network.output_names[0]
    return nodes, other_names.get(last, last)


def _node(call: Call, other_names: dict[str, str]) -> _Node | None:
    """Return a call as a node; None where it is not known."""
    inputs = tuple(other_names.get(a.name, a.name) for a in call.arguments if a.name is not None)
    node = _Node(call.operator, inputs, call.outputs[0])
    computed = all(argument.name is not None for argument in call.arguments)
    if not inputs or not call.outputs[0]:
        return None
    if computed and not call.as_list and _is_own_kind(node):
        return node
    if call.is_tuple or not _is_known(call.operator):
        return None
    constants = [argument.constant for argument in call.arguments]
    places = [n for n, argument in enumerate(call.arguments) if argument.name is not None]

    def run(values: Sequence[Tensor]) -> Tensor:
        arguments = list(constants)
        for place, one in zip(places, values, strict=True):
            arguments[place] = one
        found: Tensor = call.operator(arguments) if call.as_list else call.operator(*arguments)
        return found

    return replace(node, run=run)


def _is_own_kind(node: _Node) -> bool:
    operator = node.operator
    kind = type(operator)
    if kind is nn.Conv2d:
        return operator.padding_mode == "zeros" and not isinstance(operator.padding, str)
    if kind is nn.MaxPool2d:
        return bool(operator.return_indices) and not may_have_empty_windows(operator)
    if _name(operator) == "Flatten":
        return bool(operator.start_dim == 1)
    if _name(operator) == "Add":
        return len(node.inputs) == 2 and operator.input_indices is None
    return kind in (nn.ReLU, nn.Linear) or _name(operator) == "GlobalAveragePool"


def _is_known(operator: Any) -> bool:
    if isinstance(operator, nn.Sequential):
        return all(_is_known(part) for part in operator)
    if isinstance(operator, partial):
        return operator.func is torch.cat
    if type(operator) in _BY_AUTOGRAD:
        return True
    if not type(operator).__module__.startswith("onnx2pytorch."):
        return False
    if _name(operator) == "Add":
        return operator.input_indices is None
    return _name(operator) in _OPERATORS or getattr(operator, "op_name", "") in _FUNCTIONS


def _can_divide(node: _Node) -> bool:
    """Whether the weights may be divided instead of the inputs: zeros around them stay zeros."""
    return node.run is None and type(node.operator) is nn.Conv2d and node.operator.groups == 1


def _name(operator: Any) -> str:
    return type(operator).__name__


def _readers(nodes: Sequence[_Node], last: str) -> Counter[str]:
    readers = Counter(name for node in nodes for name in node.inputs)
    readers[last] += 1
    return readers


def _pooled_before_relu(nodes: Sequence[_Node], last: str) -> list[_Node]:
    """Exchange a rectifier and the maxima that alone read it: the larger stays the larger.

    Of several that are largest both take the first, and where all are below zero, or zero, the
    gradient is zero either way. No window holds nothing but padding, which is below any number.
    """
    readers = _readers(nodes, last)
    relus = {n.output: n for n in nodes if type(n.operator) is nn.ReLU and readers[n.output] == 1}
    found: list[_Node] = []
    for node in nodes:
        relu = relus.get(node.inputs[0]) if type(node.operator) is nn.MaxPool2d else None
        if relu is None:
            found.append(node)
            continue
        found.remove(relu)
        found.append(replace(node, inputs=relu.inputs, output=relu.output))
        found.append(replace(relu, inputs=(relu.output,), output=node.output))
    return found


def _shortcuts_first(nodes: Sequence[_Node]) -> list[_Node]:
    """Move convolutions that skip pixels to where their input is made.

    Going backward they come last then, and add to a sum that is there already.
    """
    found = list(nodes)
    for node in nodes:
        if type(node.operator) is nn.Conv2d and SkippingPoints.is_one(node.operator):
            found.remove(node)
            makers = [n for n, other in enumerate(found) if other.output == node.inputs[0]]
            found.insert(makers[0] + 1 if makers else 0, node)
    return found


def _steps(nodes: Sequence[_Node], last: str) -> tuple[Step, ...]:
    readers = _readers(nodes, last)
    free: set[str] = set()
    steps: list[Step] = []
    for node in nodes:
        changeable = [name in free and readers[name] == 1 for name in node.inputs]
        before = next((step for step in steps if step.output == node.inputs[0]), None)
        step = _step(node, changeable, before)
        steps.append(step)
        if step.makes_own:
            free.add(node.output)
    return tuple(steps)


def _step(node: _Node, changeable: Sequence[bool], before: Step | None) -> Step:
    operator, place = node.operator, (node.inputs, node.output)
    if node.run is not None:
        return ByAutograd(*place, node.run)
    if isinstance(operator, nn.Conv2d):
        kind = SkippingPoints if SkippingPoints.is_one(operator) else Convolution
        return kind(*place, ConvolutionCalls(operator, node.divisor))
    if isinstance(operator, nn.Linear):
        return Linear(*place, operator)
    if isinstance(operator, nn.MaxPool2d):
        by_channels = isinstance(before, Convolution) and has_few_taps(before.calls)
        return MaxPool(*place, operator, by_channels=by_channels)
    if isinstance(operator, nn.ReLU):
        return Relu(*place, in_place=changeable[0])
    if _name(operator) == "Add":
        return Add(*place, into=changeable.index(True) if any(changeable) else None)
    return Flatten(*place) if _name(operator) == "Flatten" else GlobalAverage(*place)


def _last_read(steps: Sequence[Step], last: str) -> tuple[tuple[str, ...], ...]:
    reader = {name: number for number, step in enumerate(steps) for name in step.inputs}
    return tuple(
        tuple(
            name for name in dict.fromkeys(step.inputs) if reader[name] == number and name != last
        )
        for number, step in enumerate(steps)
    )
