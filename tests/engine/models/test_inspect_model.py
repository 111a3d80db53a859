from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from onnx import TensorProto, helper

from pandavision_gui.engine.models.inspect_model import inspect_model
from pandavision_gui.errors import InputError

from .onnx_files import linear, model, saved, value


def test_facts_and_remarks_of_a_file_that_ends_in_softmax(tmp_path: Path) -> None:
    built = linear([helper.make_node("Softmax", ["logits"], ["y"])], input_shape=[4, 3, 4, 4])
    built.producer_name, built.producer_version = "trainer\n", "1.2"
    facts = inspect_model(saved(built, tmp_path))
    assert facts.input.shape == (4, 3, 4, 4)
    assert facts.output.name == "y"
    assert (facts.classes, facts.parameters, facts.nodes) == (5, 5 * 48 + 5, 3)
    assert facts.producer == "trainer\\n 1.2"
    assert facts.ends_in_probabilities
    assert facts.remarks == (
        "The batch size is fixed to 4 in the file; it is freed for the evaluation.",
        "Ends in Softmax: attacked before it.",
    )


def test_an_ordinary_model_has_no_remarks(tmp_path: Path) -> None:
    assert inspect_model(saved(linear(), tmp_path)).remarks == ()


def test_a_file_that_is_no_classifier_is_refused(tmp_path: Path) -> None:
    built = model(
        [helper.make_node("Relu", ["x"], ["y"])],
        [value("x", [1, 3, 4, 4], TensorProto.FLOAT)],
        [value("y", [1, 3, 4, 4])],
        [],
    )
    with pytest.raises(InputError) as caught:
        inspect_model(saved(built, tmp_path))
    assert caught.value.code == "model_not_a_classifier"


def test_inspection_loads_neither_torch_nor_a_runtime(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pandavision_gui.engine.models.inspect_model import inspect_model\n"
        "assert inspect_model(sys.argv[1]).classes == 5\n"
        "heavy = {'torch', 'onnx2pytorch', 'onnxruntime', 'torchvision', 'h5py'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)\n"
    )
    path = saved(linear(), tmp_path)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
