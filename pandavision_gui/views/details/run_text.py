"""What was run: attack, files, preprocessing, machine."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.corruptions import Scale
from pandavision_gui.engine.result import Applied, EvaluationResult, FileIdentity, RunFacts
from pandavision_gui.views.details.parameter_text import (
    MOST_PARAMETERS,
    attack_facts,
    parameter_title,
    parameter_words,
)
from pandavision_gui.views.details.reading_text import STATISTICS_OF, layout_words
from pandavision_gui.views.details.statements import Fact
from pandavision_gui.views.engine_words import (
    attack_text,
    scale_words,
    unit_words,
)
from pandavision_gui.views.jobs_table.job_words import (
    attack_title,
    number_words,
    seconds_words,
    value_words,
)
from pandavision_gui.views.plain_text import one_line

translate = QCoreApplication.translate

_SHORT_HASH = 4
_MOST_STAGES = 20
_MOST_SOURCES = 20
_LONGEST_CLASS = 60
_CLASSES_IN_SIGHT = 20
_MOST_NUMBERS = 60
"""Of a list in a tooltip, which shows no more."""


def facts_of_run(result: EvaluationResult) -> list[Fact]:
    """Return what a finished job did."""
    parameters = result.spec.get("attack-params")
    return [
        *attack_facts(
            result.attack,
            str(result.spec.get("perturbation-type", "")),
            parameters if isinstance(parameters, dict) else {},
        ),
        *target_facts(result.spec.get("target")),
        *_source_facts(result),
        values_fact([point.value for point in result.curve], result.scale),
        *_stages(result),
        _passes(result),
        _samples(result),
        *label_facts(result.spec),
        Fact(translate("Run", "Seed"), str(result.run.seed)),
        *_file_facts(translate("Run", "Model"), result.model),
        *_second_model_facts(result.surrogate),
        *_file_facts(translate("Run", "Dataset"), result.dataset),
        *_class_facts(result.class_names),
        *_applied_facts(result.applied, result.spec.get("preprocessing")),
        *_machine_facts(result.run, is_random=result.randomised is not None),
    ]


def _samples(result: EvaluationResult) -> Fact:
    counts, label = result.samples, translate("Run", "Samples")
    count = number_words(counts.evaluated)
    if counts.chosen_by_user:
        return Fact(label, translate("Run", "{n}, chosen").format(n=count))
    if result.spec.get("evaluation-mode") == "fast":
        return Fact(label, translate("Run", "{n}, drawn (fast)").format(n=count))
    return Fact(label, translate("Run", "{n}, the whole dataset").format(n=count))


def label_facts(spec: Mapping[str, Any]) -> list[Fact]:
    """Return which labels were read and what was added to them, and the limit of the time."""
    facts = []
    labels, offset, limit = (spec.get(key) for key in ("labels", "label-offset", "time-limit"))
    if isinstance(labels, str) and labels != "auto":
        facts.append(Fact(translate("Run", "Labels"), one_line(labels, _LONGEST_CLASS)))
    if isinstance(offset, int) and offset:
        words = f"{offset:+d}".replace("-", "−")
        facts.append(Fact(translate("Run", "Label offset"), words))
    if isinstance(limit, int | float):
        facts.append(Fact(translate("Run", "Time limit"), seconds_words(float(limit))))
    return facts


def target_facts(target: object) -> list[Fact]:
    """Return which class samples were steered to, where they were to one."""
    if target is None:
        return []
    words = {
        "second": translate("Run", "the second likeliest"),
        "all": translate("Run", "every other class in turn"),
    }
    shown = one_line(str(target))
    return [Fact(translate("Run", "Target class"), words.get(str(target), shown), shown)]


def _source_facts(result: EvaluationResult) -> list[Fact]:
    """Return which jobs a worst case is made of, and how many samples each has the nearest of."""
    sources = result.sources or ()
    facts = []
    for source in sources[:_MOST_SOURCES]:
        words = translate("Run", "nearest on {n} samples").format(n=number_words(source.nearest))
        title = attack_title(source.attack, str(result.spec.get("perturbation-type", "")))
        passes = translate("Run", "{n} model passes").format(n=number_words(source.model_passes))
        # Jobs are called after their model unless somebody names them, and that is the same in all.
        facts.append(Fact(f"{one_line(source.name)} · {title}", words, passes))
    if len(sources) > _MOST_SOURCES:
        more = number_words(len(sources) - _MOST_SOURCES)
        facts.append(Fact(translate("Run", "and {n} more jobs").format(n=more), ""))
    return facts


def _second_model_facts(file: FileIdentity | None) -> list[Fact]:
    return [] if file is None else _file_facts(translate("Run", "Second model"), file)


def values_fact(values: list[float], scale: Scale, *, count: int | None = None) -> Fact:
    """Return how many perturbation values there are, and their ends."""
    label = translate("Run", "Perturbation values")
    number = len(values) if count is None else count
    if number == 1:
        return Fact(label, value_words(values[0], scale))
    text = translate("Run", "{n}, from {first} to {last}").format(
        n=number_words(number),
        first=value_words(values[0], scale),
        last=value_words(values[-1], scale),
    )
    unit = f"{scale_words(scale)}, {unit_words(scale)}"
    if count:
        return Fact(label, text, unit)
    listed = _list_of([value_words(v, scale) for v in values[:_MOST_NUMBERS]], number)
    return Fact(label, text, f"{listed}\n{unit}")


def _list_of(words: list[str], count: int) -> str:
    more = ", …" if count > len(words) else ""
    return ", ".join(words) + more


def _stages(result: EvaluationResult) -> list[Fact]:
    """Return what each stage of a composed attack broke that no stage before it had."""
    facts = []
    top = result.curve[-1].value
    for number, stage in enumerate(islice(result.stages or (), _MOST_STAGES), 1):
        info = CATALOGUE.get(stage.attack)
        title = attack_text(info.title) if info else one_line(stage.attack)
        fields = info.parameters.model_fields if info else {}
        told = [
            f"{parameter_title(fields.get(key), key)}: {one_line(parameter_words(v))}"
            for key, v in stage.parameters.items()
        ]
        lines = [
            title,
            *told[:MOST_PARAMETERS],
            translate("Run", "attacked: {n}").format(n=number_words(stage.attacked)),
            translate("Run", "model passes: {n}").format(n=number_words(stage.passes)),
        ]
        if stage.ended_early:
            early = number_words(stage.ended_early)
            lines.append(translate("Run", "runs ended early: {n}").format(n=early))
        broken = number_words(stage.broken[-1] if stage.broken else 0)
        value = value_words(top, result.scale)
        lines.append(
            translate("Run", "broken at {value} that stood until then: {n}").format(
                n=broken, value=value
            )
        )
        words = translate("Run", "{n} more broken").format(n=broken)
        label = translate("Run", "Stage {number}: {title}").format(number=number, title=title)
        facts.append(Fact(label, words, "\n".join(lines)))
    return facts


def _passes(result: EvaluationResult) -> Fact:
    passes = result.passes
    parts = (
        (translate("Run", "attack: {n}"), passes.attack),
        (translate("Run", "second check: {n}"), passes.assumption_check),
        (translate("Run", "agreement: {n}"), passes.agreement),
        (translate("Run", "ONNX Runtime, to confirm: {n}"), passes.confirmation),
    )
    tooltip = "\n".join(text.format(n=number_words(number)) for text, number in parts)
    return Fact(translate("Run", "Model passes"), number_words(result.model_passes), tooltip)


def _file_facts(label: str, file: FileIdentity) -> list[Fact]:
    size = translate("Run", "{n} bytes").format(n=number_words(file.bytes))
    return [
        Fact(label, file.name, f"{one_line(file.name)}\n{size}"),
        Fact(
            translate("Run", "{file} SHA-256").format(file=label),
            short_hash(file.sha256),
            one_line(file.sha256),
        ),
    ]


def _class_facts(names: tuple[str, ...]) -> list[Fact]:
    if not names:
        return []
    listed = [one_line(name, _LONGEST_CLASS) for name in names[:_MOST_NUMBERS]]
    numbered = [f"{number}  {name}" for number, name in enumerate(listed)]
    more = ["…"] if len(names) > len(listed) else []
    text = translate("Run", "{n}: {names}").format(
        n=number_words(len(names)), names=_list_of(listed[:_CLASSES_IN_SIGHT], len(names))
    )
    return [Fact(translate("Run", "Classes"), text, "\n".join([*numbered, *more]))]


def short_hash(digest: str) -> str:
    """Return the first and last digits of a hash; the whole where it is short."""
    if len(digest) <= 2 * _SHORT_HASH + 1:
        return digest or "–"
    return f"{digest[:_SHORT_HASH]}…{digest[-_SHORT_HASH:]}"


def _applied_facts(applied: Applied, chosen: object) -> list[Fact]:
    lower, upper = applied.input_range
    text, whole = preprocessing_words(applied)
    if isinstance(chosen, str) and chosen in STATISTICS_OF:
        text = STATISTICS_OF[chosen]
    facts = []
    if applied.layout is not None:
        facts.append(
            Fact(
                translate("Run", "Order of the axes"),
                layout_words(applied.layout),
                translate("Run", "How the dataset's samples were read"),
            )
        )
    facts += [
        Fact(
            translate("Run", "Input range"),
            translate("Run", "{lower:g} to {upper:g}").format(lower=lower, upper=upper),
        ),
        Fact(translate("Run", "Preprocessing"), text, whole),
    ]
    if applied.output is not None:
        facts.append(output_fact(applied.output))
    if applied.channels_flipped:
        facts.append(Fact(translate("Run", "Channels"), translate("Run", "RGB turned into BGR")))
    return facts


def output_fact(name: str) -> Fact:
    """Return which output of the model was read as class scores."""
    return Fact(translate("Run", "Class scores"), one_line(name, _LONGEST_CLASS), one_line(name))


def preprocessing_words(applied: Applied) -> tuple[str, str]:
    """Return the preprocessing in short, and in full where that says more."""
    mean, std = applied.mean, applied.std
    if mean is None or std is None:
        return translate("Run", "none"), ""
    whole = translate("Run", "The model gets (x − mean) / std\nmean: {mean}\nstd: {std}").format(
        mean=_list_of([f"{number:.6g}" for number in mean[:_MOST_NUMBERS]], len(mean)),
        std=_list_of([f"{number:.6g}" for number in std[:_MOST_NUMBERS]], len(std)),
    )
    if len(set(mean)) > 1 or len(set(std)) > 1:
        return translate("Run", "per channel"), whole
    if mean[0] == 0:
        return f"x / {std[0]:g}", whole
    return f"(x − {mean[0]:g}) / {std[0]:g}", whole


def _machine_facts(run: RunFacts, *, is_random: bool) -> list[Fact]:
    facts = [
        Fact(translate("Run", "Device"), _device(run)),
        Fact(translate("Run", "Batch size"), number_words(run.batch_size)),
        Fact(
            translate("Run", "Time of attack"),
            seconds_words(run.elapsed_s),
            translate("Run", "Over all runs of the job, without start and reading"),
        ),
        Fact(
            translate("Run", "Program"),
            f"PandaVision {run.versions.get('pandavision', '?')}",
            "\n".join(
                one_line(f"{name} {version}")
                for name, version in islice(run.versions.items(), _MOST_NUMBERS)
            ),
        ),
    ]
    if run.machine is not None:
        facts.append(
            Fact(translate("Run", "Machine"), one_line(run.machine), one_line(run.machine))
        )
    if run.resumed:
        times = (
            translate("Run", "once")
            if run.resumed == 1
            else translate("Run", "{n} times").format(n=run.resumed)
        )
        facts.append(Fact(translate("Run", "Resumed"), times))
    if not run.bit_repeatable:
        facts.append(
            Fact(
                translate("Run", "Repeatable bit for bit"),
                translate("Run", "no"),
                translate(
                    "Run",
                    "It ran on a GPU, with a time limit, or something changed between its runs",
                )
                if not is_random
                else translate(
                    "Run", "The model draws random numbers: another run gives another curve"
                ),
            )
        )
    return facts


def _device(run: RunFacts) -> str:
    device = run.device.upper() if run.device in ("cpu", "cuda") else run.device
    if run.threads == 1:
        return translate("Run", "{device}, 1 thread").format(device=device)
    return translate("Run", "{device}, {n} threads").format(device=device, n=run.threads)
