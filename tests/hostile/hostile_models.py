"""ONNX files that were made to do harm, each written by a few lines.

A folder for each: the file is `model.onnx` in it. All claim to take pictures of 1 × 4 × 4 and to
give four scores, so that they fit the same small dataset.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

FLOAT, INT64, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL
PICTURE = ["n", 1, 4, 4]
Make = Callable[[Path], ModelProto]


def value(name: str, shape: Sequence[int | str] | None, dtype: int = FLOAT) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, dtype, shape)


def constant(name: str, numbers: object, dtype: type = np.int64) -> TensorProto:
    return numpy_helper.from_array(np.asarray(numbers, dtype=dtype), name)


def random(name: str, *shape: int) -> TensorProto:
    generator = np.random.default_rng(7)
    return numpy_helper.from_array(generator.normal(size=shape).astype(np.float32), name)


HEAD = (
    helper.make_node("Flatten", ["x"], ["flat"]),
    helper.make_node("MatMul", ["flat", "w"], ["plain"]),
)


def classifier(
    nodes: Sequence[NodeProto] = (),
    weights: Sequence[TensorProto] = (),
    *,
    functions: Sequence[onnx.FunctionProto] = (),
    domains: dict[str, int] | None = None,
    opset: int = 17,
) -> ModelProto:
    """Return a linear network; `nodes` go from "plain" (N, 4) to "y"."""
    tail = list(nodes) or [helper.make_node("Identity", ["plain"], ["y"])]
    graph = helper.make_graph(
        [*HEAD, *tail],
        "g",
        [value("x", PICTURE)],
        [value("y", ["n", 4])],
        [random("w", 16, 4), *weights],
    )
    opsets = [helper.make_opsetid(name, n) for name, n in ({"": opset} | (domains or {})).items()]
    model = helper.make_model(graph, opset_imports=opsets, functions=list(functions))
    model.ir_version = 8
    return model


def node(
    kind: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: object
) -> NodeProto:
    return helper.make_node(kind, inputs, outputs, **attributes)


def external(
    location: str, prepare: Callable[[Path], object] = lambda _: None, **more: str
) -> Make:
    """The weights lie in another file, which `prepare` makes."""

    def make(folder: Path) -> ModelProto:
        prepare(folder)
        model = classifier()
        to_external(model.graph.initializer[0], location, **more)
        return model

    return make


def to_external(tensor: TensorProto, location: str, **more: str) -> None:
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, text in {"location": location, **more}.items():
        tensor.external_data.add(key=key, value=text)


def outside(folder: Path) -> Path:
    """Write a file beside the model's folder that would fit as its weights."""
    secret = folder.parent / "secret.bin"
    secret.write_bytes(bytes(16 * 4 * 4))
    return secret


def external_by_a_link(folder: Path) -> ModelProto:
    (folder / "weights.bin").symlink_to(outside(folder))
    return external("weights.bin")(folder)


def external_by_a_linked_folder(folder: Path) -> ModelProto:
    outside(folder)
    (folder / "inner").symlink_to(folder.parent)
    return external("inner/secret.bin")(folder)


def external_to_a_pipe(folder: Path) -> ModelProto:
    os.mkfifo(folder / "weights.bin")
    return external("weights.bin")(folder)


def external_in_an_attribute(folder: Path) -> ModelProto:
    outside(folder)
    model = classifier(
        [
            node("Constant", [], ["c"], value=constant("c", np.zeros(4), np.float32)),
            node("Add", ["plain", "c"], ["y"]),
        ]
    )
    to_external(model.graph.node[2].attribute[0].t, "../secret.bin", length="16")
    return model


def external_in_a_branch(folder: Path) -> ModelProto:
    outside(folder)
    branch = helper.make_graph(
        [node("Identity", ["inner"], ["b"])],
        "branch",
        [],
        [value("b", [4])],
        [constant("inner", np.zeros(4), np.float32)],
    )
    to_external(branch.initializer[0], "../secret.bin", length="16")
    model = classifier(
        [
            node("If", ["yes"], ["c"], then_branch=branch, else_branch=branch),
            node("Add", ["plain", "c"], ["y"]),
        ],
        [constant("yes", True, np.bool_)],
    )
    return model


