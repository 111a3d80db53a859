"""`pandavision verify`: whether an evidence pack holds what it says."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import click

from pandavision_gui.cli.output import say
from pandavision_gui.errors import InputError, plain_text
from pandavision_gui.jobs.pack_check import check_pack
from pandavision_gui.jobs.pack_messages import PackVerified

_SEEDS = 2**31


@click.command(
    short_help="Check an evidence pack, and replay its examples.",
    epilog="\b\nExit status: 0 nothing that is checked differs, 1 something differs,\n"
    "2 the pack cannot be read.",
)
@click.argument("pack", type=click.Path(path_type=Path), metavar="PACK.zip")
@click.option(
    "--replay",
    type=click.IntRange(1, 100_000),
    metavar="N",
    help="Give N adversarial examples, drawn at random, to the model again.",
)
@click.option(
    "--model", type=click.Path(path_type=Path), metavar="MODEL.onnx", help="The evaluated model."
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    help="What the draw begins from; a new one each time unless given.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")
def verify(
    pack: Path, replay: int | None, model: Path | None, seed: int | None, as_json: bool
) -> int:
    """Check an evidence pack that `pandavision export --format pack` wrote.

    Hashes are compared with the manifest, figures that follow from the rows are made again, and
    with --replay examples are shown to the model: each must be as far from its sample as stated,
    and be taken for the class that is stated. What is checked against nothing (reports, warnings,
    the conversion's agreement, machine, times) is listed: it is what the pack's author says.

    \b
    Examples:
      pandavision verify pack.zip
      pandavision verify pack.zip --replay 20 --model signs.onnx
    """
    if (replay is None) != (model is None):
        raise InputError(
            "verify_half_replay",
            "--replay and --model belong together, and only one of them is given.",
            "Give both, for instance --replay 20 --model MODEL.onnx.",
        )
    if model is not None and not model.is_file():
        raise InputError("file_missing", f'There is no model "{model}".', "Check the path.")
    chosen = secrets.randbelow(_SEEDS) if seed is None else seed
    found = check_pack(pack, replay=replay or 0, model=model, seed=chosen)
    status = 1 if found.differences else 0
    if as_json:
        document = {
            "format": "pandavision-verification",
            "format-version": 1,
            "verified": status == 0,
            "exit-status": status,
            "seed": chosen if replay else None,
            **{
                name.replace("_", "-"): value
                for name, value in found.model_dump(mode="json").items()
                if name != "type"
            },
        }
        say(json.dumps(document, ensure_ascii=False))
    else:
        for text in _lines(pack, found, chosen):
            say(text)
    return status


def _lines(pack: Path, found: PackVerified, seed: int) -> list[str]:
    head = "something differs" if found.differences else "nothing that was checked differs"
    lines = [
        f"{plain_text(pack.name)}: {head}",
        *(f"  ✗ {plain_text(d)}" for d in found.differences),
    ]
    lines.append(f"  {found.files} files compared with the manifest")
    if found.recomputed:
        lines += _basis(found)
    if found.replayed:
        lines.append(
            f"  {len(found.replayed)} of {found.examples} examples replayed, drawn with "
            f"--seed {seed}"
        )
        lines += [f"  {plain_text(note)}" for note in found.notes]
    elif found.examples:
        lines.append(f"  none of {found.examples} examples replayed: --replay N asks the model")
    lines.append(f"  SHA-256 of the manifest: {found.manifest_sha256}")
    lines.append(f"  SHA-256 of the model, as stated: {plain_text(found.model)}")
    return lines


def _basis(found: PackVerified) -> list[str]:
    parts = (
        (f"made again from {found.samples} rows", ("table.csv", *found.recomputed)),
        ("fits the spec, the rows and versions.json", found.compared),
        ("only hashed, whatever it says", found.hashed_only),
        ("as stated, checked against nothing", found.as_stated),
    )
    return [f"  {what}: {', '.join(listed)}" for what, listed in parts]
