"""The rules of the house that no linter holds. docs/ARCHITECTURE.md says why they are there."""

from __future__ import annotations

import ast
import functools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pandavision_gui"
FILES = sorted(PACKAGE.rglob("*.py"))
HEAVY = (
    "torch",
    "onnx",
    "onnxruntime",
    "onnx2pytorch",
    "h5py",
    "matplotlib",
    "secmlt",
    "PIL",
    "PySide6",
)
LONGEST_FILE = 350
LONG_FILES: dict[str, str] = {}
"""Files that may be longer, each with the reason."""
PRINTING_FILES = {"cli/output.py"}


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def light_modules() -> list[str]:
    engine = [f"pandavision_gui.engine.{p.stem}" for p in sorted((PACKAGE / "engine").glob("*.py"))]
    jobs = [f"pandavision_gui.jobs.{p.stem}" for p in sorted((PACKAGE / "jobs").glob("*.py"))]
    cli = [f"pandavision_gui.cli.{p.stem}" for p in sorted((PACKAGE / "cli").glob("*.py"))]
    return [name for name in (*engine, *jobs, *cli) if not name.endswith("__init__")]


def loaded_after(statement: str) -> set[str]:
    (loaded,) = loaded_after_each(statement)
    return loaded


@functools.cache
def loaded_after_each(*statements: str) -> list[set[str]]:
    """Return which packages one process has loaded after each of the statements."""
    told = "print(*{name.partition('.')[0] for name in sys.modules})"
    lines = ["import sys", *(f"{statement}\n{told}" for statement in statements)]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    loaded = [set(line.split()) for line in done.stdout.splitlines()]
    assert len(loaded) == len(statements), done.stdout
    return loaded


EACH_ALONE = """
import importlib, json, os, sys
import click, filelock, numpy, platformdirs, psutil, pydantic

def import_alone(module, after):
    pid = os.fork()
    if pid == 0:
        assert module not in sys.modules, module
        importlib.import_module(module)
        names = sorted({name.partition(".")[0] for name in sys.modules})
        os.write(1, json.dumps([module, names]).encode() + b"\\n")
        for follower in after:
            import_alone(follower["module"], follower["after"])
        os._exit(0)
    os.waitpid(pid, 0)

for tree in json.loads(sys.argv[1]):
    import_alone(tree["module"], tree["after"])
"""
"""Imports each module in a process of its own that has loaded nothing of ours that it would not.

What it begins with matters to modules that import each other in a circle only, and those that do
are never loaded before each other. The light libraries are loaded once for all: what they bring
along counts for each module.
"""


@functools.cache
def imported_by(module: str) -> set[str]:
    """Return the modules of ours that one imports, not those that its functions import."""
    path = module_file(module)
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body if path else []:
        match node:
            case ast.Import(names=names):
                found |= {alias.name for alias in names}
            case ast.ImportFrom(module=str(package), names=names, level=0):
                found |= {package, *(f"{package}.{alias.name}" for alias in names)}
    return {name for name in found if module_file(name)}


@functools.cache
def module_file(module: str) -> Path | None:
    """Return the file of a module of ours, packages aside."""
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    return path if path.is_file() else None


def import_trees(modules: list[str]) -> list[dict[str, Any]]:
    """Put each module below the one that brings most of what it loads; the others stand alone."""
    loads: dict[str, set[str]] = {}

    def follow(module: str, seen: set[str]) -> None:
        for name in imported_by(module) - seen:
            seen.add(name)
            follow(name, seen)

    for module in modules:
        follow(module, loads.setdefault(module, set()))
    roots: list[str] = []
    after: dict[str, list[str]] = {module: [] for module in modules}
    for module in modules:
        before = [name for name in loads[module] & set(modules) if module not in loads[name]]
        place = max(before, key=lambda name: (len(loads[name]), name), default=None)
        (roots if place is None else after[place]).append(module)

    def tree(module: str) -> dict[str, Any]:
        return {"module": module, "after": [tree(name) for name in after[module]]}

    return [tree(module) for module in roots]


