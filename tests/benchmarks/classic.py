"""SecML 0.15's own attacks beside ours, on a few samples of the sample networks.

    pandavision secml-classic install
    python -m tests.benchmarks.classic [SAMPLES]

Needs SecML 0.15 to be installed, so it is part of no other run.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch

from pandavision_gui.engine.evaluation.evaluate import evaluate
from pandavision_gui.engine.evaluation.prepare import prepare
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.jobs.secml_classic import classic_mark, classic_program
from pandavision_gui.paths import resources_folder
from tests.benchmarks.report import Report

SAMPLES = 20
VALUES = {
    "max-norm": [0.005, 0.01, 0.02, 0.03],
    "l2": [0.1, 0.2, 0.4, 0.8],
    "l1": [1.0, 2.0, 4.0, 8.0],
}
_CW = {"steps": 50, "binary_search_steps": 5, "initial_const": 0.1}
PAIRS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("max-norm", "pgd-linf", "secml-classic", {}),
    ("l2", "pgd-l2", "secml-classic", {}),
    ("l2", "pgd-l2", "secml-classic-own", {}),
    ("l1", "pgd-l1", "secml-classic", {}),
    ("l2", "cw", "secml-classic-cw", _CW),
]


def main() -> None:
    """Print a block for each network and pair."""
    mark = classic_mark()
    if mark is None:
        sys.exit("SecML 0.15 is not installed: pandavision secml-classic install")
    torch.set_num_threads(1)
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    report = Report()
    for network in ("standard", "robust"):
        for kind, ours, theirs, params in PAIRS:
            report.heading(f"{network}, {kind}, {samples} samples", VALUES[kind])
            mine = _run(network, samples, ours, kind, params)
            reference = _run(network, samples, theirs, kind, params)
            for name, (robust, passes, seconds) in ((ours, mine), (theirs, reference)):
                report.row(name, robust, passes, f"{seconds:.1f} s")
            report.note(
                f"SecML {mark.secml}: {reference[1] / mine[1]:.1f} times the passes, "
                f"{reference[2] / mine[2]:.0f} times the time"
            )


def _run(
    network: str, samples: int, attack: str, kind: str, params: dict[str, Any]
) -> tuple[list[int], int, float]:
    """Return samples still right at each value, passes and seconds."""
    folder = resources_folder() / "samples"
    document = json.loads((folder / f"{network}.json").read_text(encoding="utf-8"))
    kept = ("dataset", "trained-model", "preprocessing", "input-range", "seed")
    spec = spec_from_document(
        {key: document[key] for key in kept if key in document}
        | {"evaluation-mode": "fast", "samples": samples, "attack": attack}
        | {"perturbation-type": kind, "perturbation-values": VALUES[kind], "attack-params": params}
    ).with_paths_from(folder)
    with (
        prepare(spec, device="cpu", threads=1, classic=classic_program()) as prepared,
        tempfile.TemporaryDirectory() as place,
    ):
        began = time.perf_counter()
        outcome = evaluate(prepared.task, Path(place))
        seconds = time.perf_counter() - began
    robust = [int(outcome.table.is_correct_at(value).sum()) for value in VALUES[kind]]
    return robust, outcome.passes.model, seconds


if __name__ == "__main__":
    main()
