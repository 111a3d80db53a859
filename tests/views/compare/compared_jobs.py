"""What a worker tells of compared jobs, made of the minimum perturbations of their samples."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from pandavision_gui.engine.comparison import compare
from pandavision_gui.engine.comparison_words import evidence_words, verdict_words
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.number_words import value_words
from pandavision_gui.jobs.compare_messages import (
    Agreement,
    ComparedJob,
    ComparedPair,
    ComparedPoint,
    Difference,
    JobsCompared,
)

from ...engine.light.documents import table_of

VALUES = (0.0, 0.01, 4 / 255, 0.03)
ROBUST = [math.inf] * 40
WEAK = [math.inf] * 18 + [0.015] * 20 + [0.005] * 2
ALIKE = [math.inf] * 39 + [0.005]


def compared(
    names: Sequence[str] = ("weak network", "robust network"),
    minima: Sequence[list[float]] = (WEAK, ROBUST),
    *,
    has_population: bool = True,
    why_not: str = "",
    caution: str = "",
    warnings: tuple[str, ...] = (),
) -> JobsCompared:
    jobs = tuple(
        ComparedJob(
            name=name,
            folder=f"/jobs/{name}",
            clean=1.0,
            top_value=VALUES[-1],
            robust=0.5,
            lower=0.4,
            upper=0.6,
            level="medium",
            sec_value=0.5,
            samples=40,
            has_population=has_population,
            warnings=warnings,
        )
        for name in names
    )
    both = zip(names, minima, strict=True)
    return JobsCompared(
        jobs=jobs,
        differences=(Difference(setting="Model", told=tuple(f"{one}.onnx" for one in names)),),
        agreements=(
            Agreement(setting="Seed", told="0"),
            Agreement(setting="Attack", told="standard"),
        ),
        pairs=tuple(
            _pair(one, other, why_not, caution) for one, other in itertools.combinations(both, 2)
        ),
    )


def _pair(
    one: tuple[str, list[float]], other: tuple[str, list[float]], why_not: str, caution: str
) -> ComparedPair:
    found = compare(table_of(one[1]), table_of(other[1]), VALUES)
    return ComparedPair(
        first=one[0],
        second=other[0],
        why_not=why_not,
        verdict="" if why_not else verdict_words(one[0], other[0], Norm.LINF, found),
        evidence="" if why_not else evidence_words(found),
        basis="" if why_not else "Tested on the 40 samples that both evaluated.",
        caution=caution,
        points=()
        if why_not
        else tuple(
            ComparedPoint(
                value=point.value,
                value_words=value_words(point.value, Norm.LINF),
                count=point.count,
                first=point.first,
                second=point.second,
                only_first=point.only_first,
                only_second=point.only_second,
                p=point.p,
                adjusted_p=point.adjusted_p,
            )
            for point in found
        ),
    )
