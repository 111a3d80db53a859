"""The passes that make a graph from a file fit for conversion, in their order."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnx
from onnx import helper

from pandavision_gui.engine.models.graph_cleaning import (
    cut_probabilities,
    drop_initialiser_inputs,
    drop_training_nodes,
    drop_zero_states,
    fold_constants,
    fold_shapes,
    free_batch,
    fresh_draws,
    fused_operators,
    inline_functions,
    learned_operators,
    quantised_operators,
    rename_tensors,
)
from pandavision_gui.engine.models.graph_edges import remove_unread
from pandavision_gui.engine.models.model_interface import ModelInterface

# Functions first, since any operator may be in one; then what is written in operators of its own
# is spelled out in standard ones, which all others look for. Each pass changes the model in place
# and returns it. free_batch looks for its constants among the initialisers, so it comes after
# fold_constants; fold_shapes would write the batch size into the graph, so it comes after
# free_batch; names go last, since every pass may add some.
PASSES: tuple[Callable[[onnx.ModelProto], onnx.ModelProto], ...] = (
    inline_functions.run,
    drop_initialiser_inputs.run,
    learned_operators.run,
    fused_operators.run,
    drop_training_nodes.run,
    fresh_draws.run,
    fold_constants.run,
    quantised_operators.run,
    free_batch.run,
    fold_shapes.run,
    drop_zero_states.run,
    cut_probabilities.run,
    rename_tensors.run,
)


def clean_graph(
    model: onnx.ModelProto, interface: ModelInterface, *, batch_stays: bool = False
) -> onnx.ModelProto:
    """Run all passes over `model`, in place, keeping only what the class scores need.

    Parameters
    ----------
    model
        The model as read; it is changed.
    interface
        Its two ends; the class scores are the only output afterwards.
    batch_stays
        Leave a batch size written into the file as it is.

    Raises
    ------
    InputError
        What the passes raise: ``model_in_training_mode``, ``constant_too_large``,
        ``softmax_axis``, ``functions_too_deep``.
    """
    graph = model.graph
    wanted = interface.output
    for position in reversed(range(len(graph.output))):
        if graph.output[position].name != wanted.name:
            del graph.output[position]
    if not graph.output:
        kind = helper.np_dtype_to_tensor_dtype(np.dtype(wanted.dtype))
        shape = list(wanted.shape) or None
        graph.output.append(helper.make_tensor_value_info(wanted.name, kind, shape))
    remove_unread(graph)
    skipped = {free_batch.run} if batch_stays else set()
    if interface.activation is None:
        # What was not seen from outside is not cut: both must be compared in one form.
        skipped.add(cut_probabilities.run)
    for run in PASSES:
        if run not in skipped:
            model = run(model)
    return model
