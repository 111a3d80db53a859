"""The table of error codes, read from the code itself."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "pandavision_gui"
KINDS = {"InputError": 2, "EnvironmentFault": 1, "InternalError": 1}


@dataclass(frozen=True)
class ErrorCode:
    """One place where an error is made."""

    code: str
    kind: str
    message: str


def error_codes() -> list[ErrorCode]:
    """Every error that the package can make, by code; f-string fields shown as …."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in KINDS
                and len(node.args) >= 2
                and isinstance(node.args[0], ast.Constant)
            ):
                found.append(ErrorCode(node.args[0].value, node.func.id, _text(node.args[1])))
    return sorted(found, key=lambda error: (error.code, error.message))


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = [p.value if isinstance(p, ast.Constant) else "…" for p in node.values]
        return "".join(str(part) for part in parts)
    return "…"
