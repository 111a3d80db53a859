"""Mends models that look up their own tensors' sizes while they run (Shape, Gather, Concat).

Exporters of models with an open batch write every view() as shape arithmetic. All sizes but the
batch are known beforehand, so most of it is constant.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import numpy_helper

from pandavision_gui.engine.input_fit import Shape
from pandavision_gui.engine.models.graph_cleaning import fold_constants
from pandavision_gui.engine.models.graph_edges import is_standard, unused_name
from pandavision_gui.engine.models.graph_shapes import inferred_shapes

_INT64 = onnx.TensorProto.INT64
_Sizes = list[int | None]


def run(model: onnx.ModelProto) -> onnx.ModelProto:
    """Replace size look-ups that give the same for every batch by their values."""
    graph = model.graph
    shapes = inferred_shapes(model)
    # Tensors of whole numbers with the entries that are known; a scalar is a list of one.
    sizes: dict[str, _Sizes] = {}
    scalars: set[str] = set()
    for tensor in graph.initializer:
        if tensor.data_type == _INT64 and len(tensor.dims) <= 1:
            sizes[tensor.name] = [int(n) for n in numpy_helper.to_array(tensor).reshape(-1)]
            if not tensor.dims:
                scalars.add(tensor.name)
    for node in list(graph.node):
        known = _known_sizes(node, sizes, shapes, scalars)
        if known is not None:
            sizes[node.output[0]] = known
            whole = [entry for entry in known if entry is not None]
            if len(whole) == len(known):
                _replace(graph, node, whole, is_scalar=node.output[0] in scalars)
        elif is_standard(node, "Reshape"):
            _fix_target(graph, node, sizes)
    return fold_constants.run(model)


def _known_sizes(
    node: onnx.NodeProto, sizes: dict[str, _Sizes], shapes: dict[str, Shape], scalars: set[str]
) -> _Sizes | None:
    """Return the entries of the node's output that are known, None where nothing is."""
    if is_standard(node, "Shape"):
        shape = shapes.get(node.input[0])
        if shape is None or node.attribute:  # "start" and "end" are rare: left alone
            return None
        return list(shape)
    if not node.input or any(name not in sizes for name in node.input if name):
        return None
    given = [sizes[name] for name in node.input if name]
    axis = next((a.i for a in node.attribute if a.name == "axis"), 0)
    if is_standard(node, "Gather") and axis == 0:
        return _gather(given[0], given[1], node, scalars)
    if is_standard(node, "Concat") and axis in (0, -1):
        return [entry for part in given for entry in part]
    if is_standard(node, "Unsqueeze") and node.input[0] in scalars:
        return list(given[0])
    if is_standard(node, "Squeeze") and len(given[0]) == 1 and node.input[0] not in scalars:
        scalars.add(node.output[0])
        return list(given[0])
    if is_standard(node, "Slice") and len(given) in (3, 4):
        return _slice(given)
    return None


def _gather(
    data: _Sizes, indexes: _Sizes, node: onnx.NodeProto, scalars: set[str]
) -> _Sizes | None:
    whole = [index for index in indexes if index is not None]
    if len(whole) < len(indexes) or any(not -len(data) <= i < len(data) for i in whole):
        return None
    if node.input[1] in scalars:
        scalars.add(node.output[0])
    return [data[index] for index in whole]


def _slice(given: list[_Sizes]) -> _Sizes | None:
    data, start, stop = given[0], given[1], given[2]
    if len(start) != 1 or start[0] is None or stop[0] is None:
        return None
    if len(given) == 4 and given[3] != [0]:
        return None
    return data[start[0] : stop[0]]


def _replace(
    graph: onnx.GraphProto, node: onnx.NodeProto, value: list[int], *, is_scalar: bool
) -> None:
    array = np.array(value[0] if is_scalar else value, dtype=np.int64)
    tensor = numpy_helper.from_array(array, node.output[0])
    graph.node.remove(node)
    graph.initializer.append(tensor)


def _fix_target(graph: onnx.GraphProto, node: onnx.NodeProto, sizes: dict[str, _Sizes]) -> None:
    """Write -1 for the one size of a Reshape target that is open (the batch)."""
    target = sizes.get(node.input[1]) if len(node.input) > 1 else None
    if target is None or target.count(None) != 1 or 0 in target or -1 in target:
        return
    name = unused_name(graph, "target")
    array = np.array([-1 if entry is None else entry for entry in target], dtype=np.int64)
    graph.initializer.append(numpy_helper.from_array(array, name))
    node.input[1] = name
