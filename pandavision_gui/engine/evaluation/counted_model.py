"""The only way to the converted model: every row is counted, a stop is heard before each pass."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from pandavision_gui.engine.row_limit import RowLimit, in_groups

GRAIN = 1e-3
"""Share of the input range: less than a grey level, and far from where a root is too steep."""


class Stopped(Exception):  # noqa: N818 - the user's wish, not an error
    """Raised before a pass when a stop was asked for; nothing has been changed by then."""


class CountedModel:
    """A classifier with a counter.

    Parameters
    ----------
    classifier
        Takes float32 (N, C, H, W) in data units, returns logits (N, K).
    stop_requested
        Asked before every pass.
    limit
        How many rows go through it at a time.
    use_less_memory
        Asked before every pass: whether the limit is to be halved.
    grain
        How far beside a point its gradient is taken where it is infinite or no number at the point
        itself, data units; 0 for nowhere.
    fills_gaps
        Whether elements without any slope have that of the point beside.
    on_blind
        Called for a pass in which it is not finite there either: those elements count as 0.

    Attributes
    ----------
    passes
        Rows sent so far, with or without backward.
    """

    def __init__(
        self,
        classifier: torch.nn.Module,
        stop_requested: Callable[[], bool] = lambda: False,
        *,
        limit: RowLimit | None = None,
        use_less_memory: Callable[[], bool] = lambda: False,
        grain: float = 0.0,
        fills_gaps: bool = False,
        on_blind: Callable[[], None] = lambda: None,
    ) -> None:
        self._classifier = classifier
        self._stop_requested = stop_requested
        self._limit = limit or RowLimit()
        self._use_less_memory = use_less_memory
        self._grain = grain
        self._fills_gaps = fills_gaps
        self._on_blind = on_blind
        self.passes = 0

    def heed_stop(self) -> None:
        """Raise :class:`Stopped` when a stop was asked for."""
        if self._stop_requested():
            raise Stopped

    def logits(self, points: Tensor) -> Tensor:
        """Run a batch forward only; see :meth:`logits_and_gradients`."""
        self._before_pass(points)

        def run(rows: slice) -> Tensor:
            with torch.no_grad():
                found: Tensor = self._classifier(points[rows])
            return found

        parts = in_groups(len(points), self._limit, run)
        self.passes += len(points)
        return parts[0] if len(parts) == 1 else torch.cat(parts)

    def _before_pass(self, points: Tensor) -> None:
        self.heed_stop()
        if self._use_less_memory() and min(len(points), self._limit.rows) > 1:
            self._limit.halve(len(points))

    def logits_and_gradients(
        self, points: Tensor, objective: Callable[[Tensor, slice], Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Run a batch forward and backward.

        Parameters
        ----------
        points
            float32, (N, C, H, W), data units.
        objective
            Maps logits (n, K) of the rows in a slice to one number per row, (n,); its sum is
            differentiated, so that the rows' gradients do not mix.

        Returns
        -------
        logits
            float32, (N, K), detached.
        gradients
            float32, (N, C, H, W). A root or a power at 0 has an infinite slope, or none: a pixel
            that is black would never move. Where an element of a row is not finite, the row's
            gradient is that of a point beside it, for another pass.

        Raises
        ------
        Stopped
            Before the pass, when a stop was asked for.
        EnvironmentFault
            ``out_of_memory`` when the memory is not enough for a single row.
        """
        self._before_pass(points)

        def at(inputs: Tensor, rows: slice) -> tuple[Tensor, Tensor]:
            inputs = inputs.detach().requires_grad_()
            with torch.enable_grad():
                logits = self._classifier(inputs)
                (gradients,) = torch.autograd.grad(objective(logits, rows).sum(), inputs)
            # As the points lie in memory, whatever the network does inside: see memory_layout.
            return logits.detach(), gradients.contiguous()

        return self._pass(points, at)

    def logits_and_jacobian(
        self, points: Tensor, objectives: Callable[[Tensor, slice], Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Run a batch forward once, and backward once for each of several objectives.

        Parameters
        ----------
        objectives
            As in :meth:`logits_and_gradients`, but several numbers per row: (n, J).

        Returns
        -------
        As there, but the gradients are (N, J, C, H, W).
        """
        self._before_pass(points)

        def at(inputs: Tensor, rows: slice) -> tuple[Tensor, Tensor]:
            inputs = inputs.detach().requires_grad_()
            with torch.enable_grad():
                logits = self._classifier(inputs)
                numbers = objectives(logits, rows).sum(dim=0)
                gradients = torch.stack(
                    [
                        torch.autograd.grad(number, inputs, retain_graph=True)[0]
                        for number in numbers
                    ],
                    dim=1,
                )
            return logits.detach(), gradients

        return self._pass(points, at)

    def _made_finite(
        self,
        logits: Tensor,
        gradients: Tensor,
        points: Tensor,
        again: Callable[[Tensor], Tensor],
    ) -> Tensor:
        """Take the gradients of rows that are not finite beside their points.

        Parameters
        ----------
        logits
            Where they are no numbers themselves, nobody asks for a gradient.
        again
            The gradients at other points of the same rows.
        """
        if self._fills_gaps:
            beside = again(points + self._grain * pattern(points))
            self.passes += len(points)
            gradients = torch.where(gradients == 0, beside, gradients)
        is_answer = torch.isfinite(logits.sum(dim=1))
        broken = _not_finite(gradients) & is_answer
        is_broken = bool(broken.any())  # a graphics card is waited for here
        for sign in (1.0, -1.0) if is_broken and self._grain else ():
            beside = again(points + sign * self._grain * pattern(points))
            self.passes += len(points)
            gradients = torch.where(_like(broken, gradients), beside, gradients)
            broken = _not_finite(gradients) & is_answer
            is_broken = bool(broken.any())
            if not is_broken:
                break
        if is_broken and not bool(torch.isfinite(gradients[broken]).all()):  # not only their sum
            self._on_blind()
        return torch.nan_to_num_(gradients, nan=0.0, posinf=0.0, neginf=0.0)

    def _pass(
        self, points: Tensor, at: Callable[[Tensor, slice], tuple[Tensor, Tensor]]
    ) -> tuple[Tensor, Tensor]:
        """Send all points through, as many at a time as the limit allows.

        Parameters
        ----------
        at
            Returns logits and gradients at some points, which stand for those of the rows.
        """

        def run(rows: slice) -> tuple[Tensor, Tensor]:
            logits, gradients = at(points[rows], rows)
            return logits, self._made_finite(
                logits, gradients, points[rows], lambda beside: at(beside, rows)[1]
            )

        parts = in_groups(len(points), self._limit, run)
        self.passes += len(points)
        if len(parts) == 1:
            return parts[0]
        logits, gradients = zip(*parts, strict=True)
        return torch.cat(logits), torch.cat(gradients)


def _not_finite(gradients: Tensor) -> Tensor:
    """Return which rows have an element that is no number, or a sum that is none: bool, (N,)."""
    return ~torch.isfinite(gradients.flatten(1).sum(dim=1))


def _like(rows: Tensor, gradients: Tensor) -> Tensor:
    return rows.view(-1, *[1] * (gradients.ndim - 1))


def pattern(points: Tensor) -> Tensor:
    """Return by how much a point beside each of these is away, in parts of the grain.

    A number for each element of a sample, the same for all samples: in [0.5, 1).

    No two alike, so that an even surface is one no longer.
    """
    generator = torch.Generator().manual_seed(0)
    drawn = torch.rand(points.shape[1:], generator=generator)
    return (0.5 + drawn / 2).to(points.device)
