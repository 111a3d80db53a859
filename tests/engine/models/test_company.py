"""Whether an answer depends on the other samples of the batch is seen before anything is asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from onnx import ModelProto, NodeProto, helper

from pandavision_gui.engine.models.company import Company, company_warning, minds_company
from pandavision_gui.engine.models.input_form import find_input_form
from pandavision_gui.engine.models.load_classifier import LoadedClassifier, load_classifier
from pandavision_gui.engine.models.model_interface import find_interface
from pandavision_gui.engine.models.onnx_truth import OnnxTruth
from pandavision_gui.engine.row_limit import RowLimit

from .onnx_files import linear, model, random, saved, tensor, value

N = helper.make_node
SHAPE = (1, 4, 4)
PICTURES = np.random.default_rng(5).random((2, *SHAPE), dtype=np.float32) * np.float32(0.9)
PICTURES[:, 0, 0, 0], PICTURES[:, 0, 0, 1] = 1.0, 0.0
"""As bright and as dark as can be somewhere, as usual pictures are: clean, they hide what mixes."""
COMPANY = Company(PICTURES[0], PICTURES[1], (0.0, 1.0))

MIXING: dict[str, list[NodeProto]] = {
    "divided by the brightest of all": [
        N("ReduceMax", ["f"], ["m"], keepdims=0), N("Div", ["f", "m"], ["h"]),
    ],
    "less the darkest of all": [
        N("ReduceMin", ["f"], ["m"], keepdims=0), N("Sub", ["f", "m"], ["h"]),
    ],
    "less the mean of the batch": [
        N("ReduceMean", ["f"], ["m"], axes=[0]), N("Sub", ["f", "m"], ["h"]),
    ],
    "added up along the batch": [N("CumSum", ["f", "zero"], ["h"])],
    "added up from its end": [N("CumSum", ["f", "zero"], ["h"], reverse=1)],
}  # fmt: skip
BY_ROW: dict[str, list[NodeProto]] = {
    "divided by its own brightest": [
        N("ReduceMax", ["f"], ["m"], axes=[1], keepdims=1), N("Div", ["f", "m"], ["h"]),
    ],
    "added up along the pixels": [N("CumSum", ["f", "one"], ["h"])],
    "by exponentials": [N("Softmax", ["f"], ["h"], axis=1)],
}  # fmt: skip


def network(middle: list[NodeProto], batch: int | str = "n") -> ModelProto:
    nodes = [N("Flatten", ["x"], ["f"]), *middle, N("MatMul", ["h", "w"], ["y"])]
    names = {name for node in middle for name in node.input}
    whole = [tensor(name, n, np.int64) for n, name in enumerate(("zero", "one")) if name in names]
    weights = [random("w", 16, 3), *whole]
    return model(nodes, [value("x", [batch, *SHAPE])], [value("y", [batch, 3])], weights)


def truth_of(built: ModelProto, folder: Path, limit: RowLimit | None = None) -> OnnxTruth:
    interface = find_interface(built, "model")
    return OnnxTruth(
        saved(built, folder),
        interface=interface,
        form=find_input_form(SHAPE, interface.input.shape),
        limit=limit,
    )


@pytest.mark.parametrize("batch", ["n", 2, 3, 7])
@pytest.mark.parametrize("kind", MIXING)
def test_what_mixes_the_rows_is_seen(tmp_path: Path, kind: str, batch: int | str) -> None:
    truth = truth_of(network(MIXING[kind], batch), tmp_path)
    assert minds_company(truth, COMPANY)
    assert truth.rows == 0, "what is no part of the evaluation is not counted"


@pytest.mark.parametrize("batch", ["n", 1, 2, 7])
@pytest.mark.parametrize("kind", BY_ROW)
def test_what_works_on_each_row_is_left_as_it_is(
    tmp_path: Path, kind: str, batch: int | str
) -> None:
    assert not minds_company(truth_of(network(BY_ROW[kind], batch), tmp_path), COMPANY)


def test_who_takes_one_sample_at_a_time_has_no_company(tmp_path: Path) -> None:
    built = network(MIXING["divided by the brightest of all"], 1)
    assert not minds_company(truth_of(built, tmp_path), COMPANY)


def test_who_draws_random_numbers_is_not_asked(tmp_path: Path) -> None:
    truth = truth_of(network(MIXING["less the mean of the batch"]), tmp_path)
    truth.repeats = 10
    assert not minds_company(truth, COMPANY)


def test_where_four_rows_are_too_many_two_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth = truth_of(network(MIXING["less the darkest of all"]), tmp_path)
    right, sizes = truth.together, []

    def together(rows: np.ndarray) -> np.ndarray:
        sizes.append(len(rows))
        if len(rows) > 2:
            raise MemoryError
        return right(rows)

    monkeypatch.setattr(truth, "together", together)
    assert minds_company(truth, COMPANY)
    assert set(sizes) == {4, 2}
    monkeypatch.setattr("pandavision_gui.engine.models.company._SIZE", 3)
    monkeypatch.setattr(truth, "together", _too_much)
    assert not minds_company(truth, COMPANY), "there is room for one at a time only"


def _too_much(rows: np.ndarray) -> np.ndarray:
    raise MemoryError


def load(built: ModelProto, folder: Path) -> LoadedClassifier:
    return load_classifier(
        saved(built, folder),
        sample_shape=SHAPE,
        normalisation=None,
        flip_channels=False,
        company=COMPANY,
    )


def by_itself(truth: OnnxTruth, picture: np.ndarray, size: int) -> np.ndarray:
    return truth.together(np.stack([picture] * size))[0]


@pytest.mark.parametrize(("batch", "size"), [("n", 1), (3, 3)])
@pytest.mark.parametrize("kind", MIXING)
def test_each_sample_then_goes_by_itself_in_both_models(
    tmp_path: Path, kind: str, batch: int | str, size: int
) -> None:
    loaded = load(network(MIXING[kind], batch), tmp_path)
    truth, classifier = loaded.truth, loaded.classifier
    assert loaded.converter != "none", loaded.hindrance
    assert loaded.doubt == company_warning(truth.interface)
    assert ("3 copies" in loaded.doubt) == (size == 3)
    assert not any("freed" in remark for remark in loaded.facts.remarks)
    rows = np.concatenate([PICTURES, PICTURES * 0.5, 1 - PICTURES * 0.5])
    wanted = np.stack([by_itself(truth, row, size) for row in rows])
    np.testing.assert_allclose(truth.scores(rows), wanted, rtol=1e-5, atol=1e-6)
    with torch.no_grad():
        converted = classifier(torch.from_numpy(rows)).numpy()
    np.testing.assert_allclose(converted, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("batch", ["n", 3])
def test_gradients_are_those_of_a_sample_by_itself(tmp_path: Path, batch: int | str) -> None:
    loaded = load(network(MIXING["divided by the brightest of all"], batch), tmp_path)
    rows = torch.from_numpy(np.concatenate([PICTURES * 0.5, PICTURES])).requires_grad_()
    (slope,) = torch.autograd.grad(loaded.classifier(rows)[:, 1].sum(), rows)
    step = 1e-3
    for row, pixel in ((0, 7), (1, 0), (3, 12)):
        moved = np.repeat(rows.detach().numpy()[row : row + 1], 2, axis=0)
        moved.reshape(2, -1)[0, pixel] += step
        moved.reshape(2, -1)[1, pixel] -= step
        up, down = loaded.truth.scores(moved)[:, 1].astype(np.float64)
        assert float(slope[row].reshape(-1)[pixel]) == pytest.approx(
            (up - down) / 2 / step, abs=2e-2
        )


def test_a_usual_model_has_nothing_to_be_told(tmp_path: Path) -> None:
    path = saved(linear(), tmp_path)
    pictures = np.random.default_rng(1).random((2, 3, 4, 4), dtype=np.float32)
    loaded = load_classifier(
        path,
        sample_shape=(3, 4, 4),
        normalisation=None,
        flip_channels=False,
        company=Company(pictures[0], pictures[1], (0.0, 1.0)),
    )
    assert loaded.doubt == ""
    assert loaded.truth.interface.fixed_batch is None


@pytest.mark.parametrize(("rows", "asked"), [(1, set()), (3, {2}), (8, {4})])
def test_no_more_are_asked_than_go_through_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, asked: set[int]
) -> None:
    truth = truth_of(network(MIXING["less the darkest of all"]), tmp_path, RowLimit(rows))
    right, sizes = truth.together, set()

    def together(samples: np.ndarray) -> np.ndarray:
        sizes.add(len(samples))
        return right(samples)

    monkeypatch.setattr(truth, "together", together)
    assert minds_company(truth, COMPANY) == bool(asked)
    assert sizes == asked
