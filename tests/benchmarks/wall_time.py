"""Seconds for the same PGD curve here and with what users would use instead.

PGD with 50 steps on 100 samples, at five values, at the twelve of the sample specs, and on the
small fully connected networks at fifty. Everybody attacks the same network with the same step: we
as a job does, the others the converter's own module, which is what one has who converts the file
and calls them. All take turns in one process, and the ratios to quote are those of the medians. The
bare loop is the best that torch's own differentiation makes of the network: fixed list of calls,
weights without gradients, normalisation and batch norm as converted, and whichever of the two
layouts in memory is faster.
With one thread the processor's time is the wall time of a machine that does nothing else, so that
is what is compared; wall times of shared machines are told beside it and mean little.

What a pass takes is compared with runs that take all their steps: of runs that end early places are
empty sooner, and what happens once has fewer passes to be shared by.

A job's process keeps freed memory (engine/freed_memory.py); other libraries run in processes that
do not, so here the allocator's habit changes with the turn. The bare loop has its turn with either.
"""

from __future__ import annotations

import copy
import ctypes
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import torch

from pandavision_gui.engine.evaluation.prepare import Prepared, prepare
from pandavision_gui.engine.freed_memory import give_memory_back, keep_freed_memory
from pandavision_gui.engine.models.image_classifier import ImageClassifier
from pandavision_gui.engine.models.straight_line import StraightLine
from pandavision_gui.engine.models.tape.taped_network import TapedNetwork
from tests.benchmarks.networks import Network, Opened, UnitModel, opened, spec_of
from tests.benchmarks.our_runs import evaluated
from tests.benchmarks.peers import PEERS, PGD_STEPS, REL_STEPSIZE, Peer
from tests.benchmarks.report import Report, say
from tests.benchmarks.strength import FIFTY_VALUES, SAMPLE_VALUES, VALUES

ROUNDS = 3
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # malloc.h: options of mallopt
_LEAST_FASTER, _MOST_PER_PASS = 4.0, 1.0
_NETWORKS = ("mnist-net_256x2", "mnist-net_256x4", "Convnet_maxpool", "residual")
_SMALL = ("mnist-net_256x2", "mnist-net_256x4")
"""Whose curves are cheap, and where what is done beside the model counts most."""
_OURS, _OURS_WHOLE = "pgd-linf", "pgd-linf, early stop off"
_BARE, _BARE_KEPT = "bare loop", "bare loop, freed memory kept"


def measure_wall_time(networks: Sequence[Network], report: Report) -> None:
    """Print a block per network and its aims."""
    for network in networks:
        if network.name in _NETWORKS:
            is_small = network.name in _SMALL
            for values in (VALUES, SAMPLE_VALUES, *([FIFTY_VALUES] if is_small else [])):
                _race(network, values, report)


def _race(network: Network, values: Sequence[float], report: Report) -> None:
    found = opened(network)
    theirs = replace(found, model=_as_converted(found))
    bare = _faster_layout(_without_tape(found), found)
    racers: dict[str, Callable[[Sequence[float]], int]] = {
        _OURS: partial(_ours, _prepared(network, values, early_stop=True)),
        _OURS_WHOLE: partial(_ours, _prepared(network, values, early_stop=False)),
        _BARE: partial(_bare_loop, found, bare),
        _BARE_KEPT: partial(_bare_loop, found, bare),
        **{name: partial(_curve, peer, theirs) for name, peer in PEERS.items()},
    }
    spent: dict[str, list[float]] = {name: [] for name in racers}
    waited: dict[str, list[float]] = {name: [] for name in racers}
    passes = dict.fromkeys(racers, 0)
    for run in racers.values():  # the first passes of each are slower
        run(values[:1])
    for _ in range(ROUNDS):
        for name, run in racers.items():
            _set_allocator(keeps=name in (_OURS, _OURS_WHOLE, _BARE_KEPT))
            began, began_work = time.perf_counter(), time.process_time()
            passes[name] = run(values)
            spent[name].append(time.process_time() - began_work)
            waited[name].append(time.perf_counter() - began)
    seconds = {name: statistics.median(times) for name, times in spent.items()}
    mine = seconds[_OURS]
    say()
    curve = f"{network.name}, {len(values)} values"
    say(f"{f'{curve}, the same PGD':44s}processor s   × ours    wall s      passes")
    for name, median in seconds.items():
        wall = statistics.median(waited[name])
        ratio = median / mine
        say(f"  {name:42s}{median:11.2f}{ratio:9.2f}{wall:10.2f}{passes[name]:>12,}")
    fastest = min(seconds[name] for name in PEERS)
    report.aim(
        fastest / mine >= _LEAST_FASTER,
        f"the fastest of the others takes {fastest / mine:.2f} × our time on {curve} "
        f"(aim: {_LEAST_FASTER:g})",
    )
    each = {name: seconds[name] / passes[name] for name in (_OURS_WHOLE, _BARE_KEPT)}
    per_pass = each[_OURS_WHOLE] / each[_BARE_KEPT]
    report.aim(
        per_pass <= _MOST_PER_PASS,
        f"a pass of whole runs takes {per_pass:.2f} of a bare PyTorch loop's on {curve} "
        f"(aim: {_MOST_PER_PASS:g})",
    )


