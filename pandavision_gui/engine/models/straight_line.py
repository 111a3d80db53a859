"""A converted graph as a fixed list of calls.

onnx2pytorch's module looks up in every forward pass which operator a node stands for, which of its
inputs are weights and which are computed, and copies its table of who still needs what. All of that
is the same in each pass, so here it is looked up once (Decision 0010 has the figures). What is
called, and with what, are the converter's own operators and the very same arguments: outputs and
gradients are equal bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple, Self

import onnx
import torch

_Unpack = Callable[[Any], Sequence[Any]]


class Argument(NamedTuple):
    """An input of a call: what was computed under a name, or a constant."""

    name: str | None
    constant: Any = None


class Call(NamedTuple):
    """One node: what is called, with what, and what becomes of its results and inputs."""

    operator: Callable[..., Any]
    arguments: tuple[Argument, ...]
    as_list: bool
    outputs: tuple[str, ...]
    is_tuple: bool
    last_read: tuple[str, ...]


def straightened(network: Any) -> torch.nn.Module:
    """Return a module that computes the same as onnx2pytorch's in fewer steps of Python.

    Parameters
    ----------
    network
        An `onnx2pytorch.ConvertModel`. Where it has several inputs or outputs, or graphs within
        its graph, which choose their calls anew in each pass, it is returned as it is.
    """
    from onnx2pytorch.convert.operations import Loop, SubgraphOperator

    inner = any(isinstance(module, Loop | SubgraphOperator) for module in network.modules())
    if inner or len(network.input_names) != 1 or len(network.output_names) != 1:
        unchanged: torch.nn.Module = network
        return unchanged
    return StraightLine(network)


class StraightLine(torch.nn.Module):
    """Runs the operators of an `onnx2pytorch.ConvertModel` one after another."""

    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network: Any = network
        self._calls: tuple[Call, ...] | None = None
        self.train(network.training)

    def _apply(self, *args: Any, **kwargs: Any) -> Self:
        # Weights on another device are other tensors.
        self._calls = None
        applied: Self = super()._apply(*args, **kwargs)  # type: ignore[no-untyped-call]
        return applied

    @property
    def calls(self) -> tuple[Call, ...]:
        """What is called, in its order."""
        if self._calls is None:
            self._calls = tuple(_calls(self.network))
        return self._calls

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the network's output."""
        (first,), (last,) = self.network.input_names, self.network.output_names
        known: dict[str, Any] = {first: x}
        for call in self.calls:
            inputs = [
                constant if name is None else known[name] for name, constant in call.arguments
            ]
            found = call.operator(inputs) if call.as_list else call.operator(*inputs)
            if call.is_tuple:
                known.update(zip(call.outputs, found, strict=False))
            else:
                known[call.outputs[0]] = found
            for name in call.last_read:
                del known[name]
        output: torch.Tensor = known[last]
        return output


def _calls(network: Any) -> Iterator[Call]:
    """Look up what `ConvertModel.forward` looks up in each pass."""
    from onnx2pytorch.constants import MULTIOUTPUT_LAYERS

    nodes: Sequence[onnx.NodeProto] = network.onnx_model.graph.node
    last_reader = {name: number for number, node in enumerate(nodes) for name in node.input}
    known = set(network.input_names)
    for number, node in enumerate(nodes):
        operator = getattr(network, network.mapping[node.output[0]])
        arguments = _arguments(network, node, operator, known)
        is_tuple = _is_or_holds(operator, MULTIOUTPUT_LAYERS)
        is_identity = isinstance(operator, torch.nn.Identity)
        outputs = tuple(node.output) if is_tuple and not is_identity else (node.output[0],)
        known.update(outputs)
        yield Call(
            operator=operator,
            # A batch norm that became one with its convolution is an identity with weights left.
            arguments=arguments[:1] if is_identity else arguments,
            as_list=isinstance(operator, partial) and operator.func == torch.cat,
            outputs=outputs,
            is_tuple=is_tuple and not is_identity,
            last_read=tuple(
                name
                for name in dict.fromkeys(node.input)
                if name in known and last_reader[name] == number
                if name not in network.output_names
            ),
        )


def _arguments(
    network: Any, node: onnx.NodeProto, operator: object, known: set[str]
) -> tuple[Argument, ...]:
    from onnx2pytorch.constants import STANDARD_LAYERS
    from onnx2pytorch.convert.operations import get_init_parameter
    from onnx2pytorch.utils import OMITTED_INPUT, resolve_omitted_inputs

    if _is_or_holds(operator, STANDARD_LAYERS):  # which hold their weights themselves
        return tuple(Argument(name) for name in node.input if name in known)
    found: list[Any] = []
    for name in node.input:
        if name == "":
            found.append(OMITTED_INPUT)
        elif name in known:
            found.append(Argument(name))
        else:
            constant = get_init_parameter([network], name)
            if constant is not None:
                found.append(Argument(None, constant))
    return tuple(one or Argument(None) for one in resolve_omitted_inputs(found))


def _is_or_holds(operator: object, kinds: tuple[type, ...]) -> bool:
    if isinstance(operator, kinds):
        return True
    return isinstance(operator, torch.nn.Sequential) and any(
        isinstance(module, kinds) for module in operator.modules()
    )
