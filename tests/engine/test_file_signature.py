"""What can be no dataset or no model is told by a look; what can be one always passes."""

from __future__ import annotations

import os
from pathlib import Path

import h5py
import onnx
import pytest
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st

from pandavision_gui.engine.file_signature import HDF5_SIGNATURE, require_usable_files
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import EnvironmentFault, InputError

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
MODEL, DATASET = SAMPLES / "signs_standard.onnx", SAMPLES / "road_signs.h5"
SMALL = onnx.helper.make_model(
    onnx.helper.make_graph([onnx.helper.make_node("Relu", ["x"], ["y"])], "g", [], []),
    producer_name="a test",
).SerializeToString()


def spec_of(model: Path = MODEL, dataset: Path = DATASET) -> EvaluationSpec:
    return spec_from_document({"dataset": str(dataset), "trained-model": str(model)})


def refused(spec: EvaluationSpec) -> str:
    with pytest.raises(InputError) as error:
        require_usable_files(spec)
    assert error.value.sentence().isprintable()
    return error.value.code


def test_the_sample_files_pass() -> None:
    for model in SAMPLES.glob("*.onnx"):
        require_usable_files(spec_of(model))


@pytest.mark.parametrize("block", [0, 512, 1024, 4096])
def test_a_dataset_may_begin_with_something_else(tmp_path: Path, block: int) -> None:
    path = tmp_path / "any.name"
    with h5py.File(path, "w", userblock_size=block) as file:
        file["samples"] = [1]
    require_usable_files(spec_of(dataset=path))
    moved = tmp_path / "moved"
    moved.write_bytes(b"\0" * 300 + path.read_bytes())
    assert refused(spec_of(dataset=moved)) == "dataset_not_hdf5"


def test_what_is_no_file_or_empty_is_refused(tmp_path: Path) -> None:
    empty, pipe = tmp_path / "empty", tmp_path / "pipe"
    empty.write_bytes(b"")
    os.mkfifo(pipe)
    assert refused(spec_of(empty)) == "model_empty"
    assert refused(spec_of(dataset=empty)) == "dataset_empty_file"
    for path in (tmp_path, pipe, tmp_path / "nothing\n"):
        assert refused(spec_of(path)) == "file_missing"
        assert refused(spec_of(dataset=path)) == "file_missing"
    assert refused(spec_of(DATASET)) == "model_not_onnx"
    assert refused(spec_of(dataset=MODEL)) == "dataset_not_hdf5"


def test_what_the_system_does_not_let_be_read_is_told() -> None:
    mem = Path("/proc/self/mem")
    assert mem.is_file(), "this test needs a file that cannot be read"
    with pytest.raises((EnvironmentFault, InputError)):
        require_usable_files(spec_of(mem))


def could_be_a_model(data: bytes) -> bool:
    model = onnx.ModelProto()
    try:
        model.ParseFromString(data)
    except DecodeError:
        return False
    return model.HasField("graph")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models") / "model"


@given(cut=st.integers(0, len(SMALL)), more=st.binary(max_size=12), at=st.integers(0, 40))
@example(cut=len(SMALL), more=b"", at=0)
@example(cut=len(SMALL), more=b"\xfd\x01abcd", at=0)  # fields of a later version: 4 bytes,
@example(cut=len(SMALL), more=b"\xf9\x01abcdefgh", at=0)  # 8 bytes
@example(cut=len(SMALL), more=b"\xfd\xff\xff\xff\x0f\x01", at=100)
@example(cut=29, more=b"\0\0", at=4)  # a group that nobody knows: "s" begins it, "t" ends it
def test_no_model_that_can_be_read_is_refused(place: Path, cut: int, more: bytes, at: int) -> None:
    data = SMALL[: min(at, cut)] + more + SMALL[min(at, cut) : cut]
    if not could_be_a_model(data):
        return
    place.write_bytes(data)
    require_usable_files(spec_of(place))


@given(cut=st.integers(1, len(SMALL) - 1))
def test_a_model_that_is_cut_off_is_refused(place: Path, cut: int) -> None:
    place.write_bytes(SMALL[:cut])
    if could_be_a_model(SMALL[:cut]):  # cut between two fields behind the graph
        require_usable_files(spec_of(place))
    else:
        assert refused(spec_of(place)) == "model_not_onnx"


@given(data=st.binary(min_size=1, max_size=60) | st.text(min_size=1).map(str.encode))
def test_rubbish_never_does_more_than_be_refused(place: Path, data: bytes) -> None:
    place.write_bytes(data)
    if not data.startswith(HDF5_SIGNATURE):
        assert refused(spec_of(dataset=place)) == "dataset_not_hdf5"
    codes = []
    try:
        require_usable_files(spec_of(place))
    except InputError as error:
        codes.append(error.code)
    assert codes in ([], ["model_not_onnx"])
    assert codes or not data.isascii() or ":" in data.decode(), "a model has a graph"
