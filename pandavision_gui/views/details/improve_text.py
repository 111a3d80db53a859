"""What could be done about a low security level, in words that promise nothing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.views.details.statements import Note
from pandavision_gui.views.jobs_table.job_words import Tone

translate = QCoreApplication.translate

_LOW_CLEAN = 0.5


def improvement_notes(result: EvaluationResult) -> list[Note]:
    """Return what is known to help; nothing where the level is high.

    Notes
    -----
    Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks, ICLR 2018 (training
    on adversarial examples, and what it costs); Athalye et al., Obfuscated Gradients Give a False
    Sense of Security, ICML 2018 (what does not help); Hendrycks and Dietterich, Benchmarking Neural
    Network Robustness to Common Corruptions and Perturbations, ICLR 2019 (disturbed training data).
    """
    if result.sec_level is SecurityLevel.HIGH:
        return []
    info = CATALOGUE.get(result.attack)
    is_drawn = info is not None and info.kind is AttackKind.SAMPLING
    said = []
    if result.curve[0].accuracy < _LOW_CLEAN:
        said.append(
            translate(
                "Improve",
                "Mend the clean accuracy first: a model that is often wrong without a perturbation "
                "cannot be robust.",
            )
        )
    if is_drawn:
        said.append(
            translate(
                "Improve",
                "Train with disturbances of this kind and size in the training data; it mostly "
                "helps against this kind only.",
            )
        )
    else:
        said += [
            translate(
                "Improve",
                "Train on adversarial examples of the sizes that matter (adversarial training). It "
                "costs time, and some clean accuracy.",
            ),
            translate(
                "Improve",
                "Do not count on rounding, random inputs or hidden gradients: whoever knows of "
                "them gets around them.",
            ),
        ]
    said.append(
        translate(
            "Improve",
            "See in the tabs Classes and Samples what falls first: few or wrongly labelled samples "
            "show there. Then run the same job on the new model and compare the two.",
        )
    )
    return [Note(sentence, Tone.TEXT, "info") for sentence in said]
