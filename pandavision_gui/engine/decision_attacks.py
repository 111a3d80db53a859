"""The catalogue's entries of attacks that know nothing of the model but its decisions."""

from __future__ import annotations

import math

from pydantic import Field

from pandavision_gui.engine.attack_info import AttackInfo, AttackKind
from pandavision_gui.engine.attack_parameters import AttackParameters

_ATTACKS = "pandavision_gui.engine.attacks"


class HopSkipJumpParameters(AttackParameters):
    """Parameters of HopSkipJump, with SecML-Torch's names and defaults."""

    steps: int = Field(
        64,
        ge=1,
        le=10_000,
        title="Steps",
        description="Steps of one sample along the boundary. More of them come nearer, each with "
        "more queries than the one before.",
    )
    initial_gradient_eval_steps: int = Field(
        100,
        ge=2,
        le=100_000,
        title="Points at first",
        description="Queries for the direction of the first step; they grow by the root of the "
        "step's number. More of them point more exactly, and leave fewer steps for as many "
        "queries.",
    )
    max_gradient_eval_steps: int = Field(
        10_000,
        ge=2,
        le=100_000,
        title="Points at most",
        description="Queries for the direction of one step at most. Fewer make late steps cheaper "
        "and less exact.",
    )
    gamma: float = Field(
        1.0,
        gt=0,
        le=1000,
        title="Gamma",
        description="Scales how far from the boundary is asked, and how near it is come to. "
        "Smaller "
        "is more exact, and takes more queries.",
    )

    def points(self, step: int) -> int:
        """Return how many points tell the direction of a step, 0 … steps − 1."""
        wanted = int(self.initial_gradient_eval_steps * math.sqrt(step + 1))
        return min(wanted, self.max_gradient_eval_steps)

    @property
    def most_passes(self) -> int:
        """Of one sample, with a usual number of halvings: it depends on the size of the samples."""
        return 25 + sum(self.points(step) + 25 for step in range(self.steps))


class BoundaryParameters(AttackParameters):
    """Parameters of the Boundary Attack, with SecML-Torch's defaults; it writes "convergance"."""

    steps: int = Field(
        25_000,
        ge=1,
        le=1_000_000,
        title="Steps",
        description="Steps of one sample at most. More of them come nearer, and take as much "
        "longer.",
    )
    spherical_step: float = Field(
        0.01,
        gt=0,
        le=1,
        title="First step sideways",
        description="Along the sphere around the sample, as a share of the distance from it. It is "
        "fitted while the attack goes on: this is where it begins.",
    )
    source_step: float = Field(
        0.01,
        gt=0,
        lt=1,
        title="First step inwards",
        description="Towards the sample, as a share of the distance from it. It is fitted while "
        "the "
        "attack goes on: this is where it begins.",
    )
    source_step_convergence: float = Field(
        1e-7,
        gt=0,
        lt=1,
        title="Shortest step inwards",
        description="A sample ends when its step towards it is a smaller share of the distance. A "
        "larger one ends sooner, and less near.",
    )
    step_adaptation: float = Field(
        1.5,
        gt=1,
        le=10,
        title="Step adaptation",
        description="Factor by which steps grow where the boundary is flat and shrink where not. A "
        "larger one fits faster, and less evenly.",
    )
    update_stats_every_k: int = Field(
        10,
        ge=1,
        le=1000,
        title="Steps between checks",
        description="Every so many steps the step sideways is asked about alone, to fit the "
        "lengths of steps. Seldom is cheaper, often fits better.",
    )

    @property
    def most_passes(self) -> int:
        """Of one sample, where noise is misclassified at once."""
        return 11 + self.steps + self.steps // self.update_stats_every_k


DECISION_ATTACKS = (
    AttackInfo(
        name="hopskipjump",
        title="HopSkipJump",
        kind=AttackKind.MINIMUM_NORM,
        perturbation_types=("max-norm", "l2"),
        parameters=HopSkipJumpParameters,
        description="Looks for the nearest example by the model's decisions alone: for models "
        "without gradients. Takes tens of thousands of queries for a sample. Up to 8 samples are "
        "attacked side by side, and a stop gives up those that are not finished.",
        paper="Chen, Jordan and Wainwright, HopSkipJumpAttack: A Query-Efficient "
        "Decision-Based Attack, IEEE S&P 2020",
        implementation=f"{_ATTACKS}.hop_skip_jump:HopSkipJump",
        needs_gradient=False,
        most_at_once=8,
    ),
    AttackInfo(
        name="boundary",
        title="Boundary Attack (L2)",
        kind=AttackKind.MINIMUM_NORM,
        perturbation_types=("l2",),
        parameters=BoundaryParameters,
        description="Walks at random along the boundary, by the model's decisions alone. "
        "HopSkipJump comes nearer with as many queries. Up to 8 samples are attacked side by side, "
        "and a stop gives up those that are not finished.",
        paper="Brendel, Rauber and Bethge, Decision-Based Adversarial Attacks: Reliable "
        "Attacks Against Black-Box Machine Learning Models, ICLR 2018",
        implementation=f"{_ATTACKS}.boundary:BoundaryAttack",
        needs_gradient=False,
        most_at_once=8,
    ),
)
