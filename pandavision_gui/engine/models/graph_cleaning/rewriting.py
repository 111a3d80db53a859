"""What passes share that write one operator as several others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from pandavision_gui.engine.models.graph_edges import all_nodes, default_opset


def attributes(node: onnx.NodeProto) -> dict[str, Any]:
    """Return the attributes of a node by name; texts are bytes."""
    return {entry.name: helper.get_attribute_value(entry) for entry in node.attribute}


class Rewriting:
    """Replaces nodes of one model by others.

    Attributes
    ----------
    changed
        Whether any node was replaced.
    """

    def __init__(self, model: onnx.ModelProto) -> None:
        self.graph = model.graph
        self.opset = default_opset(model)
        self.changed = False
        self._used = {value.name for value in (*model.graph.input, *model.graph.initializer)}
        for node in all_nodes(model.graph):
            self._used.update(node.output)
            self._used.update(node.input)
        self._number = 0

    def fresh(self, wish: str = "made") -> str:
        """Return a tensor name that is not in use."""
        while (name := f"{wish}_{self._number}") in self._used:
            self._number += 1
        self._used.add(name)
        return name

    def constant(self, value: np.ndarray[Any, Any]) -> str:
        """Add a constant; return its name."""
        name = self.fresh("constant")
        self.graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    @contextmanager
    def instead_of(self, node: onnx.NodeProto) -> Iterator[NewNodes]:
        """Collect the nodes that take the place of `node`."""
        new = NewNodes(self)
        yield new
        at = next(n for n, other in enumerate(self.graph.node) if other is node)
        del self.graph.node[at]
        for offset, made in enumerate(new.nodes):
            self.graph.node.insert(at + offset, made)
        self.changed = True


class NewNodes:
    """Nodes in their order; calling it adds one and returns the name of its output."""

    def __init__(self, rewriting: Rewriting) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self._rewriting = rewriting

    def __call__(self, op_type: str, inputs: Sequence[str], **attributes: Any) -> str:
        """Add a node of the standard domain."""
        return self.final(op_type, inputs, self._rewriting.fresh(), **attributes)

    def final(self, op_type: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        """Add a node whose output has a given name."""
        self.nodes.append(helper.make_node(op_type, list(inputs), [output], **attributes))
        return output

    def number(self, value: float) -> str:
        """Return the name of a float32 scalar."""
        return self._rewriting.constant(np.array(value, np.float32))

    def as_float(self, name: str) -> str:
        """Return `name` as float32."""
        return self("Cast", [name], to=onnx.TensorProto.FLOAT)

    def sum(self, name: str, axis: int) -> str:
        """Return the sum along one axis, which stays with size 1."""
        if self._rewriting.opset < 13:
            return self("ReduceSum", [name], axes=[axis], keepdims=1)
        axes = self._rewriting.constant(np.array([axis], np.int64))
        return self("ReduceSum", [name, axes], keepdims=1)

    def largest(self, name: str, axis: int) -> str:
        """Return the largest entry along one axis, which stays with size 1."""
        if self._rewriting.opset < 18:
            return self("ReduceMax", [name], axes=[axis], keepdims=1)
        axes = self._rewriting.constant(np.array([axis], np.int64))
        return self("ReduceMax", [name, axes], keepdims=1)
