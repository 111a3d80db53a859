"""The Boundary Attack in L2: a random walk along the boundary, by the model's decisions alone."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.decisions import BoundarySearch, Numbers, misclassified_noise
from pandavision_gui.engine.attacks.minimum_norm import Asked, Batch, MinimumNormAttack, per_sample
from pandavision_gui.engine.decision_attacks import BoundaryParameters
from pandavision_gui.engine.norms import Norm

_HALVINGS = 10
_LEAST = 1e-300
"""A sample of one number has nowhere to go sideways."""
_CHECKS = 30
"""After so many the step sizes are looked at again."""
_SIDEWAYS = (0.2, 0.5)
"""Shares of sideways steps that still err: below them the boundary is too curved for such steps,
above them flat enough for longer ones."""
_TOWARDS = (0.1, 0.25)
"""Likewise, of whole steps."""


class BoundaryAttack(MinimumNormAttack):
    """Random walk along the boundary, as the model's decisions allow.

    Each step goes sideways, on the sphere around the sample, in a random direction, then a little
    towards the sample; it is kept where the model still errs. Both lengths follow, sample by
    sample, how often that is so.

    Parameters
    ----------
    norm
        L2.
    steps
        Steps of one sample, at most.
    spherical_step
        First length of the step sideways, as a share of the distance from the sample.
    source_step
        First length of the step towards the sample, likewise.
    source_step_convergence
        A sample ends when its step towards the sample is shorter than this share.
    step_adaptation
        Factor by which lengths grow and shrink.
    update_stats_every_k
        Every so many steps the model is asked about the step sideways alone, too.

    Notes
    -----
    Brendel, Rauber and Bethge, Decision-Based Adversarial Attacks: Reliable Attacks Against
    Black-Box Machine Learning Models, ICLR 2018. As in Foolbox the share of whole steps that still
    err is not conditional on the sideways ones, and most steps cost one query.
    """

    uses_gradients = False

    def __init__(
        self,
        norm: Norm = Norm.L2,
        *,
        steps: int = 25_000,
        spherical_step: float = 0.01,
        source_step: float = 0.01,
        source_step_convergence: float = 1e-7,
        step_adaptation: float = 1.5,
        update_stats_every_k: int = 10,
    ) -> None:
        self.norm = norm
        self._parameters = BoundaryParameters(
            steps=steps,
            spherical_step=spherical_step,
            source_step=source_step,
            source_step_convergence=source_step_convergence,
            step_adaptation=step_adaptation,
            update_stats_every_k=update_stats_every_k,
        )
        self.most_passes = self._parameters.most_passes

    def run(self, batch: Batch, asked: Asked) -> None:
        """See :meth:`MinimumNormAttack.run`."""
        told, numbers = self._parameters, Numbers(batch)
        points, rows = misclassified_noise(numbers, batch, asked)
        if len(rows) == 0:
            return
        points, distances = BoundarySearch(self.norm, batch, asked, _HALVINGS).come_near(
            points, rows
        )
        walk = _Walk.at(points, rows, distances, told)
        for step in range(1, told.steps + 1):
            samples, box = batch.samples[walk.rows].double(), batch.box().rows(walk.rows)
            sideways, towards = _proposals(walk, samples, numbers.normal(walk.rows))
            whole = asked.logits(box(towards.float()), walk.rows)
            # By construction nearer, but for rounding.
            kept = whole.broken & (whole.distances < walk.distances)
            # Of whole numbers the point that was judged: beside it another may be none.
            walk.points = torch.where(per_sample(kept), whole.points, walk.points)
            walk.distances = torch.where(kept, whole.distances, walk.distances)
            if step % told.update_stats_every_k == 0:
                alone = asked.logits(box(sideways.float()), walk.rows)
                walk.note(alone.broken, whole.broken, told.step_adaptation)
                walk.leave(walk.source_steps < told.source_step_convergence)
            if len(walk.rows) == 0:
                return


@dataclass
class _Walk:
    """Where the samples are that still walk, and how they step: all of (M,) or (M, C, H, W)."""

    points: Tensor
    rows: Tensor
    distances: Tensor
    spherical_steps: Tensor
    source_steps: Tensor
    checks: Tensor
    sideways: Tensor
    towards: Tensor

    @classmethod
    def at(cls, points: Tensor, rows: Tensor, distances: Tensor, told: BoundaryParameters) -> _Walk:
        """Begin at misclassified points."""
        nothing = torch.zeros_like(distances)
        return cls(
            points,
            rows,
            distances,
            nothing + told.spherical_step,
            nothing + told.source_step,
            nothing,
            nothing,
            nothing,
        )

    def note(self, sideways: Tensor, whole: Tensor, factor: float) -> None:
        """Count which steps still err, and fit the lengths where enough were counted."""
        self.checks, self.sideways = self.checks + 1, self.sideways + sideways
        self.towards = self.towards + whole
        full = self.checks >= _CHECKS
        by_sideways = _change(self.sideways / _CHECKS, _SIDEWAYS, factor)
        by_towards = _change(self.towards / _CHECKS, _TOWARDS, factor)
        self.spherical_steps = torch.where(
            full, self.spherical_steps * by_sideways, self.spherical_steps
        )
        self.source_steps = torch.where(
            full, self.source_steps * by_sideways * by_towards, self.source_steps
        )
        for counted in (self.checks, self.sideways, self.towards):
            counted.masked_fill_(full, 0)

    def leave(self, ended: Tensor) -> None:
        """Let samples go that walk no farther."""
        if not ended.any():
            return
        for name, told in vars(self).items():
            setattr(self, name, told[~ended])


def _proposals(walk: _Walk, samples: Tensor, drawn: Tensor) -> tuple[Tensor, Tensor]:
    """Return each point moved sideways, and that point moved on towards the sample: float64."""
    outwards = walk.points.double() - samples
    along = (drawn * outwards).flatten(1).sum(1) / walk.distances**2
    across = drawn - per_sample(along) * outwards
    length = torch.linalg.vector_norm(across.flatten(1), dim=1).clamp(min=_LEAST)
    aside = outwards + across * per_sample(walk.spherical_steps * walk.distances / length)
    onto_sphere = 1 / torch.sqrt(1 + walk.spherical_steps**2)  # what is across is at right angles
    inwards = onto_sphere * (1 - walk.source_steps).clamp(min=0)
    return samples + aside * per_sample(onto_sphere), samples + aside * per_sample(inwards)


def _change(shares: Tensor, limits: tuple[float, float], factor: float) -> Tensor:
    """Return by what lengths are multiplied: more where most steps err, less where hardly any."""
    lowest, highest = limits
    longer = torch.where(shares > highest, factor, 1.0)
    return torch.where(shares < lowest, 1 / factor, longer)