def with_tensor(change: Callable[[TensorProto], object]) -> Make:
    """Change the weights' message."""

    def make(_: Path) -> ModelProto:
        model = classifier()
        change(model.graph.initializer[0])
        return model

    return make


def huge_dims(tensor: TensorProto) -> None:
    del tensor.dims[:]
    tensor.dims.extend([2**40, 2**40])


def overflowing_dims(tensor: TensorProto) -> None:
    del tensor.dims[:]
    tensor.dims.extend([2**32, 2**32])  # their product is 0 in 64 bits
    tensor.raw_data = b""


def negative_dims(tensor: TensorProto) -> None:
    tensor.dims[0] = -16


def short_data(tensor: TensorProto) -> None:
    tensor.raw_data = tensor.raw_data[:100]


def unknown_type(tensor: TensorProto) -> None:
    tensor.data_type = 77


TERABYTES = [2**20, 2**20]


def expand(_: Path) -> ModelProto:
    return classifier(
        [
            node("Expand", ["one", "shape"], ["big"]),
            node("ReduceSum", ["big"], ["s"], keepdims=0),
            node("Add", ["plain", "s"], ["y"]),
        ],
        [constant("one", [[1]], np.float32), constant("shape", TERABYTES)],
    )


def tile(_: Path) -> ModelProto:
    return classifier(
        [
            node("Tile", ["one", "shape"], ["big"]),
            node("ReduceSum", ["big"], ["s"], keepdims=0),
            node("Add", ["plain", "s"], ["y"]),
        ],
        [constant("one", [[1]], np.float32), constant("shape", TERABYTES)],
    )


def constant_of_shape(_: Path) -> ModelProto:
    return classifier(
        [
            node("ConstantOfShape", ["shape"], ["big"]),
            node("ReduceSum", ["big"], ["s"], keepdims=0),
            node("Add", ["plain", "s"], ["y"]),
        ],
        [constant("shape", TERABYTES)],
    )


def range_of_terabytes(_: Path) -> ModelProto:
    return classifier(
        [
            node("Range", ["from", "to", "by"], ["big"]),
            node("ReduceSum", ["big"], ["s"], keepdims=0),
            node("Add", ["plain", "s"], ["y"]),
        ],
        [
            constant("from", 0, np.float32),
            constant("to", 1e13, np.float32),
            constant("by", 1, np.float32),
        ],
    )


def constant_in_a_branch(_: Path) -> ModelProto:
    branch = helper.make_graph(
        [
            node("ConstantOfShape", ["shape"], ["big"]),
            node("ReduceSum", ["big"], ["b"], keepdims=0),
        ],
        "branch",
        [],
        [value("b", [])],
    )
    return classifier(
        [
            node("If", ["yes"], ["s"], then_branch=branch, else_branch=branch),
            node("Add", ["plain", "s"], ["y"]),
        ],
        [constant("shape", TERABYTES), constant("yes", True, np.bool_)],
    )


def constant_in_a_function(_: Path) -> ModelProto:
    body = helper.make_function(
        "mine",
        "Bomb",
        ["p"],
        ["q"],
        [
            node("Constant", [], ["shape"], value=constant("shape", TERABYTES)),
            node("ConstantOfShape", ["shape"], ["big"]),
            node("ReduceSum", ["big"], ["s"], keepdims=0),
            node("Add", ["p", "s"], ["q"]),
        ],
        [helper.make_opsetid("", 17)],
    )
    return classifier(
        [helper.make_node("Bomb", ["plain"], ["y"], domain="mine")],
        functions=[body],
        domains={"mine": 1},
    )


def doubling_folds(_: Path) -> ModelProto:
    """Thirty-odd small steps that double a constant: each alone is harmless."""
    nodes = [node("Concat", [f"c{n}", f"c{n}"], [f"c{n + 1}"], axis=0) for n in range(38)]
    return classifier(
        [*nodes, node("ReduceSum", ["c38"], ["s"], keepdims=0), node("Add", ["plain", "s"], ["y"])],
        [constant("c0", [1], np.float32)],
    )


