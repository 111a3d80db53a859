"""An evaluation under random perturbations: one independent draw per sample and value.

All answers are ONNX Runtime's on the original model: there is no gradient to take, so the converted
model is not needed and costs no pass.
"""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from pandavision_gui.engine.attacks.base import SamplingAttack
from pandavision_gui.engine.evaluation.checkpoint import State
from pandavision_gui.engine.evaluation.clean_samples import CleanSample, CleanSamples
from pandavision_gui.engine.evaluation.confirm import worst_prediction
from pandavision_gui.engine.evaluation.counted_model import Stopped
from pandavision_gui.engine.evaluation.random_streams import Purpose, stream
from pandavision_gui.engine.evaluation.recorder import Recorder
from pandavision_gui.engine.evaluation.rows import Finding, make_rows
from pandavision_gui.engine.evaluation.task import EvaluationTask, Observer
from pandavision_gui.engine.evaluation.whole_steps import in_whole_steps
from pandavision_gui.engine.norms import distances
from pandavision_gui.engine.progress import Doing
from pandavision_gui.errors import InputError

_DRAWS_AT_ONCE = 64


class SamplingRun:
    """Draws sample after sample.

    Parameters
    ----------
    saved
        This run's part of a checkpoint, None at the start.
    """

    def __init__(
        self,
        task: EvaluationTask,
        attack: SamplingAttack,
        recorder: Recorder,
        observer: Observer,
        saved: State | None,
    ) -> None:
        self.checked = self.check_hits = 0  # nothing is assumed, so nothing needs a check
        self._task = task
        self._attack = attack
        self._recorder = recorder
        self._observer = observer
        self._queue = recorder.unfinished() if saved is None else saved["queue"]
        self._next = 0 if saved is None else int(saved["next"])
        if saved is not None:
            # Samples whose rows were damaged since are drawn again, after all others.
            waiting = self._queue[self._next :]
            lost = np.setdiff1d(recorder.unfinished(), waiting)
            self._queue = np.concatenate([self._queue, lost])
        self._samples = CleanSamples(
            task.samples,
            task.truth,
            task.order[self._queue],
            chunk=task.settings.batch_size,
            input_range=task.settings.input_range,
            note_answers=recorder.answers.note_clean,
        )
        self._samples.bring_back(self._next)

    def run(self) -> None:
        """Go on to the end.

        Raises
        ------
        Stopped
            When a stop was asked for; the state is stored.
        """
        limit = self._task.time_limit_s
        while self._next < len(self._queue):
            if self._observer.stop_requested():
                self._recorder.save(self.state())
                raise Stopped
            if limit is not None and self._next > 0 and self._recorder.elapsed_s >= limit:
                break
            self._record(self._samples[self._next])
            self._next += 1
            if self._recorder.report_is_due:
                self._recorder.report(
                    Doing.DRAWING, [], self._recorder.finished / len(self._task.order)
                )
            if self._recorder.checkpoint_is_due:
                self._recorder.save(self.state())
        self._recorder.save(self.state())
        self._recorder.report(Doing.DONE, [], 1.0)

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what a later run needs to go on from here."""
        return {"queue": self._queue, "next": np.array(self._next)}

    def _record(self, clean: CleanSample) -> None:
        settings = self._task.settings
        finding = self._draw(clean)
        rows = make_rows(
            [finding],
            self._task.truth,
            norm=settings.norm,
            input_range=settings.input_range,
            values=np.array(self._task.values, dtype=np.float64),
        )
        picture = clean.values if finding.example is None else finding.example
        self._recorder.add(rows, [(clean.index, picture)])

    def _draw(self, clean: CleanSample) -> Finding:
        """Draw at every value; the smallest draw that fools the model is the sample's example.

        That is the nearest one, or where values are no distances the one of the smallest severity.
        """
        settings = self._task.settings
        values = [value for value in self._task.values if value > 0]
        if not values:
            return Finding(clean, correct=np.array([clean.is_right]))
        right = [clean.is_right]
        best, smallest = Finding(clean), np.inf
        # In groups, so that many values of large samples do not fill the memory.
        for start in range(0, len(values), _DRAWS_AT_ONCE):
            part = values[start : start + _DRAWS_AT_ONCE]
            draws = np.stack([self._one_draw(clean, value) for value in part])
            prediction, confidence = worst_prediction(
                self._task.truth, draws, np.full(len(draws), clean.label)
            )
            if (prediction < 0).any():
                raise InputError(
                    "model_not_finite_under_noise",
                    f"The model answers NaN or infinity on sample {clean.index} in the draw at "
                    f"{part[int(np.flatnonzero(prediction < 0)[0])]:g}.",
                    "Neither right nor wrong can be said of that; check the model.",
                )
            right.extend((prediction == clean.label).tolist())
            distance = distances(np.broadcast_to(clean.values, draws.shape), draws, settings.norm)
            size = distance if self._attack.norm is not None else np.array(part)
            fooling = clean.is_right & (prediction != clean.label) & (distance > 0)
            for n in np.flatnonzero(fooling):
                if size[n] < smallest:
                    smallest = size[n]
                    severity = None if self._attack.norm is not None else part[n]
                    best = Finding(
                        clean,
                        draws[n],
                        int(prediction[n]),
                        float(confidence[n]),
                        severity=severity,
                    )
        return replace(best, correct=np.array(right, dtype=np.bool_))

    def _one_draw(self, clean: CleanSample, value: float) -> NDArray[np.float32]:
        settings = self._task.settings
        # The stream is named by the value itself, so that another grid with the same value in it
        # draws the same noise there.
        (bits,) = struct.unpack("<Q", struct.pack("<d", value))
        generator = stream(settings.seed, clean.index, Purpose.NOISE, bits)
        drawn = self._attack.draw(clean.values, value, settings.input_range, generator)
        if settings.whole_steps is None:
            return drawn
        sample, point = (torch.from_numpy(array).unsqueeze(0) for array in (clean.values, drawn))
        bounds = self._attack.bounds(clean.values, value, settings.input_range)
        draws = 1.0 - torch.from_numpy(generator.random(point.shape))  # never 0
        moved = in_whole_steps(point, sample, bounds, settings.whole_steps, draws)
        return np.asarray(moved[0].numpy())