def _prepared(network: Network, values: Sequence[float], *, early_stop: bool) -> Prepared:
    told = {"steps": PGD_STEPS, "rel_stepsize": REL_STEPSIZE, "early_stop": early_stop}
    spec = spec_of(network, attack="pgd-linf", perturbation_values=list(values), attack_params=told)
    return prepare(spec, device="cpu", threads=torch.get_num_threads())


def _without_tape(found: Opened) -> ImageClassifier:
    """Return our classifier as torch's own differentiation runs it, laid out as our jobs do."""
    task = found.prepared.task
    classifier = copy.deepcopy(task.classifier)
    assert isinstance(classifier, ImageClassifier)
    if isinstance(classifier.network, TapedNetwork):
        plain = ImageClassifier(
            classifier.network.network,
            form=classifier.form,
            normalisation=found.prepared.normalisation,
            flip_channels=classifier.flip_channels,
        )
        classifier = plain
    return classifier


def _as_converted(found: Opened) -> UnitModel:
    """Return the converter's module as it comes: no tape, no fixed list of calls, no layout."""
    classifier = _without_tape(found)
    assert isinstance(classifier.network, StraightLine)
    classifier.network = classifier.network.network
    _lay(classifier, by_pixels=False)
    model = UnitModel(classifier, found.width)
    with torch.no_grad():
        given, wanted = (one(found.samples) for one in (model, found.model))
    torch.testing.assert_close(given, wanted, rtol=1e-4, atol=1e-4)
    return model


def _lay(classifier: ImageClassifier, *, by_pixels: bool) -> None:
    for module in classifier.modules():
        if isinstance(module, torch.nn.Conv2d):
            weight = module.weight.data
            _, channels, height, width = weight.shape
            by_row = (width * channels, channels) if by_pixels else (width, 1)
            strides = (weight[0].numel(), 1 if by_pixels else height * width, *by_row)
            module.weight.data = torch.empty_strided(weight.shape, strides).copy_(weight)


def _faster_layout(classifier: ImageClassifier, found: Opened) -> ImageClassifier:
    spent = {}
    for _ in range(ROUNDS):
        for by_pixels in (False, True):
            _lay(classifier, by_pixels=by_pixels)
            began = time.process_time()
            _bare_loop(found, classifier, VALUES[:1])
            taken = time.process_time() - began
            spent[by_pixels] = min(taken, spent.get(by_pixels, taken))
    _lay(classifier, by_pixels=spent[True] < spent[False])
    return classifier


def _set_allocator(*, keeps: bool) -> None:
    """Keep freed memory, or do as glibc does in a process that has freed large blocks before."""
    give_memory_back()
    if keeps:
        keep_freed_memory()
    elif sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            # The most that its own adjusting comes to: never worse for the others than their own.
            mallopt(_MMAP_THRESHOLD, 32 << 20)
            mallopt(_TRIM_THRESHOLD, 64 << 20)


def _ours(prepared: Prepared, _: Sequence[float]) -> int:
    return evaluated(prepared).passes


def _curve(peer: Peer, found: Opened, values: Sequence[float]) -> int:
    before = found.model.rows
    for value in values:
        peer(found, value)
    return found.model.rows - before


def _bare_loop(found: Opened, classifier: ImageClassifier, values: Sequence[float]) -> int:
    """Forward and backward as often as plain PGD needs, and nothing else."""
    samples = found.samples * found.width
    for _ in range(len(values) * PGD_STEPS):
        points = samples.clone().requires_grad_()
        loss = torch.nn.functional.cross_entropy(classifier(points), found.labels, reduction="sum")
        torch.autograd.grad(loss, points)
    return len(samples) * len(values) * PGD_STEPS