def tile_at_run_time(_: Path) -> ModelProto:
    """What is tiled depends on the picture, so nobody can fold it beforehand."""
    return classifier(
        [
            node("Tile", ["plain", "times"], ["big"]),
            node("ReduceMax", ["big"], ["s"], keepdims=1),
            node("Add", ["plain", "s"], ["y"]),
        ],
        [constant("times", [1, 2**38])],
    )


def size_from_values(_: Path) -> ModelProto:
    """How much is allocated is computed from the picture: 2 to the 40th in any case."""
    return classifier(
        [
            node("ReduceSum", ["plain"], ["r"], keepdims=0),
            node("Mul", ["r", "zero"], ["z"]),
            node("Add", ["z", "size"], ["f"]),
            node("Cast", ["f"], ["i"], to=INT64),
            node("Unsqueeze", ["i", "axis"], ["shape"]),
            node("ConstantOfShape", ["shape"], ["big"]),
            node("ReduceMax", ["big"], ["s"], keepdims=0),
            node("Add", ["plain", "s"], ["y"]),
        ],
        [
            constant("zero", 0, np.float32),
            constant("size", 2**40, np.float32),
            constant("axis", [0]),
        ],
    )


def loop(times: int) -> Make:
    """A Loop that adds and adds."""

    def make(_: Path) -> ModelProto:
        body = helper.make_graph(
            [node("Identity", ["go"], ["on"]), node("Add", ["carried", "one"], ["next"])],
            "body",
            [value("i", [], INT64), value("go", [], BOOL), value("carried", ["n", 4])],
            [value("on", [], BOOL), value("next", ["n", 4])],
            [constant("one", 1e-30, np.float32)],
        )
        return classifier(
            [node("Loop", ["times", "yes", "plain"], ["y"], body=body)],
            [constant("times", times), constant("yes", True, np.bool_)],
        )

    return make


def loop_of_constants(_: Path) -> ModelProto:
    """It depends on nothing but constants: a runtime may want to fold it as it loads the file."""
    body = helper.make_graph(
        [node("Identity", ["go"], ["on"]), node("Add", ["carried", "one"], ["next"])],
        "body",
        [value("i", [], INT64), value("go", [], BOOL), value("carried", [4])],
        [value("on", [], BOOL), value("next", [4])],
        [constant("one", 1e-30, np.float32)],
    )
    return classifier(
        [
            node("Loop", ["times", "yes", "start"], ["late"], body=body),
            node("Add", ["plain", "late"], ["y"]),
        ],
        [
            constant("times", 2**62),
            constant("yes", True, np.bool_),
            constant("start", np.zeros(4), np.float32),
        ],
    )


def growing_loop(_: Path) -> ModelProto:
    """Each round doubles what is carried along."""
    body = helper.make_graph(
        [
            node("Identity", ["go"], ["on"]),
            node("Concat", ["carried", "carried"], ["next"], axis=1),
        ],
        "body",
        [value("i", [], INT64), value("go", [], BOOL), value("carried", ["n", "k"])],
        [value("on", [], BOOL), value("next", ["n", "m"])],
    )
    return classifier(
        [
            node("Loop", ["times", "yes", "plain"], ["big"], body=body),
            node("ReduceMax", ["big"], ["s"], keepdims=1),
            node("Add", ["plain", "s"], ["y"]),
        ],
        [constant("times", 60), constant("yes", True, np.bool_)],
    )


def nested_branches(depth: int) -> Make:
    def make(_: Path) -> ModelProto:
        graph = helper.make_graph(
            [node("Identity", ["plain"], ["b0"])], "b", [], [value("b0", None)]
        )
        for level in range(1, depth):
            graph = helper.make_graph(
                [node("If", ["yes"], [f"b{level}"], then_branch=graph, else_branch=graph_of_one())],
                "b",
                [],
                [value(f"b{level}", None)],
            )
        return classifier(
            [node("If", ["yes"], ["y"], then_branch=graph, else_branch=graph_of_one())],
            [constant("yes", True, np.bool_)],
        )

    return make


def graph_of_one() -> GraphProto:
    return helper.make_graph([node("Identity", ["plain"], ["e"])], "e", [], [value("e", None)])


