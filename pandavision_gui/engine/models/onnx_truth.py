"""What the user's file itself says: ONNX Runtime on the original model, untouched by us."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from copy import copy
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.models.final_activation import FinalActivation
from pandavision_gui.engine.models.input_form import InputForm
from pandavision_gui.engine.models.model_interface import ModelInterface
from pandavision_gui.engine.models.onnx_session import open_session
from pandavision_gui.engine.models.sample_preparation import prepared, statistics
from pandavision_gui.engine.models.timed_run import timed_run
from pandavision_gui.engine.preprocessing import Normalisation
from pandavision_gui.engine.row_limit import RowLimit, in_groups, is_out_of_memory
from pandavision_gui.errors import InputError

_Rows = TypeVar("_Rows", NDArray[np.float32], list[object])


class OnnxTruth:
    """The original model in ONNX Runtime on the CPU.

    Parameters
    ----------
    path
        The ONNX file.
    interface
        Its input and the output that is read as class scores.
    form, normalisation, flip_channels
        As for the :class:`ImageClassifier` it is compared with.
    threads
        Threads inside one operator.
    limit
        How many samples go through it at a time where the file leaves that open.

    Attributes
    ----------
    rows
        Number of samples sent through the model so far; rows that only filled up a fixed batch
        are not counted.
    repeats
        How often a sample is asked before it is believed: 1, but for a model that draws random
        numbers, whose worst answer counts.
    seconds_per_run, seconds_per_row
        A run that takes longer than both together is cut off; None for the first: none is.

    Raises
    ------
    InputError
        ``model_not_runnable`` when ONNX Runtime refuses the file, ``preset_channels`` when the
        normalisation is for another number of channels.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        interface: ModelInterface,
        form: InputForm,
        normalisation: Normalisation | None = None,
        flip_channels: bool = False,
        threads: int = 1,
        limit: RowLimit | None = None,
    ) -> None:
        self.interface = interface
        self.rows = 0
        self.repeats = 1
        self.seconds_per_run: float | None = None
        self.seconds_per_row = 0.0
        self._limit = limit or RowLimit()
        self._form = form
        self._mean, self._std = statistics(normalisation, form.sample_shape[0])
        self._flip_channels = flip_channels
        self._normalises = normalisation is not None
        self._path, self._threads = os.fspath(path), threads
        self._session = open_session(self._path, interface, threads)

    def of_output(self, interface: ModelInterface) -> OnnxTruth:
        """Return the same model with another of its outputs read as class scores.

        Parameters
        ----------
        interface
            Of the same file. What is no output of it takes a session of its own.

        Raises
        ------
        InputError
            As for a new one.
        """
        other = copy(self)
        other.interface, other.rows = interface, 0
        if interface.scores_are_inner:
            other._session = open_session(self._path, interface, self._threads)
        return other

    @property
    def most_rows(self) -> int:
        """How many samples go through it at a time at most, where the file leaves that open."""
        return self._limit.rows

    @property
    def is_probabilities(self) -> bool:
        """Whether the scores are probabilities already (the file ends in Softmax or Sigmoid)."""
        activation = self.interface.activation
        return activation is not None and activation.kind != "log_softmax"

    def scores(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the model's own output for each sample.

        All samples go at once (or as many as the limit allows) where the file leaves the batch
        open, else in groups of its size, the last one filled up by repeating the last row. Where
        a prediction would depend on the other samples of a batch, each goes alone, or in a batch
        of the file's size that is filled with copies of it.

        Parameters
        ----------
        samples
            float32, (N, C, H, W), N ≥ 1, in the dataset's own units.

        Returns
        -------
        numpy.ndarray
            float32, (N, K): logits, or probabilities where the file ends in them. NaN and
            infinity are passed on; see :func:`require_finite`.

        Raises
        ------
        InputError
            ``model_run_failed`` when ONNX Runtime cannot run the model on them,
            ``sample_batch_shape`` when they have another shape than the model was loaded for,
            ``model_scores_shape`` when it returns no class scores, or now more, now fewer.
        """
        groups = self._in_groups(samples, self._run)
        self.rows += len(samples)
        return joined(groups)[: len(samples)]

    def together(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what :meth:`scores` does of samples that go through the model in one run.

        The rows are not counted.

        Parameters
        ----------
        samples
            float32, (N, C, H, W); N is the file's batch size where it has one.

        Raises
        ------
        InputError
            As :meth:`scores` does.
        MemoryError
            When they are too many at once.
        """
        return self._run(self._prepared(samples))

    def told_classes(self, samples: NDArray[np.float32]) -> dict[str, list[object]]:
        """Return what each of the interface's `label_outputs` says of the samples, one by one.

        The rows are not counted.

        Parameters
        ----------
        samples
            As for :meth:`scores`.

        Returns
        -------
        dict
            Per output one number or text per sample, the first where there are several (TopK); an
            empty list where there is not one row per sample.
        """
        told: dict[str, list[object]] = {}
        for name in self.interface.label_outputs:
            groups = self._in_groups(samples, partial(self._label_rows, name))
            told[name] = [label for group in groups for label in group][: len(samples)]
        return told

    def _label_rows(self, name: str, rows: NDArray[np.floating]) -> list[object]:
        labels = np.asarray(self._session.run([name], {self.interface.input.name: rows})[0])
        if labels.ndim == 0 or len(labels) != len(rows):
            return []
        return list(labels.reshape(len(rows), -1)[:, 0].tolist())

    def _in_groups(
        self, samples: NDArray[np.float32], run: Callable[[NDArray[np.floating]], _Rows]
    ) -> list[_Rows]:
        """Run the model on the samples, prepared, in groups as :meth:`scores` says."""
        count = len(samples)
        rows = self._prepared(samples)
        size = self.interface.fixed_batch
        if size is None:
            return in_groups(count, self._limit, lambda group: run(rows[group]))
        if self.interface.depends_on_batch:
            # Copies are the only company that is no other sample.
            return [run(np.repeat(row, size, axis=0))[:1] for row in np.split(rows, count)]
        missing = -count % size
        if missing:
            rows = np.concatenate([rows, np.repeat(rows[-1:], missing, axis=0)])
        return [run(rows[start : start + size]) for start in range(0, len(rows), size)]

    def _prepared(self, samples: NDArray[np.float32]) -> NDArray[np.floating]:
        """Return what the model's input takes."""
        x = samples
        if self._normalises or self._flip_channels:
            x = prepared(samples, self._mean, self._std, flip_channels=self._flip_channels)
        rows = self._form.apply(x)
        if self.interface.takes_whole_numbers:
            limits = np.iinfo(self.interface.input.dtype)
            rows = np.rint(rows).clip(limits.min, limits.max)
        return rows.astype(self.interface.input.dtype, copy=False)

    def probabilities(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the confidence in each class, (N, K), for scores of this model.

        Softmax of logits; probabilities stay as they are.
        """
        activation = self.interface.activation
        if activation is not None and activation.kind == "exp":
            return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float32)
        if self.is_probabilities:
            return scores
        # Softmax leaves the probabilities of a LogSoftmax what they are.
        wide = scores.astype(np.float64)
        powers = np.exp(wide - wide.max(axis=1, keepdims=True))
        shares: NDArray[np.float32] = (powers / powers.sum(axis=1, keepdims=True)).astype(
            np.float32
        )
        return shares

    def _run(self, rows: NDArray[np.floating]) -> NDArray[np.float32]:
        interface = self.interface
        limit_s = self.seconds_per_run
        if limit_s is not None:
            limit_s += self.seconds_per_row * len(rows)
        try:
            scores = timed_run(
                self._session, interface.output.name, {interface.input.name: rows}, limit_s
            )
        except InputError:
            raise
        except Exception as error:
            # ONNX Runtime's errors share no base class but Exception.
            if is_out_of_memory(RuntimeError(str(error))):
                raise MemoryError(str(error)) from error
            raise InputError(
                "model_run_failed",
                f"ONNX Runtime cannot run the model on {len(rows)} "
                f"sample{'s' if len(rows) != 1 else ''} of shape {list(rows.shape[1:])}.",
                "Check that the model works in ONNX Runtime by itself.",
                str(error),
            ) from error
        if interface.one_logit and scores.shape == (len(rows), 2):
            scores = scores[:, 1]  # ONNX Runtime's 1 − z and z of a linear model with one score z
        if interface.one_logit and scores.size == len(rows):
            return _two_columns(scores.reshape(-1), interface.activation)
        if scores.ndim < 2 or len(scores) != len(rows) or scores[0].size < 2:
            raise InputError(
                "model_scores_shape",
                f"The model returned an array of shape {list(scores.shape)} for {len(rows)} "
                "samples; class scores have one row per sample and two classes or more.",
                "Export the network up to its class scores, with the batch as first dimension.",
            )
        flat: NDArray[np.float32] = scores.reshape(len(rows), -1).astype(np.float32)
        return flat


def joined(groups: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the scores of all groups, (N, K).

    Parameters
    ----------
    groups
        Of the same model, (n, K) each.

    Raises
    ------
    InputError
        ``model_scores_shape`` when K is not the same in all.
    """
    widths = sorted({group.shape[1] for group in groups})
    if len(widths) > 1:
        raise InputError(
            "model_scores_shape",
            f"The model returned {widths[0]} scores for some samples and {widths[-1]} for others; "
            "class scores are as many for every sample.",
            "Export the network up to its class scores.",
        )
    return np.concatenate(groups)


def require_finite(scores: NDArray[np.float32]) -> None:
    """Raise unless every score is a finite number.

    Parameters
    ----------
    scores
        float32, (N, K).

    Raises
    ------
    InputError
        ``model_not_finite``.
    """
    bad = int((~np.isfinite(scores)).any(axis=1).sum())
    if bad:
        raise InputError(
            "model_not_finite",
            f"The model returned NaN or infinity for {bad} of {len(scores)} samples.",
            "Check the preprocessing and the model.",
        )


def _two_columns(
    scores: NDArray[np.floating], activation: FinalActivation | None
) -> NDArray[np.float32]:
    """Return (N, 2): the logits 0 and z of a single logit z, or 1 − p and p of a probability."""
    wide = scores.astype(np.float64)
    first = np.zeros_like(wide) if activation is None else 1.0 - wide
    both: NDArray[np.float32] = np.stack([first, wide], axis=1).astype(np.float32)
    return both
