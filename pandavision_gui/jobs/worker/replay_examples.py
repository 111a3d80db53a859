"""Gives the examples of a pack to the model's file once more."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.aims import AimKind
from pandavision_gui.engine.evaluation.confirm import all_answers, predict
from pandavision_gui.engine.file_hash import sha256_of
from pandavision_gui.engine.models.company import Company
from pandavision_gui.engine.models.external_data import external_data_files
from pandavision_gui.engine.models.load_classifier import load_classifier
from pandavision_gui.engine.preprocessing import normalisation_of
from pandavision_gui.engine.result import EvaluationResult, Randomised
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.pack import contents
from pandavision_gui.jobs.pack_messages import VerifyPack
from pandavision_gui.jobs.worker.pack_distances import AT_ONCE

_STREAM = 0x5041434B
_LEVEL = 1e-3
"""Chance that a pack of a model that draws random numbers is doubted although it is right."""


@dataclass(frozen=True)
class Replayed:
    """What came of it.

    Attributes
    ----------
    differences
        Sentences, each about one thing.
    drawn
        Which rows of the dataset.
    notes
        Sentences that speak against nothing.
    """

    differences: list[str]
    drawn: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def replay(
    folder: Path,
    names: set[str],
    spec: EvaluationSpec,
    result: EvaluationResult,
    table: SampleTable,
    command: VerifyPack,
) -> Replayed:
    """Draw examples, ask the model, and return what differs.

    One that draws random numbers is asked as often as the evaluation asked it, and answers may be
    others: only their share is held against what the result tells.

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
        told = f'"{path.name}" is another model than was evaluated: its SHA-256 differs.'
        return Replayed([told])
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
        company=Company(clean[0], clean[-1], result.applied.input_range),
    )
    rows = {int(one): row for row, one in enumerate(table.index)}
    differences: list[str] = []
    misled: list[int] = []
    for start in range(0, len(drawn), AT_ONCE):
        part = drawn[start : start + AT_ONCE]
        places = np.array([rows[int(one)] for one in index[part]], dtype=np.int64)
        samples, examples = np.array(clean[part]), np.array(adversarial[part])
        rows_there = table.rows(places)
        if result.randomised is not None:
            loaded.truth.repeats = result.randomised.repeats
            is_aimed = spec.target not in (None, AimKind.ALL)
            targets = rows_there.adversarial_prediction if is_aimed else None
            answers = all_answers(loaded.truth, examples, rows_there.label, targets)
            misled.extend(answers.misled.tolist())
            continue
        before, _ = predict(loaded.truth, samples)
        after, _ = predict(loaded.truth, examples)
        differences += _compared(rows_there, before, after)
    there = tuple(int(one) for one in index[drawn])
    if result.randomised is None:
        return Replayed(differences, there)
    doubt, note = _share_of_misled(misled, result.randomised)
    return Replayed([*differences, *doubt], there, (note,))


def _share_of_misled(misled: list[int], told: Randomised) -> tuple[list[str], str]:
    """Hold the share of misled answers against the result's; return a doubt and a note.

    Of k examples from among e, the mean of numbers from 0 to 1 is off by more than t with a
    probability of at most exp(−2t² / (1/k + 1/e)) (Hoeffding 1963, for draws without replacement).
    """
    count, asked = len(misled), told.repeats * len(misled)
    once = sum(number > 0 for number in misled)
    note = (
        f"The model draws random numbers: asked {told.repeats} times each, {once} of {count} "
        f"examples misled it at least once, in {sum(misled)} of {asked} answers."
    )
    if not count or not told.examples:
        return [], note
    share = told.example_answers_misled / (told.repeats * told.examples)
    room = math.sqrt(math.log(1 / _LEVEL) * (1 / count + 1 / told.examples) / 2)
    if sum(misled) / asked >= share - room:
        return [], note
    return [
        f"The replayed examples mislead the model in {sum(misled) / asked:.1%} of its answers, not "
        f"in {share:.1%}: that is more than chance."
    ], note


def _compared(table: SampleTable, before: NDArray[np.int64], after: NDArray[np.int64]) -> list[str]:
    found = []
    for row, index in enumerate(table.index):
        name = f"Sample {index}"
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
