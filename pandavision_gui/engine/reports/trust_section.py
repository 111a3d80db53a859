"""How far a result can be trusted: what was checked, and how it came out."""

from __future__ import annotations

from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.few_steps import few_steps_warning
from pandavision_gui.engine.missed_samples import is_told
from pandavision_gui.engine.number_words import number_words, value_words
from pandavision_gui.engine.plateau import plateau_of
from pandavision_gui.engine.refused_examples import only_conversion_was_misled
from pandavision_gui.engine.reports.document import (
    Fact,
    Facts,
    Item,
    Items,
    Mark,
    Paragraph,
    Section,
)
from pandavision_gui.engine.reports.report_job import ReportJob
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.robustness_curve import wilson_interval

_CLOSE = (0.5, 2.0)
"""Finite differences over gradient, between which the gradient is taken for right."""
_WIDE = 0.05
"""Half an interval, above which the number of samples is cautioned about."""
_MOST = 20
_CONVERTERS = {"onnx2pytorch": "onnx2pytorch", "onnx2torch": "onnx2torch"}


def trust_items(job: ReportJob) -> tuple[Item, ...]:
    """Return every check of a result in a sentence, warnings first."""
    result = job.result
    warnings = list(dict.fromkeys(result.warnings))
    items = [Item(text, Mark.CAUTION) for text in warnings[:_MOST]]
    if len(warnings) > _MOST:
        items.append(Item(f"and {len(warnings) - _MOST} more warnings", Mark.CAUTION))
    if job.is_from_archive:
        follow = "follow" if job.table is not None else "followed, when it was taken in,"
        items.append(
            Item(
                "The job was computed elsewhere and taken in from an archive: its figures "
                f"{follow} from its rows, which were not computed here.",
                Mark.CAUTION,
            )
        )
    if job.table is None:
        items.append(
            Item(
                "The job's rows were cleared to make room: its figures are those that were stored "
                "with the result, and could not be made again for this report.",
                Mark.CAUTION,
            )
        )
    items += [
        _confirmation(job),
        *_randomness(job),
        *_agreement(job),
        *_gradient(job),
        *_weakness(job),
        *_assumption(job),
    ]
    items += [_count(job), *(Item(text) for text in result.applied.assumptions[:_MOST])]
    return tuple(items)


def trust_section(job: ReportJob) -> Section:
    """Return the fidelity certificate and every other check."""
    return Section(
        "How it was checked",
        (
            Items(trust_items(job)),
            _certificate(job),
            _measured(job),
        ),
        "trust",
    )


def _confirmation(job: ReportJob) -> Item:
    result = job.result
    if job.is_drawn:
        return Item("Every answer is ONNX Runtime's own, on the original model file.", Mark.GOOD)
    refused = result.rejected_by_confirmation
    if refused and only_conversion_was_misled(result):
        return Item(
            "No adversarial example is counted: ONNX Runtime refused all that the converted model "
            f"took for one ({number_words(refused)} ×).",
            Mark.CAUTION,
        )
    if not result.adversarial_examples:
        return Item("No adversarial example was found, so there was none to confirm.")
    more = (
        f" {number_words(refused)} more that only {_other_model(result)} took for one were "
        "refused and do not count."
        if refused
        else ""
    )
    drawn = result.randomised
    how_often = "" if drawn is None else f" in at least one of {drawn.repeats} answers"
    return Item(
        f"Each of the {number_words(result.adversarial_examples)} adversarial examples was given to"
        f" the original model file in ONNX Runtime, as it is stored, and misled it{how_often}."
        f"{more}",
        Mark.GOOD,
    )


def _other_model(result: EvaluationResult) -> str:
    """Return which model examples are found on, beside the original that confirms them."""
    if result.surrogate is not None:
        return "the second model"
    through_others = any(source.surrogate is not None for source in result.sources or ())
    return "the converted or a second model" if through_others else "the converted model"


def _randomness(job: ReportJob) -> list[Item]:
    drawn = job.result.randomised
    if drawn is None:
        return []
    items = []
    if drawn.clean_samples:
        share = drawn.clean_answers_right / (drawn.repeats * drawn.clean_samples)
        items.append(
            Item(
                f"The model draws random numbers. Of its answers to samples as they are "
                f"{share:.1%} were right; {number_words(drawn.clean_disagreed)} of "
                f"{number_words(drawn.clean_samples)} samples were right in some of "
                f"{drawn.repeats} answers and wrong in others, and count as wrong.",
                Mark.CAUTION,
            )
        )
    if drawn.examples:
        share = drawn.example_answers_misled / (drawn.repeats * drawn.examples)
        items.append(
            Item(
                f"Asked {drawn.repeats} more times about each example, the model was misled in "
                f"{share:.1%} of its answers; {number_words(drawn.examples_disagreed)} of "
                f"{number_words(drawn.examples)} examples did not mislead it every time.",
                Mark.CAUTION,
            )
        )
    return items


def _agreement(job: ReportJob) -> list[Item]:
    figures = job.result.agreement
    if figures.converter == "none":
        return [
            Item(
                "The model was not converted: the attack asked ONNX Runtime itself, and had no "
                "gradients."
            )
        ]
    if not figures.rows:
        return []
    if figures.draws is not None:
        return [
            Item(
                f"{_whose(job)} answers are spread as ONNX Runtime's on "
                f"{number_words(figures.rows)} samples, asked {figures.draws} times each: the "
                f"distributions differ by {figures.largest_difference:.2g} at most, and chance "
                f"explains up to {figures.tolerance:.2g}.",
                Mark.GOOD,
            )
        ]
    return [
        Item(
            f"{_whose(job)} scores agree with ONNX Runtime's on {number_words(figures.rows)} "
            f"samples: they differ by {figures.largest_difference:.1g} at most, and "
            f"{figures.tolerance:.1g} was allowed.",
            Mark.GOOD,
        )
    ]