def function_that_calls_itself(_: Path) -> ModelProto:
    body = helper.make_function(
        "mine",
        "Again",
        ["p"],
        ["q"],
        [helper.make_node("Again", ["p"], ["q"], domain="mine")],
        [helper.make_opsetid("", 17), helper.make_opsetid("mine", 1)],
    )
    return classifier(
        [helper.make_node("Again", ["plain"], ["y"], domain="mine")],
        functions=[body],
        domains={"mine": 1},
    )


def functions_that_double(levels: int) -> Make:
    """Each calls the next one twice."""

    def make(_: Path) -> ModelProto:
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid("mine", 1)]
        functions = [
            helper.make_function(
                "mine",
                f"F{n}",
                ["p"],
                ["q"],
                [
                    helper.make_node(f"F{n + 1}", ["p"], ["m"], domain="mine"),
                    helper.make_node(f"F{n + 1}", ["m"], ["q"], domain="mine"),
                ],
                opsets,
            )
            for n in range(levels)
        ]
        functions.append(
            helper.make_function(
                "mine", f"F{levels}", ["p"], ["q"], [node("Relu", ["p"], ["q"])], opsets
            )
        )
        return classifier(
            [helper.make_node("F0", ["plain"], ["y"], domain="mine")],
            functions=functions,
            domains={"mine": 1},
        )

    return make


def unknown_operator(_: Path) -> ModelProto:
    return classifier(
        [helper.make_node("system", ["plain"], ["y"], domain="os")], domains={"os": 1}
    )


def python_operator(_: Path) -> ModelProto:
    """An operator of ONNX Runtime's training package, which would call a function by its name."""
    return classifier(
        [
            helper.make_node(
                "PythonOp", ["plain"], ["c", "y"], domain="com.microsoft", func_name="os.system"
            )
        ],
        domains={"com.microsoft": 1},
    )


def random_scores(kind: str) -> Make:
    def make(_: Path) -> ModelProto:
        return classifier([node(kind, ["plain"], ["r"]), node("Add", ["plain", "r"], ["y"])])

    return make


def random_bernoulli(_: Path) -> ModelProto:
    return classifier(
        [
            node("Sigmoid", ["plain"], ["p"]),
            node("Bernoulli", ["p"], ["r"]),
            node("Add", ["plain", "r"], ["y"]),
        ]
    )


def scores_of(kind: str, constant_value: float) -> Make:
    def make(_: Path) -> ModelProto:
        return classifier(
            [node(kind, ["plain", "c"], ["y"])], [constant("c", constant_value, np.float32)]
        )

    return make


MARKUP = '<b onmouseover="x">\x1b[31m</b>&amp;\u202e../../etc/passwd\r\n$(id)`id`'


def hostile_names(_: Path) -> ModelProto:
    model = classifier(
        [node("Relu", ["plain"], [MARKUP + "r"]), node("Add", [MARKUP + "r", "plain"], ["y"])]
    )
    model.producer_name = model.producer_version = model.doc_string = MARKUP
    model.graph.name = MARKUP
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_param = MARKUP
    for number, step in enumerate(model.graph.node):
        step.name = f"{MARKUP}{number}"
    model.metadata_props.add(key=MARKUP, value=MARKUP)
    return model


def names_of_python(_: Path) -> ModelProto:
    """Names that a converter would take for attributes of its own module."""
    names = ["__class__", "forward", "__dict__", "_modules", "self.x);import os;os.system('id')#"]
    nodes, last = [], "plain"
    for name in names:
        nodes.append(helper.make_node("Relu", [last], [name], name=name))
        last = name
    return classifier([*nodes, node("Add", [last, "plain"], ["y"])])


def huge_attribute(_: Path) -> ModelProto:
    return classifier([node("LeakyRelu", ["plain"], ["y"], alpha=0.1, note="x" * 50_000_000)])


def million_nodes(_: Path) -> ModelProto:
    nodes = [node("Relu", ["plain" if n == 0 else f"r{n}"], [f"r{n + 1}"]) for n in range(100_000)]
    return classifier([*nodes, node("Add", ["r100000", "plain"], ["y"])])


def write(make: Make, folder: Path) -> Path:
    """Write the file and return its path."""
    folder.mkdir(parents=True)
    path = folder / "model.onnx"
    path.write_bytes(make(folder).SerializeToString())
    return path
