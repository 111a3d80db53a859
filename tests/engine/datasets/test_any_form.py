"""Whatever the form in which data are stored, they are the same data and give the same answer."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pandavision_gui.engine.datasets.input_range import resolve_input_range
from pandavision_gui.engine.datasets.open_dataset import open_dataset
from pandavision_gui.engine.evaluation.evaluate import evaluate
from pandavision_gui.engine.evaluation.prepare import prepare
from pandavision_gui.engine.sample_table import COLUMNS, SampleTable
from tests.engine.datasets.stored_forms import CLASSES, StoredForm, spec_of, stored_forms
from tests.engine.models.onnx_files import linear


@st.composite
def stored_data(draw: st.DrawFn) -> tuple[StoredForm, np.ndarray, np.ndarray, np.ndarray]:
    """A form, samples and labels, and which samples are read in which order."""
    channels = draw(st.sampled_from((1, 3)))
    # No side of 1 or 3: what could be the channels would be a question, not a form.
    sides = st.sampled_from((2, 4, 5, 7))
    count = draw(st.integers(1, 12))
    shape = (count, channels, draw(sides), draw(sides))
    numbers = np.random.default_rng(draw(st.integers(0, 2**32)))
    samples = numbers.integers(0, 256, shape)
    samples.flat[0] = 255  # not all 0 and 1, whose range would be a question
    labels = numbers.integers(0, CLASSES, count)
    wanted = draw(st.lists(st.integers(0, count - 1), max_size=20))
    return draw(stored_forms(channels)), samples, labels, np.array(wanted, dtype=np.int64)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stored_data())
def test_any_form_of_the_same_data_is_the_same_samples_and_labels(
    data: tuple[StoredForm, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    form, samples, labels, wanted = data
    keys = form.keys()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "data.h5")
        form.write(path, samples, labels)
        with open_dataset(
            path,
            labels_name=keys.get("labels"),
            layout=keys.get("layout", "auto"),
            label_offset=keys.get("label-offset", 0),
            model_input=(None, *samples.shape[1:]),
        ) as dataset:
            read = dataset.read(wanted)
            assert dataset.sample_shape == samples.shape[1:]
            assert read.dtype == np.float32
            assert np.array_equal(read, samples[wanted].astype(np.float32))
            assert np.array_equal(dataset.labels, labels)
            everything = np.arange(len(samples))
            assert resolve_input_range(None, dataset, everything) == (0, 255)


SAMPLES = np.random.default_rng(1).integers(0, 256, (24, 3, 4, 4))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "linear.onnx"
    onnx.save(linear(), path)
    return path


def table_of(form: StoredForm, model: Path, labels: np.ndarray) -> SampleTable:
    """Evaluate the samples in this form by the real engine."""
    with tempfile.TemporaryDirectory() as folder:
        form.write(Path(folder, "data.h5"), SAMPLES, labels)
        spec = spec_of(
            Path(folder, "data.h5"),
            model,
            form,
            **{"perturbation-values": [0, 0.01, 0.05], "preprocessing": "unit"},
            **{"attack-params": {"steps": 5}, "evaluation-mode": "fast", "samples": 16},
        )
        with prepare(spec, device="cpu", threads=1) as prepared:
            return evaluate(prepared.task, Path(folder), None).table


PLAIN = StoredForm("f4", "NCHW", 1, "contiguous", ("samples", "labels"), "i8", "plain", 0)


@pytest.fixture(scope="module")
def expected(model: Path) -> tuple[np.ndarray, SampleTable]:
    """Return labels that the model gets right mostly, and the table of the plainest form."""
    zeros = np.zeros(len(SAMPLES), dtype=np.int64)
    with tempfile.TemporaryDirectory() as folder:
        PLAIN.write(Path(folder, "data.h5"), SAMPLES, zeros)
        spec = spec_of(Path(folder, "data.h5"), model, PLAIN, **{"perturbation-values": [0]})
        with prepare(spec, device="cpu", threads=1) as prepared:
            labels = np.asarray(evaluate(prepared.task, Path(folder), None).table.prediction)
    labels = labels.copy()
    labels[::6] = (labels[::6] + 1) % CLASSES
    table = table_of(PLAIN, model, labels)
    finite = np.isfinite(table.minimum_perturbation)
    assert (table.minimum_perturbation[finite] > 0).any(), "nothing was attacked"
    return labels, table


def test_the_table_sees_a_wrong_order_of_channels(
    model: Path, expected: tuple[np.ndarray, SampleTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What follows would be worth nothing if any reading gave the same table."""
    labels, table = expected
    monkeypatch.setattr(f"{__name__}.SAMPLES", SAMPLES[:, ::-1])
    other = table_of(PLAIN, model, labels)
    assert not np.array_equal(table.minimum_perturbation, other.minimum_perturbation)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(form=stored_forms(3))
def test_any_form_of_the_same_data_gives_the_same_evaluation(
    form: StoredForm, model: Path, expected: tuple[np.ndarray, SampleTable]
) -> None:
    labels, table = expected
    other = table_of(form, model, labels)
    for column in COLUMNS:
        left: Any = getattr(table, column)
        assert np.array_equal(left, getattr(other, column), equal_nan=left.dtype.kind == "f")
