"""`pandavision dataset`: making datasets of what people have."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import click

from pandavision_gui.cli.output import CountProgress, say, say_aside
from pandavision_gui.cli.stop_signals import heard_signals
from pandavision_gui.engine.dataset_order import (
    LARGEST_SIDE,
    Channels,
    ClassOrder,
    DatasetOrder,
    Fit,
    Split,
)
from pandavision_gui.errors import PandaVisionError, plain_text
from pandavision_gui.jobs.dataset_making import Making, make_dataset
from pandavision_gui.jobs.messages import DatasetCreated
from pandavision_gui.jobs.supervisor import StopSwitch

_STOPPED = 130
_MOST_CHANNELS = 4


_Sizes = tuple[int, ...]


def _sizes(
    counts: tuple[int, ...], words: str
) -> Callable[[click.Context, click.Parameter, str | None], _Sizes | None]:
    """Return what reads whole numbers with an x between them."""

    def read(context: click.Context, param: click.Parameter, value: str | None) -> _Sizes | None:
        if value is None:
            return None
        parts = re.split("[x×]", value.strip().lower())
        if len(parts) not in counts or not all(_is_side(part) for part in parts):
            raise click.BadParameter(
                f'"{plain_text(value)}" is not {words} (each from 1 to {LARGEST_SIDE}).',
                context,
                param,
            )
        return tuple(int(part) for part in parts)

    return read


def _is_side(text: str) -> bool:
    is_number = text.isascii() and text.isdigit() and len(text) < 6
    return is_number and 1 <= int(text) <= LARGEST_SIDE


@click.group()
def dataset() -> None:
    """Make datasets of pictures, arrays and tables."""


@dataset.command(short_help="Make a dataset of pictures, arrays or a table.")
@click.argument("source", metavar="SOURCE")
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE.h5",
    help="The dataset to write.",
)
@click.option(
    "--size",
    callback=_sizes((1, 2), "a size like 32, or height and width like 32x48"),
    metavar="HEIGHTxWIDTH",
    help="Size of every sample, as the network takes it; one number for a square. Needed where "
    "pictures have different sizes.",
)
@click.option(
    "--fit",
    type=click.Choice([fit.value for fit in Fit]),
    default=Fit.CROP.value,
    show_default=True,
    help="How a picture of another shape gets the size: crop cuts off both sides alike, pad adds "
    "black bars, stretch changes its proportions.",
)
@click.option(
    "--channels",
    type=click.Choice([channels.value for channels in Channels]),
    help="Colour or grey; without it, what the pictures are.",
)
@click.option(
    "--per-class",
    type=click.IntRange(1),
    metavar="N",
    help="At most N samples of each class, drawn at random.",
)
@click.option(
    "--samples",
    type=click.IntRange(1),
    metavar="N",
    help="N samples altogether, of each class as its share is, drawn at random.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    default=0,
    show_default=True,
    metavar="N",
    help="What the draw of --per-class and --samples begins from.",
)
@click.option(
    "--split",
    type=click.Choice([split.value for split in Split]),
    help="The part to take, where there are several; without it test, else validation.",
)
@click.option(
    "--labels-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="One label for each sample: .npy, .csv, .txt, or MNIST's idx.",
)
@click.option("--label-column", metavar="NAME", help="The labels' column in a CSV file.")
@click.option(
    "--shape",
    callback=_sizes((3,), "channels, height and width like 3x32x32"),
    metavar="CxHxW",
    help="Channels, height and width of samples that are stored flat.",
)
@click.option(
    "--class-list",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The names of all classes of the network in its order, one a line or as JSON; folders are "
    "numbered by it.",
)
@click.option(
    "--class-order",
    type=click.Choice([order.value for order in ClassOrder]),
    help="How folders called 0, 1, … 10 are numbered: by name (10 comes before 2, as torchvision "
    "has it) or by number.",
)
@click.option("--skip-bad", is_flag=True, help="Leave out samples that cannot be read.")
@click.option("--force", is_flag=True, help="Overwrite FILE.h5.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")
def create(
    source: str,
    out: Path,
    size: tuple[int, ...] | None,
    shape: tuple[int, int, int] | None,
    labels_file: Path | None,
    class_list: Path | None,
    force: bool,
    as_json: bool,
    **options: object,
) -> int:
    """Make a dataset of SOURCE: 8-bit samples with labels and names of classes, in HDF5.

    SOURCE is a folder with a folder of pictures for each class, an .npz or .npy file, a CSV file
    with one sample a row, or MNIST's idx files. Nothing is changed silently: what was assumed is
    said and stored in the file.

    \b
    Examples:
      pandavision dataset create photos/ --size 224 --out photos.h5
      pandavision dataset create imagenette/ --size 224 --per-class 50 --out some.h5
      pandavision dataset create mnist_test.csv --out mnist.h5
    """
    if shape is not None and shape[0] > _MOST_CHANNELS:
        raise click.BadParameter(f"A sample has at most {_MOST_CHANNELS} channels.")
    order = DatasetOrder.model_validate(
        {
            "source": str(Path(source).absolute()),
            "size": None if size is None else (size[0], size[-1]),
            "shape": shape,
            "labels_file": None if labels_file is None else str(labels_file.absolute()),
            "class_list": None if class_list is None else str(class_list.absolute()),
            **options,
        }
    )
    stop = StopSwitch()
    heard = heard_signals(stop, lambda _: None)  # the end comes at once, and says all
    with CountProgress("loading libraries") as line, heard:
        try:
            made = make_dataset(
                Making(order, out.absolute(), replace=force),
                on_progress=lambda told: line.show(told.done, told.total, told.phase),
                stop=stop,
            )
        except PandaVisionError as error:
            if error.code == "samples_bad":
                for text in error.details.splitlines():
                    line.note(f"  {text}")
            raise
    if made is None:
        say_aside("Stopped; nothing was written.")
        return _STOPPED
    if as_json:
        told = made.model_dump(mode="json", exclude={"type"})
        say(json.dumps({"path": str(out.absolute()), **told}, ensure_ascii=False))
    else:
        _tell(made, out)
    return 0


def _tell(made: DatasetCreated, out: Path) -> None:
    channels, height, width = made.shape
    say(
        f"dataset: {plain_text(str(out))}\n"
        f"  {made.samples:,} samples {channels}×{height}×{width} uint8, {made.classes:,} classes"
    )
    for remark in made.remarks:
        say(f"  {plain_text(remark)}")
    if made.skipped_count:
        say_aside(f"{made.skipped_count:,} left out, because they cannot be read:")
        for text in made.skipped:
            say_aside(f"  {plain_text(text)}")
