"""Gives the examples of a pack to the model's file once more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.confirm import predict
from pandavision_gui.engine.file_hash import sha256_of
from pandavision_gui.engine.models.external_data import external_data_files
from pandavision_gui.engine.models.load_classifier import load_classifier
from pandavision_gui.engine.norms import Norm, distances
from pandavision_gui.engine.preprocessing import normalisation_of
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.pack import contents
from pandavision_gui.jobs.pack_messages import VerifyPack

_STREAM = 0x5041434B
_ROUNDING = 1e-9
_AT_ONCE = 16


def replay(
    folder: Path,
    names: set[str],
    spec: EvaluationSpec,
    result: EvaluationResult,
    table: SampleTable,
    command: VerifyPack,
) -> tuple[list[str], tuple[int, ...]]:
    """Return what differs, and which rows of the dataset were drawn.

    Raises
    ------
    InputError
        ``pack_without_examples``, or what loading the model raises.
    """
    if not {contents.ADVERSARIAL, contents.CLEAN} <= names:
        raise InputError(
            "pack_without_examples",
            "The pack holds no adversarial examples with the samples that they were made of.",
            "There is nothing to replay: leave --replay out.",
        )
    path = Path(command.model)
    if sha256_of(path, external_data_files(path)) != result.model.sha256:
        return [f'"{path.name}" is another model than was evaluated: its SHA-256 differs.'], ()
    index = np.load(folder / contents.INDEX, allow_pickle=False)
    generator = np.random.Generator(
        np.random.PCG64(np.random.SeedSequence([command.seed, _STREAM]))
    )
    drawn = np.sort(np.argsort(generator.random(len(index)), kind="stable")[: command.replay])
    # Both were walked through: they are whole, finite and of one shape.
    clean = np.load(folder / contents.CLEAN, allow_pickle=False, mmap_mode="r")
    adversarial = np.load(folder / contents.ADVERSARIAL, allow_pickle=False, mmap_mode="r")
    shape = (int(clean.shape[1]), int(clean.shape[2]), int(clean.shape[3]))
    loaded = load_classifier(
        path,
        sample_shape=shape,
        normalisation=normalisation_of(spec.preprocessing, result.applied.input_range, shape[0]),
        flip_channels=spec.channels == "BGR",
        output=spec.output,
        converts=False,
    )
    rows = {int(one): row for row, one in enumerate(table.index)}
    differences: list[str] = []
    for start in range(0, len(drawn), _AT_ONCE):
        part = drawn[start : start + _AT_ONCE]
        places = np.array([rows[int(one)] for one in index[part]], dtype=np.int64)
        samples, examples = np.array(clean[part]), np.array(adversarial[part])
        before, _ = predict(loaded.truth, samples)
        after, _ = predict(loaded.truth, examples)
        differences += _compared(table.rows(places), samples, examples, before, after, result)
    return differences, tuple(int(one) for one in index[drawn])


def _compared(
    table: SampleTable,
    samples: NDArray[np.float32],
    examples: NDArray[np.float32],
    before: NDArray[np.int64],
    after: NDArray[np.int64],
    result: EvaluationResult,
) -> list[str]:
    measured = distances(samples, examples, Norm(result.norm))
    found = []
    for row, index in enumerate(table.index):
        name, told = f"Sample {index}", float(table.distance[row])
        if not np.isclose(measured[row], told, rtol=_ROUNDING, atol=0):
            found.append(
                f"{name}: its example is at the distance {measured[row]:.9g}, not {told:.9g}."
            )
        if before[row] != table.prediction[row]:
            found.append(
                f"{name}: the model takes the sample for class {before[row]}, not "
                f"{table.prediction[row]}."
            )
        if after[row] != table.adversarial_prediction[row]:
            found.append(
                f"{name}: the model takes the example for class {after[row]}, not "
                f"{table.adversarial_prediction[row]}."
            )
    return found
