"""An evaluation of files that another reading fits clearly better says so, and only then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.evaluation import reading_check
from pandavision_gui.engine.evaluation.confirm import predict
from pandavision_gui.engine.evaluation.prepare import prepare
from pandavision_gui.engine.progress import Stage
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import InputError

from ...support.sample_files import ROAD_SIGNS, write_dataset
from .doctor_pairs import KW, cifar, signs, spec


def prepared_with(
    document: dict[str, Any] | EvaluationSpec,
) -> tuple[tuple[str, ...], list[Stage]]:
    """Return the warnings of an evaluation and its stages."""
    stages: list[Stage] = []
    given = document if isinstance(document, EvaluationSpec) else spec_from_document(document)
    with prepare(given, device="cpu", threads=1, on_stage=stages.append) as prepared:
        return prepared.warnings, stages


def test_a_wrong_normalisation_is_told_though_half_of_the_answers_are_right(
    trained_data: Path,
) -> None:
    """Far from guessing: a curve that starts there looks like any other."""
    model, *_ = cifar(trained_data)
    wrong = {"mean": KW["mean"], "std": [0.1]}
    document = spec(model, trained_data / "cifar10_100.h5", preprocessing=wrong)
    (warning,), stages = prepared_with(document)
    assert warning.startswith('With "preprocessing": "imagenet", 73% of 100 clean samples')
    assert "rather than 48%" in warning
    assert stages[-1] is Stage.READINGS


def test_the_doctor_is_asked_only_where_something_could_be_clearly_better() -> None:
    model, *_ = signs()
    told, stages = prepared_with(spec(model, ROAD_SIGNS, preprocessing="unit"))
    assert told == ()
    assert Stage.READINGS not in stages


def test_a_needless_normalisation_is_told_where_it_leaves_no_gradient(trained_data: Path) -> None:
    model = trained_data / "models" / "mnist-net_256x2.onnx"
    document = spec(model, trained_data / "mnist_100.h5", preprocessing="symmetric")
    with pytest.raises(InputError, match="gradient") as refused:
        prepare(spec_from_document(document), device="cpu", threads=1)
    assert refused.value.code == "model_no_gradient"
    assert '"preprocessing": {}' in refused.value.hint


def test_samples_that_a_model_gets_wrong_are_not_called_misread(trained_data: Path) -> None:
    model, *_ = cifar(trained_data)
    whole = spec_from_document(
        spec(model, trained_data / "cifar10_100.h5", preprocessing=KW, evaluation_mode="complete")
    )
    with prepare(whole, device="cpu", threads=1) as prepared:
        order = prepared.task.order
        prediction, _ = predict(prepared.loaded.truth, prepared.dataset.read(order))
        wrong = order[prediction != prepared.dataset.labels[order]]
    assert 10 < len(wrong) < 50
    only_these = whole.model_copy(update={"indexes": tuple(int(index) for index in wrong)})
    told, _ = prepared_with(only_these)
    assert "hardly more than guessing" in told[0]
    assert not any("With " in text or "would be right" in text for text in told), told


def test_a_range_that_holds_the_samples_asked_for_is_not_questioned(
    trained_data: Path, tmp_path: Path
) -> None:
    model, samples, labels = cifar(trained_data)
    samples[labels == 9] *= 300  # nobody asks for these
    write_dataset(tmp_path / "d.h5", samples, labels)
    asked = tuple(int(index) for index in np.flatnonzero(labels != 9))
    document = spec(model, tmp_path / "d.h5", preprocessing=KW, input_range=[0, 1])
    told, stages = prepared_with(spec_from_document(document | {"indexes": list(asked)}))
    assert Stage.READINGS in stages
    assert not any("range" in text for text in told), told


@pytest.mark.parametrize(
    "error",
    [InputError("model_too_slow", "Too slow."), MemoryError(), RuntimeError("std::bad_alloc")],
    ids=lambda error: type(error).__name__,
)
def test_an_evaluation_stands_without_the_doctor(
    error: Exception, trained_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(reading_check, "diagnose", fails)
    model, *_ = cifar(trained_data)
    honest = spec(model, trained_data / "cifar10_100.h5", preprocessing=KW)
    told, stages = prepared_with(honest)
    assert told == ()
    assert Stage.READINGS in stages
    with prepare(spec_from_document(honest), device="cpu", threads=1) as prepared:
        assert any("was not tried" in text for text in prepared.assumptions)
    (warning,), _ = prepared_with(spec(model, trained_data / "cifar10_100.h5"))
    assert "hardly more than guessing" in warning
    assert "Likeliest causes" in warning


def test_a_job_whose_memory_was_short_does_not_ask_the_doctor_and_says_so(
    trained_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The doctor opens the model a second time: it would be what ends the job again."""
    monkeypatch.setattr(reading_check, "diagnose", lambda *_, **__: pytest.fail("asked"))
    model, *_ = cifar(trained_data)
    honest = spec(model, trained_data / "cifar10_100.h5", preprocessing=KW)
    stages: list[Stage] = []
    with prepare(
        spec_from_document(honest), device="cpu", threads=1, rows_at_once=4, on_stage=stages.append
    ) as prepared:
        assert any("not tried for want of memory" in text for text in prepared.assumptions)
        assert prepared.warnings == ()
    assert Stage.READINGS not in stages


@pytest.mark.parametrize("asked_before", [0, 1, 5, 10**6])
def test_a_stop_ends_the_doctor_and_what_was_not_tried_is_told(
    trained_data: Path, asked_before: int
) -> None:
    asked = 0

    def stop_requested() -> bool:
        nonlocal asked
        asked += 1
        return asked > asked_before

    model, *_ = cifar(trained_data)
    wrong = {"mean": KW["mean"], "std": [0.1]}
    document = spec(model, trained_data / "cifar10_100.h5", preprocessing=wrong)
    with prepare(
        spec_from_document(document), device="cpu", threads=1, stop_requested=stop_requested
    ) as prepared:
        is_stopped = asked > asked_before
        told = [text for text in prepared.assumptions if "tried" in text]
        assert bool(told) is is_stopped
        assert bool(prepared.warnings) is not is_stopped
    assert is_stopped is (asked_before < 10**6)


def test_one_answer_to_everything_is_told_once(trained_data: Path, tmp_path: Path) -> None:
    model, *_ = cifar(trained_data)
    with h5py.File(trained_data / "cifar10_100.h5") as file:
        samples, labels = file["samples"][:], file["labels"][:]
    # Without its normalisation the network answers class 2 to everything.
    kept = np.r_[np.repeat(np.flatnonzero(labels == 2), 5), np.flatnonzero(labels == 5)[:4]]
    write_dataset(tmp_path / "d.h5", samples[kept], labels[kept])
    told, _ = prepared_with(spec(model, tmp_path / "d.h5"))
    assert sum("answers class" in text for text in told) <= 1
    assert told, "a share of one class is no accuracy"
