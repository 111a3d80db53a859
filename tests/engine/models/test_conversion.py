from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch
from onnx import helper
from onnx.reference import ReferenceEvaluator

from pandavision_gui.engine.models.conversion import convert
from pandavision_gui.engine.models.indexing_operators import Gather, Slice
from pandavision_gui.engine.models.row_groups import RowGroups
from pandavision_gui.errors import InputError

from .graph_checks import assert_works_in_batches, cleaned_graph
from .onnx_files import convolution, linear, samples, tensor


def test_the_module_is_in_evaluation_mode_without_trainable_weights() -> None:
    network = convert(cleaned_graph(convolution()))
    assert not any(module.training for module in network.modules())
    assert list(network.parameters())
    assert not any(weight.requires_grad for weight in network.parameters())


@pytest.mark.parametrize(
    ("node", "named"),
    [
        (helper.make_node("Load", ["logits"], ["y"], domain="evil"), "evil.Load"),
        (helper.make_node("Relu", ["logits"], ["y"], domain="com.own"), "com.own.Relu"),
        (helper.make_node("seed", ["logits"], ["y"]), "seed"),
    ],
)
def test_an_operator_outside_the_standard_is_refused_by_name(
    node: helper.NodeProto, named: str
) -> None:
    with pytest.raises(InputError) as caught:
        convert(linear([node]))
    assert caught.value.code == "unknown_operator"
    assert named in caught.value.message


def test_a_failing_conversion_names_the_operator() -> None:
    built = linear([helper.make_node("Gemm", ["logits", "logits"], ["y"], transB=1)])
    with pytest.raises(InputError) as caught:
        convert(cleaned_graph(built))
    assert caught.value.code == "conversion_failed"
    assert "(operator Gemm)" in caught.value.message


def in_a_fresh_interpreter(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_converter_is_imported_without_torchvision() -> None:
    in_a_fresh_interpreter(
        "import sys\n"
        "from pandavision_gui.engine.models.torchvision_stand_in import torchvision_stand_in\n"
        "with torchvision_stand_in():\n"
        "    import onnx2pytorch\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'torchvision']\n"
        "from onnx2pytorch.operations import roialign\n"
        "from pandavision_gui.errors import InputError\n"
        "try:\n"
        "    roialign.roi_align(1, 2)\n"
        "except InputError as error:\n"
        "    assert 'roi_align' in error.message\n"
        "else:\n"
        "    sys.exit('the stand-in did something')\n"
    )


def test_a_torchvision_that_is_there_is_left_alone() -> None:
    in_a_fresh_interpreter(
        "import sys, types\n"
        "from pandavision_gui.engine.models.torchvision_stand_in import torchvision_stand_in\n"
        "real = sys.modules['torchvision'] = types.ModuleType('torchvision')\n"
        "with torchvision_stand_in():\n"
        "    assert sys.modules['torchvision'] is real\n"
        "    assert 'torchvision.ops' not in sys.modules\n"
        "assert sys.modules['torchvision'] is real\n"
    )


@pytest.mark.parametrize("count", [1, 3, 4, 9])
def test_groups_of_rows_give_every_row_and_its_gradient(count: int) -> None:
    seen = []

    class OnlyFour(torch.nn.Module):
        def forward(self, rows: torch.Tensor) -> torch.Tensor:
            seen.append(len(rows))
            return rows.flatten(1) * 2

    rows = torch.from_numpy(samples(count, 3)).requires_grad_()
    out = RowGroups(OnlyFour(), 4)(rows)
    out.sum().backward()
    assert torch.equal(out, rows * 2)
    assert rows.grad is not None
    assert (rows.grad == 2).all()
    assert set(seen) == {4}


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2])
@pytest.mark.parametrize("indices", [[1, -1, 0], [[0, 1], [1, 1]], 1])
def test_gather_is_as_the_standard_says(axis: int, indices: object) -> None:
    data, chosen = samples(2, 2, 3), np.array(indices)
    node = helper.make_node("Gather", ["data", "indices"], ["out"], axis=axis)
    wanted = ReferenceEvaluator(node).run(None, {"data": data, "indices": chosen})[0]
    given = Gather(axis)(torch.from_numpy(data), torch.from_numpy(chosen))
    assert np.array_equal(given.numpy(), wanted)


@pytest.mark.parametrize(
    "limits",
    [
        {"starts": [1], "ends": [3]},
        {"starts": [-3], "ends": [2**62], "axes": [1]},
        {"starts": [1, 0], "ends": [5, -1], "axes": [1, -1], "steps": [2, 1]},
        {"starts": [-1], "ends": [-(2**62)], "axes": [-1], "steps": [-1]},
        {"starts": [4, 3], "ends": [0, 0], "axes": [1, 0], "steps": [-3, -1]},
        {"starts": [3], "ends": [1]},
    ],
)
def test_slice_is_as_the_standard_says(limits: dict[str, list[int]]) -> None:
    data = samples(4, 5, 6)
    names = ("starts", "ends", "axes", "steps")
    inputs = [name if name in limits else "" for name in names]
    node = helper.make_node("Slice", ["data", *inputs], ["out"])
    arrays = {name: np.array(numbers) for name, numbers in limits.items()}
    wanted = ReferenceEvaluator(node).run(None, {"data": data, **arrays})[0]
    tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
    assert np.array_equal(Slice()(torch.from_numpy(data), **tensors).numpy(), wanted)


@pytest.mark.parametrize("opset", [9, 13])
def test_a_converted_graph_slices_and_gathers_from_the_end(opset: int) -> None:
    tail = [
        helper.make_node("Gather", ["logits", "swapped"], ["g"], axis=-1),
        helper.make_node("Slice", ["g", "one", "four", "last"], ["y"]),
    ]
    if opset == 9:
        tail[1] = helper.make_node("Slice", ["g"], ["y"], starts=[1], ends=[4], axes=[1])
    built = linear(tail, output_shape=["n", 3], opset=opset)
    built.graph.initializer.extend(
        [
            tensor("swapped", [4, 3, 2, 1, 0], np.int64),
            tensor("one", [1], np.int64),
            tensor("four", [4], np.int64),
            tensor("last", [-1], np.int64),
        ]
    )
    assert_works_in_batches(built, 3, 4, 4)
