"""The user's file in ONNX Runtime: on the processor, and the same bits for the same batch."""

from __future__ import annotations

import numpy as np
from onnx import helper

from pandavision_gui.engine.models.graph_cleaning import inline_functions
from pandavision_gui.engine.models.model_interface import ModelInterface
from pandavision_gui.engine.models.read_model import read_model
from pandavision_gui.engine.models.silent_runtime import onnxruntime
from pandavision_gui.errors import InputError


def open_session(
    path: str, interface: ModelInterface, threads: int
) -> onnxruntime.InferenceSession:
    """Load the file into ONNX Runtime.

    Raises
    ------
    InputError
        ``model_not_runnable``, ``model_scores_hidden``.
    """
    content = _content(path, interface)
    onnxruntime.disable_telemetry_events()  # Windows asks the call, not the variable
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.use_deterministic_compute = True
    options.log_severity_level = 3
    # Threads that wait by spinning would take the processor from the attack in between.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        # ONNX Runtime's errors share no base class but Exception.
        lines = str(error).strip().splitlines()
        reason = lines[0].rstrip(" .")[:200] if lines else type(error).__name__
        raise InputError(
            "model_not_runnable",
            f'ONNX Runtime cannot load the model "{path}": {reason}.',
            "Check that the model works in ONNX Runtime by itself.",
            str(error),
        ) from error


def _content(path: str, interface: ModelInterface) -> str | bytes:
    """Return what ONNX Runtime is to load: the file, or the file with one more output.

    A model that tells the class only is asked for the scores that the class was made from too;
    nothing else is changed.
    """
    if not interface.scores_are_inner:
        return path
    model = inline_functions.run(read_model(path))
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(interface.output.dtype))
    model.graph.output.append(helper.make_tensor_value_info(interface.output.name, kind, None))
    try:
        return bytes(model.SerializeToString())
    except ValueError as error:
        raise InputError(
            "model_scores_hidden",
            f'The model "{path}" tells the class only, and is too large to be asked for its '
            "scores.",
            "Export the network up to its class scores.",
        ) from error
