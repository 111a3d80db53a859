"""Whether a pass is needed for a model, and makes it answer as ONNX Runtime on the file does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from onnx import ModelProto

from pandavision_gui.engine.models.graph_cleaning import clean_graph
from pandavision_gui.errors import InputError

from .graph_checks import converted
from .loading import raw

Pass = Callable[[ModelProto], ModelProto]


def assert_mended(
    built: ModelProto, run: Pass, batch: np.ndarray, *, atol: float = 1e-5, rtol: float = 1e-4
) -> None:
    """The model is right with the pass, and wrong or not convertible without it."""
    wanted = raw(built, batch)[0]
    assert np.ptp(wanted, axis=0).max() > 0.01, "the outputs do not depend on the samples"
    np.testing.assert_allclose(converted(built, batch), wanted, rtol=rtol, atol=atol)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clean_graph, "PASSES", tuple(p for p in clean_graph.PASSES if p is not run))
        try:
            without = converted(built, batch)
        except (InputError, RuntimeError, TypeError, NotImplementedError):
            return
    is_right = without.shape == wanted.shape and np.allclose(without, wanted, rtol=rtol, atol=atol)
    assert not is_right, "the model needs no such pass"
