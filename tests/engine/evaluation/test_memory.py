"""Memory that is not enough: smaller groups, the same counts, and a word about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pandavision_gui.engine.evaluation.evaluate import evaluate
from pandavision_gui.engine.evaluation.prepare import Prepared, prepare
from pandavision_gui.engine.evaluation.task import EvaluationOutcome, Observer
from pandavision_gui.engine.models.image_classifier import ImageClassifier
from pandavision_gui.engine.models.onnx_truth import OnnxTruth
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault

from .test_prepare import road_sign_spec

QUICK = {
    "attack": "pgd-linf",
    "attack-params": {"steps": 6, "rel_stepsize": 0.25},
    "samples": 24,
    "perturbation-values": [0.01, 0.02, 0.03],
}


def torch_has_no_memory() -> None:
    """Ask for more than any machine has: torch's own error."""
    torch.empty(2**50)


def numpy_has_no_memory() -> None:
    np.empty(2**50, dtype=np.float64)


def gpu_has_no_memory() -> None:
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB.")


def runtime_has_no_memory() -> None:
    raise RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : std::bad_alloc")


class Pressure:
    """Lets no more than so many rows through a method at a time."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, kind: type[Any], name: str, fail: Callable[[], None]
    ) -> None:
        self.most = 10**9
        self.seen: list[int] = []
        method = getattr(kind, name)

        def squeezed(this: Any, rows: Any) -> Any:
            self.seen.append(len(rows))
            if len(rows) > self.most:
                fail()
            return method(this, rows)

        monkeypatch.setattr(kind, name, squeezed)


def evaluated(
    spec: EvaluationSpec,
    folder: Path,
    observer: Observer | None = None,
    *,
    rows_at_once: int | None = None,
    resume: bool = False,
) -> tuple[EvaluationOutcome, Prepared]:
    folder.mkdir(exist_ok=True)
    with prepare(spec, device="cpu", threads=1, rows_at_once=rows_at_once) as prepared:
        return evaluate(prepared.task, folder, observer, resume=resume), prepared


@pytest.fixture(scope="module")
def spec(sample_files: Path) -> EvaluationSpec:
    return road_sign_spec(sample_files, **QUICK)


@pytest.fixture(scope="module")
def undisturbed(
    spec: EvaluationSpec, tmp_path_factory: pytest.TempPathFactory
) -> EvaluationOutcome:
    return evaluated(spec, tmp_path_factory.mktemp("undisturbed"))[0]


def assert_same_counts(first: EvaluationOutcome, second: EvaluationOutcome) -> None:
    """Assert tables that differ in nothing but last bits."""
    one, other = first.table, second.table
    for name in ("index", "label", "prediction", "adversarial_prediction", "survives_8bit"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    np.testing.assert_allclose(one.minimum_perturbation, other.minimum_perturbation, rtol=1e-5)
    assert first.passes == second.passes


@pytest.mark.parametrize(
    ("kind", "name", "fail", "from_the_start"),
    [
        (ImageClassifier, "forward", torch_has_no_memory, True),
        (ImageClassifier, "forward", torch_has_no_memory, False),
        (ImageClassifier, "forward", gpu_has_no_memory, False),
        (ImageClassifier, "forward", numpy_has_no_memory, False),
        (OnnxTruth, "_run", runtime_has_no_memory, True),
        (OnnxTruth, "_run", runtime_has_no_memory, False),
    ],
)
def test_where_memory_is_short_smaller_groups_give_the_same_counts_and_the_result_says_so(
    spec: EvaluationSpec,
    undisturbed: EvaluationOutcome,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[Any],
    name: str,
    fail: Callable[[], None],
    from_the_start: bool,
) -> None:
    pressure = Pressure(monkeypatch, kind, name, fail)
    told: list[str] = []
    halved: list[int] = []
    looks = iter(range(10**9))

    def later() -> bool:
        if next(looks) == 3:  # in the middle of the attack
            pressure.most = 5
        return False

    if from_the_start:
        pressure.most = 5
    outcome, _ = evaluated(
        spec,
        tmp_path / "squeezed",
        Observer(use_less_memory=later, warning=told.append, rows_halved=halved.append),
    )
    assert_same_counts(outcome, undisturbed)
    assert outcome.memory_was_short
    assert not undisturbed.memory_was_short
    (sentence,) = [text for text in outcome.warnings if "memory" in text]
    assert "24 samples side by side" in sentence
    assert "last bits" in sentence
    assert told[-1] == sentence
    if not from_the_start:
        assert halved[-1] <= 5
        assert str(halved[-1]) in sentence


def test_a_worker_that_is_asked_for_it_sends_half_as_many_rows_from_then_on(
    spec: EvaluationSpec,
    undisturbed: EvaluationOutcome,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pressure = Pressure(monkeypatch, ImageClassifier, "forward", torch_has_no_memory)
    answers = iter([False, False, True, True])
    before: list[int] = []

    def asked() -> bool:
        answer = next(answers, False)
        if answer:
            before[:] = pressure.seen
        return answer

    outcome, _ = evaluated(spec, tmp_path / "asked", Observer(use_less_memory=asked))
    assert_same_counts(outcome, undisturbed)
    assert max(pressure.seen[: len(before)]) == 24
    assert max(pressure.seen[len(before) :]) <= 6
    assert outcome.memory_was_short


def test_one_row_at_a_time_can_be_asked_for_less_and_goes_on(
    spec: EvaluationSpec, undisturbed: EvaluationOutcome, tmp_path: Path
) -> None:
    outcome, _ = evaluated(spec, tmp_path / "asked", Observer(use_less_memory=lambda: True))
    assert_same_counts(outcome, undisturbed)


def test_a_job_that_was_squeezed_before_begins_with_what_fitted(
    spec: EvaluationSpec,
    undisturbed: EvaluationOutcome,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pressure = Pressure(monkeypatch, ImageClassifier, "forward", torch_has_no_memory)
    pressure.most = 6
    outcome, _ = evaluated(spec, tmp_path / "again", rows_at_once=6)
    assert max(pressure.seen) == 6
    assert_same_counts(outcome, undisturbed)
    assert outcome.memory_was_short
    assert any("6 at a time" in text for text in outcome.warnings)


def test_memory_for_not_even_one_sample_is_one_sentence_and_the_job_can_be_resumed(
    spec: EvaluationSpec,
    undisturbed: EvaluationOutcome,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as squeezed:
        pressure = Pressure(squeezed, ImageClassifier, "forward", torch_has_no_memory)
        looks = iter(range(10**9))

        def later() -> bool:
            if next(looks) == 5:
                pressure.most = 0
            return False

        with pytest.raises(EnvironmentFault, match="even one sample") as fault:
            evaluated(spec, tmp_path / "cut", Observer(use_less_memory=later))
    assert fault.value.code == "out_of_memory"
    assert fault.value.hint
    outcome, _ = evaluated(spec, tmp_path / "cut", resume=True)
    assert_same_counts(outcome, undisturbed)


def test_other_errors_are_not_taken_for_a_lack_of_memory(
    spec: EvaluationSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressure = Pressure(
        monkeypatch, ImageClassifier, "forward", lambda: torch.ones(2) @ torch.ones(3)
    )
    looks = iter(range(10**9))

    def later() -> bool:
        if next(looks) == 2:
            pressure.most = 5
        return False

    with pytest.raises(RuntimeError, match="size"):
        evaluated(spec, tmp_path / "broken", Observer(use_less_memory=later))
