"""How long a pass of each model took in the jobs that this window has seen."""

from __future__ import annotations

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.events import JobLoaded, JobRow
from pandavision_gui.views.jobs_table.job_words import seconds_since_epoch

_START_S = 1.5
"""Of a job's seconds, about: libraries, files, conversion."""
_FEWEST_PASSES = 2000
"""A job of fewer says more about its start than about its passes."""

_Kind = tuple[str, str | None, str, str, int | str]


class KnownSpeeds:
    """Seconds of a model pass, by all that decides on them: models, attack, device, batches."""

    def __init__(self) -> None:
        self._known: dict[_Kind, float] = {}
        self._as_of: dict[_Kind, float] = {}
        """When the job was added that said so: older ones may be read later."""

    def learn(self, loaded: JobLoaded, row: JobRow) -> bool:
        """Take in what a job took, where it ran on this machine and says something about passes.

        Returns
        -------
        Whether anything is known now that was not, or was otherwise.
        """
        result, worked_s = loaded.result, row.worked_s
        if result is None or worked_s is None or row.imported:
            return False
        before = dict(self._known)
        if result.model_passes >= _FEWEST_PASSES and worked_s > _START_S:
            self._note(
                _kind_of(loaded.spec),
                seconds_since_epoch(row.created),
                (worked_s - _START_S) / result.model_passes,
            )
        return self._known != before

    def _note(self, kind: _Kind, as_of: float, per_pass: float) -> None:
        if as_of >= self._as_of.get(kind, as_of):
            self._known[kind], self._as_of[kind] = per_pass, as_of

    def per_pass(self, spec: EvaluationSpec) -> float | None:
        """Return the seconds of a pass of this model in this attack; None for the first time."""
        return self._known.get(_kind_of(spec))


def _kind_of(spec: EvaluationSpec) -> _Kind:
    return (
        spec.trained_model,
        spec.surrogate_model,
        spec.attack_info.name,
        spec.device,
        spec.batch_size,
    )
