"""From a spec to a task: files opened, every "auto" decided, the conversion held against the truth.

Nothing is attacked before the converted model agreed with ONNX Runtime on real samples.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import prod
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.class_values import class_values
from pandavision_gui.engine.classic_program import ClassicProgram
from pandavision_gui.engine.datasets.image_dataset import ImageDataset
from pandavision_gui.engine.datasets.input_range import (
    require_in_range,
    resolve_input_range,
    unused_range_warning,
)
from pandavision_gui.engine.datasets.open_dataset import open_dataset
from pandavision_gui.engine.datasets.sample_choice import choose_samples, fair_part
from pandavision_gui.engine.evaluation.aims import aim_at, aim_words, without_target
from pandavision_gui.engine.evaluation.attacked_model import (
    AttackedModel,
    CleanRows,
    attacked_model,
)
from pandavision_gui.engine.evaluation.class_checks import (
    fitting_names,
    require_labels_within,
    unfit_names,
)
from pandavision_gui.engine.evaluation.composed import attacks_of
from pandavision_gui.engine.evaluation.name_order import name_warnings
from pandavision_gui.engine.evaluation.picture_check import require_picture
from pandavision_gui.engine.evaluation.random_answers import other_remarks, with_random_warning
from pandavision_gui.engine.evaluation.reading_check import reading_warnings
from pandavision_gui.engine.evaluation.run_settings import RunSettings
from pandavision_gui.engine.evaluation.spec_remarks import flat_probabilities, too_few_samples
from pandavision_gui.engine.evaluation.task import EvaluationTask
from pandavision_gui.engine.evaluation.whole_steps import (
    between_steps_warning,
    require_whole_range,
    steps_of,
)
from pandavision_gui.engine.job_size import batch_size_for
from pandavision_gui.engine.models.company import Company, example_minds_company
from pandavision_gui.engine.models.inspect_model import inspect_model
from pandavision_gui.engine.models.load_classifier import (
    LoadedClassifier,
    agreeing,
    load_classifier,
)
from pandavision_gui.engine.models.score_choices import AUTO
from pandavision_gui.engine.preprocessing import (
    Normalisation,
    normalisation_of,
    require_colours,
    unasked_warning,
)
from pandavision_gui.engine.progress import Stage
from pandavision_gui.engine.row_limit import NO_LIMIT, RowLimit
from pandavision_gui.engine.spec import FAST_SAMPLES, EvaluationSpec

AGREEMENT_SAMPLES = 32
PROBED_SAMPLES = 128
# Where reading one sample means unpacking more than this, the first ones have to do.
_MOST_BYTES_A_SAMPLE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Prepared:
    """An evaluation that can begin. Close it, or use it as a context manager.

    Attributes
    ----------
    warnings
        Sentences for the result.
    assumptions
        What was assumed of the files, in sentences.
    agreement_passes
        Rows that were sent through the converted model before any attack: to compare it with ONNX
        Runtime and to see that it has a gradient.
    attacked
        The model that the attack looks at: the same one converted, or a second one.
    """

    task: EvaluationTask
    dataset: ImageDataset
    loaded: LoadedClassifier
    attacked: AttackedModel
    agreement_passes: int
    normalisation: Normalisation | None
    channels_flipped: bool
    class_names: tuple[str, ...]
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def draws_random_numbers(self) -> bool:
        """Whether one of the models answers differently each time."""
        return max(self.loaded.truth.repeats, self.attacked.loaded.truth.repeats) > 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.dataset.close()


def prepare(
    spec: EvaluationSpec,
    *,
    device: str,
    threads: int,
    batch_size: int | None = None,
    dataset_is_same: Callable[[], bool] | None = None,
    on_stage: Callable[[Stage], None] = lambda _: None,
    rows_at_once: int | None = None,
    stop_requested: Callable[[], bool] = lambda: False,
    classic: ClassicProgram | None = None,
) -> Prepared:
    """Open the files of a spec and decide everything that it leaves open.

    Parameters
    ----------
    device
        A device from :func:`~pandavision_gui.engine.evaluation.device_choice.choose_device`.
    threads
        Threads of ONNX Runtime.
    batch_size
        A resumed job's; None to take the spec's.
    dataset_is_same
        Asked when somebody touched the dataset while it is open: whether its content is what it
        was. None: it is believed.
    on_stage
        Hears what is done next.
    rows_at_once
        Of a job whose memory was not enough before: samples that go through the models at a time.
    stop_requested
        Whether to come to an end with what may take seconds.

    Raises
    ------
    InputError
        When a file or the two together cannot be evaluated; the sentence says what to do.
    """
    limit = RowLimit(rows_at_once or NO_LIMIT)
    on_stage(Stage.FILES)
    facts = inspect_model(Path(spec.trained_model), output=spec.output)
    dataset = open_dataset(
        Path(spec.dataset),
        labels_name=None if spec.labels == "auto" else spec.labels,
        layout=spec.layout,
        label_offset=spec.label_offset,
        class_values=class_values(
            spec.class_names, facts.class_labels, facts.class_names, facts.classes
        ),
        given_names=spec.class_names or (),
        model_input=facts.input.shape,
        is_same=dataset_is_same,
    )
    try:
        require_picture(spec.attack_info, dataset.sample_shape)
        order = choose_samples(
            dataset.labels,
            mode=spec.evaluation_mode,
            count=spec.samples or FAST_SAMPLES,
            indexes=spec.indexes,
            seed=spec.seed,
            may_end_early=spec.time_limit is not None,
        )
        declared = None if spec.input_range == "auto" else spec.input_range
        input_range = resolve_input_range(declared, dataset, order)
        normalisation = normalisation_of(spec.preprocessing, input_range, dataset.sample_shape[0])
        flip = spec.channels == "BGR"
        if flip:
            require_colours(dataset.sample_shape[0])
        on_stage(Stage.MODEL)
        beside = dataset.read(order[:2])

        def load(path: str, output: str = AUTO, *, converts: bool = True) -> LoadedClassifier:
            found = load_classifier(
                path,
                sample_shape=dataset.sample_shape,
                normalisation=normalisation,
                flip_channels=flip,
                output=output,
                device=device,
                threads=threads,
                limit=limit,
                converts=converts,
                company=Company(beside[0], beside[-1], input_range),
            )
            whole_range = found.truth.interface.whole_range
            if whole_range is not None:
                require_whole_range(input_range, normalisation, whole_range)
            return found

        loaded = load(spec.trained_model, spec.output, converts=not spec.attack_info.uses_surrogate)
        require_labels_within(dataset, order, loaded.classes, loaded.facts.output_choices)
        names = fitting_names(spec, dataset, loaded)
        aim = aim_at(spec.target, names.names, loaded.classes)
        chosen, order = len(order), without_target(order, dataset.labels, aim)
        aimed = aim_words(aim, names.names, chosen - len(order))
        on_stage(Stage.COMPARISON)
        probed = _fair_samples(spec, dataset, order)
        first = probed[:AGREEMENT_SAMPLES]
        samples = dataset.read(first)
        require_in_range(samples, first, input_range)
        loaded, agreement = agreeing(loaded, samples, limit)
        of_probed = dataset.read(probed)
        require_in_range(of_probed, probed, input_range)
        probabilities = loaded.truth.probabilities(loaded.truth.scores(samples))
        doubts = reading_warnings(
            loaded.truth,
            of_probed,
            dataset.labels[probed],
            spec=spec,
            input_range=input_range,
            classes=loaded.classes,
            threads=threads,
            several_outputs=bool(loaded.facts.output_choices),
            is_memory_short=rows_at_once is not None,
            stop_requested=stop_requested,
            on_asking=lambda: on_stage(Stage.READINGS),
        )
        attacked = attacked_model(
            spec,
            loaded,
            agreement,
            CleanRows(samples, dataset.labels[first]),
            input_range=input_range,
            limit=limit,
            load=load,
            doubts=doubts.warnings,
        )
        agreement_passes = attacked.loaded.classifier.rows
        settings = RunSettings(
            norm=spec.norm,
            input_range=input_range,
            seed=spec.seed,
            batch_size=min(
                batch_size or batch_size_for(spec, prod(dataset.sample_shape)), len(order)
            ),
            sample_shape=dataset.sample_shape,
            device=attacked.loaded.classifier.device.type,  # the processor for what has scores only
            whole_steps=steps_of(
                None if normalisation is None else normalisation.std, dataset.sample_shape[0]
            )
            if loaded.truth.interface.takes_whole_numbers
            else None,
            answers_vary=max(loaded.truth.repeats, attacked.loaded.truth.repeats) > 1,
            slopes_mislead=attacked.slope_is_unsure,
            slopes_hidden=attacked.hides_slope,
        )
        loaded.truth.rows = 0  # counted are the rows of the evaluation itself
        attacks = attacks_of(
            spec.attack_info,
            spec.attack_parameters,
            spec.norm,
            aim.rounds,
            values=spec.values,
            classic=classic,
        )
        task = EvaluationTask(
            classifier=attacked.loaded.classifier,
            truth=loaded.truth,
            samples=dataset,
            order=order,
            values=spec.values,
            settings=settings,
            stages=attacks.stages,
            aim=aim,
            sampling=attacks.sampling,
            minimum_norm=attacks.minimum_norm,
            time_limit_s=spec.time_limit,
            row_limit=limit,
            minds_company=partial(example_minds_company, loaded.truth, input_range),
            is_surrogate=attacked.is_surrogate,
        )
        return Prepared(
            task=task,
            dataset=dataset,
            loaded=loaded,
            attacked=attacked,
            agreement_passes=agreement_passes,
            normalisation=normalisation,
            channels_flipped=flip,
            class_names=names.names,
            assumptions=(
                *dataset.remarks,
                *other_remarks(loaded),
                *doubts.remarks,
                *too_few_samples(spec, dataset.count),
                *aimed,
                *unfit_names(names, dataset, loaded),
                *attacked.remarks,
            ),
            warnings=tuple(
                dict.fromkeys(  # the doctor looks at the names, too
                    sentence
                    for sentence in (
                        *with_random_warning(
                            doubts.warnings,
                            loaded,
                            uses_gradients=spec.attack_info.needs_gradient,
                        ),
                        unasked_warning(spec.preprocessing),
                        unused_range_warning(declared, input_range, of_probed),
                        *name_warnings(spec, loaded.facts.class_names, dataset.class_names),
                        *(
                            between_steps_warning(of_probed, normalisation)
                            if loaded.truth.interface.takes_whole_numbers
                            else ()
                        ),
                        loaded.doubt,
                        flat_probabilities(spec, probabilities),
                        *attacked.warnings,
                    )
                    if sentence
                )
            ),
        )
    except BaseException:
        dataset.close()
        raise


def _fair_samples(
    spec: EvaluationSpec, dataset: ImageDataset, order: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the samples that tell whether the files are read rightly, of all classes."""
    is_drawn = spec.evaluation_mode == "fast" and spec.indexes is None
    if is_drawn or dataset.bytes_per_scattered_read > _MOST_BYTES_A_SAMPLE:
        return order[:PROBED_SAMPLES]
    return fair_part(dataset.labels, order, PROBED_SAMPLES, seed=spec.seed)
