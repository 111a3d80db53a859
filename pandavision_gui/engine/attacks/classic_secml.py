"""SecML 0.15's own attacks, to compare with: run by itself, on the model that all others attack.

SecML has no model of its own here. What it asks of the classifier is answered by who is asked
(:class:`Asked`), so that every pass is counted and a stop is heard; what it returns is shown to
ONNX Runtime as any example is. Samples are attacked one by one and values ascending, as the
PandaVision server does it, and the first value that breaks a sample ends its attack.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pandavision_gui.engine.attacks.classic_process import ClassicProcess, Said, unexpected
from pandavision_gui.engine.attacks.minimum_norm import Asked, Batch, MinimumNormAttack
from pandavision_gui.engine.attacks.projections import BALLS
from pandavision_gui.engine.classic_program import ClassicProgram
from pandavision_gui.engine.norms import Norm, radius_of

_SEEDS = 2**32


class _ClassicAttack(MinimumNormAttack):
    """Sends samples to SecML and answers it until it returns a point.

    Parameters
    ----------
    norm
        In which the points are near.
    program
        How SecML is started.
    values
        The perturbation values, ascending.
    parameters
        Of the attack, by SecML's names.
    """

    name: str
    is_bounded = True

    def __init__(
        self, norm: Norm, program: ClassicProgram, values: tuple[float, ...], **parameters: Any
    ) -> None:
        self.norm = norm
        self._program = program
        above = [value for value in values if value > 0]
        self._values: list[float | None] = [*above] if self.is_bounded else [None]
        self._parameters = parameters
        self._process: ClassicProcess | None = None
        self._classes = 0
        self.most_passes = self._passes() * len(self._values)

    def run(self, batch: Batch, asked: Asked) -> None:
        """See :meth:`MinimumNormAttack.run`."""
        # Asked in every batch, so that a resumed job takes the passes of one that was not stopped.
        self._classes = asked.scores(batch.samples[:1], batch.rows[:1]).shape[1]
        for row in range(len(batch.samples)):
            for number, value in enumerate(self._values):
                found = self._attacked(batch, row, value, number, asked)
                if bool(asked.logits(found, batch.rows[row : row + 1]).broken[0]):
                    break

    def close(self) -> None:
        """See :meth:`MinimumNormAttack.close`."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def _passes(self) -> int:
        """Return how many passes one run takes, about."""
        raise NotImplementedError

    def _told(self, batch: Batch) -> dict[str, Any]:
        """Return the parameters as SecML takes them, for an input range of [0, 1]."""
        return self._parameters

    def _attacked(
        self, batch: Batch, row: int, value: float | None, number: int, asked: Asked
    ) -> Tensor:
        """Return what SecML comes to, drawn into the ball and the range: (1, C, H, W)."""
        rows = batch.rows[row : row + 1]
        sample = batch.samples[rows]
        if self._process is None:
            widest = max(sample[0].numel(), self._classes)
            self._process = ClassicProcess(self._program, asked.heed_stop, widest=widest)
        unit = (sample.double() - batch.input_range[0]) / batch.width
        order = {
            "attack": self.name,
            "norm": str(self.norm),
            "value": value,
            "label": int(batch.labels[row]),
            "classes": self._classes,
            "seed": (int(batch.keys[row]) + number) % _SEEDS,
            "parameters": self._told(batch),
        }
        process = self._process
        process.send(order, [unit.flatten(1).float().cpu().numpy()])
        while (said := process.next()).what != "found":
            process.send({}, [self._answer(said, batch, rows, asked)])
        if len(said.arrays) != 1:
            raise unexpected(f"a point of {len(said.arrays)} arrays")
        return self._drawn_in(said.arrays[0], value, batch, rows)

    def _answer(self, said: Said, batch: Batch, rows: Tensor, asked: Asked) -> NDArray[np.float32]:
        wanted = {"scores": 1, "gradients": 2}.get(said.what)
        if wanted is None or len(said.arrays) != wanted or len(said.arrays[0]) == 0:
            raise unexpected(f'"{said.what}"')
        points = self._points(said.arrays[0], batch)
        repeated = rows.repeat(len(points))
        # The range of float32 may be left by a bit on the way there and back.
        points = batch.box().rows(repeated)(points)
        if said.what == "scores":
            return asked.scores(points, repeated).cpu().numpy()
        weights = torch.from_numpy(said.arrays[1]).to(points.device)
        if weights.shape != (len(points), self._classes):
            raise unexpected("a gradient of so many classes")
        pulls = asked.pulls(points, repeated, weights) * batch.width
        return pulls.flatten(1).cpu().numpy()

    def _points(self, unit: NDArray[np.float32], batch: Batch) -> Tensor:
        shape = batch.samples.shape[1:]
        if unit.shape[1] != shape.numel():
            raise unexpected("a point of so many numbers")
        points = unit.astype(np.float64) * batch.width + batch.input_range[0]
        device = batch.samples.device
        return torch.from_numpy(points.astype(np.float32)).view(-1, *shape).to(device)

    def _drawn_in(
        self, unit: NDArray[np.float32], value: float | None, batch: Batch, rows: Tensor
    ) -> Tensor:
        if len(unit) != 1:
            raise unexpected(f"a point of {len(unit)} rows")
        points = self._points(unit, batch)
        radius = np.inf if value is None else radius_of(value, batch.width)
        radii = torch.tensor([radius], dtype=torch.float64, device=points.device)
        ball = BALLS[self.norm].around(batch.samples[rows], radii, batch.input_range)
        drawn: Tensor = ball(points)
        return drawn


class ClassicPgd(_ClassicAttack):
    """`CFoolboxPGD`: what the PandaVision server runs as pgd-linf, pgd-l2 and pgd-l1.

    It goes through all steps whatever happens, and SecML evaluates its objective on every point
    once more afterwards.
    """

    name = "foolbox-pgd"

    def _passes(self) -> int:
        return 3 * int(self._parameters["steps"]) + 5

    def _told(self, batch: Batch) -> dict[str, Any]:
        absolute = self._parameters["abs_stepsize"]
        scaled = None if absolute is None else absolute / batch.width
        return {**self._parameters, "abs_stepsize": scaled}


class ClassicCw(_ClassicAttack):
    """`CFoolboxL2CarliniWagner`: what the PandaVision server runs as cw."""

    name = "foolbox-cw"
    is_bounded = False

    def _passes(self) -> int:
        steps = int(self._parameters["steps"])
        return 3 * steps * int(self._parameters["binary_search_steps"]) + 5


class ClassicOwnPgd(_ClassicAttack):
    """`CAttackEvasionPGD`: SecML's own projected gradient descent, on the difference of scores."""

    name = "pgd"

    def _passes(self) -> int:
        return 3 * int(self._parameters["max_iter"]) + 5
