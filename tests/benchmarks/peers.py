"""PGD as other libraries offer it, each called as its documentation shows."""

from __future__ import annotations

from collections.abc import Callable

import torch

from pandavision_gui.engine.models.torchvision_stand_in import torchvision_stand_in

STEPS = 50
REL_STEPSIZE = 0.1

Peer = Callable[[torch.nn.Module, torch.Tensor, torch.Tensor, float, float], int]
"""(model in data units, samples, labels, width of the input range, value) → samples still right."""

with torchvision_stand_in():
    import foolbox
    import torchattacks


class _Unit(torch.nn.Module):
    """The model for inputs in 0 … 1, which the libraries want."""

    def __init__(self, model: torch.nn.Module, width: float) -> None:
        super().__init__()
        self._model = model
        self._width = width

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self._model(x * self._width)
        return logits


def with_foolbox(
    model: torch.nn.Module, samples: torch.Tensor, labels: torch.Tensor, width: float, value: float
) -> int:
    wrapped = foolbox.PyTorchModel(_Unit(model, width).eval(), bounds=(0, 1), device="cpu")
    attack = foolbox.attacks.LinfPGD(steps=STEPS, rel_stepsize=REL_STEPSIZE, random_start=False)
    _, _, broken = attack(wrapped, samples / width, labels, epsilons=value)
    return int((~broken).sum())


def with_torchattacks(
    model: torch.nn.Module, samples: torch.Tensor, labels: torch.Tensor, width: float, value: float
) -> int:
    unit = _Unit(model, width).eval()
    attack = torchattacks.PGD(
        unit, eps=value, alpha=REL_STEPSIZE * value, steps=STEPS, random_start=False
    )
    examples = attack(samples / width, labels)
    return int((unit(examples).argmax(1) == labels).sum())


PEERS: dict[str, Peer] = {"Foolbox": with_foolbox, "torchattacks": with_torchattacks}
