"""A paragraph on the method, and the papers behind it, ready for a publication."""

from __future__ import annotations

from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.bibliography import REFERENCES, Reference, references_of
from pandavision_gui.engine.corruptions import Severity
from pandavision_gui.engine.number_words import number_words
from pandavision_gui.engine.reports.document import Code, Paragraph, Section
from pandavision_gui.engine.reports.report_job import ReportJob


def methods_section(job: ReportJob) -> Section:
    """Return the methods paragraph and BibTeX of what it cites."""
    return Section(
        "Methods, for a paper",
        (
            Paragraph(methods_text(job)),
            Code("\n\n".join(one.bibtex for one in _cited(job))),
        ),
        "methods",
    )


def methods_text(job: ReportJob) -> str:
    """Return the paragraph; papers are cited by their BibTeX keys in square brackets."""
    result = job.result
    versions = result.run.versions
    lower, upper = result.applied.input_range
    keys = "; ".join(one.key for one in references_of(_attacks(job)))
    cited = f" [{keys}]" if keys else ""
    sentences = [
        f"We evaluated the classifier with PandaVision {versions.get('pandavision', '')} on "
        f"{result.samples.evaluated} {_which(job)} samples with inputs in [{lower:g}, {upper:g}].",
        f"{_attack(job)}{cited}.",
    ]
    if not job.is_drawn:
        sentences.append(
            f"Perturbations were bounded in the {job.scale.phrase}"
            if not isinstance(job.scale, Severity)
            else f"The severity was that of the {job.scale.of}"
        )
        sentences[-1] += f" by up to {job.size(job.top.value)}."
    if job.info is not None and job.info.kind.searches_radii:
        sentences.append(
            "Each sample was attacked at the largest perturbation first; whenever it was broken, "
            "the attack went on from the example at the largest value below the example's measured "
            "distance, until a whole run failed. A sample counts as broken at every value from "
            "that distance up."
        )
    if not job.is_drawn:
        sentences.append(
            "Every adversarial example was confirmed as stored in float32 by the original ONNX "
            f"model in ONNX Runtime {versions.get('onnxruntime', '')}, inside the ball and the "
            "input range."
        )
    if job.has_population:
        sentences.append("Intervals are 95 % score intervals [wilson1927probable].")
    if result.model_passes:
        sentences.append(f"The evaluation took {number_words(result.model_passes)} model passes.")
    return " ".join(sentences)


def _which(job: ReportJob) -> str:
    if not job.has_population:
        return "chosen"
    if job.result.spec.get("evaluation-mode") == "fast":
        return "randomly drawn, class-stratified"
    return "test"


def _attack(job: ReportJob) -> str:
    result, info = job.result, job.info
    parameters = result.spec.get("attack-params")
    steps = parameters.get("steps") if isinstance(parameters, dict) else None
    told = f" with {steps} steps" if isinstance(steps, int) else ""
    if result.sources is not None:
        return f"The worst case over {len(result.sources)} attacks was taken per sample"
    if job.is_drawn:
        once = f"Samples were corrupted ({job.attack_title}), once per value"
        drawn = f"Samples were corrupted at random ({job.attack_title}), one draw per value"
        return once if job.is_fixed else drawn
    if info is not None and info.kind is AttackKind.COMPOSED:
        return f"We used the composed attack “{info.name}”{told} per stage"
    return f"We used {job.attack_title}{told}"


def _attacks(job: ReportJob) -> list[str]:
    result = job.result
    names = [result.attack]
    names += [stage.attack for stage in result.stages or ()]
    names += [source.attack for source in result.sources or ()]
    return names


def _cited(job: ReportJob) -> tuple[Reference, ...]:
    cited = list(references_of(_attacks(job)))
    if job.has_population:
        cited.append(REFERENCES["wilson1927probable"])
    return (*cited, REFERENCES["vassilev2025adversarial"])
