"""PGD as other libraries offer it, each called as its documentation shows.

All of them start at the sample and take steps of 0.1 × radius, so that they do the same work.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable

import numpy as np
import torch
from secmlt.adv.evasion.perturbation_models import LpPerturbationModels
from secmlt.adv.evasion.pgd import PGDNative
from secmlt.models.pytorch.base_pytorch_nn import BasePyTorchClassifier

from pandavision_gui.engine.models.torchvision_stand_in import torchvision_stand_in
from tests.benchmarks.networks import Opened

with torchvision_stand_in(), warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import foolbox
    import torchattacks
    from art.attacks.evasion import ProjectedGradientDescentPyTorch
    from art.estimators.classification import PyTorchClassifier

logging.getLogger("art").setLevel(logging.ERROR)

PGD_STEPS = 50
REL_STEPSIZE = 0.1

Peer = Callable[[Opened, float], int]
"""(network, perturbation value) → samples still right."""


def with_foolbox(found: Opened, value: float) -> int:
    wrapped = foolbox.PyTorchModel(found.model, bounds=(0, 1), device="cpu")
    attack = foolbox.attacks.LinfPGD(steps=PGD_STEPS, rel_stepsize=REL_STEPSIZE, random_start=False)
    _, _, broken = attack(wrapped, found.samples, found.labels, epsilons=value)
    return int((~broken).sum())


def with_torchattacks(found: Opened, value: float) -> int:
    attack = torchattacks.PGD(
        found.model, eps=value, alpha=REL_STEPSIZE * value, steps=PGD_STEPS, random_start=False
    )
    return _still_right(found, attack(found.samples, found.labels))


def with_secmlt(found: Opened, value: float) -> int:
    # Its `PGD` is Foolbox's unless its own is asked for; this is its own.
    attack = PGDNative(
        perturbation_model=LpPerturbationModels.LINF,
        epsilon=value,
        num_steps=PGD_STEPS,
        step_size=REL_STEPSIZE * value,
        random_start=False,
    )
    data = torch.utils.data.TensorDataset(found.samples, found.labels)
    loader = torch.utils.data.DataLoader(data, batch_size=len(found.samples))
    examples = next(iter(attack(BasePyTorchClassifier(found.model), loader)))[0]
    return _still_right(found, examples)


def with_art(found: Opened, value: float) -> int:
    classifier = PyTorchClassifier(
        model=found.model,
        loss=torch.nn.CrossEntropyLoss(),
        input_shape=tuple(found.samples.shape[1:]),
        nb_classes=found.classes,
        clip_values=(0.0, 1.0),
        device_type="cpu",
    )
    attack = ProjectedGradientDescentPyTorch(
        classifier,
        norm=np.inf,
        eps=value,
        eps_step=REL_STEPSIZE * value,
        max_iter=PGD_STEPS,
        num_random_init=0,
        batch_size=len(found.samples),
        verbose=False,
    )
    examples = attack.generate(x=found.samples.numpy(), y=found.labels.numpy())
    return _still_right(found, torch.from_numpy(examples))


def _still_right(found: Opened, examples: torch.Tensor) -> int:
    with torch.no_grad():
        return int((found.model(examples).argmax(1) == found.labels).sum())


PEERS: dict[str, Peer] = {
    "torchattacks": with_torchattacks,
    "Foolbox": with_foolbox,
    "secmlt (native)": with_secmlt,
    "ART": with_art,
}
