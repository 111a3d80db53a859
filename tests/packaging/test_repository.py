"""What a repository has beside its code says what is true of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from pandavision_gui import __version__

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "THIRD-PARTY.md", "README.md")
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))


def commands_of(target: str) -> set[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (body,) = re.findall(rf"^{target}: ready\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    return {line.strip().replace("$(BIN)/", "").removesuffix(" .") for line in body.splitlines()}


def test_a_commit_is_checked_by_what_ci_checks() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    (repository,) = config["repos"]
    assert repository["repo"] == "local", "nothing is fetched"
    entries = {
        hook["entry"].removeprefix(".venv/bin/").replace(" --force-exclude", "")
        for hook in repository["hooks"]
    }
    assert entries == commands_of("lint")
    assert all(hook["language"] == "system" for hook in repository["hooks"])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_to_files_that_are_there(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    for link in links:
        assert (ROOT / link).exists(), link


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_forms_ask_for_what_helps(path: Path) -> None:
    form = yaml.safe_load(path.read_text("utf-8"))
    assert {"name", "description", "body"} <= set(form)
    ids = [field["id"] for field in form["body"]]
    assert len(set(ids)) == len(ids)
    assert any(field.get("validations", {}).get("required") for field in form["body"])
    if path.stem == "fault":
        assert "pandavision self-test" in path.read_text("utf-8")


def test_targets_that_contributors_are_told_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for name in ("CONTRIBUTING.md", ".github/pull_request_template.md", "docs/releasing.md"):
        for target in re.findall(r"`make ([a-z-]+)`", (ROOT / name).read_text("utf-8")):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_program_is_cited_by_its_version_and_licence() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == __version__
    assert cited["license"] == "MIT"
    assert cited["authors"]
    assert cited["cff-version"] == "1.2.0"
