"""Runs that take too long are cut off, and those that do not are not held up."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from pandavision_gui.engine.models.silent_runtime import onnxruntime
from pandavision_gui.engine.models.timed_run import timed_run
from pandavision_gui.errors import InputError

LONG, SHORT = 10_000_000, 3
"""Rounds: the first take some ten seconds. Without end, a test that fails would not end, either."""


@pytest.fixture(scope="module")
def looping(tmp_path_factory: pytest.TempPathFactory) -> onnxruntime.InferenceSession:
    """A model that adds 1 to its input as often as it is told."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["on"]),
            helper.make_node("Add", ["carried", "one"], ["next"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("carried", TensorProto.FLOAT, ["n"]),
        ],
        [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("next", TensorProto.FLOAT, ["n"]),
        ],
        [numpy_helper.from_array(np.float32(1), "one")],
    )
    graph = helper.make_graph(
        [helper.make_node("Loop", ["times", "yes", "x"], ["y"], body=body)],
        "g",
        [
            helper.make_tensor_value_info("times", TensorProto.INT64, []),
            helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n"]),
        ],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n"])],
        [numpy_helper.from_array(np.array(True), "yes")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path: Path = tmp_path_factory.mktemp("looping") / "m.onnx"
    path.write_bytes(model.SerializeToString())
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def looped(session: onnxruntime.InferenceSession, times: int, limit_s: float | None) -> list[float]:
    feed = {"x": np.zeros(2, np.float32), "times": np.asarray(times)}
    found: list[float] = timed_run(session, "y", feed, limit_s).tolist()
    return found


def cut_off(session: onnxruntime.InferenceSession, limit_s: float) -> float:
    """Let it loop for long; return the seconds until it was cut off."""
    began = time.monotonic()
    with pytest.raises(InputError) as error:
        looped(session, LONG, limit_s)
    assert error.value.code == "model_too_slow"
    assert error.value.message.startswith("The model did not answer for 2 samples within ")
    return time.monotonic() - began


def test_a_run_that_takes_too_long_is_cut_off_and_the_next_one_answers(
    looping: onnxruntime.InferenceSession,
) -> None:
    assert cut_off(looping, 0.1) >= 0.1
    assert looped(looping, SHORT, 60.0) == [3.0, 3.0]
    assert looped(looping, SHORT, None) == [3.0, 3.0]


def test_a_shorter_limit_is_kept_while_a_longer_one_runs(
    looping: onnxruntime.InferenceSession,
) -> None:
    assert looped(looping, SHORT, 8.0) == [3.0, 3.0]  # who watches would look again then
    assert 0.1 <= cut_off(looping, 0.1) < 6


def test_each_of_two_at_once_is_cut_off_at_its_own_time(
    looping: onnxruntime.InferenceSession,
) -> None:
    took: dict[float, float] = {}
    threads = [
        threading.Thread(target=lambda s=seconds: took.update({s: cut_off(looping, s)}))
        for seconds in (0.4, 0.1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert took[0.1] < took[0.4]
    assert took[0.4] >= 0.4


def test_a_thousand_runs_start_one_thread_at_most(
    looping: onnxruntime.InferenceSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To start one took several times as long as a small model takes to answer."""
    started: list[threading.Thread] = []
    start = threading.Thread.start

    def noted(thread: threading.Thread) -> None:
        started.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", noted)
    for _ in range(1000):
        looped(looping, SHORT, 600.0)
    assert len(started) <= 1
