"""`python -m tests.benchmarks.attacks`: the attacks beside other libraries, as one table.

Costs are model passes: rows sent through the converted model, with or without backward. A peer's
rows are counted where they go into it. `--only thorough,mnist-net_256x2` takes parts and networks
by name; `--anew` runs AutoAttack again, which takes most of an hour and is kept otherwise.
"""

from __future__ import annotations

import argparse
import os
import platform
import warnings
from collections.abc import Callable, Sequence
from importlib.metadata import version

import torch

from tests.benchmarks.against_autoattack import measure_l2, measure_linf
from tests.benchmarks.known_truth import measure_known_truth
from tests.benchmarks.networks import RESIDUAL, TRAINED, Network, networks
from tests.benchmarks.report import Report, say
from tests.benchmarks.score_only import measure_score_only
from tests.benchmarks.strength import measure_strength
from tests.benchmarks.wall_time import measure_wall_time

_LIBRARIES = (
    "torch",
    "onnxruntime",
    "torchattacks",
    "foolbox",
    "secml-torch",
    "adversarial-robustness-toolbox",
)

Part = Callable[[Sequence[Network], Report], None]


def _parts(anew: bool) -> dict[str, Part]:
    return {
        "pgd": measure_strength,
        "thorough": lambda chosen, report: measure_linf(chosen, report, anew=anew),
        "thorough-l2": lambda chosen, report: measure_l2(chosen, report, anew=anew),
        "square": measure_score_only,
        "known": measure_known_truth,
        "time": measure_wall_time,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.benchmarks.attacks")
    parser.add_argument("--only", default="", help="parts and networks, separated by commas")
    parser.add_argument("--anew", action="store_true", help="run AutoAttack again")
    arguments = parser.parse_args()
    parts = _parts(arguments.anew)
    words = [word for word in arguments.only.split(",") if word]
    unknown = [word for word in words if word not in (*parts, *TRAINED, RESIDUAL)]
    if unknown:
        parser.error(f"{', '.join(unknown)}: not one of {', '.join((*parts, *TRAINED, RESIDUAL))}")
    torch.set_num_threads(1)  # waiting for each other, threads measure the machine's other work
    warnings.filterwarnings("ignore", module=r"(art|foolbox|torchattacks|secmlt)\.")
    there = networks({*words} & {*TRAINED, RESIDUAL})
    _say_where()
    report = Report()
    for name, part in parts.items():
        if name in words or not {*words} & {*parts}:
            part(there, report)
    report.summary()


def _say_where() -> None:
    say(f"{platform.platform()}, {os.cpu_count()} cores, one thread")
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    say(f"Python {platform.python_version()}, {libraries}")
    if not os.environ.get("PANDAVISION_TEST_DATA"):
        say("PANDAVISION_TEST_DATA is not set: only the residual network is measured.")


if __name__ == "__main__":
    main()
