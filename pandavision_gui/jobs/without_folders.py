"""Documents of a job for somebody else: files are named, and not where they lie."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

PATH_KEYS = ("dataset", "trained-model", "surrogate-model")


def spec_without_folders(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a spec whose files are named by the last part of their paths, of any system's."""
    return {
        key: PurePosixPath(value.replace("\\", "/")).name
        if key in PATH_KEYS and isinstance(value, str)
        else value
        for key, value in spec.items()
    }


def text_without_folders(name: str, text: bytes) -> bytes:
    """Return a document of a job folder without them; others than spec and result are as they are.

    Parameters
    ----------
    name
        Its file's name.
    text
        JSON that has been looked at.
    """
    if name not in ("spec.json", "result.json"):
        return text
    document = json.loads(text)
    if name == "spec.json":
        document = spec_without_folders(document)
    else:
        document["spec"] = spec_without_folders(document["spec"])
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
