"""Writes the list of components of a bundle or an environment as CycloneDX 1.6 JSON.

    python packaging/sbom.py --bundle dist/pandavision --out dist/sbom.cdx.json
    python packaging/sbom.py --out sbom.cdx.json      # of what is installed here

Written by hand and checked by cyclonedx-python-lib: the form is small, the same components give the
same bytes, and a mistake of ours is found by somebody else's reading of the standard. cyclonedx-bom
would list the environment with its tools, and know nothing of the system libraries in a bundle.
"""

# ruff: noqa: T201 - what it counts is for the terminal

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from third_party import Component, of_bundle, of_environment, plain

ROOT = Path(__file__).resolve().parents[1]
_SYSTEM_LIBRARY = re.compile(r"^(lib[^/]*\.so[.\d]*|[^/]+\.(dll|dylib))$")


def version() -> str:
    """Return the program's version, from where it is said."""
    text = (ROOT / "pandavision_gui" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        sys.exit("pandavision_gui/__init__.py says no version")
    return found[1]


def document(
    components: Iterable[Component], bundle: Path | None, moment: datetime
) -> dict[str, Any]:
    """Return the list as CycloneDX has it.

    Parameters
    ----------
    bundle
        Where system libraries are looked for, and the Python that lies beside them.
    moment
        When it was made; two lists of the same components and moment are equal.
    """
    own = {
        "type": "application",
        "bom-ref": "pandavision-gui",
        "name": "pandavision-gui",
        "version": version(),
        "licenses": [{"license": {"id": "MIT"}}],
        "purl": f"pkg:pypi/pandavision-gui@{version()}",
    }
    listed = [_library(one) for one in components if plain(one.name) != "pandavision-gui"]
    if bundle is not None:
        listed += _system_libraries(bundle)
    listed.append(_python())
    listed.sort(key=lambda one: str(one["bom-ref"]))
    refs = [one["bom-ref"] for one in listed]
    body = json.dumps([own, listed], sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, body)}",
        "version": 1,
        "metadata": {
            "timestamp": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": own,
        },
        "components": listed,
        "dependencies": [{"ref": "pandavision-gui", "dependsOn": refs}],
    }


def _library(one: Component) -> dict[str, Any]:
    name, _, local = one.version.partition("+")
    told: dict[str, Any] = {
        "type": "library",
        "bom-ref": f"pypi:{plain(one.name)}",
        "name": one.name,
        "version": one.version,
        "purl": f"pkg:pypi/{plain(one.name)}@{name}{'%2B' + local if local else ''}",
    }
    if one.licence:
        told["licenses"] = [{"expression": one.licence}]
    if one.homepage.startswith("http"):
        told["externalReferences"] = [{"type": "website", "url": one.homepage}]
    return told


def _system_libraries(bundle: Path) -> list[dict[str, Any]]:
    """Return the libraries at the top of the bundle: they are from the machine that built it."""
    return [
        {
            "type": "library",
            "bom-ref": f"file:{path.name}",
            "name": path.name,
            "description": "From the system that built it; its licence is in THIRD-PARTY.txt.",
            "hashes": [{"alg": "SHA-256", "content": sha256(path)}],
        }
        for path in sorted((bundle / "_internal").iterdir())
        if _SYSTEM_LIBRARY.match(path.name) and path.is_file() and not path.is_symlink()
    ]


def _python() -> dict[str, Any]:
    said = ".".join(map(str, sys.version_info[:3]))
    return {
        "type": "platform",
        "bom-ref": "python",
        "name": "CPython",
        "version": said,
        "licenses": [{"license": {"id": "PSF-2.0"}}],
        "purl": f"pkg:generic/python@{said}",
    }


def sha256(path: Path) -> str:
    """Return a file's hash."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def faults(text: str) -> str:
    """Return what is wrong with a list, as the standard's own schema has it; empty for nothing."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    found = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return "" if found is None else str(found)[:2000]


def text_of(bom: dict[str, Any]) -> str:
    """Return a list as the file has it."""
    return json.dumps(bom, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def main() -> None:
    """Write one."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--bundle", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    components = of_bundle(given.bundle) if given.bundle else of_environment()
    bom = document(components, given.bundle, moment)
    text = text_of(bom)
    if wrong := faults(text):
        sys.exit(f"the list is not as CycloneDX wants it: {wrong}")
    given.out.write_text(text, encoding="utf-8")
    print(f"{given.out}: {len(bom['components'])} components")


if __name__ == "__main__":
    main()
