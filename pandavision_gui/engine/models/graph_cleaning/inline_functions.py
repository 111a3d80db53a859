"""Mends models that keep parts of themselves in local functions, as newer exporters write them."""

from __future__ import annotations

import onnx
import onnx.inliner
import onnx.shape_inference

from pandavision_gui.engine.models.graph_edges import all_nodes, subgraphs
from pandavision_gui.engine.row_limit import is_out_of_memory
from pandavision_gui.errors import InputError

_MOST_NODES = 1_000_000
"""Far above what exporters write; functions that call each other twice grow without an end."""
_DEEPEST = 100
"""Calls within calls; exporters nest as deep as modules do, which is below 20."""

_Key = tuple[str, str]


def run(model: onnx.ModelProto) -> onnx.ModelProto:
    """Put the body of every local function where it is called.

    Raises
    ------
    InputError
        ``functions_too_deep`` when functions call each other in a circle, too deeply, or so often
        that the graph would not fit into memory; ``functions_invalid`` when they cannot be put in.
    """
    if not model.functions:
        return model
    _require_end(model)
    try:
        return onnx.inliner.inline_local_functions(model, convert_version=True)
    except (onnx.shape_inference.InferenceError, RuntimeError, ValueError, TypeError) as error:
        if is_out_of_memory(error):
            raise
        raise InputError(
            "functions_invalid",
            "The local functions of the model do not fit the way they are called.",
            "Export it again.",
            str(error),
        ) from error


def _require_end(model: onnx.ModelProto) -> None:
    functions = {(function.domain, function.name): function for function in model.functions}
    sizes: dict[_Key, int] = {}
    # Without recursion: the nesting comes from the file.
    open_calls: list[tuple[_Key, list[_Key]]] = []
    for start in functions:
        if start in sizes:
            continue
        open_calls.append((start, _calls(functions[start].node, functions)))
        while open_calls:
            key, calls = open_calls[-1]
            missing = next((call for call in calls if call not in sizes), None)
            if missing is None:
                sizes[key] = len(functions[key].node) + sum(sizes[call] for call in calls)
                open_calls.pop()
                continue
            if len(open_calls) >= _DEEPEST or any(missing == other for other, _ in open_calls):
                raise _too_deep("call each other in a circle or too deeply")
            open_calls.append((missing, _calls(functions[missing].node, functions)))
    total = sum(sizes[call] for call in _calls(list(all_nodes(model.graph)), functions))
    if total > _MOST_NODES:
        raise _too_deep(f"would grow to {total:,} operators")


def _calls(nodes: list[onnx.NodeProto], functions: dict[_Key, onnx.FunctionProto]) -> list[_Key]:
    calls = []
    for node in nodes:
        if (node.domain, node.op_type) in functions:
            calls.append((node.domain, node.op_type))
        for inner in subgraphs(node):
            calls += [
                (deep.domain, deep.op_type)
                for deep in all_nodes(inner)
                if (deep.domain, deep.op_type) in functions
            ]
    return calls


def _too_deep(what: str) -> InputError:
    return InputError(
        "functions_too_deep",
        f"The local functions of the model {what}.",
        "The file is damaged or made to exhaust memory.",
    )
