"""A file of a hundred gigabytes takes hardly more memory than a small one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
import pytest
from onnx import helper

from tests.engine.models.onnx_files import model, random, value

SHAPE = (3, 224, 224)
HUGE = 700_000
"""Samples: 105 GB as 8-bit numbers."""
MOST_MORE_BYTES = 200 * 2**20

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs ru_maxrss and sparse files")

_EVALUATE = """
import json, resource, sys
from pathlib import Path
from pandavision_gui.engine.datasets.inspect_dataset import inspect_dataset
from pandavision_gui.engine.evaluation.evaluate import evaluate
from pandavision_gui.engine.evaluation.prepare import prepare
from pandavision_gui.engine.spec import spec_from_document
facts = inspect_dataset(sys.argv[1])
spec = spec_from_document({
    "dataset": sys.argv[1], "trained-model": sys.argv[2], "evaluation-mode": "fast",
    "input-range": [0, 255], "perturbation-values": [0, 0.01], "attack-params": {"steps": 2},
    "samples": 40, "batch-size": 20, "preprocessing": "unit",
})
with prepare(spec, device="cpu", threads=1) as prepared:
    table = evaluate(prepared.task, Path(sys.argv[3]), None).table
scale = 1 if sys.platform == "darwin" else 1024
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale
print(json.dumps([facts.count, len(table.index), int(max(table.index)), peak]))
"""


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("network") / "pooled.onnx"
    nodes = [
        helper.make_node("GlobalAveragePool", ["x"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w", "b"], ["y"], transB=1),
    ]
    parts = [value("x", ("n", *SHAPE))], [value("y", ("n", 10))]
    onnx.save(model(nodes, *parts, [random("w", 10, 3), random("b", 10)]), path)
    return path


def write(path: Path, count: int, *, chunked: bool) -> Path:
    """Write pictures of which only a few are on the disk: the rest is a hole."""
    storage: dict[str, Any] = {"chunks": (1, *SHAPE)} if chunked else {}
    generator = np.random.default_rng(0)
    with h5py.File(path, "w", libver="latest") as file:
        samples = file.create_dataset(
            "samples", (count, *SHAPE), "u1", fill_time="never", **storage
        )
        for row in (0, count // 2, count - 1):
            samples[row] = generator.integers(0, 256, SHAPE)
        file["labels"] = np.arange(count) % 10
    if not chunked:
        # As a copy that keeps holes leaves it: all of it belongs to the file.
        os.truncate(path, max(path.stat().st_size, count * int(np.prod(SHAPE))))
    return path


def evaluated(dataset: Path, network: Path) -> tuple[int, int, int, int]:
    folder = dataset.with_suffix(".job")
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", _EVALUATE, str(dataset), str(network), str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    count, evaluated_, last, peak = json.loads(done.stdout)
    return count, evaluated_, last, peak


@pytest.fixture(scope="module")
def bytes_for_a_small_file(network: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    small = write(tmp_path_factory.mktemp("small") / "small.h5", 200, chunked=False)
    *_, peak = evaluated(small, network)
    return peak


@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "contiguous"])
def test_a_hundred_gigabytes_take_at_most_200_mb_more_than_a_small_file(
    tmp_path: Path, network: Path, bytes_for_a_small_file: int, chunked: bool
) -> None:
    huge = write(tmp_path / "huge.h5", HUGE, chunked=chunked)
    on_disk = huge.stat()
    assert on_disk.st_blocks * 512 < 100 * 2**20, "the file is not sparse"
    if not chunked:
        assert on_disk.st_size > 100e9
    count, evaluated_samples, last, more = evaluated(huge, network)
    assert (count, evaluated_samples) == (HUGE, 40)
    assert last > HUGE // 2, "the samples were not drawn from the whole file"
    assert more - bytes_for_a_small_file < MOST_MORE_BYTES
