"""How large a constant becomes, known before it is computed."""

from __future__ import annotations

import onnx
from onnx import TensorProto, helper

from pandavision_gui.engine.models.graph_edges import is_standard
from pandavision_gui.engine.models.graph_shapes import elements, is_small
from pandavision_gui.errors import InputError

# Far above what classifiers hold (the largest constant of a VGG-19 is 411 MB), far below what a
# file of a few bytes can ask for.
_LARGEST_BYTES = 2**30
_LARGEST_SUM_BYTES = 2**32


class SizeLimit:
    """Adds up the constants of one model and refuses what no honest model needs."""

    def __init__(self) -> None:
        self._sum_bytes = 0

    def admit(
        self, node: onnx.NodeProto, inputs: list[TensorProto], opset: onnx.OperatorSetIdProto
    ) -> bool:
        """Return whether the node's outputs have a known size, counted as allowed.

        Raises
        ------
        InputError
            ``constant_too_large`` when they would take more memory than allowed.
        """
        size_bytes = predicted_bytes(node, inputs, opset)
        if size_bytes is None:
            return False
        self._sum_bytes += size_bytes
        if size_bytes > _LARGEST_BYTES or self._sum_bytes > _LARGEST_SUM_BYTES:
            raise InputError(
                "constant_too_large",
                f"The model asks for a constant of {size_bytes / 2**30:,.1f} GiB (operator "
                f"{node.op_type}); more than {_LARGEST_BYTES // 2**30} GiB each or "
                f"{_LARGEST_SUM_BYTES // 2**30} GiB together is refused.",
                "The file is damaged or made to exhaust memory.",
            )
        return True


def predicted_bytes(
    node: onnx.NodeProto, inputs: list[TensorProto], opset: onnx.OperatorSetIdProto
) -> int | None:
    """Return the bytes that a node's outputs take, None where that cannot be told."""
    if is_standard(node, "NonZero"):
        # Its size depends on the values: at most one index of 8 bytes per element and dimension.
        return 8 * max(1, len(inputs[0].dims)) * elements(tuple(inputs[0].dims))
    named = dict(zip(node.input, inputs, strict=True))
    graph = helper.make_graph(
        [node],
        "one_node",
        [
            helper.make_tensor_value_info(name, tensor.data_type, list(tensor.dims))
            for name, tensor in named.items()
            if not is_small(tensor)
        ],
        [helper.make_empty_tensor_value_info(name) for name in node.output if name],
        [_called(tensor, name) for name, tensor in named.items() if is_small(tensor)],
    )
    model = helper.make_model(graph, opset_imports=[opset], ir_version=8)
    try:
        inferred = onnx.shape_inference.infer_shapes(model, data_prop=True)
    except (onnx.shape_inference.InferenceError, ValueError, RuntimeError):
        return None
    sizes = [_bytes(value) for value in inferred.graph.output]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None


def _bytes(value: onnx.ValueInfoProto) -> int | None:
    tensor = value.type.tensor_type
    if not tensor.HasField("shape") or not tensor.elem_type:
        return None
    dims = tensor.shape.dim
    if any(not dim.HasField("dim_value") or dim.dim_value < 0 for dim in dims):
        return None
    itemsize = helper.tensor_dtype_to_np_dtype(tensor.elem_type).itemsize
    return int(itemsize) * elements(tuple(dim.dim_value for dim in dims))


def _called(tensor: TensorProto, name: str) -> TensorProto:
    copy = TensorProto()
    copy.CopyFrom(tensor)
    copy.name = name
    return copy
