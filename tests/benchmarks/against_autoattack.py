"""`thorough` against AutoAttack, in L∞ and L2: robust samples at each value, and passes."""

from __future__ import annotations

from collections.abc import Sequence

from tests.benchmarks.autoattack import (
    LIBRARY_STEPS,
    PARTS,
    PUBLISHED_STEPS,
    AutoAttackRun,
    autoattack,
)
from tests.benchmarks.networks import Network
from tests.benchmarks.our_runs import OurRun, our_run
from tests.benchmarks.report import Report
from tests.benchmarks.strength import VALUES

L2_VALUES = {
    "mnist-net_256x2": (0.5, 1.0, 1.5, 2.0),
    "cifar_base_kw": (0.2, 0.4, 0.6, 0.8, 1.0),
}
"""Two networks in L2: a rough fully connected one and a convolutional one."""
PUBLISHED_ON = ("mnist-net_256x2", "cifar_base_kw")
"""Where AutoAttack is also run with the steps of its paper: twice the time again."""
_MOST_ON_RESIDUAL, _MOST_ELSEWHERE = 1 / 40, 1 / 10
_ROUNDING = 1e-6
"""An example that is so little outside of ball or box is on their edge."""
_SYMBOLS = {"max-norm": "L∞", "l2": "L2"}


def measure_linf(networks: Sequence[Network], report: Report, *, anew: bool) -> None:
    """Print a block per network and its aims, in L∞."""
    for network in networks:
        _compare(network, "max-norm", VALUES, report, anew=anew)


def measure_l2(networks: Sequence[Network], report: Report, *, anew: bool) -> None:
    """Print a block per network and its aims, in L2 (an L2 distance over the input range)."""
    for network in networks:
        if network.name in L2_VALUES:
            _compare(network, "l2", L2_VALUES[network.name], report, anew=anew)


def _compare(
    network: Network, kind: str, values: Sequence[float], report: Report, *, anew: bool
) -> None:
    ours = our_run(network, "thorough", values, perturbation_type=kind)
    report.heading(f"{network.name}, {_SYMBOLS[kind]}", values)
    report.row("thorough", ours.robust, ours.passes, f"{ours.seconds:.0f} s")
    steps_of_both = [LIBRARY_STEPS]
    if kind == "max-norm" and network.name in PUBLISHED_ON:
        steps_of_both.append(PUBLISHED_STEPS)
    for steps in steps_of_both:
        runs = autoattack(network, kind, values, steps=steps, anew=anew)
        _hold_against(network, kind, ours, runs, steps, report)


def _hold_against(
    network: Network,
    kind: str,
    ours: OurRun,
    runs: Sequence[AutoAttackRun],
    steps: int,
    report: Report,
) -> None:
    passes = sum(sum(run.passes.values()) for run in runs)
    seconds = sum(run.seconds for run in runs)
    who = f"AutoAttack (torchattacks), {steps} steps"
    report.row(who, [len(run.robust) for run in runs], passes, f"{seconds:.0f} s")
    outside = max(run.outside for run in runs)
    if outside > _ROUNDING:
        report.note(f"its examples lie up to {outside:.1e} outside of ball and box")
    above = max(count - len(run.robust) for count, run in zip(ours.robust, runs, strict=True))
    where = f"{network.name} in {_SYMBOLS[kind]}"
    report.aim(above <= 0, f"thorough is not above {who} on {where}: {above:+d} at most")
    _name_what_is_missed(ours, runs, report)
    most = _MOST_ON_RESIDUAL if network.is_residual else _MOST_ELSEWHERE
    report.aim(
        ours.passes <= most * passes,
        f"thorough takes 1/{passes / ours.passes:.0f} of its passes on {where} "
        f"(aim: 1/{1 / most:.0f})",
    )


def _name_what_is_missed(ours: OurRun, runs: Sequence[AutoAttackRun], report: Report) -> None:
    """Say which samples AutoAttack breaks and we do not, and which part of it does."""
    for run in runs:
        right = ours.right_at(run.value)
        for part in PARTS:
            only_theirs = sorted(right & set(run.broken_by.get(part, ())))
            if only_theirs:
                report.note(f"at {run.value:g} its {part} breaks {only_theirs}, thorough does not")
        only_ours = sorted(set(run.robust) - right)
        if only_ours:
            report.note(f"at {run.value:g} thorough breaks {only_ours}, it does not")
