"""Names that the user gives are the model's: text is read by them, and other numbers are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.evaluation.doctor import diagnose
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.paths import resources_folder

from .evaluations import run

SAMPLES = resources_folder() / "samples"
COUNT = 48
NAMES = [f"sign {n}" for n in range(12)]
EXCHANGED = ["sign 5", *NAMES[1:5], "sign 0", *NAMES[6:]]


def spec_of(folder: Path, *, as_text: bool, file_names: list[str] | None) -> EvaluationSpec:
    with h5py.File(SAMPLES / "road_signs.h5") as file:
        rows = np.linspace(0, len(file["labels"]) - 1, COUNT).astype(int)
        pictures, labels = file["samples"][:][rows], file["labels"][:][rows]
    with h5py.File(folder / "d.h5", "w") as file:
        file["samples"] = pictures
        texts = [NAMES[label].encode() for label in labels]
        file["labels"] = np.array(texts) if as_text else labels
        if file_names is not None:
            file.attrs["class_names"] = file_names
    document: dict[str, Any] = {
        "dataset": str(folder / "d.h5"),
        "trained-model": str(SAMPLES / "signs_standard.onnx"),
        "preprocessing": "unit",
        "evaluation-mode": "complete",
        "perturbation-values": [0.01],
        "attack": "fgsm",
        "class-names": NAMES,
    }
    return spec_from_document(document)


@pytest.mark.parametrize("file_names", [EXCHANGED, None])
def test_text_labels_are_the_classes_that_the_user_calls_so(
    tmp_path: Path, file_names: list[str] | None
) -> None:
    for place in ("numbers", "text"):
        (tmp_path / place).mkdir()
    numbers = run(
        spec_of(tmp_path / "numbers", as_text=False, file_names=None), tmp_path / "numbers" / "out"
    )
    spec = spec_of(tmp_path / "text", as_text=True, file_names=file_names)
    texts = run(spec, tmp_path / "text" / "out")
    assert texts.outcome.table.label.tolist() == numbers.outcome.table.label.tolist()
    assert texts.robust((0.0, 0.01)) == numbers.robust((0.0, 0.01))
    assert texts.robust((0.0,))[0] > 0.9 * COUNT
    assert not [one for one in texts.prepared.warnings if "differently" in one]
    assert diagnose(spec).clean_accuracy.right == texts.robust((0.0,))[0]


def test_numbers_in_the_order_of_other_names_are_warned_of(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, as_text=False, file_names=EXCHANGED)
    done = run(spec, tmp_path / "out")
    for warnings in (done.prepared.warnings, diagnose(spec).warnings):
        (warning,) = [one for one in warnings if "number classes of the same name" in one]
        assert '"sign 5" is label 0, but class 5 of the model' in warning
