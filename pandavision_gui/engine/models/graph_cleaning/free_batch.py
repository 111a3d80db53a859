"""Mends models with a batch size written into them, in inputs, outputs and shape constants.

What cannot be freed here still loads: the caller then runs the model in groups of that size.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import helper, numpy_helper

from pandavision_gui.engine.input_fit import Shape
from pandavision_gui.engine.models.graph_edges import (
    default_opset,
    is_standard,
    names_read,
    unused_name,
)
from pandavision_gui.engine.models.graph_shapes import declared_shape, inferred_shapes

_BATCH = "batch"


def run(model: onnx.ModelProto) -> onnx.ModelProto:
    """Open the first dimension of the input and all that was computed from its fixed size."""
    graph = model.graph
    shape = declared_shape(graph.input[0]) if len(graph.input) == 1 else None
    if not shape or shape[0] is None:
        return model
    batch = shape[0]
    shapes = inferred_shapes(model)
    constants = {tensor.name: tensor for tensor in graph.initializer}
    depends = {graph.input[0].name}
    for node in list(graph.node):
        if not depends.intersection(names_read(node)):
            continue
        if is_standard(node, "Reshape", "Expand") and node.input[0] in depends:
            target = constants.get(node.input[1]) if len(node.input) > 1 else None
            if target is not None:
                _free_target(graph, node, target, shapes, batch)
        elif is_standard(node, "Resize", "Upsample") and len(node.input) > 3:
            _free_sizes(graph, node, constants, batch)
        elif is_standard(node, "Concat"):
            _expand_constants(graph, node, constants, depends, batch)
        elif is_standard(node, "Squeeze") and batch == 1:
            _keep_batch(model, node, constants, shapes)
        depends.update(name for name in node.output if name)
    for value in (graph.input[0], *graph.output):
        dims = value.type.tensor_type.shape.dim
        if dims:
            dims[0].dim_param = _BATCH
    del graph.value_info[:]
    return model


def _free_target(
    graph: onnx.GraphProto,
    node: onnx.NodeProto,
    target: onnx.TensorProto,
    shapes: dict[str, Shape],
    batch: int,
) -> None:
    sizes = [int(n) for n in numpy_helper.to_array(target)]
    before, after = shapes.get(node.input[0]), shapes.get(node.output[0])
    if node.op_type == "Expand":
        same_rank = before is not None and len(before) == len(sizes)
        if before is None or not same_rank or before[0] != batch or sizes[0] != batch:
            return
        freed = [1, *sizes[1:]]  # 1 leaves the tensor's own size
    else:
        open_target = _freed_target(sizes, before, after, batch)
        if open_target is None:
            return
        freed = open_target
    node.input[1] = _add_constant(graph, freed)


def _freed_target(
    sizes: list[int], before: Shape | None, after: Shape | None, batch: int
) -> list[int] | None:
    """Return a Reshape target with the batch open, None where it is already or cannot be."""
    # A target of one size has lost the batch dimension.
    if len(sizes) < 2 or sizes[0] < 1:
        return None
    if -1 not in sizes and 0 not in sizes:
        after = tuple(sizes)
    inner = after[1:] if after is not None else (None,)
    known = [size for size in inner if size is not None]
    if after is not None and len(known) == len(inner) and sizes[0] % batch == 0:
        # Also right where the batch was joined with the dimension after it.
        return [-1, *known]
    if before is not None and before[0] == batch == sizes[0]:
        return [0, *sizes[1:]]  # 0 copies the tensor's own size
    return None


def _expand_constants(
    graph: onnx.GraphProto,
    node: onnx.NodeProto,
    constants: dict[str, onnx.TensorProto],
    depends: set[str],
    batch: int,
) -> None:
    """Repeat a constant that is joined to every sample (a class token) for every sample."""
    axis = next((a.i for a in node.attribute if a.name == "axis"), 0)
    guide = next(name for name in node.input if name in depends)
    for position, name in enumerate(node.input):
        tensor = constants.get(name)
        if tensor is None or len(tensor.dims) < 2 or tensor.dims[0] != batch:
            continue
        if axis % len(tensor.dims) == 0:
            continue
        rows = numpy_helper.to_array(tensor)
        if (rows != rows[:1]).any():
            continue  # another one for every place in the batch
        if batch != 1:
            name = unused_name(graph, "one")
            graph.initializer.append(numpy_helper.from_array(rows[:1].copy(), name))
        full, first, target, wide = (
            unused_name(graph, wish) for wish in ("sizes", "first", "target", "repeated")
        )
        start, stop = _add_constant(graph, [0]), _add_constant(graph, [1])
        rest = _add_constant(graph, list(tensor.dims[1:]))
        new = [
            helper.make_node("Shape", [guide], [full]),
            helper.make_node("Slice", [full, start, stop], [first]),
            helper.make_node("Concat", [first, rest], [target], axis=0),
            helper.make_node("Expand", [name, target], [wide]),
        ]
        at = list(graph.node).index(node)
        for offset, extra in enumerate(new):
            graph.node.insert(at + offset, extra)
        node.input[position] = wide


def _free_sizes(
    graph: onnx.GraphProto, node: onnx.NodeProto, constants: dict[str, onnx.TensorProto], batch: int
) -> None:
    """Let the sizes that a Resize wants begin with its input's own batch size."""
    tensor = constants.get(node.input[3])
    if tensor is None or any(attribute.name == "axes" for attribute in node.attribute):
        return
    sizes = [int(n) for n in numpy_helper.to_array(tensor)]
    if len(sizes) < 3 or sizes[0] != batch:
        return
    full, first, wanted = (unused_name(graph, wish) for wish in ("sizes", "first", "wanted"))
    start, stop = _add_constant(graph, [0]), _add_constant(graph, [1])
    rest = _add_constant(graph, sizes[1:])
    new = [
        helper.make_node("Shape", [node.input[0]], [full]),
        helper.make_node("Slice", [full, start, stop], [first]),
        helper.make_node("Concat", [first, rest], [wanted], axis=0),
    ]
    at = list(graph.node).index(node)
    for offset, extra in enumerate(new):
        graph.node.insert(at + offset, extra)
    node.input[3] = wanted


