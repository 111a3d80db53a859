"""What onnx's shape inference knows about the tensors of a graph, weights left out."""

from __future__ import annotations

import onnx
from onnx import TensorProto, helper

from pandavision_gui.engine.input_fit import Shape

# Tensors up to this many elements take part in the inference by value: target shapes, axes, pads.
# Larger ones are weights, of which the shape says all. Leaving them out keeps the inference quick
# and below the 2 GB that one message may have.
_BY_VALUE_ELEMENTS = 1024


def declared_shape(value: onnx.ValueInfoProto) -> Shape | None:
    """Return the shape written into an input or output: None for an open dimension or no shape."""
    tensor = value.type.tensor_type
    if not tensor.HasField("shape"):
        return None
    return tuple(
        dim.dim_value if dim.HasField("dim_value") and dim.dim_value > 0 else None
        for dim in tensor.shape.dim
    )


def inferred_shapes(model: onnx.ModelProto) -> dict[str, Shape]:
    """Return the shape of every tensor that follows from the inputs' declared shapes.

    What the file itself says about inner tensors and outputs is not believed.
    """
    return _shapes(_inferred(model))


def inferred_tensors(model: onnx.ModelProto) -> tuple[dict[str, Shape], dict[str, int]]:
    """Return what :func:`inferred_shapes` returns, and the element types that are known."""
    graph = _inferred(model)
    if graph is None:
        return {}, {}
    values = (*graph.input, *graph.value_info, *graph.output)
    types = {value.name: value.type.tensor_type.elem_type for value in values}
    return _shapes(graph), {name: kind for name, kind in types.items() if kind}


def _inferred(model: onnx.ModelProto) -> onnx.GraphProto | None:
    try:
        return onnx.shape_inference.infer_shapes(_skeleton(model), data_prop=True).graph
    except (onnx.shape_inference.InferenceError, ValueError, RuntimeError):
        return None


def _shapes(graph: onnx.GraphProto | None) -> dict[str, Shape]:
    found: dict[str, Shape] = {}
    if graph is None:
        return found
    for value in (*graph.input, *graph.value_info, *graph.output):
        shape = declared_shape(value)
        if shape is not None:
            found[value.name] = shape
    for tensor in graph.initializer:
        found[tensor.name] = tuple(tensor.dims)
    return found


def elements(shape: tuple[int, ...]) -> int:
    """Return the number of elements, as an exact integer of any size."""
    product = 1
    for size in shape:
        product *= size
    return product


def is_small(tensor: TensorProto) -> bool:
    """Whether a constant takes part in shape inference by its value."""
    return elements(tuple(tensor.dims)) <= _BY_VALUE_ELEMENTS


def _skeleton(model: onnx.ModelProto) -> onnx.ModelProto:
    graph = model.graph
    small = [tensor for tensor in graph.initializer if is_small(tensor)]
    listed = {tensor.name for tensor in graph.initializer}
    weights = [
        helper.make_tensor_value_info(tensor.name, tensor.data_type, list(tensor.dims))
        for tensor in graph.initializer
        if not is_small(tensor)
    ]
    outputs = [
        helper.make_tensor_value_info(value.name, value.type.tensor_type.elem_type, None)
        for value in graph.output
    ]
    skeleton = helper.make_graph(
        list(graph.node),
        "skeleton",
        [value for value in graph.input if value.name not in listed] + weights,
        outputs,
        small,
    )
    result = helper.make_model(skeleton, opset_imports=list(model.opset_import))
    # From this version on initialisers need not be listed as inputs.
    result.ir_version = max(model.ir_version, 4)
    result.functions.extend(model.functions)
    return result
