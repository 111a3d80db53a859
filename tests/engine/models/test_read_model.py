from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import AttributeProto, ModelProto, TensorProto, helper

from pandavision_gui.engine.models.external_data import external_data_files
from pandavision_gui.engine.models.model_text import mend_text
from pandavision_gui.engine.models.read_model import read_model
from pandavision_gui.errors import InputError

from .onnx_files import linear, saved


def refusal(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_model(path)
    error = caught.value
    assert str(path) in error.message
    assert "\n" not in error.message
    assert error.message.endswith(".")
    return error


def test_a_good_file_is_read(tmp_path: Path) -> None:
    assert read_model(saved(linear(), tmp_path)) == linear()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere.onnx").code == "model_missing"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).code == "model_not_a_file"


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.onnx")
    assert refusal(tmp_path / "pipe.onnx").code == "model_not_a_file"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "model_empty"),
        (b"This is a letter, not a network.\n", "model_not_onnx"),
        (b"\n", "model_not_onnx"),
        (b"\x08\x07", "model_not_onnx"),  # a version number and nothing else
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "model_not_onnx"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "other.onnx"
    path.write_bytes(content)
    assert refusal(path).code == code


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    whole = linear().SerializeToString()
    path = tmp_path / "cut.onnx"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert refusal(path).code in ("model_not_onnx", "model_invalid")


def test_a_graph_against_the_rules_is_refused_with_the_reason(tmp_path: Path) -> None:
    broken = linear([helper.make_node("Relu", ["not there"], ["y"])])
    error = refusal(saved(broken, tmp_path))
    assert error.code == "model_invalid"
    assert "not there" in error.details


def external(folder: Path, location: str) -> Path:
    built = linear()
    weight = built.graph.initializer[0]
    (folder / "weights.bin").write_bytes(weight.raw_data)
    weight.ClearField("raw_data")
    weight.data_location = TensorProto.EXTERNAL
    weight.external_data.add(key="location", value=location)
    return saved(built, folder)


def test_weights_beside_the_file_are_loaded(tmp_path: Path) -> None:
    loaded = read_model(external(tmp_path, "weights.bin"))
    assert np.array_equal(
        onnx.numpy_helper.to_array(loaded.graph.initializer[0]),
        onnx.numpy_helper.to_array(linear().graph.initializer[0]),
    )


def test_text_that_is_no_utf8_is_written_out_wherever_it_stands(tmp_path: Path) -> None:
    model = linear()
    model.producer_name = "QQQQ"
    model.metadata_props.add(key="class_names", value="QQQQ")
    model.graph.node[0].name = "QQQQ"
    model.graph.node[0].input.append("QQQQ")
    model.graph.node[0].attribute.add(name="note", type=AttributeProto.STRING, s=b"QQQQ")
    model.graph.node[0].attribute[-1].doc_string = "QQQQ"
    mended = ModelProto()
    mended.ParseFromString(model.SerializeToString().replace(b"QQQQ", b"Q\xff\xfeQ"))
    assert isinstance(mended.producer_name, bytes), "protobuf hands it over as bytes"
    mend_text(mended)
    node = mended.graph.node[0]
    texts = [mended.producer_name, mended.metadata_props[-1].value, node.name, node.input[-1]]
    assert [*texts, node.attribute[-1].doc_string] == [r"Q\xff\xfeQ"] * 5
    assert node.attribute[-1].s == b"Q\xff\xfeQ", "bytes stay bytes"
    assert node.op_type == model.graph.node[0].op_type


def test_a_place_that_is_no_text_is_a_missing_file(tmp_path: Path) -> None:
    path = external(tmp_path, "weights.bin")
    path.write_bytes(path.read_bytes().replace(b"weights.bin", b"weights\xff\xfein"))
    assert refusal(path).code == "model_weights_missing"
    (file,) = external_data_files(path)
    assert file.name == r"weights\xff\xfein", "who hashes a job's files asks before it is read"


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("../weights.bin", "external_data_outside"),
        ("/etc/hostname", "external_data_outside"),
        ("missing.bin", "model_weights_missing"),
    ],
)
def test_weights_outside_the_folder_or_missing_are_refused(
    tmp_path: Path, location: str, code: str
) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    (tmp_path / "weights.bin").write_bytes(bytes(5 * 48 * 4))
    assert refusal(external(folder, location)).code == code
