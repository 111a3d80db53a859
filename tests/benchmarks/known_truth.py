"""Balls of which complete verifiers know whether an adversarial example exists."""

from __future__ import annotations

from collections.abc import Sequence

from tests.benchmarks.networks import Network, instances_of
from tests.benchmarks.our_runs import our_run
from tests.benchmarks.report import Report, say


def measure_known_truth(networks: Sequence[Network], report: Report) -> None:
    """Print, per network and attack, how many `sat` are found and how many `unsat` are broken."""
    trained = [network for network in networks if not network.is_residual]
    if not trained:
        return
    say()
    say(f"{'instances of VNN-COMP 2021':44s}  sat found  unsat broken  unknown broken      passes")
    for attack in ("standard", "thorough"):
        found = known = wrong = 0
        for network in trained:
            instances = instances_of(network)
            values = sorted(set(instances.epsilon.tolist()))
            run = our_run(network, attack, values, dataset=str(instances.file))
            broken = run.table.minimum_perturbation <= instances.epsilon
            counts = {
                verdict: (int((broken & there).sum()), int(there.sum()))
                for verdict in ("sat", "unsat", "unknown")
                if (there := instances.verdict == verdict) is not None
            }
            cells = [f"{hits} of {count}" for hits, count in counts.values()]
            say(
                f"  {f'{network.name}, {attack}':42s}{cells[0]:>11s}{cells[1]:>14s}{cells[2]:>16s}"
                f"{run.passes:>12,}"
            )
            found, known = found + counts["sat"][0], known + counts["sat"][1]
            wrong += counts["unsat"][0]
        report.aim(found == known, f"{attack} finds {found} of {known} sat instances")
        report.aim(wrong == 0, f"{attack} breaks {wrong} instances that are proven robust")
