"""`pgd-linf` and the default attack against plain PGD: robust samples at each value, and passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.networks import Network, opened
from tests.benchmarks.our_runs import OurRun, our_run
from tests.benchmarks.peers import PGD_STEPS, REL_STEPSIZE, with_torchattacks
from tests.benchmarks.report import Report

VALUES = (0.01, 0.02, 0.03, 0.04, 0.05)
SAMPLE_VALUES = tuple(round(0.005 * n, 3) for n in range(1, 13))
"""Those of the specs that come with the sample networks."""
FIFTY_VALUES = tuple(round(0.001 * n, 3) for n in range(1, 51))
_MOST_OF_PGD, _MOST_OF_PGD_ON_RESIDUAL = 0.25, 0.16
_MOST_FOR_FIFTY = 1.6
_MOST_FOR_STANDARD = 0.5
_NETWORKS_TO_WIN = 3
_PGD = {"steps": PGD_STEPS, "rel_stepsize": REL_STEPSIZE}


@dataclass(frozen=True)
class Plain:
    """Plain PGD at each value: samples still right, and samples × steps × values."""

    robust: tuple[int, ...]
    passes: int


def plain_pgd(network: Network, values: Sequence[float]) -> Plain:
    """Run torchattacks' PGD once per value."""
    found = opened(network)
    robust = tuple(with_torchattacks(found, value) for value in values)
    return Plain(robust, len(found.samples) * PGD_STEPS * len(values))


def measure_strength(networks: Sequence[Network], report: Report) -> None:
    """Print a block per network and its aims."""
    wins: dict[str, bool] = {}
    for network in networks:
        pgd, standard = _at_five_values(network, report)
        if network.is_residual:
            _at_sample_values(network, report)
        else:
            wins[network.name] = standard.robust[-1] < pgd.robust[-1]
        _at_fifty_values(network, report)
    if wins:
        won = sum(wins.values())
        report.aim(
            won >= min(_NETWORKS_TO_WIN, len(wins)),
            f"standard is below pgd-linf at the largest value on {won} of {len(wins)} networks "
            f"(aim: {_NETWORKS_TO_WIN} of 5)",
        )


def _at_five_values(network: Network, report: Report) -> tuple[OurRun, OurRun]:
    plain = plain_pgd(network, VALUES)
    pgd = our_run(network, "pgd-linf", VALUES, attack_params=_PGD)
    standard = our_run(network, "standard", VALUES, attack_params={"steps": PGD_STEPS})
    report.heading(f"{network.name}, L∞", VALUES)
    report.row("plain PGD (torchattacks)", plain.robust, plain.passes)
    report.row("pgd-linf", pgd.robust, pgd.passes, _share(pgd, plain))
    report.row("standard", standard.robust, standard.passes, _share(standard, plain))
    _hold_against_plain(network, pgd, plain, report, _most_of_pgd(network))
    above = max(s - p for s, p in zip(standard.robust, pgd.robust, strict=True))
    report.aim(above <= 1, f"standard is at most 1 above pgd-linf on {network.name}: {above:+d}")
    share = standard.passes / plain.passes
    report.aim(
        share <= _MOST_FOR_STANDARD,
        f"standard takes {share:.2f} of plain PGD's passes on {network.name} "
        f"(aim: {_MOST_FOR_STANDARD})",
    )
    return pgd, standard


def _at_sample_values(network: Network, report: Report) -> None:
    plain = plain_pgd(network, SAMPLE_VALUES)
    pgd = our_run(network, "pgd-linf", SAMPLE_VALUES, attack_params=_PGD)
    report.heading(f"{network.name}, L∞, the sample specs' values", SAMPLE_VALUES)
    report.row("plain PGD (torchattacks)", plain.robust, plain.passes)
    report.row("pgd-linf", pgd.robust, pgd.passes, _share(pgd, plain))
    _hold_against_plain(
        network, pgd, plain, report, _MOST_OF_PGD_ON_RESIDUAL, " at the sample specs' values"
    )


def _at_fifty_values(network: Network, report: Report) -> None:
    fifty = our_run(network, "pgd-linf", FIFTY_VALUES, attack_params=_PGD)
    one_value = len(opened(network).samples) * PGD_STEPS
    ratio = fifty.passes / one_value
    report.aim(
        ratio <= _MOST_FOR_FIFTY,
        f"50 values cost {ratio:.2f} × one value's plain PGD on {network.name}: "
        f"{fifty.passes:,} passes (aim: {_MOST_FOR_FIFTY})",
    )


def _hold_against_plain(
    network: Network, pgd: OurRun, plain: Plain, report: Report, most: float, where: str = ""
) -> None:
    above = max(p - q for p, q in zip(pgd.robust, plain.robust, strict=True))
    report.aim(
        above <= 0, f"pgd-linf is not above plain PGD on {network.name}{where}: {above:+d} at most"
    )
    share = pgd.passes / plain.passes
    right = len(opened(network).right)
    # Every sample that is right takes a run that fails; its end may be known before its last step.
    floor = right * (PGD_STEPS + 1) / plain.passes
    report.aim(
        share <= most,
        f"pgd-linf takes {share:.3f} of plain PGD's passes on {network.name}{where} (aim: {most}; "
        f"a whole failing run of each of the {right} right samples is {floor:.3f})",
    )


def _most_of_pgd(network: Network) -> float:
    return _MOST_OF_PGD_ON_RESIDUAL if network.is_residual else _MOST_OF_PGD


def _share(run: OurRun, plain: Plain) -> str:
    return f"{run.passes / plain.passes:.3f} of plain PGD's"
