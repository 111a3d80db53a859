"""What an entry of the catalogue of attacks says, and how attacks work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pandavision_gui.engine.attack_parameters import AttackParameters


class AttackKind(StrEnum):
    """How an attack works, which decides who runs it."""

    FIXED_RADIUS = "fixed radius"
    MINIMUM_NORM = "minimum norm"
    SAMPLING = "sampling"
    COMPOSED = "composed"
    REFERENCE = "reference"
    """Another program's attack, run by that program, to compare with; its size is one of the
    perturbation values, or it looks for the nearest example itself."""
    COMBINED = "combined"
    """It attacks nothing itself: it is made of finished jobs."""

    @property
    def searches_radii(self) -> bool:
        """Whether radii are searched, on an assumption that is checked afterwards."""
        return self in (AttackKind.FIXED_RADIUS, AttackKind.COMPOSED)


class StageRole(StrEnum):
    """Which samples a stage attacks, and what it means when it finds something there."""

    SEARCH = "search"
    """Every sample that still stands."""
    SECOND_OPINION = "second opinion"
    """The same; where it finds what the stages before did not, gradients mislead."""
    IN_DOUBT = "in doubt"
    """Only samples that a second opinion has broken nearer."""


@dataclass(frozen=True)
class StageInfo:
    """One stage of an attack on fixed radii.

    Attributes
    ----------
    attack
        Catalogue name of the fixed-radius attack without its norm: "mpgd".
    parameters
        What differs from that attack's defaults; the composed attack's own parameters of the same
        name win.
    start_factor
        The stage begins at this multiple of the largest perturbation value and comes down.
    handed_on
        Names of the stage's parameters by those of the composed attack, where they differ; a name
        in here that maps to "" is not handed on.
    """

    attack: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    start_factor: float = 1.0
    role: StageRole = StageRole.SEARCH
    handed_on: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AttackInfo:
    """One entry of the catalogue.

    Attributes
    ----------
    name
        The word in the spec's ``attack``.
    perturbation_types
        Values of the spec's ``perturbation-type`` that this attack answers, the usual one first.
    implementation
        ``module:Class`` for attacks with a class; empty for composed ones.
    stages
        What a composed attack is made of, in order.
    needs_gradient
        Whether the model under test must have one.
    uses_surrogate
        Whether the stages attack a second model, whose examples are tried on the one under test.
    needs_picture
        Whether samples must have rows and columns.
    most_at_once
        How many samples are attacked side by side at most: of an attack that is stored by whole
        batches, and takes many passes for each sample, a stop loses all that have begun.
    is_weak
        Whether a look at the gradient is all that it takes: what it leaves proves little.
    is_fixed
        Of what asks without searching: whether nothing is drawn, so that it does the same every
        time.
    uses_classic
        Whether SecML 0.15 must be there, in an environment of its own.
    """

    name: str
    title: str
    kind: AttackKind
    perturbation_types: tuple[str, ...]
    parameters: type[AttackParameters]
    description: str
    paper: str
    implementation: str = ""
    stages: tuple[StageInfo, ...] = ()
    needs_gradient: bool = True
    uses_surrogate: bool = False
    needs_picture: bool = False
    most_at_once: int = 4096
    is_weak: bool = False
    is_fixed: bool = False
    uses_classic: bool = False

    @property
    def is_run(self) -> bool:
        """Whether a job can run it; else it is made of jobs that did."""
        return self.kind is not AttackKind.COMBINED

    @property
    def can_aim(self) -> bool:
        """Whether samples can be steered to a class that the spec's ``target`` names."""
        return self.kind in (AttackKind.FIXED_RADIUS, AttackKind.COMPOSED, AttackKind.COMBINED)