@pytest.fixture(scope="module")
def loaded_by() -> dict[str, set[str]]:
    """Return which packages are loaded once a light module was imported, alone, by module."""
    if not hasattr(os, "fork"):
        return {module: loaded_after(f"import {module}") for module in light_modules()}
    done = subprocess.run(
        [sys.executable, "-c", EACH_ALONE, json.dumps(import_trees(light_modules()))],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return {module: set(names) for module, names in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("module", light_modules())
def test_a_light_file_loads_no_heavy_library(module: str, loaded_by: dict[str, set[str]]) -> None:
    assert module in loaded_by, "it cannot be imported alone: its traceback is on stderr"
    assert loaded_by[module].isdisjoint(HEAVY)


def test_every_light_file_was_looked_at() -> None:
    assert len(light_modules()) > 25


def test_a_worker_loads_converter_and_what_draws_figures_when_it_is_warmed_or_needs_them() -> None:
    late = {"matplotlib", "onnx2pytorch"}
    cold, warmed = loaded_after_each(
        "import pandavision_gui.jobs.worker.evaluate_job",
        "from pandavision_gui.jobs.worker import warm_up; warm_up.load_libraries()",
    )
    assert cold.isdisjoint(late)
    assert warmed >= late


def test_the_inspection_worker_loads_no_torch() -> None:
    modules = (
        "import pandavision_gui.jobs.worker.main, pandavision_gui.jobs.worker.inspect_files\n"
        "import pandavision_gui.engine.datasets.inspect_dataset\n"
        "import pandavision_gui.engine.models.inspect_model\n"
        "import pandavision_gui.jobs.worker.diagnose_files\n"
        "import pandavision_gui.engine.evaluation.doctor"
    )
    assert loaded_after(modules).isdisjoint({"torch", "onnx2pytorch", "secmlt", "matplotlib"})


def test_the_worker_that_reads_archives_loads_no_heavy_library() -> None:
    modules = "import pandavision_gui.jobs.worker.main, pandavision_gui.jobs.worker.archives"
    assert loaded_after(modules).isdisjoint(HEAVY)


def test_the_worker_that_makes_datasets_loads_no_torch() -> None:
    modules = "import pandavision_gui.jobs.worker.main, pandavision_gui.jobs.worker.create_dataset"
    assert loaded_after(modules).isdisjoint(set(HEAVY) - {"h5py", "PIL"})


def test_the_worker_that_combines_jobs_loads_no_torch() -> None:
    modules = "import pandavision_gui.jobs.worker.main, pandavision_gui.jobs.worker.combine_jobs"
    loaded = loaded_after(modules)
    assert "h5py" in loaded
    assert loaded.isdisjoint({"torch", "onnx", "onnxruntime", "onnx2pytorch", "secmlt", "PySide6"})


def test_the_server_loads_no_heavy_library() -> None:
    modules = "import pandavision_gui.server.running, pandavision_gui.server.desk"
    used = (
        "from pandavision_gui.jobs import exporting, job_view\n"
        "import pandavision_gui.engine.sample_table, pandavision_gui.engine.png_picture"
    )
    assert loaded_after(f"{modules}\n{used}").isdisjoint(HEAVY)


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_qt_is_imported_by_views_and_app_only(path: Path) -> None:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    assert names.isdisjoint({"qtawesome", "qtpy"})  # slow to import; their font is used alone
    if not relative(path).startswith("views/") and relative(path) != "app.py":
        assert names.isdisjoint({"PySide6", "pyqtgraph"})


WINDOW_OPENS = (
    "import pandavision_gui.window_run",
    "import pandavision_gui.views.plots.curve_plot",
)


def test_the_window_opens_without_what_draws_curves() -> None:
    opened, drawn = loaded_after_each(*WINDOW_OPENS)
    assert "pyqtgraph" not in opened
    assert "pyqtgraph" in drawn


def test_the_window_starts_without_numpy() -> None:
    """A tenth of a second; it is loaded with what draws curves, once the window is there."""
    opened, drawn = loaded_after_each(*WINDOW_OPENS)
    assert "numpy" not in opened
    assert "numpy" in drawn


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base_utils"}
    assert [relative(p) for p in FILES if p.stem in empty or p.parent.name in empty] == []


def test_no_file_is_longer_than_it_can_be_read() -> None:
    long = {
        relative(p): lines
        for p in FILES
        if (lines := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert {name: n for name, n in long.items() if name not in LONG_FILES} == {}
    assert set(LONG_FILES) <= set(long), "a reason stands for a file that is short now"


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_only_the_output_file_prints(path: Path) -> None:
    if relative(path) in PRINTING_FILES:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "print")
            or (isinstance(node.func, ast.Attribute) and node.func.attr in {"echo", "secho"})
        )
    ]
    assert calls == []


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_whoever_catches_everything_says_why(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(ast.parse("\n".join(lines))):
        if not isinstance(node, ast.ExceptHandler):
            continue
        assert node.type is not None, f"bare except in line {node.lineno}"
        if isinstance(node.type, ast.Name) and node.type.id == "Exception":
            around = lines[node.lineno - 3 : node.body[-1].end_lineno]
            assert any("#" in line for line in around), f"line {node.lineno} gives no reason"


def test_folders_that_would_shadow_a_package_hold_no_init_file() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
    assert not (ROOT / "resources" / "__init__.py").exists()


def test_an_error_code_belongs_to_one_class_and_so_to_one_exit_code() -> None:
    pattern = re.compile(r"(InputError|EnvironmentFault|InternalError)\(\s*\"([a-z0-9_]+)\"")
    classes: dict[str, set[str]] = {}
    for path in FILES:
        for kind, code in pattern.findall(path.read_text(encoding="utf-8")):
            classes.setdefault(code, set()).add(kind)
    assert len(classes) > 40
    assert {code: kinds for code, kinds in classes.items() if len(kinds) > 1} == {}
