"""What was misread of a model and a dataset, found on about 128 clean samples.

Everything is asked of ONNX Runtime on the file as it is, without torch. Nothing is changed: the
readings that are clearly better are named with the keys to set.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np

from pandavision_gui.engine.class_names import names_in_force
from pandavision_gui.engine.diagnosis import (
    ENOUGH_FOR_PERFECT,
    Diagnosis,
    Proposal,
    clean_accuracy,
)
from pandavision_gui.engine.evaluation.doctor_files import (
    DrawnSamples,
    OpenedModel,
    draw_samples,
    form_of,
    open_model,
    range_in_words,
    range_is_unknown,
    with_one_logit,
)
from pandavision_gui.engine.evaluation.doctor_readings import (
    Pictures,
    label_readings,
    rearranged,
)
from pandavision_gui.engine.evaluation.doctor_search import search_readings
from pandavision_gui.engine.evaluation.doctor_words import (
    SLOW,
    class_notes,
    likeliest_causes,
    one_answer_warning,
    unkeyed_warning,
    whole_number_warning,
)
from pandavision_gui.engine.evaluation.model_behaviour import (
    behaviour_warnings,
    finite_warning,
)
from pandavision_gui.engine.evaluation.name_order import name_warnings
from pandavision_gui.engine.evaluation.near_chance import is_near_chance, near_chance_sentence
from pandavision_gui.engine.evaluation.reading_search import (
    Candidate,
    ReadingSearch,
    can_be_beaten,
)
from pandavision_gui.engine.evaluation.trials import (
    AS_READ,
    OutOfTime,
    PictureReading,
    Trials,
    classes_of,
)
from pandavision_gui.engine.evaluation.unnamed_preprocessing import (
    forgotten_note,
    may_be_forgotten,
    right_if_scaled,
)
from pandavision_gui.engine.models.company import (
    ROWS_ASKED,
    Company,
    company_warning,
    minds_company,
)
from pandavision_gui.engine.preprocessing import (
    normalisation_of,
)
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError

SECONDS = 10.0
_ASKED_TWICE = 16


def diagnose(
    spec: EvaluationSpec,
    *,
    threads: int = 1,
    seconds: float = SECONDS,
    clock: Callable[[], float] = time.monotonic,
    input_range: tuple[float, float] | None = None,
) -> Diagnosis:
    """Try the model on clean samples, as the spec reads them and in other ways.

    Parameters
    ----------
    spec
        Only the keys that say how the files are read, and the seed, are looked at.
    threads
        Threads of ONNX Runtime.
    seconds
        How long the model may be asked; fewer samples and readings are tried on a slow one.
    input_range
        What an evaluation of these files has settled on, data units: it is not questioned again.

    Raises
    ------
    InputError, EnvironmentFault
        When the files cannot be evaluated, whatever the keys say; ``model_too_slow``.
    """
    model = open_model(spec.trained_model, spec.output)
    drawn = draw_samples(spec, model, input_range)
    return _Visit(spec, model, drawn, threads, seconds, clock).diagnosis()


class _Visit:
    """One model and one dataset."""

    def __init__(
        self,
        spec: EvaluationSpec,
        model: OpenedModel,
        drawn: DrawnSamples,
        threads: int,
        seconds: float,
        clock: Callable[[], float],
    ) -> None:
        self._spec, self._drawn = spec, drawn
        form = form_of(drawn.samples, model)
        keyed: Pictures = {
            name: (samples, form_of(samples, model)) for name, samples in drawn.others.items()
        }
        self._pictures: Pictures = {AS_READ: (drawn.samples, form)} | keyed
        self._pictures |= rearranged(drawn.samples, form, keyed, drawn.input_range)
        self._present = PictureReading(
            normalisation_of(spec.preprocessing, drawn.input_range, drawn.samples.shape[1]),
            spec.channels == "BGR",
        )

        def opened(model: OpenedModel) -> tuple[Trials, int]:
            trials = Trials(
                model.path, model.interface, self._pictures, others=model.others,
                seconds=seconds, threads=threads, clock=clock,
            )  # fmt: skip
            return trials, trials.affordable(self._present, len(drawn.samples))

        self._model = model
        try:
            self._trials, self._count = opened(model)
        except InputError as error:
            if error.code != "model_scores_shape" or model.interface.classes not in (None, 2):
                raise
            self._model = with_one_logit(model)
            self._trials, self._count = opened(self._model)

    def diagnosis(self) -> Diagnosis:
        """Return what comes out."""
        count = self._count
        try:
            scores = self._trials.scores(self._present, slice(0, count))
        except OutOfTime as error:
            raise InputError(
                "model_too_slow",
                "The model is too slow to be tried on clean samples in a few seconds.",
                "The evaluation itself tells the clean accuracy.",
            ) from error
        classes = scores.shape[1]
        prediction = classes_of(scores)
        right = prediction == self._drawn.labels[:count]
        hits = int(right.sum())
        readings = label_readings(self._drawn, count, self._spec.label_offset)
        search = ReadingSearch(self._trials, readings, right)
        # Of one class any change is better that sends more answers to it.
        are_several = len(np.unique(self._drawn.all_labels)) > 1
        if are_several and can_be_beaten(hits, count):
            search_readings(
                search, scores,
                spec=self._spec, model=self._model, drawn=self._drawn,
                present=self._present, pictures=self._pictures,
            )  # fmt: skip
        best = search.best()
        proposals = [self._proposal(one) for one in best if one.is_keyed]
        if self._drawn.range_problem and not proposals:
            proposals.append(self._range_proposal(hits))
        warnings = [
            *finite_warning(scores),
            *self._behaviour_warnings(),
            *self._number_warnings(),
            *self._label_warnings(classes),
            *filter(None, [one_answer_warning(prediction, self._drawn.labels[:count])]),
        ]
        if self._drawn.range_problem:
            warnings.append(self._drawn.range_problem)
        elif self._drawn.range_doubt:
            warnings.append(self._drawn.range_doubt)
        warnings += [unkeyed_warning(one) for one in best if not one.is_keyed]
        near = is_near_chance(hits, count, classes)
        causes = ""
        if near:
            causes = likeliest_causes(
                best[:1],
                search.best_share,
                self._spec,
                several_outputs=bool(self._model.facts.output_choices),
            )
            warnings.insert(0, f"{near_chance_sentence(hits, count, classes)} {causes}")
        return Diagnosis(
            clean_accuracy=clean_accuracy(hits, count),
            near_chance=near,
            causes=causes,
            seconds_per_sample=self._trials.seconds_per_sample,
            warnings=tuple(warnings),
            notes=(
                *self._notes(hits, classes, search.ran_out),
                *(() if near or proposals else self._scale_notes(hits)),
            ),
            proposals=tuple(proposals),
            range_unknown=bool(self._drawn.range_problem)
            and self._spec.input_range == "auto"
            and range_is_unknown(self._drawn.samples),
        )

    def _behaviour_warnings(self) -> list[str]:
        interface = self._model.interface
        count = self._trials.affordable_again(min(_ASKED_TWICE, self._count))
        pictures = self._trials.rows(self._present, slice(0, count))
        found = behaviour_warnings(self._trials.truth.scores, pictures)
        is_affordable = self._trials.affordable_again(ROWS_ASKED) == ROWS_ASKED
        if not found and is_affordable and interface.fixed_batch is None:
            span = float(pictures.min()), float(pictures.max())
            if minds_company(self._trials.truth, Company(pictures[0], pictures[1], span)):
                return [company_warning(interface.alone())]
        return found

    def _number_warnings(self) -> list[str]:
        interface = self._model.interface
        if interface.whole_range is None:
            return []
        lowest, most = interface.whole_range
        rows = self._trials.rows(self._present, slice(0, self._count))
        read = np.rint(rows).clip(lowest, most)
        return whole_number_warning(
            self._drawn.samples[: self._count], read, self._drawn.input_range, most
        )

    def _label_warnings(self, classes: int) -> list[str]:
        labels = self._drawn.all_labels
        outside = int(((labels < 0) | (labels >= classes)).sum())
        names = name_warnings(self._spec, self._model.facts.class_names, self._drawn.class_names)
        if not outside:
            return [*names]
        span = f"{labels.min()} to {labels.max()}".replace("-", "−")
        return [
            f"Labels run from {span}, but the model's classes are 0 to {classes - 1}: {outside:,} "
            f"of {len(labels):,} samples have a label that is none of them.",
            *names,
        ]

    def _notes(self, hits: int, classes: int, ran_out: bool) -> Iterator[str]:
        yield from self._model.facts.remarks
        if self._drawn.value_remark:
            yield self._drawn.value_remark
        given, of_dataset = self._spec.class_names, self._drawn.class_names
        names = names_in_force(given, of_dataset, self._model.facts.class_names, classes).names
        yield from class_notes(self._drawn.all_labels, classes, names)
        if hits == self._count >= ENOUGH_FOR_PERFECT:
            yield (
                f"All {hits} samples are classified right. If the model was trained on them, the "
                "curve says little about other samples."
            )
        if self._count < len(self._drawn.samples):
            yield f"{SLOW}only {self._count} samples were tried."
        if ran_out:
            yield f"{SLOW}not all readings of the files were tried."

    def _scale_notes(self, hits: int) -> tuple[str, ...]:
        if not may_be_forgotten(self._spec, self._drawn.input_range):
            return ()
        count = self._trials.affordable_again(self._count)
        if count < self._count:
            return ()
        rows = self._trials.rows(self._present, slice(0, count))
        scaled = right_if_scaled(self._trials.truth, rows, self._drawn.labels[:count])
        note = forgotten_note(hits, scaled, count)
        return (note,) if note else ()

    def _proposal(self, candidate: Candidate) -> Proposal:
        keys = dict(candidate.keys)
        if self._drawn.range_problem:  # without it the job is refused
            keys["input-range"] = list(self._drawn.input_range)
        (key, value), *also = keys.items()
        return Proposal(
            key=key,
            value=value,
            also=dict(also),
            accuracy=int(candidate.right.sum()) / self._count,
            interval=candidate.interval,
            reading=candidate.words,
            reason=candidate.reason,
        )

    def _range_proposal(self, hits: int) -> Proposal:
        found = clean_accuracy(hits, self._count)
        words = range_in_words(self._drawn.input_range)
        return Proposal(
            key="input-range",
            value=list(self._drawn.input_range),
            accuracy=found.accuracy,
            interval=found.interval,
            reading=f"with the input range {words}",
            reason=f"All values lie within {words}; without a range the job is refused.",
        )
