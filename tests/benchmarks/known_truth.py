"""Balls of which complete verifiers know whether an adversarial example exists.

Each is asked about twice: by itself, as the verifiers were, and as one value of a curve that holds
all radii of the network's instances, where the search comes down to it from the larger ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tests.benchmarks.networks import Instances, Network, instances_of
from tests.benchmarks.our_runs import our_run
from tests.benchmarks.report import Report, say

_VERDICTS = ("sat", "unsat", "unknown")


def measure_known_truth(networks: Sequence[Network], report: Report) -> None:
    """Print, per network and attack, how many `sat` are found and how many `unsat` are broken."""
    trained = [network for network in networks if not network.is_residual]
    if not trained:
        return
    say()
    say(f"{'instances of VNN-COMP 2021':44s}  sat found  unsat broken  unknown broken      passes")
    for attack in ("standard", "thorough"):
        for how, ask in (("each by itself", _by_itself), ("in one curve", _in_one_curve)):
            found = known = wrong = 0
            missed = []
            for network in trained:
                instances = instances_of(network)
                broken, passes = ask(network, attack, instances)
                _row(f"{network.name}, {attack}, {how}", instances, broken, passes)
                sat, unsat = (instances.verdict == verdict for verdict in ("sat", "unsat"))
                found, known = found + int((sat & broken).sum()), known + int(sat.sum())
                wrong += int((unsat & broken).sum())
                missed += [f"{network.name} {n}" for n in np.flatnonzero(sat & ~broken)]
            names = f" (not {', '.join(missed)})" if missed else ""
            report.aim(
                found == known, f"{attack}, {how}: {found} of {known} sat instances found{names}"
            )
            report.aim(wrong == 0, f"{attack}, {how}: {wrong} of the proven balls are broken")


def _by_itself(network: Network, attack: str, instances: Instances) -> tuple[np.ndarray, int]:
    """Return which instances are broken, bool (N,), and the passes: one curve of one value each."""
    broken, passes = np.zeros(len(instances.epsilon), dtype=bool), 0
    for epsilon in np.unique(instances.epsilon):
        which = np.flatnonzero(instances.epsilon == epsilon)
        keys = {"dataset": str(instances.file), "indexes": which.tolist()}
        run = our_run(network, attack, [float(epsilon)], **keys)
        broken[which] = run.table.minimum_perturbation <= epsilon
        passes += run.passes
    return broken, passes


def _in_one_curve(network: Network, attack: str, instances: Instances) -> tuple[np.ndarray, int]:
    """Return which instances are broken, bool (N,), and the passes: all radii in one curve."""
    values = np.unique(instances.epsilon).tolist()
    run = our_run(network, attack, values, dataset=str(instances.file))
    broken: np.ndarray = run.table.minimum_perturbation <= instances.epsilon
    return broken, run.passes


def _row(who: str, instances: Instances, broken: np.ndarray, passes: int) -> None:
    cells = []
    for verdict in _VERDICTS:
        there = instances.verdict == verdict
        cells.append(f"{(broken & there).sum()} of {there.sum()}")
    say(f"  {who:42s}{cells[0]:>11s}{cells[1]:>14s}{cells[2]:>16s}{passes:>12,}")
