"""The ways from an ONNX graph to a torch module, from the quickest to the most patient one."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import onnx
import torch

from pandavision_gui.engine.models.conversion import convert, convert_otherwise
from pandavision_gui.engine.models.empty_windows import refuse_empty_windows
from pandavision_gui.engine.models.graph_cleaning import inline_functions
from pandavision_gui.engine.models.graph_cleaning.clean_graph import clean_graph
from pandavision_gui.engine.models.model_interface import ModelInterface
from pandavision_gui.engine.models.read_model import read_model
from pandavision_gui.engine.models.row_groups import EachAlone, OwnCopies, RowGroups

_CONVERTERS = (("onnx2pytorch", convert), ("onnx2torch", convert_otherwise))


@dataclass(frozen=True)
class Attempt:
    """One way to a model that can be attacked.

    Attributes
    ----------
    converter
        Its name, as stored with the result.
    build
        Makes the module; raises InputError where the converter cannot.
    is_slower
        Whether samples go through the model one by one or in small groups.
    """

    converter: str
    build: Callable[[], torch.nn.Module]
    is_slower: bool


def attempts(
    path: str | os.PathLike[str], interface: ModelInterface, cleaned: onnx.ModelProto
) -> tuple[Attempt, ...]:
    """Return all ways; none is gone before its `build` is called.

    Parameters
    ----------
    cleaned
        The cleaned model with its batch size freed; the first attempt may use it up.
    """
    size = interface.fixed_batch or 1
    unused = [cleaned]

    def graph(*, batch_stays: bool) -> onnx.ModelProto:
        # Read anew rather than copied: weights may take gigabytes.
        if unused and not batch_stays:
            return unused.pop()
        unused.clear()
        model = inline_functions.run(read_model(path))
        return clean_graph(model, interface, batch_stays=batch_stays)

    ways: list[Attempt] = []
    for name, run in _CONVERTERS:
        if not interface.depends_on_batch:
            ways.append(Attempt(name, _all_at_once(run, graph), is_slower=False))
    for name, run in _CONVERTERS:
        if size == 1:
            ways.append(Attempt(name, _each_alone(run, graph), is_slower=True))
        parts = OwnCopies if interface.depends_on_batch else RowGroups
        ways.append(Attempt(name, _in_parts(run, graph, parts, size), is_slower=True))
    return tuple(ways)


_Converter = Callable[[onnx.ModelProto], torch.nn.Module]


def _all_at_once(
    run: _Converter, graph: Callable[..., onnx.ModelProto]
) -> Callable[[], torch.nn.Module]:
    return lambda: refuse_empty_windows(run(graph(batch_stays=False)))


def _each_alone(
    run: _Converter, graph: Callable[..., onnx.ModelProto]
) -> Callable[[], torch.nn.Module]:
    return lambda: EachAlone(refuse_empty_windows(run(graph(batch_stays=True))))


def _in_parts(
    run: _Converter,
    graph: Callable[..., onnx.ModelProto],
    parts: Callable[[torch.nn.Module, int], torch.nn.Module],
    size: int,
) -> Callable[[], torch.nn.Module]:
    return lambda: parts(refuse_empty_windows(run(graph(batch_stays=True))), size)
