"""The evaluation that a gate compares with, from its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.aimed_class import aimed_class
from pandavision_gui.engine.comparison import common_samples
from pandavision_gui.engine.gate_judgement import Baseline
from pandavision_gui.engine.result import MAX_BYTES, EvaluationResult, parse_result
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs.archive.contents import NotTakenError
from pandavision_gui.jobs.archive.job_archive import look_at_finished

_NAME = "result.json"


@dataclass(frozen=True)
class BaselineFiles:
    """A result, and the folder that may hold its rows."""

    path: Path
    result: EvaluationResult

    def paired_with(
        self, table: SampleTable, result: EvaluationResult
    ) -> tuple[Baseline, str | None]:
        """Return what a finished evaluation is compared with, and why it is not sample by sample.

        Rows are read as those of an archive: all of the folder is checked first.
        """
        rows, why = self._rows(table, result)
        robust = {point.value: point.robust for point in self.result.curve}
        return Baseline(robust, self.result.samples.evaluated, rows), why

    def not_drawn(self, *, is_paired: bool, is_chosen: bool, is_whole: bool) -> list[str]:
        """Return what is to be said of an interval of samples that nobody drew: a sentence or none.

        Parameters
        ----------
        is_paired
            Whether the samples that both have are compared: they are drawn where those of both are,
            or where one of the two has all that the other one drew from.
        is_chosen
            Whether the samples of the evaluation that is compared were named by the user.
        is_whole
            Whether they are all of their dataset.
        """
        samples = self.result.samples
        is_all = self.result.spec.get("evaluation-mode") == "complete"
        is_all &= samples.evaluated == samples.drawn
        mine = "chosen by you" if is_chosen else "all of the dataset"
        others = "chosen by whoever made it" if samples.chosen_by_user else "all of its dataset"
        says_mine = is_chosen or (is_whole and not is_paired)
        says_others = samples.chosen_by_user or (is_all and not is_paired)
        told = [f"the samples were {mine}"] if says_mine else []
        told += [f"those of the baseline were {others}"] if says_others else []
        if not told:
            return []
        return [
            f"In the comparison with the baseline {' and '.join(told)}, not drawn: the interval is "
            "as if they had been drawn, and stands for no other samples."
        ]

    def _rows(
        self, table: SampleTable, result: EvaluationResult
    ) -> tuple[SampleTable | None, str | None]:
        if self.result.dataset.sha256 != result.dataset.sha256:
            return None, "the baseline is of another dataset"
        try:
            job = look_at_finished(self.path.parent)
        except (NotTakenError, PandaVisionError) as error:
            what = error.what if isinstance(error, NotTakenError) else error.message
            return None, f"the baseline's rows cannot be read: {what.rstrip('.')}"
        if job.result != self.result:  # a copy, put beside the files of some other job
            return None, "the rows beside the baseline are of another result"
        rows = job.table
        mine, others = common_samples(table, rows)
        if len(mine) == 0:
            return None, "the baseline has none of these samples"
        if not np.array_equal(mine.label, others.label):
            return None, "the baseline was evaluated with other labels"
        return rows, None


def read_baseline(path: Path, spec: EvaluationSpec) -> BaselineFiles:
    """Read the result of a finished job, by its file or its folder.

    Raises
    ------
    InputError
        ``baseline_unreadable``, ``baseline_damaged`` for what is no result, or
        ``baseline_of_another_kind`` for one that answers another question.
    """
    file = path / _NAME if path.is_dir() else path
    try:
        data = read_bounded(file, MAX_BYTES)
    except OSError as error:
        raise InputError(
            "baseline_unreadable",
            f'The baseline "{file}" cannot be read: {error.strerror}.',
            "Give the result.json of a finished job, or its folder.",
        ) from error
    try:
        result = parse_result(data, str(file))
    except EnvironmentFault as error:  # status 1 would say that the model is worse than it
        raise InputError(
            "baseline_damaged",
            f'The baseline "{file}" is no result of an evaluation, or damaged, or of another '
            "version of the program.",
            "Give the result.json of a finished job, or its folder.",
            details=error.details,
        ) from error
    for key, mine, others in (
        ("norm", spec.norm.value, result.norm),
        ("perturbation-type", spec.perturbation, result.spec.get("perturbation-type")),
        (
            "target",
            aimed_class(spec.target, spec.class_names or ()),
            # Of a spec that gives no names only a name itself can be held against a name.
            aimed_class(result.spec.get("target"), result.class_names if spec.class_names else ()),
        ),
    ):
        if mine != others:
            raise InputError(
                "baseline_of_another_kind",
                f'The baseline "{file}" was evaluated with {_words(others)} as {key}, the spec '
                f"asks for {_words(mine)}.",
                "Evaluate both in the same way.",
            )
    return BaselineFiles(file.absolute(), result)


def _words(value: object) -> str:
    return "none" if value is None else f'"{value}"'