def _whose(job: ReportJob) -> str:
    which = "second model" if job.result.surrogate is not None else "model"
    return f"The converted {which}'s"


def _gradient(job: ReportJob) -> list[Item]:
    ratio = job.result.agreement.gradient_ratio
    if ratio is None:
        return []
    if _CLOSE[0] <= ratio <= _CLOSE[1]:
        return [
            Item(
                f"The gradient that the attack follows is the slope of the scores: finite "
                f"differences give {ratio:.2f} of it.",
                Mark.GOOD,
            )
        ]
    return [
        Item(
            f"Finite differences give {ratio:.2g} of the gradient that the attack follows: it may "
            "be misled, and the robust accuracy be lower.",
            Mark.CAUTION,
        )
    ]


def _weakness(job: ReportJob) -> list[Item]:
    result = job.result
    if job.info is not None and job.info.is_weak and result.samples.withstood:
        return [
            Item(
                "The attack takes one step: it is weak, and attacks that take many usually break "
                "far more.",
                Mark.CAUTION,
            )
        ]
    if job.info is not None and result.samples.withstood:
        few = few_steps_warning(job.info, result.spec.get("attack-params"))
        if few:
            return [Item(few, Mark.CAUTION)]
    is_random = job.info is not None and job.info.kind is AttackKind.SAMPLING
    plateau = None if is_random else plateau_of(result)
    if plateau is None:
        return []
    return [
        Item(
            f"The curve hardly falls from {value_words(plateau.begin, result.scale)} to "
            f"{value_words(plateau.end, result.scale)}: that the last "
            f"{number_words(plateau.held)} samples withstood may be the attack's limit, not "
            "robustness. A stronger attack will tell.",
            Mark.CAUTION,
        )
    ]


def _assumption(job: ReportJob) -> list[Item]:
    check = job.result.assumption_check
    if check is None or not check.checked:
        return []
    if job.result.sources is not None:
        said = (
            f"In its jobs, {number_words(check.checked)} samples that had withstood the largest "
            f"perturbation were attacked again at a smaller one, and {check.broken or 'none'} fell."
        )
        return [Item(said, Mark.NONE if check.broken else Mark.GOOD)]
    if check.broken and is_told(job.result.warnings):
        return []  # as the first of all items
    if check.broken:
        return [
            Item(
                f"{number_words(check.broken)} of {number_words(check.checked)} samples that had "
                "withstood the largest perturbation fell to a smaller one. "
                + (
                    "Gradients mislead the attack here."
                    if job.result.randomised is None
                    and (job.info is None or job.info.needs_gradient)
                    else "The model draws random numbers, so that may be chance."
                    if job.result.randomised is not None
                    else "The attack's random search had missed them."
                ),
                Mark.CAUTION,
            )
        ]
    return [
        Item(
            f"{number_words(check.checked)} samples that had withstood the largest perturbation "
            "were attacked again at a smaller one, and none fell.",
            Mark.GOOD,
        )
    ]


def _count(job: ReportJob) -> Item:
    count = job.result.samples.evaluated
    if not job.has_population:
        return Item(
            f"The {number_words(count)} samples were chosen by the user: they stand for no others, "
            "and no interval applies.",
            Mark.CAUTION,
        )
    lower, upper = wilson_interval(count // 2, count)
    half = (upper - lower) / 2
    digits = 0 if half >= _WIDE else 1
    return Item(
        f"With {number_words(count)} samples an accuracy is known to within "
        f"{half * 100:.{digits}f} percentage points (95 %, at worst).",
        Mark.GOOD if half <= _WIDE else Mark.CAUTION,
    )


def _certificate(job: ReportJob) -> Facts:
    figures = job.result.agreement
    converter = figures.converter or "not recorded"
    facts = [
        Fact("Converter", "none: ONNX Runtime itself" if converter == "none" else converter),
        Fact("Samples compared", number_words(figures.rows)),
        Fact(
            "Largest difference of two scores"
            if figures.draws is None
            else "Largest difference of two distributions of scores",
            f"{figures.largest_difference:.3g}",
        ),
        Fact("Allowed difference", f"{figures.tolerance:.3g}"),
    ]
    if figures.gradient_ratio is not None:
        facts.append(Fact("Finite differences ÷ gradient, median", f"{figures.gradient_ratio:.4g}"))
    return Facts(tuple(facts))


def _measured(job: ReportJob) -> Paragraph | Facts:
    """Return the largest distances that were measured, beside what was allowed."""
    result, table = job.result, job.table
    if job.is_drawn or table is None:
        return Paragraph(
            "Distances of single examples are not told: "
            + ("a draw has its severity only." if job.is_drawn else "the job's rows were cleared.")
        )
    counted = (table.minimum_perturbation > 0) & (table.minimum_perturbation <= job.top.value)
    if not counted.any():
        return Paragraph("No adversarial example was found, so there is no distance to tell.")
    largest = float(table.minimum_perturbation[counted].max())
    smallest = float(table.minimum_perturbation[counted].min())
    facts = [
        Fact(
            "Largest measured distance of an example that counts",
            f"{largest:.9g} (allowed: {value_words(job.top.value, job.scale)})",
        ),
        Fact("Smallest measured distance of such an example", f"{smallest:.9g}"),
    ]
    units = job.size_in_units(largest)
    if units:
        facts.append(Fact("Largest, in the data's units", units))
    survived = result.survives_8bit
    facts.append(
        Fact(
            "Still mislead after rounding to 8 bits, as in a stored picture",
            f"{number_words(survived)} of {number_words(result.adversarial_examples)}",
        )
    )
    return Facts(tuple(facts))
