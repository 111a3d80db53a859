"""How many samples are attacked side by side."""

from __future__ import annotations

import pytest

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.job_size import batch_size_for
from pandavision_gui.engine.spec import EvaluationSpec


def spec_of(attack: str, **keys: object) -> EvaluationSpec:
    return EvaluationSpec(dataset="d.h5", trained_model="m.onnx", attack=attack, **keys)


@pytest.mark.parametrize(("elements", "wanted"), [(784, 128), (150_528, 27), (10**9, 8)])
def test_small_samples_are_attacked_by_the_hundred_and_large_ones_by_the_dozen(
    elements: int, wanted: int
) -> None:
    assert batch_size_for(spec_of("standard"), elements) == wanted


def test_what_is_lost_by_a_stop_with_a_batch_of_many_passes_is_kept_small() -> None:
    assert batch_size_for(spec_of("hopskipjump"), 784) == 8
    assert batch_size_for(spec_of("hopskipjump", batch_size=64), 784) == 64
    few = {info.name for info in CATALOGUE.values() if info.most_at_once < 128}
    classic = {"secml-classic", "secml-classic-cw", "secml-classic-own"}
    assert few == {"hopskipjump", "boundary", *classic}
