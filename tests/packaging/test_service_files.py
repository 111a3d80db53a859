"""The files that run the server as a service say what its command understands."""

from __future__ import annotations

import configparser
import json
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import click
import pytest

from pandavision_gui.cli.serve import serve

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


def parsed(words: Sequence[str]) -> dict[str, object]:
    """Return what the command understands of the words behind "serve"."""
    # A command keeps the help option that it was asked for first: as the program asks.
    context = click.Context(serve, help_option_names=["-h", "--help"])
    serve.parse_args(context, list(words))
    return context.params


def test_the_unit_starts_the_server() -> None:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(PACKAGING / "systemd" / "pandavision.service", encoding="utf-8")
    service = unit["Service"]
    program, command, *words = shlex.split(service["ExecStart"])
    assert (Path(program).name, command) == ("pandavision", "serve")
    told = parsed(words)
    assert told["host"] == "127.0.0.1"
    assert str(told["data_folder"]) == f"/var/lib/{service['StateDirectory']}"
    assert float(service["TimeoutStopSec"]) > 20, "jobs store their state"
    assert service["NoNewPrivileges"] == "yes"


def test_the_container_starts_the_server_as_nobody_special() -> None:
    text = (PACKAGING / "container" / "Containerfile").read_text("utf-8")
    entry = re.search(r"^ENTRYPOINT (.+)$", text, re.MULTILINE)
    command = re.search(r"^CMD (.+)$", text, re.MULTILINE)
    assert entry is not None
    assert command is not None
    words = [*json.loads(entry[1]), *json.loads(command[1])]
    assert words[1] == "serve"
    told = parsed(words[2:])
    assert told["host"] == "0.0.0.0"
    assert str(told["data_folder"]) in re.findall(r"^VOLUME (.+)$", text, re.MULTILINE)
    users = re.findall(r"^USER (.+)$", text, re.MULTILINE)
    assert users == ["10001"]
    copied = " ".join(re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE)).split()
    for name in (one for one in copied if not one.startswith("./") and one != "./"):
        assert (PACKAGING.parent / name).exists(), name


@pytest.mark.parametrize("name", ["container/compose.yaml", "container/Containerfile"])
def test_no_secret_and_no_foreign_address_is_written_down(name: str) -> None:
    text = (PACKAGING / name).read_text("utf-8")
    assert "PANDAVISION_TOKEN" in text
    assert not re.search(r"https?://(?!127\.0\.0\.1)", text)
