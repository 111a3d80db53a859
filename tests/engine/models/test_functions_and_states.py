from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np
import pytest
from onnx import FunctionProto, ModelProto, TensorProto, helper

from pandavision_gui.engine.models.graph_cleaning import drop_zero_states, inline_functions
from pandavision_gui.errors import InputError

from .graph_checks import converted, copied
from .loading import both_signs, contributed, raw
from .mended import assert_mended
from .onnx_files import random, tensor, value

N = helper.make_node
OWN = "own"
OPSETS = [helper.make_opsetid("", 17), helper.make_opsetid(OWN, 1)]


def function(name: str, nodes: list[Any], attributes: tuple[str, ...] = ()) -> FunctionProto:
    """From "a" to "z"."""
    return helper.make_function(OWN, name, ["a"], ["z"], nodes, OPSETS, list(attributes))


def called(*functions: FunctionProto, call: Any = None) -> ModelProto:
    """Flatten, the first function, Gemm."""
    nodes = [
        N("Flatten", ["x"], ["f"]),
        call or N(functions[0].name, ["f"], ["g"], domain=OWN),
        N("Gemm", ["g", "w", "b"], ["y"], transB=1),
    ]
    built = contributed(nodes, [value("y", ["n", 5])], [random("w", 5, 8), random("b", 5)])
    built.opset_import.append(helper.make_opsetid(OWN, 1))
    built.functions.extend(functions)
    return built


def own(name: str, source: str, output: str, **more: Any) -> Any:
    return N(name, [source], [output], domain=OWN, **more)


def with_reference(operator: str, name: str) -> Any:
    node = N(operator, ["a"], ["z"])
    entry = node.attribute.add()
    entry.name = name
    entry.ref_attr_name = "given"
    entry.type = 1
    return node


def test_functions_in_functions_that_name_their_tensors_alike() -> None:
    inner = function("Inner", [N("Sin", ["a"], ["t"]), N("Add", ["t", "a"], ["z"])])
    outer = function(
        "Outer",
        [own("Inner", "a", "t"), own("Inner", "t", "s"), N("Mul", ["t", "s"], ["z"])],
    )
    assert_mended(called(outer, inner), inline_functions.run, both_signs(7))


@pytest.mark.parametrize("given", [0.1, 0.6])
def test_a_function_gets_its_attribute(given: float) -> None:
    leaky = function("Leaky", [with_reference("LeakyRelu", "alpha")], ("given",))
    call = own("Leaky", "f", "g", given=given)
    assert_mended(called(leaky, call=call), inline_functions.run, both_signs(7))


def test_a_function_with_the_name_of_an_operator_is_the_function() -> None:
    relu = function("Relu", [N("Neg", ["a"], ["z"])])
    assert_mended(called(relu), inline_functions.run, both_signs(7))


def refused(built: ModelProto) -> None:
    with pytest.raises(InputError) as caught:
        inline_functions.run(copied(built))
    assert caught.value.code == "functions_too_deep"


def test_functions_that_call_each_other_in_a_circle_are_refused() -> None:
    refused(called(function("Self", [own("Self", "a", "z")])))
    refused(
        called(function("One", [own("Two", "a", "z")]), function("Two", [own("One", "a", "z")]))
    )


def test_a_circle_inside_a_branch_is_refused() -> None:
    branch = helper.make_graph(
        [own("Hidden", "a", "inner")], "branch", [], [value("inner", ["n", 8])]
    )
    body = [
        N("ReduceMax", ["a"], ["top"], keepdims=0),
        N("Cast", ["top"], ["is"], to=TensorProto.BOOL),
        N("If", ["is"], ["z"], then_branch=branch, else_branch=branch),
    ]
    refused(called(function("Hidden", body)))


def test_functions_that_double_sixty_times_are_refused_at_once() -> None:
    doubling = [
        function(f"D{n}", [own(f"D{n + 1}", "a", "t"), own(f"D{n + 1}", "t", "z")])
        for n in range(60)
    ]
    refused(called(*doubling, function("D60", [N("Neg", ["a"], ["z"])])))


def test_a_chain_of_a_thousand_calls_is_refused() -> None:
    chain = [function(f"C{n}", [own(f"C{n + 1}", "a", "z")]) for n in range(1000)]
    refused(called(*chain, function("C1000", [N("Neg", ["a"], ["z"])])))


GATES = {"RNN": 1, "GRU": 3, "LSTM": 4}


