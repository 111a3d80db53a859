"""The passes that make a graph from a file fit for conversion, in their order."""

from __future__ import annotations

from collections.abc import Callable

import onnx

from pandavision_gui.engine.models.graph_cleaning import (
    cut_probabilities,
    drop_initialiser_inputs,
    drop_training_nodes,
    fold_constants,
    fold_shapes,
    free_batch,
    rename_tensors,
)
from pandavision_gui.engine.models.graph_edges import remove_unread

# Each pass changes the model in place and returns it. free_batch looks for its constants among
# the initialisers, so it comes after fold_constants; fold_shapes would write the batch size into
# the graph, so it comes after free_batch; names go last, since every pass may add some.
PASSES: tuple[Callable[[onnx.ModelProto], onnx.ModelProto], ...] = (
    drop_initialiser_inputs.run,
    drop_training_nodes.run,
    fold_constants.run,
    free_batch.run,
    fold_shapes.run,
    cut_probabilities.run,
    rename_tensors.run,
)


def clean_graph(
    model: onnx.ModelProto, output: str, *, batch_stays: bool = False
) -> onnx.ModelProto:
    """Run all passes over `model`, in place, keeping only what the tensor `output` needs.

    Parameters
    ----------
    model
        The model as read; it is changed.
    output
        Name of the output that is read as class scores; the only one afterwards.
    batch_stays
        Leave a batch size written into the file as it is.

    Raises
    ------
    InputError
        What the passes raise: ``model_in_training_mode``, ``constant_too_large``,
        ``softmax_axis``.
    """
    graph = model.graph
    for position in reversed(range(len(graph.output))):
        if graph.output[position].name != output:
            del graph.output[position]
    remove_unread(graph)
    for run in PASSES:
        if batch_stays and run is free_batch.run:
            continue
        model = run(model)
    return model