def _keep_batch(
    model: onnx.ModelProto,
    node: onnx.NodeProto,
    constants: dict[str, onnx.TensorProto],
    shapes: dict[str, Shape],
) -> None:
    """Let a Squeeze that takes the batch dimension away, and the Unsqueeze after it, leave it."""
    before = shapes.get(node.input[0])
    if before is None or None in before or before[0] != 1:
        return
    axes = _axes(node, constants)
    if axes is None:
        return
    taken = [axis % len(before) for axis in axes] or [
        position for position, size in enumerate(before) if size == 1
    ]
    rank = len(before) - len(taken)
    readers = [reader for reader in model.graph.node if node.output[0] in names_read(reader)]
    returned = [
        [axis % (rank + len(given)) for axis in given] if given else []
        for given in (_axes(reader, constants) for reader in readers)
    ]
    if 0 not in taken or not all(
        is_standard(reader, "Unsqueeze") and 0 in given
        for reader, given in zip(readers, returned, strict=True)
    ):
        return
    _set_axes(model, node, [axis for axis in taken if axis != 0])
    for reader, given in zip(readers, returned, strict=True):
        _set_axes(model, reader, [axis for axis in given if axis != 0])


def _axes(node: onnx.NodeProto, constants: dict[str, onnx.TensorProto]) -> list[int] | None:
    """Return the axes a node names, [] where it names none, None where they are computed."""
    for attribute in node.attribute:
        if attribute.name == "axes":
            return list(attribute.ints)
    if len(node.input) < 2 or not node.input[1]:
        return []
    tensor = constants.get(node.input[1])
    return None if tensor is None else [int(n) for n in numpy_helper.to_array(tensor).reshape(-1)]


def _set_axes(model: onnx.ModelProto, node: onnx.NodeProto, axes: list[int]) -> None:
    del node.input[1:], node.attribute[:]
    if not axes:
        node.op_type = "Identity"
    elif default_opset(model) < 13:
        node.attribute.append(helper.make_attribute("axes", axes))
    else:
        node.input.append(_add_constant(model.graph, axes))


def _add_constant(graph: onnx.GraphProto, value: list[int]) -> str:
    name = unused_name(graph, "freed")
    graph.initializer.append(numpy_helper.from_array(np.array(value, dtype=np.int64), name))
    return name
