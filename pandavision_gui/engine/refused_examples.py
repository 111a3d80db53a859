"""What ONNX Runtime refused of a finished evaluation, and whether that is as it should be."""

from __future__ import annotations

from pandavision_gui.engine.result import EvaluationResult


def only_conversion_was_misled(result: EvaluationResult) -> bool:
    """Whether ONNX Runtime refused all examples of the conversion of one and the same model.

    What fools a second model need not fool the first, nor one draw of a model another.
    """
    is_one = result.surrogate is None and result.randomised is None
    return is_one and result.adversarial_examples == 0 < result.rejected_by_confirmation
