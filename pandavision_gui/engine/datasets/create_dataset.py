"""Makes a dataset file from pictures, arrays or tables: uint8, (N, C, H, W), with its labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from pandavision_gui import __version__
from pandavision_gui.atomic_file import write_atomically
from pandavision_gui.engine.dataset_order import Channels, DatasetOrder
from pandavision_gui.engine.datasets.fit_picture import RESAMPLING, fit_picture
from pandavision_gui.engine.datasets.sample_draw import SampleDraw
from pandavision_gui.engine.datasets.sample_writer import SampleWriter
from pandavision_gui.engine.datasets.sources.open_source import open_source, source_missing
from pandavision_gui.engine.datasets.sources.source import (
    BadSampleError,
    Look,
    Source,
    Tell,
)
from pandavision_gui.errors import InputError, plain_text

_MOST_LISTED = 200
_MOST_VALUES = 2**26
_LIBRARIES = ("numpy", "h5py", "pillow")


@dataclass(frozen=True)
class MadeDataset:
    """What was made.

    Attributes
    ----------
    shape
        (C, H, W).
    classes
        How many classes have a sample.
    skipped
        Samples that could not be read, and why, the first of them; `skipped_count` is of all.
    remarks
        Sentences on what was assumed.
    """

    samples: int
    shape: tuple[int, int, int]
    classes: int
    skipped: tuple[str, ...]
    skipped_count: int
    remarks: tuple[str, ...]


def create_dataset(order: DatasetOrder, path: Path, tell: Tell) -> MadeDataset:
    """Make the file; nothing is left of it when it cannot be made.

    Parameters
    ----------
    tell
        Called with what is done, how much of it is done and of how much; it may raise, which ends
        the work.

    Raises
    ------
    InputError
        ``samples_bad`` with all that are, unless they are to be skipped; ``source_no_good_sample``,
        ``pictures_sizes_differ``, ``dataset_sample_size``, or what the source says.
    EnvironmentFault
        ``disk_full`` or ``cannot_write``.
    """
    with open_source(order, tell) as source:
        return _Making(order, source, tell).make(path)


class _Making:
    """One dataset on its way."""

    def __init__(self, order: DatasetOrder, source: Source, tell: Tell) -> None:
        self._order, self._source, self._tell = order, source, tell
        self._bad = dict(source.bad)
        self._draw = SampleDraw(
            source.labels,
            source.bad,
            per_class=order.per_class,
            samples=order.samples,
            seed=order.seed,
        )

    def make(self, path: Path) -> MadeDataset:
        looks = self._look_at_all()
        self._require_good(bool(looks))
        shape = self._shape(looks)
        made: list[MadeDataset] = []

        def write(file: BinaryIO) -> None:
            made.append(self._write(file, sorted(looks), shape))

        write_atomically(path, write)
        return made[0]

    def _look_at_all(self) -> dict[int, Look]:
        """Return the sizes of all chosen samples; a bad one is replaced by another of its class."""
        looks: dict[int, Look] = {}
        chosen = self._draw.first()
        total = len(chosen)
        while chosen:
            replacements = []
            for index in chosen:
                self._tell("looking at the pictures", len(looks), total)
                try:
                    looks[index] = self._source.look(index)
                except BadSampleError as error:
                    replacements += self._found_bad(index, error)
            chosen = replacements
        return looks

    def _found_bad(self, index: int, error: BadSampleError) -> list[int]:
        self._bad[index] = str(error)
        replacement = self._draw.instead_of(index)
        return [] if replacement is None else [replacement]

    def _require_good(self, any_is_good: bool) -> None:
        if self._bad and not Path(self._order.source).exists():
            raise source_missing(self._order.source)  # not some of its samples, but all of it
        if self._bad and not self._order.skip_bad:
            count = len(self._bad)
            reason, *others = listed = self._listed()
            raise InputError(
                "samples_bad",
                f'{count:,} samples of "{self._order.source}" cannot be used; the first: {reason}.'
                if others
                else f'1 sample of "{self._order.source}" cannot be used: {reason}.',
                "Mend or remove them, or leave them out with --skip-bad.",
                "\n".join(listed),
            )
        if not any_is_good:
            raise InputError(
                "source_no_good_sample",
                f'"{self._order.source}" holds no sample that can be used.',
                "Check that it is what you mean.",
                "\n".join(self._listed()),
            )

    def _listed(self) -> list[str]:
        lines = [
            f'"{plain_text(self._source.origin(index))}": {plain_text(why)}'
            for index, why in sorted(self._bad.items())[:_MOST_LISTED]
        ]
        left = len(self._bad) - len(lines)
        return [*lines, f"and {left:,} more"] if left else lines

    def _shape(self, looks: dict[int, Look]) -> tuple[int, int, int]:
        """Return (C, H, W) of every sample that is stored."""
        size = self._order.size
        if size is None:
            sizes = Counter((look.height, look.width) for look in looks.values())
            if len(sizes) > 1:
                common = sizes.most_common(3)
                words = ", ".join(f"{count:,} of {h}×{w}" for (h, w), count in common)
                more = f" and {len(sizes) - 3:,} other sizes" if len(sizes) > 3 else ""
                (height, width), _ = common[0]
                raise InputError(
                    "pictures_sizes_differ",
                    f'The pictures of "{self._order.source}" have different sizes: {words}{more} '
                    "(height×width).",
                    f"Say which one the network takes, for instance --size {height}x{width}, and "
                    "how pictures of another shape get it (--fit).",
                )
            size = next(iter(sizes))
        channels = self._order.channels
        if channels is None:
            count = max(look.channels for look in looks.values())
        else:
            count = 3 if channels is Channels.RGB else 1
        if count * size[0] * size[1] > _MOST_VALUES:
            raise InputError(
                "dataset_sample_size",
                f"Samples of {count}×{size[0]}×{size[1]} values are too large.",
                "Give a smaller --size.",
            )
        return count, size[0], size[1]

    def _write(
        self, file: BinaryIO, chosen: Sequence[int], shape: tuple[int, int, int]
    ) -> MadeDataset:
        writer = SampleWriter(file, shape)
        try:
            waiting, total = list(chosen), len(chosen)
            while waiting:
                waiting = sorted(self._add(waiting, writer, shape, total))
            self._require_good(writer.count > 0)
            classes = len(self._draw.seen)
            self._note_short_classes()
            names = self._source.class_names
            writer.finish(names, self._provenance())
        except BaseException:
            writer.abandon()
            raise
        return MadeDataset(
            samples=writer.count,
            shape=shape,
            classes=classes,
            skipped=tuple(self._listed()),
            skipped_count=len(self._bad),
            remarks=tuple(self._source.remarks),
        )

    def _add(
        self,
        indexes: Sequence[int],
        writer: SampleWriter,
        shape: tuple[int, int, int],
        total: int,
    ) -> list[int]:
        """Add samples; return what is to be added instead of bad ones."""
        replacements: list[int] = []
        channels = self._order.channels
        if channels is None and shape[0] in (1, 3):
            channels = Channels.RGB if shape[0] == 3 else Channels.GREY
        for index, found in self._source.read(indexes, in_colour=shape[0] == 3):
            self._tell("making the dataset", writer.count, total)
            try:
                if isinstance(found, BadSampleError):
                    raise found
                pixels = fit_picture(
                    found, size=self._fitted(shape), fit=self._order.fit, channels=channels
                )
                if pixels.shape != (shape[1], shape[2], shape[0]):
                    raise BadSampleError("its size is not what its beginning says")
            except BadSampleError as error:
                replacements += self._look_for_another(index, error)
                continue
            if self._bad and not self._order.skip_bad:
                continue  # nothing will come of it, but all that are bad are to be told
            label = int(self._source.labels[index])
            self._draw.seen.add(label)
            writer.add(pixels.transpose(2, 0, 1), label, self._source.origin(index))
        return replacements

    def _fitted(self, shape: tuple[int, int, int]) -> tuple[int, int] | None:
        return None if self._order.size is None else (shape[1], shape[2])

    def _look_for_another(self, index: int, error: BadSampleError) -> list[int]:
        """Return another sample of the class that can be used as far as one sees."""
        found = self._found_bad(index, error)
        while found:
            try:
                self._source.look(found[0])
                return found
            except BadSampleError as its_error:
                found = self._found_bad(found[0], its_error)
        return []

    def _note_short_classes(self) -> None:
        short = self._draw.short_classes(self._bad)
        if short:
            names = self._source.class_names
            words = ", ".join(
                f'"{plain_text(names[label]) if label < len(names) else label}" ({count})'
                for label, count in short[:5]
            )
            more = f" and {len(short) - 5} more" if len(short) > 5 else ""
            self._source.remarks.append(
                f"Classes with fewer than {self._order.per_class} samples: {words}{more}."
            )

    def _provenance(self) -> dict[str, object]:
        return {
            "created_by": f"PandaVision {__version__}",
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "source": str(Path(self._order.source).absolute()).encode("utf-8", "replace").decode(),
            "source_kind": self._source.kind,
            "options": self._order.model_dump(mode="json", exclude={"source"}),
            "resampling": RESAMPLING if self._order.size is not None else "none",
            "remarks": self._source.remarks,
            "skipped": self._listed(),
            "versions": {name: version(name) for name in _LIBRARIES},
        }