@pytest.mark.parametrize("operator", GATES)
@pytest.mark.parametrize("kind", ["stored", "made", "expanded"])
def test_a_recurrent_network_over_image_rows_with_zero_states(operator: str, kind: str) -> None:
    gates, hidden, rows = GATES[operator], 6, 5
    states = ["h", "c"] if operator == "LSTM" else ["h"]
    size = [tensor("size", [1, 1, hidden], np.int64)]
    makers: list[Any] = []
    if kind == "made":
        makers = [N("ConstantOfShape", ["size"], [name]) for name in states]
    elif kind == "expanded":
        makers = [
            N("Shape", ["rows"], ["all"]), N("Slice", ["all", "one", "two"], ["count"]),
            N("Concat", ["unit", "count", "width"], ["wanted"], axis=0),
            *(N("Expand", ["zero", "wanted"], [name]) for name in states),
        ]  # fmt: skip
    more = [
        tensor("one", [1], np.int64), tensor("two", [2], np.int64), tensor("unit", [1], np.int64),
        tensor("width", [hidden], np.int64), tensor("zero", 0.0), *size,
    ]  # fmt: skip
    if kind == "stored":
        more += [tensor(name, np.zeros((1, 1, hidden))) for name in states]
    nodes = [
        N("Transpose", ["x"], ["rows"], perm=[1, 0, 2]),
        *makers,
        N(operator, ["rows", "w", "r", "b", "", *states], ["", "last"], hidden_size=hidden),
        N("Squeeze", ["last", "first"], ["s"]),
        N("Gemm", ["s", "v"], ["y"], transB=1),
    ]
    weights = [
        random("w", 1, gates * hidden, 8), random("r", 1, gates * hidden, hidden),
        random("b", 1, 2 * gates * hidden), random("v", 5, hidden), tensor("first", [0], np.int64),
    ]  # fmt: skip
    batch: int | str = "n" if kind == "expanded" else 1
    built = contributed(
        nodes, [value("y", [batch, 5])], [*weights, *more],
        shape=(batch, rows, 8),
    )  # fmt: skip
    samples = both_signs(7, (rows, 8))
    wanted = np.concatenate([raw(built, row[None])[0] for row in samples])
    np.testing.assert_allclose(converted(built, samples), wanted, rtol=1e-4, atol=1e-5)


def test_states_that_are_not_zero_are_kept() -> None:
    nodes = [
        N("Transpose", ["x"], ["rows"], perm=[1, 0, 2]),
        N("RNN", ["rows", "w", "r", "", "", "h"], ["", "y"], hidden_size=6),
    ]
    state = tensor("h", np.full((1, 1, 6), 0.2))
    weights = [random("w", 1, 6, 8), random("r", 1, 6, 6)]
    built = contributed(nodes, [value("y", [1, 1, 6])], [*weights, state], shape=(1, 5, 8))
    assert drop_zero_states.run(built).graph.node[1].input[5] == "h"


CHANGED = (
    "c-rG&x9Vc%65?X45MoKoNi0!fcLS0osd-!yTwnn%#&RLnf}F(6JS8^Y#1h}q94-+qh=34dr4o~yffY+`W?rf"
    "gW4cxk6Ndl?ivXh&W4TuYlceoJE8VX%?9N2@?7Q+edH<YKFZT7^sok#}S!S!#v)aCn>Ce8x>vH?2ocU$<bmu"
    "m^+{f2#)s6G^w=R6YC*{APy(Rye{d0X@?Q@C#ynizP()~a8zTUrkcfr05){FLQKJK!MZdS0noMpdnx{%_5<I"
    "g$wzg^+Bx0~;UZSC#D`$gt_*=N;Iwf`%>|Ni#V?e;Tv`R%VZW!;;Qo@9SLO?3ai!%z0ISwFI6UC?B^@Z6mJn"
    "eS)YzJ0sa{u;-z{f!JU_K)(v*ruDS?7z&$;83FMZ12-FbN~0*Gi={26t<TNaNK8lS<l|as$=h-3tIL~iaYF0"
    "e(3C<$Q)p|-0bbX<v~n#|GrM&A0-0{RdFs+4n`qCE@mOdJT4{<Mj&PZ;Up0*#!4Z6E?%H4Crp;biG_<nK+uV"
    "U3mm2bjHehKxPU>d#8{xkSZF1{#aJN3m<tSaLr9>5L~?}~3lSn-U<1G;V-Q&66r(H92ty1bj4+HaLNS7qi}m"
    "ozM-A%`=9mG^F@l=I12(5ni6tmCr__rFsG|W29K7JJhiC)<5`)c6"
)
"""A model of three functions whose imports were changed at random: one names a domain elsewhere."""


def test_functions_whose_types_cannot_be_inferred_are_refused_in_words() -> None:
    built = ModelProto.FromString(zlib.decompress(base64.b85decode(CHANGED)))
    with pytest.raises(InputError) as caught:
        inline_functions.run(built)
    assert caught.value.code == "functions_invalid"
