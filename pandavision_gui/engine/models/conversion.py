"""ONNX graph → torch module: by onnx2pytorch, and by onnx2torch where that is wrong or fails."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from types import ModuleType, TracebackType

import onnx
import torch

from pandavision_gui.engine.models.drawing_modules import replace_drawing
from pandavision_gui.engine.models.graph_edges import all_nodes
from pandavision_gui.engine.models.indexing_operators import Gather, Slice
from pandavision_gui.engine.models.onnx2torch_conversion import convert_by_onnx2torch
from pandavision_gui.engine.models.quantisation import replace_quantised
from pandavision_gui.engine.models.straight_line import straightened
from pandavision_gui.engine.models.torchvision_stand_in import torchvision_stand_in
from pandavision_gui.errors import InputError


def convert(model: onnx.ModelProto) -> torch.nn.Module:
    """Convert a cleaned model with one input and one output by onnx2pytorch.

    Parameters
    ----------
    model
        What :func:`clean_graph` returned. It is changed and must not be used afterwards.

    Returns
    -------
    torch.nn.Module
        Takes the model's input and returns its output, for any batch size that the graph allows;
        in evaluation mode, without parameters that want gradients.

    Raises
    ------
    InputError
        ``unknown_operator`` or ``conversion_failed``.
    """
    return _in_words(model, _by_onnx2pytorch)


def convert_otherwise(model: onnx.ModelProto) -> torch.nn.Module:
    """Do the same by onnx2torch."""
    return _in_words(model, convert_by_onnx2torch)


def _in_words(
    model: onnx.ModelProto, converter: Callable[[onnx.ModelProto], torch.nn.Module]
) -> torch.nn.Module:
    _refuse_unknown_operators(model)
    try:
        return converter(model)
    except Exception as error:
        # A converter raises whatever its operators' constructors raise.
        where = _operator_at_fault(error.__traceback__)
        raise InputError(
            "conversion_failed",
            f"The model cannot be converted for attacks{where}: {_first_line(error)}.",
            "Export it with more usual operators.",
            repr(error),
        ) from error


def load_onnx2pytorch() -> ModuleType:
    """Import the converter, which takes a tenth of a second the first time."""
    with torchvision_stand_in():
        import onnx2pytorch
    module: ModuleType = onnx2pytorch
    return module


def _by_onnx2pytorch(model: onnx.ModelProto) -> torch.nn.Module:
    converter = load_onnx2pytorch()
    operations = converter.operations
    with warnings.catch_warnings():
        # For an operator it does not know the converter takes torch's function of that name
        # and only warns that the result may be wrong.
        warnings.filterwarnings("error", "No explicit conversion", RuntimeWarning)
        # Told for every constant that the graph shares.
        warnings.filterwarnings("ignore", category=UserWarning)
        module: torch.nn.Module = converter.ConvertModel(model, experimental=False)
    _replace_indexing(module, operations)
    replace_quantised(module, operations)
    replace_drawing(module, model.graph, operations)
    # The module has its own copy of the weights; it looks at the nodes only.
    del model.graph.initializer[:]
    return straightened(module.eval().requires_grad_(False))


def _replace_indexing(module: torch.nn.Module, operations: ModuleType) -> None:
    for name, child in module.named_children():
        if isinstance(child, operations.Gather):
            setattr(module, name, Gather(child.dim))
        elif isinstance(child, operations.Slice):
            setattr(module, name, Slice(child.starts, child.ends, child.dim))
        else:
            _replace_indexing(child, operations)


def _refuse_unknown_operators(model: onnx.ModelProto) -> None:
    """Refuse what is outside the ONNX standard.

    The converter goes by the operator's name alone and would take a function of torch by a name
    from the file.
    """
    for node in all_nodes(model.graph):
        if node.domain not in ("", "ai.onnx") or not onnx.defs.has(node.op_type):
            full = f"{node.domain}.{node.op_type}" if node.domain else node.op_type
            raise InputError(
                "unknown_operator",
                f'The model uses the operator "{full[:80]}", which is not in the ONNX standard.',
                "Export it with standard operators only.",
            )


def _operator_at_fault(traceback: TracebackType | None) -> str:
    while traceback is not None:
        if traceback.tb_frame.f_code.co_name == "convert_operations":
            node = traceback.tb_frame.f_locals.get("node")
            return f" (operator {node.op_type})" if isinstance(node, onnx.NodeProto) else ""
        traceback = traceback.tb_next
    return ""


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(" .")[:200] if lines else type(error).__name__
