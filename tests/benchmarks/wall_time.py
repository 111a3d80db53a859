"""Seconds for the same PGD curve here and with what users would use instead.

PGD with 50 steps at five values on 100 samples. Everybody attacks the same converted network with
the same step; all take turns in one process, and the ratios to quote are those of the medians.
Wall times of shared machines mean nothing by themselves.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial

import torch

from tests.benchmarks.networks import Network, Opened, opened
from tests.benchmarks.our_runs import our_run
from tests.benchmarks.peers import PEERS, PGD_STEPS, REL_STEPSIZE, Peer
from tests.benchmarks.report import Report, say
from tests.benchmarks.strength import VALUES

ROUNDS = 3
_LEAST_FASTER, _MOST_PER_PASS = 4.0, 1.0
_NETWORKS = ("Convnet_maxpool", "residual")
_BARE = "bare loop"


def measure_wall_time(networks: Sequence[Network], report: Report) -> None:
    """Print a block per network and its aims."""
    for network in networks:
        if network.name in _NETWORKS:
            _race(network, report)


def _race(network: Network, report: Report) -> None:
    found = opened(network)
    passes: list[int] = []
    ours: list[float] = []
    others: dict[str, Callable[[], None]] = {
        _BARE: partial(_bare_loop, found),
        **{name: partial(_curve, peer, found) for name, peer in PEERS.items()},
    }
    times: dict[str, list[float]] = {name: [] for name in others}
    for round_number in range(ROUNDS + 1):
        run = our_run(
            network,
            "pgd-linf",
            VALUES,
            attack_params={"steps": PGD_STEPS, "rel_stepsize": REL_STEPSIZE},
        )
        if round_number:  # the first one warms up
            ours.append(run.seconds)
        passes.append(run.passes)
        for name, other in others.items():
            began = time.perf_counter()
            other()
            if round_number:
                times[name].append(time.perf_counter() - began)
    plain = len(found.samples) * PGD_STEPS * len(VALUES)
    mine = statistics.median(ours)
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    say()
    say(f"{f'{network.name}, the same PGD curve':44s}  seconds   × ours")
    say(f"  {'pgd-linf':42s}{mine:9.2f}{1:9.2f}")
    for name, median in medians.items():
        say(f"  {name:42s}{median:9.2f}{median / mine:9.2f}")
    fastest = min(medians[name] for name in PEERS)
    report.aim(
        fastest / mine >= _LEAST_FASTER,
        f"the fastest of the others takes {fastest / mine:.2f} × our time on {network.name} "
        f"(aim: {_LEAST_FASTER:g})",
    )
    per_pass = (mine / passes[-1]) / (medians[_BARE] / plain)
    report.aim(
        per_pass <= _MOST_PER_PASS,
        f"a pass takes {per_pass:.2f} of a bare PyTorch loop's on {network.name} "
        f"(aim: {_MOST_PER_PASS:g})",
    )


def _curve(peer: Peer, found: Opened) -> None:
    for value in VALUES:
        peer(found, value)


def _bare_loop(found: Opened) -> None:
    """Forward and backward as often as plain PGD needs, and nothing else."""
    classifier = found.prepared.task.classifier
    samples = found.samples * found.width
    for _ in range(len(VALUES) * PGD_STEPS):
        points = samples.clone().requires_grad_()
        loss = torch.nn.functional.cross_entropy(classifier(points), found.labels, reduction="sum")
        torch.autograd.grad(loss, points)
