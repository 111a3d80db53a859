"""Writes what tools make of exported files: ``python derived_models.py OUT``, after the exports.

Quantised, 16-bit, optimised by ONNX Runtime, weights elsewhere, weights listed as inputs, functions.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

BASES = (
    "torchscript__resnet__opset17", "torchscript__mlp__opset17", "torchscript__vit__opset17",
    "torchscript__mobilenet-v2__opset17", "torchscript__convnext__opset17", "torchscript__lenet__opset13",
    "torchscript__efficientnet__opset17", "torchscript__swin__opset17", "torchscript__lstm__opset17",
    "dynamo__resnet__opset18", "dynamo__vit__opset18", "keras__cnn__opset15", "keras__mlp__opset15",
    "keras__attention__opset15", "keras__separable__opset15",
)  # fmt: skip


def _shape(model: onnx.ModelProto) -> tuple[int, ...]:
    dims = model.graph.input[0].type.tensor_type.shape.dim
    return tuple(d.dim_value or 1 for d in dims)


class _Samples:
    def __init__(self, model: onnx.ModelProto) -> None:
        generator = np.random.default_rng(0)
        shape = (4, *_shape(model)[1:])
        self._all = iter(
            [{model.graph.input[0].name: generator.random(shape, np.float32)} for _ in range(4)]
        )

    def get_next(self) -> dict[str, np.ndarray] | None:
        return next(self._all, None)


def _quantised(base: Path, out: Path, name: str) -> None:
    from onnxruntime import quantization as q
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder, "ready.onnx")
        try:
            quant_pre_process(str(base), str(ready), skip_symbolic_shape=True)
        except Exception:
            shutil.copy(base, ready)
        model = onnx.load(ready)
        for kind, arguments in {
            "quantised-qdq": {"quant_format": q.QuantFormat.QDQ},
            "quantised-qdq-per-channel": {"quant_format": q.QuantFormat.QDQ, "per_channel": True},
            "quantised-operators": {"quant_format": q.QuantFormat.QOperator},
        }.items():
            _try(
                out / f"{kind}__{name}.onnx",
                lambda p, a=arguments: q.quantize_static(str(ready), str(p), _Samples(model), **a),
            )
        _try(
            out / f"quantised-dynamic__{name}.onnx",
            lambda p: q.quantize_dynamic(str(ready), str(p)),
        )


def _optimised(base: Path, out: Path, name: str) -> None:
    levels = onnxruntime.GraphOptimizationLevel
    for level, word in (
        (levels.ORT_ENABLE_BASIC, "basic"),
        (levels.ORT_ENABLE_EXTENDED, "extended"),
        (levels.ORT_ENABLE_ALL, "all"),
    ):

        def write(path: Path, level: object = level) -> None:
            options = onnxruntime.SessionOptions()
            options.graph_optimization_level = level
            options.optimized_model_filepath = str(path)
            options.log_severity_level = 4
            onnxruntime.InferenceSession(str(base), options, providers=["CPUExecutionProvider"])

        _try(out / f"ort-{word}__{name}.onnx", write)


def _float16(base: Path, out: Path, name: str) -> None:
    from onnxconverter_common import float16

    for keep in (True, False):
        word = "float16-converted" if keep else "float16-converted-inputs"

        def write(path: Path, keep: bool = keep) -> None:
            onnx.save(float16.convert_float_to_float16(onnx.load(base), keep_io_types=keep), path)

        _try(out / f"{word}__{name}.onnx", write)


def _external(base: Path, out: Path, name: str) -> None:
    path = out / f"external-data__{name}.onnx"
    _try(
        path,
        lambda p: onnx.save(
            onnx.load(base),
            p,
            save_as_external_data=True,
            location=f"{p.name}.data",
            size_threshold=64,
        ),
    )


def _listed(base: Path, out: Path, name: str) -> None:
    model = onnx.load(base)
    for tensor in model.graph.initializer:
        model.graph.input.append(
            helper.make_tensor_value_info(tensor.name, tensor.data_type, list(tensor.dims))
        )
    model.ir_version = 3 if model.opset_import[0].version < 9 else model.ir_version
    _try(out / f"weights-as-inputs__{name}.onnx", lambda p: onnx.save(model, p))


def _in_a_function(base: Path, out: Path, name: str) -> None:
    """All nodes of the graph inside a local function that the main graph calls."""
    model = onnx.load(base)
    graph = model.graph
    ends = [graph.input[0].name], [value.name for value in graph.output]
    weights = [tensor.name for tensor in graph.initializer]
    body = helper.make_function(
        "local",
        "network",
        [*ends[0], *weights],
        ends[1],
        list(graph.node),
        list(model.opset_import),
    )
    del graph.node[:]
    graph.node.append(helper.make_node("network", [*ends[0], *weights], ends[1], domain="local"))
    model.functions.append(body)
    model.opset_import.append(helper.make_operatorsetid("local", 1))
    model.ir_version = max(model.ir_version, 8)
    del graph.value_info[:]
    _try(out / f"local-function__{name}.onnx", lambda p: onnx.save(model, p))


def _other_opset(base: Path, out: Path, name: str) -> None:
    for opset in (8, 12, 16, 21, 24):
        _try(
            out / f"opset-{opset}-converted__{name}.onnx",
            lambda p, o=opset: onnx.save(
                onnx.version_converter.convert_version(onnx.load(base), o), p
            ),
        )


def _odd_names(base: Path, out: Path, name: str) -> None:
    model = onnx.load(base)
    words = {}

    def other(tensor: str) -> str:
        if not tensor:
            return tensor
        return words.setdefault(
            tensor, f"{len(words)}:/класс <b>; import os #{'é' * 3}.{tensor[-1]}"
        )

    for node in model.graph.node:
        for position, tensor in enumerate(node.input):
            node.input[position] = other(tensor)
        for position, tensor in enumerate(node.output):
            node.output[position] = other(tensor)
        node.name = other(node.name)
    for value in (*model.graph.input, *model.graph.output, *model.graph.initializer):
        value.name = other(value.name)
    del model.graph.value_info[:]
    _try(out / f"odd-names__{name}.onnx", lambda p: onnx.save(model, p))


def _unsorted_constants(base: Path, out: Path, name: str) -> None:
    """Weights as Constant nodes, half of them through ConstantOfShape and arithmetic."""
    model = onnx.load(base)
    graph = model.graph
    nodes = []
    for tensor in graph.initializer:
        array = numpy_helper.to_array(tensor)
        if array.dtype == np.float32 and array.size > 1:
            zero = f"{tensor.name}_zero"
            shape = numpy_helper.from_array(np.array(array.shape, np.int64), f"{tensor.name}_shape")
            nodes += [
                helper.make_node("Constant", [], [shape.name], value=shape),
                helper.make_node("ConstantOfShape", [shape.name], [zero]),
                helper.make_node("Constant", [], [f"{tensor.name}_value"], value=tensor),
                helper.make_node("Add", [zero, f"{tensor.name}_value"], [tensor.name]),
            ]
        else:
            nodes.append(helper.make_node("Constant", [], [tensor.name], value=tensor))
    rest = list(graph.node)
    del graph.node[:], graph.initializer[:]
    graph.node.extend([*nodes, *rest])
    _try(out / f"computed-weights__{name}.onnx", lambda p: onnx.save(model, p))


def _try(path: Path, write: object) -> None:
    if path.exists():
        return
    try:
        write(path)
    except Exception as error:
        path.unlink(missing_ok=True)
        print(f"not made: {path.name}: {str(error)[:100]}")


def main(out: Path) -> None:
    for name in BASES:
        base = out / f"{name}.onnx"
        if not base.exists():
            print(f"missing: {base.name}")
            continue
        for make in (
            _quantised, _optimised, _float16, _external, _listed, _in_a_function, _other_opset,
            _odd_names, _unsorted_constants,
        ):  # fmt: skip
            with contextlib.suppress(Exception):
                make(base, out, name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
