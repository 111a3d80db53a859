"""The check before a release: each step finds what is wrong; what is left out is not right."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from pandavision_gui import __version__

ROOT = Path(__file__).resolve().parents[2]

sys.path.append(str(ROOT / "packaging"))  # its files import each other, as the build has them


def packaging_file(name: str) -> ModuleType:
    """Load a file of packaging/, which is no package: it would hide the library of that name."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


check = packaging_file("release_check")


@pytest.fixture
def release(tmp_path: Path) -> object:
    root = tmp_path / "checkout"
    (root / "pandavision_gui").mkdir(parents=True)
    (root / "pandavision_gui" / "__init__.py").write_text('__version__ = "1.2.0"\n')
    (root / "pyproject.toml").write_text('dynamic = ["version"]\n')
    (root / "CITATION.cff").write_text("cff-version: 1.2.0\nversion: 1.2.0\n")
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## 1.2.0 (2031-04-05)\n\n## 1.1.0\n")
    (root / "Makefile").write_text("test:\n\techo '==== 3 passed in 1.00s ===='\n")
    made = check.Release(root, tmp_path / "logs", tmp_path / "log")
    for words in (["init", "-q"], ["add", "-A"]):
        made.run("git", *words)
    made.run(
        *("git", "-c", "user.name=n", "-c", "user.email=e@example.org"),
        *("-c", "commit.gpgsign=false", "commit", "-qm", "x"),
    )
    return made


def write(release: object, name: str, text: str) -> None:
    (release.root / name).write_text(text)  # type: ignore[attr-defined]


def test_what_is_right_is_told(release: object) -> None:
    assert check.check_version(release) == "1.2.0"
    assert check.check_changelog(release) == "2031-04-05"
    assert len(check.check_tree(release)) >= 7
    assert check.check_tests(release) == "3 passed"


@pytest.mark.parametrize(
    ("name", "text", "step", "words"),
    [
        ("pandavision_gui/__init__.py", "x = 1\n", "check_version", "says no version"),
        ("pyproject.toml", 'version = "1.2.0"\n', "check_version", "of its own"),
        ("CITATION.cff", "version: 1.1.0\n", "check_version", "says 1.1.0, not 1.2.0"),
        ("CHANGELOG.md", "## 1.1.0 (2031-01-01)\n", "check_changelog", "newest entry is 1.1.0"),
        ("CHANGELOG.md", "## 1.2.0 (not released yet)\n", "check_changelog", "in place of"),
        ("CHANGELOG.md", "nothing\n", "check_changelog", "none"),
        ("new.txt", "x\n", "check_tree", "1 files are not committed"),
        ("Makefile", "test:\n\techo no; exit 3\n", "check_tests", "make ended with"),
    ],
)
def test_what_is_wrong_is_found(
    release: object, name: str, text: str, step: str, words: str
) -> None:
    write(release, name, text)
    with pytest.raises(check.StepError, match=words):
        getattr(check, step)(release)


def tool(folder: Path, name: str, script: str) -> None:
    """Put a program of this name into a folder."""
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.mark.skipif(sys.platform != "linux", reason="of Linux packages")
def test_a_package_is_right_when_lintian_finds_nothing(
    release: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = "mkdir -p dist; touch dist/pandavision_1.2.0-1_amd64.deb"
    write(release, "Makefile", f"packages:\n\t{made}\n")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    tool(tmp_path, "lintian", 'test "${3##*/}" = pandavision_1.2.0-1_amd64.deb')
    assert "lintian finds nothing" in check.check_packages(release)
    tool(tmp_path, "lintian", "echo W: it is bent; exit 2")
    with pytest.raises(check.StepError, match="it is bent"):
        check.check_packages(release)
    write(release, "Makefile", "packages:\n\trm dist/*\n")
    with pytest.raises(check.StepError, match=r"no \.deb was made"):
        check.check_packages(release)


@pytest.mark.skipif(sys.platform != "linux", reason="of Linux packages")
def test_packages_are_tried_where_that_can_be_done(
    release: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(release, "Makefile", "try-packages:\n\t@echo 'bookworm install works 1 s'\n")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for name in ("debootstrap", "Xvfb"):
        tool(tmp_path, name, "")
    monkeypatch.setattr(check.os, "geteuid", lambda: 0)
    assert check.check_tried(release) == "1 things work"
    write(release, "Makefile", "try-packages:\n\t@echo bookworm install FAILS; exit 1\n")
    with pytest.raises(check.StepError, match="make ended with 2"):
        check.check_tried(release)
    monkeypatch.setattr(check.os, "geteuid", lambda: 1000)
    with pytest.raises(check.NotThereError, match="needs root"):
        check.check_tried(release)


def test_what_is_left_of_another_version_is_not_published(release: object) -> None:
    dist = release.root / "dist"  # type: ignore[attr-defined]
    dist.mkdir()
    for name in ("pandavision_1.2.0-1_amd64.deb", "sbom.cdx.json"):
        (dist / name).touch()
    assert check.write_hashes(release) == "2 files"
    for other in ("1.1.0", "1.2.0~rc1", "11.2.0"):
        left = dist / f"pandavision_{other}-1_amd64.deb"
        left.touch()
        with pytest.raises(check.StepError, match=f"{left.name}, which is not of 1.2.0"):
            check.write_hashes(release)
        left.unlink()
    (dist / "pandavision_1.2.0~rc1-1_amd64.deb").touch()
    write(release, "pandavision_gui/__init__.py", '__version__ = "1.2.0rc1"\n')
    (dist / "pandavision_1.2.0-1_amd64.deb").unlink()
    assert check.write_hashes(release) == "2 files"


def test_hashes_are_those_that_sha256sum_reads(release: object) -> None:
    dist = release.root / "dist"  # type: ignore[attr-defined]
    names = ("wheel/a-1.2.0.whl", "wheel/b-1.2.0.tar.gz", "pandavision_1.2.0.deb")
    for name in (*names, "pandavision/_internal/x"):
        (dist / name).parent.mkdir(parents=True, exist_ok=True)
        (dist / name).write_text(name)
    for _ in "12":
        assert check.write_hashes(release) == "3 files"
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=dist,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == (
        "pandavision_1.2.0.deb: OK\nwheel/a-1.2.0.whl: OK\nwheel/b-1.2.0.tar.gz: OK\n"
    )


def test_every_step_is_tried_and_one_that_is_left_out_is_no_proof(
    release: object, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(_: object) -> str:
        raise check.StepError("it is bent")

    def nothing(_: object) -> str:
        raise check.NotThereError("none here")

    steps = (("a", "one", wrong), ("b", "two", check.check_version), ("c", "three", nothing))
    rows = check.check(release, ["a", "b", "c"], steps)
    assert [row.result for row in rows] == ["WRONG", "right", "not there"]
    assert not check.is_ready(rows)
    assert "one    WRONG" in check.table(rows)
    assert "it is bent" in check.table(rows)
    assert check.is_ready(check.check(release, ["b", "c"], steps[1:]))
    assert not check.is_ready(check.check(release, ["c"], steps[1:]))
    assert "two …" in capsys.readouterr().out


def test_this_checkout_says_its_version_once() -> None:
    own = check.Release(ROOT, ROOT)
    assert check.check_version(own) == __version__


def test_an_unknown_step_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "release_check.py", "--only", "versoin"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "no such step: versoin" in done.stderr
