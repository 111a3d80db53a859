"""`square-linf` against torchattacks' Square Attack at equal queries.

Both get the same number of queries at one radius; ours spends them at a smaller radius only on
what it has broken at a larger one.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from pandavision_gui.engine.models.torchvision_stand_in import torchvision_stand_in
from tests.benchmarks.networks import Network, opened
from tests.benchmarks.our_runs import our_run
from tests.benchmarks.report import Report
from tests.benchmarks.strength import VALUES

with torchvision_stand_in():
    import torchattacks

QUERIES = 1000
_MOST_ABOVE = 1
_NETWORKS = ("Convnet_maxpool", "cifar_base_kw", "residual")


def measure_score_only(networks: Sequence[Network], report: Report) -> None:
    """Print a block per network and its aim."""
    for network in networks:
        if network.name in _NETWORKS:
            _compare(network, report)


def _compare(network: Network, report: Report) -> None:
    found = opened(network)
    ours = our_run(network, "square-linf", VALUES, attack_params={"steps": QUERIES})
    before = found.model.rows
    theirs = [_square(network, value) for value in VALUES]
    queries = found.model.rows - before
    report.heading(f"{network.name}, L∞, scores only, {QUERIES} queries", VALUES)
    report.row("square-linf", ours.robust, ours.passes)
    report.row("Square (torchattacks)", theirs, queries)
    above = max(mine - their for mine, their in zip(ours.robust, theirs, strict=True))
    report.aim(
        above <= _MOST_ABOVE,
        f"square-linf is at most {_MOST_ABOVE} above torchattacks' Square on {network.name}: "
        f"{above:+d} at most",
    )


def _square(network: Network, value: float) -> int:
    found = opened(network)
    images, labels = found.samples[found.right], found.labels[found.right]
    attack = torchattacks.Square(found.model, eps=value, n_queries=QUERIES, seed=0)
    examples = attack(images, labels)
    with torch.no_grad():
        return int((found.model(examples).argmax(1) == labels).sum())
