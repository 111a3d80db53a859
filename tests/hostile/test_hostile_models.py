"""ONNX files that were made to do harm: what is said when they are looked into and evaluated."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pandavision_gui.engine.evaluation.doctor import SECONDS
from pandavision_gui.engine.models.first_answers import FIRST_ANSWER_S

from ..support.nursery import Nursery
from . import hostile_models as files
from .hostile_jobs import LONGEST_S, assert_presentable, evaluated, looked_into, tried
from .hostile_models import external

pytestmark = [pytest.mark.usefixtures("ready_workers"), pytest.mark.timeout(120)]

OUTSIDE, MISSING, INVALID = "external_data_outside", "model_weights_missing", "model_invalid"
DEEP, DONE, OK = "functions_too_deep", "done", "usable"
MEMORY = ("out_of_memory", "lost", "model_run_failed")
CANNOT = ("conversion_failed", "done")


@dataclass(frozen=True)
class Case:
    """A file, and the codes of what is said about it; several where it depends on the machine.

    What is never run is usable as far as a look into it can tell.
    """

    what: str
    make: files.Make
    looked: tuple[str, ...] | str
    ran: tuple[str, ...] | str = ""


def short(folder: Path) -> None:
    (folder / "weights.bin").write_bytes(bytes(10))


def whole(folder: Path) -> None:
    (folder / "weights.bin").write_bytes(bytes(256))


CASES = (
    Case("data above the folder", external("../secret.bin", files.outside), OUTSIDE),
    Case("data above by a detour", external("a/../../secret.bin", files.outside), OUTSIDE),
    Case("data on a Windows path", external("..\\secret.bin", files.outside), OUTSIDE),
    Case("data by an absolute path", external("/etc/hostname"), OUTSIDE),
    Case("data in a device", external("/dev/zero"), OUTSIDE),
    Case("data by a link", files.external_by_a_link, OUTSIDE),
    Case("data by a linked folder", files.external_by_a_linked_folder, OUTSIDE),
    Case("data in a pipe", files.external_to_a_pipe, OUTSIDE),
    Case("data in a folder", external("."), OUTSIDE),
    Case("data nowhere", external(""), OUTSIDE),
    Case("data in a name that no file has", external("a\0b"), OUTSIDE),
    Case("data of an attribute outside", files.external_in_an_attribute, OUTSIDE),
    Case("data of a branch outside", files.external_in_a_branch, OUTSIDE),
    Case("data behind the end", external("weights.bin", whole, offset=str(2**62)), MISSING),
    Case("data longer than the file", external("weights.bin", whole, length=str(2**50)), MISSING),
    Case("data shorter than the tensor", external("weights.bin", short), MISSING),
    Case("data before the beginning", external("weights.bin", whole, offset="-1"), MISSING),
    Case("an offset of many digits", external("weights.bin", whole, offset="9" * 5000), MISSING),
    Case("a tensor of 2^80 numbers", files.with_tensor(files.huge_dims), INVALID),
    Case("a size that overflows to 0", files.with_tensor(files.overflowing_dims), INVALID),
    Case("a size below 0", files.with_tensor(files.negative_dims), INVALID),
    Case("fewer numbers than declared", files.with_tensor(files.short_data), INVALID),
    Case("an unknown type", files.with_tensor(files.unknown_type), OK, "model_not_runnable"),
    Case("Expand to terabytes", files.expand, OK, "constant_too_large"),
    Case("Tile to terabytes", files.tile, OK, "constant_too_large"),
    Case("ConstantOfShape of terabytes", files.constant_of_shape, OK, "constant_too_large"),
    Case("Range of terabytes", files.range_of_terabytes, OK, "constant_too_large"),
    Case("terabytes in a branch", files.constant_in_a_branch, OK, "out_of_memory"),
    Case("terabytes in a function", files.constant_in_a_function, OK, "constant_too_large"),
    Case("a constant that doubles", files.doubling_folds, "inspection_memory", "lost"),
    Case("terabytes at run time", files.tile_at_run_time, OK, "model_run_failed"),
    Case("a size from the picture", files.size_from_values, OK, "out_of_memory"),
    Case("a loop that grows", files.growing_loop, OK, MEMORY),
    Case("a loop without end", files.loop(2**62), OK, "model_too_slow"),
    Case("an endless loop of constants", files.loop_of_constants, OK, "model_too_slow"),
    Case("branches in branches", files.nested_branches(20), OK, CANNOT),
    Case("a function that calls itself", files.function_that_calls_itself, INVALID, INVALID),
    Case("functions that double", files.functions_that_double(40), DEEP, DEEP),
    Case("an operator of its own", files.unknown_operator, OK, "model_not_runnable"),
    Case("an operator that runs Python", files.python_operator, OK, "model_not_runnable"),
    Case("random scores", files.random_scores("RandomNormalLike"), OK, DONE),
    Case("scores of chance", files.random_scores("RandomUniformLike"), OK, DONE),
    Case("random choices", files.random_bernoulli, OK, DONE),
    Case("answers of NaN", files.scores_of("Div", 0.0), OK, "model_not_finite"),
    Case("answers of infinity", files.scores_of("Mul", float("inf")), OK, "model_not_finite"),
    Case("names with markup", files.hostile_names, OK, "done"),
    Case("names of Python's", files.names_of_python, OK, "done"),
    Case("a huge attribute", files.huge_attribute, INVALID),
)  # fmt: skip


ANSWER_S = 3.0
"""What a model gets that never answers; the program gives it five times as much."""


@contextlib.contextmanager
def less_time(nursery: Nursery | None, case: Case, programs_s: float) -> Iterator[float]:
    """Wait less for a model that never answers; yield how many times longer the program waits."""
    if nursery is None or case.ran != "model_too_slow":
        yield 1.0
        return
    nursery.answer_s = ANSWER_S
    try:
        yield programs_s / ANSWER_S
    finally:
        nursery.answer_s = None


def codes(expected: tuple[str, ...] | str) -> tuple[str, ...]:
    return (expected,) if isinstance(expected, str) else expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_a_look_into_it_ends_in_a_sentence(case: Case, tmp_path: Path) -> None:
    path = files.write(case.make, tmp_path / "m")
    told = looked_into(path)
    assert told.code in codes(case.looked), told
    assert told.seconds < LONGEST_S


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_a_job_with_it_ends_in_a_sentence(
    case: Case, tmp_path: Path, nursery: Nursery | None
) -> None:
    with less_time(nursery, case, FIRST_ANSWER_S) as longer:
        told = evaluated(files.write(case.make, tmp_path / "m"), tmp_path / "files")
    assert told.code in codes(case.ran or case.looked), told
    assert told.seconds >= ANSWER_S or longer == 1, "something else than its slowness ended it"
    # A worker that hears nothing any more is given 20 seconds.
    assert told.seconds * longer < LONGEST_S + 5


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_a_trial_on_clean_samples_ends_in_a_sentence(
    case: Case, tmp_path: Path, nursery: Nursery | None
) -> None:
    with less_time(nursery, case, SECONDS) as longer:
        told = tried(files.write(case.make, tmp_path / "m"), tmp_path / "files")
    if case.looked != OK or case.ran == "model_too_slow":
        # A job is watched from outside, a trial refuses memory by itself.
        short = ("diagnosis_memory", "worker_lost") if case.ran == "lost" else ()
        assert told.code in (*codes(case.ran or case.looked), *short), told
    else:
        # What a job refuses for its gradient or its chance is answered all the same.
        most = (*codes(case.ran or case.looked), OK, "diagnosis_memory", "worker_lost")
        assert told.code in most, told
    assert told.seconds >= ANSWER_S or longer == 1, "something else than its slowness ended it"
    assert told.seconds * longer < LONGEST_S + 2  # starting and ending the worker included


@pytest.mark.parametrize("size", [2**31 - 4096, 2**31, 100 * 2**30])
def test_a_file_of_gigabytes_is_not_read_into_memory(size: int, tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"\x08\x08")
    with path.open("r+b") as file:
        file.truncate(size)  # it takes no room on the disk
    assert looked_into(path).code in ("model_not_onnx", "inspection_memory")
    # Just below the limit it is read, by a worker that is ended when that is too much.
    assert evaluated(path, tmp_path / "files").code in ("model_not_onnx", "lost")


def test_messages_nested_without_end_are_refused(tmp_path: Path) -> None:
    """A graph in an attribute in a node in a graph, and so on: written by hand, a megabyte deep."""
    inner = b""
    for _ in range(20_000):
        for tag in (
            b"\x32",
            b"\x2a",
            b"\x0a",
        ):  # AttributeProto.g, NodeProto.attribute, GraphProto.node
            inner = tag + varint(len(inner)) + inner if len(inner) < 2**16 else inner
    path = tmp_path / "model.onnx"
    path.write_bytes(b"\x08\x08\x3a" + varint(len(inner)) + inner)
    assert looked_into(path).code == "model_not_onnx"


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def test_what_a_refusal_quotes_is_plain(tmp_path: Path) -> None:
    make = external(f"../{files.MARKUP}", files.outside)
    told = looked_into(files.write(make, tmp_path / "m"))
    assert told.code == OUTSIDE
    assert "\\x1b[31m" in told.sentence
    assert_presentable(told.sentence)
