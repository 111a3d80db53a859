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
import json, os, resource, sys
from pathlib import Path
from pandavision_gui.engine.datasets.inspect_dataset import inspect_dataset
from pandavision_gui.engine.evaluation.evaluate import evaluate
from pandavision_gui.engine.evaluation.prepare import prepare
from pandavision_gui.engine.spec import spec_from_document
for dataset in sys.argv[2:]:
    if child := os.fork():
        assert os.waitpid(child, 0)[1] == 0
        continue
    facts = inspect_dataset(dataset)
    spec = spec_from_document({
        "dataset": dataset, "trained-model": sys.argv[1], "evaluation-mode": "fast",
        "input-range": [0, 255], "perturbation-values": [0, 0.01], "attack-params": {"steps": 2},
        "samples": 40, "batch-size": 20, "preprocessing": "unit",
    })
    folder = Path(dataset).with_suffix(".job")
    folder.mkdir()
    with prepare(spec, device="cpu", threads=1) as prepared:
        table = evaluate(prepared.task, folder, None).table
    scale = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale
    print(json.dumps([facts.count, len(table.index), int(max(table.index)), peak]), flush=True)
    os._exit(0)
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


@pytest.fixture(scope="module")
def measured(network: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[int]]:
    """Evaluate a small file and the huge ones, each in a process that has its libraries already.

    Each gives its number of samples, how many were evaluated, the last of them, and the most memory
    that its process took: bytes.
    """
    folder = tmp_path_factory.mktemp("data")
    files = [
        write(folder / "small.h5", 200, chunked=False),
        write(folder / "chunked.h5", HUGE, chunked=True),
        write(folder / "contiguous.h5", HUGE, chunked=False),
    ]
    for file in files:
        assert file.stat().st_blocks * 512 < 100 * 2**20, "the file is not sparse"
    assert files[2].stat().st_size > 100e9
    done = subprocess.run(
        [sys.executable, "-c", _EVALUATE, str(network), *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = map(json.loads, done.stdout.splitlines())
    return {file.stem: line for file, line in zip(files, lines, strict=True)}


@pytest.mark.parametrize("kind", ["chunked", "contiguous"])
def test_a_hundred_gigabytes_take_at_most_200_mb_more_than_a_small_file(
    measured: dict[str, list[int]], kind: str
) -> None:
    *_, less = measured["small"]
    count, evaluated, last, more = measured[kind]
    assert (count, evaluated) == (HUGE, 40)
    assert last > HUGE // 2, "the samples were not drawn from the whole file"
    assert more - less < MOST_MORE_BYTES
