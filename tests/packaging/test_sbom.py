"""The list of components is as CycloneDX wants it, complete, and repeatable."""

from __future__ import annotations

import importlib.util
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from pandavision_gui import __version__

ROOT = Path(__file__).resolve().parents[2]
MOMENT = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)

sys.path.append(str(ROOT / "packaging"))  # its files import each other, as the build has them


def packaging_file(name: str) -> ModuleType:
    """Load a file of packaging/, which is no package: it would hide the library of that name."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sbom = packaging_file("sbom")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    inside = tmp_path / "pandavision" / "_internal"
    described = inside / "torch-2.13.0+cpu.dist-info"
    described.mkdir(parents=True)
    (described / "METADATA").write_text(
        "Metadata-Version: 2.4\nName: torch\nVersion: 2.13.0+cpu\nLicense-Expression: MIT\n"
        "Project-URL: Homepage, https://example.org/\n"
    )
    (inside / "libxcb.so.1").write_bytes(b"library")
    (inside / "base_library.zip").write_bytes(b"")
    (inside / "torch").mkdir()
    return inside.parent


def test_of_this_environment_it_is_valid_and_names_every_library() -> None:
    components = sbom.of_environment()
    bom = sbom.document(components, None, MOMENT)
    text = sbom.text_of(bom)
    assert sbom.faults(text) == ""
    assert bom["metadata"]["component"]["version"] == __version__
    assert bom["metadata"]["timestamp"] == "2031-02-03T04:05:06Z"
    names = {one["name"] for one in bom["components"]}
    assert {one.name for one in components} <= names
    assert "CPython" in names
    assert "pytest" not in names
    refs = [one["bom-ref"] for one in bom["components"]]
    assert len(set(refs)) == len(refs)
    assert bom["dependencies"][0]["dependsOn"] == refs


def test_of_a_bundle_it_has_the_systems_libraries_with_their_hash(bundle: Path) -> None:
    bom = sbom.document(sbom.of_bundle(bundle), bundle, MOMENT)
    assert sbom.faults(sbom.text_of(bom)) == ""
    told = {one["name"]: one for one in bom["components"]}
    assert set(told) == {"torch", "libxcb.so.1", "CPython"}
    assert told["torch"]["purl"] == "pkg:pypi/torch@2.13.0%2Bcpu"
    assert told["torch"]["licenses"] == [{"expression": "MIT"}]
    (hashed,) = told["libxcb.so.1"]["hashes"]
    assert hashed["content"].startswith("b718f13")


def test_the_same_components_give_the_same_bytes(bundle: Path) -> None:
    texts = {sbom.text_of(sbom.document(sbom.of_bundle(bundle), bundle, MOMENT)) for _ in "12"}
    assert len(texts) == 1
    (bundle / "_internal" / "libxcb.so.1").write_bytes(b"another")
    other = sbom.document(sbom.of_bundle(bundle), bundle, MOMENT)
    assert other["serialNumber"] != json.loads(texts.pop())["serialNumber"]


def test_what_is_not_as_the_standard_wants_it_is_found() -> None:
    bom = sbom.document([], None, MOMENT)
    bom["components"][0]["type"] = "nothing"
    assert "nothing" in sbom.faults(sbom.text_of(bom))
