"""The sentences that engine and jobs say, as templates, read from their source.

They are f-strings there, where what they say is decided. A template is such a string with what it
is filled with as a name in braces: "{path} has no array {name}." Where a part is one of two texts,
each makes a template of its own.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "pandavision_gui"
_ERRORS_OF_VIEWS = "views"
"""There the other texts are translated as they are made."""
_ERRORS = {"InputError", "EnvironmentFault"}
_SOURCES = (
    *(_ERRORS_OF_VIEWS, "cli/self_test.py", "engine", "jobs"),
    *("atomic_file.py", "bounded_read.py", "errors.py", "paths.py"),
)
_TRANSLATED_ELSEWHERE = (
    *("engine/attack_catalogue", "engine/attack_info", "engine/attack_parameters"),
    "engine/nearest_parameters",
    *("engine/classic_attacks", "engine/corruptions", "engine/decision_attacks", "engine/norms"),
    "engine/progress",
    *("engine/report_details", "engine/report_formats"),
)
"""Tables whose words go through `views/engine_words.py`."""
_NOT_SHOWN = (
    *("engine/bibliography", "engine/gate", "engine/grave_warnings", "engine/job_settings"),
    "engine/markdown_text",
    *("engine/reports/", "jobs/baseline", "jobs/command_desk", "jobs/gate_run", "jobs/job_state"),
    *("jobs/owner_commands", "jobs/pack/", "jobs/pack_check", "jobs/pack_messages"),
    *("jobs/secml_classic_install", "jobs/self_test_report", "jobs/single_run"),
    *("jobs/worker/machine", "jobs/worker/replay_examples"),
    *("jobs/worker/verify_pack", "jobs/worker/versions"),
)
"""What only reports and the command line say, which are English, or only compare with."""
_LETTERS = 4
_LETTERS_BETWEEN = 8
"""Of what begins and ends with a place: less would fit many other sentences."""
_MOST_CHOICES = 16
_SENTENCE = re.compile(r"[A-Z{\"].*[a-z}\"][.?!]\s*", re.DOTALL)
_PHRASE = re.compile(r"[^\n]*\w{2,}[^\n]* [^\n]*\w{2,}[^\n]*")
_SQL = re.compile(r"(SELECT|INSERT|DELETE|UPDATE|PRAGMA|BEGIN|CREATE|ALTER|id,) .*", re.DOTALL)
_UNSEEN_CALLS = re.compile(
    r"(_log|logger|logging)\.\w+|ValueError|TypeError|RuntimeError|KeyError|LookupError"
    r"|AssertionError|NotImplementedError|Field|EOFError|warn|click\.\w+|execute\w*"
)
"""What is given to them is told to developers, logs or databases."""


_PUT_TOGETHER = (
    "{place}: {shown} is not allowed: {wanted}.",
    "{place}: {shown} is not allowed; use {wanted}.",
    "{place}: {shown} is text; {wanted}{found}.",
    '"{key}" entry {number}',
    "The job goes on by itself.",
    *(
        f"{what} must be {limit} {{number}}."
        for what in ("{place}: {shown}", "{title}")
        for limit in ("above", "at least", "below", "at most")
    ),
    '"attack": "{name}" is not an attack.',
    *(f"{where} the difference is within chance." for where in ("Below that", "Elsewhere")),
    *("to", "with", "of", "Python objects", "strong", "moderate"),
    *("{number} names", "{number} classes", "below 0", "above 1", "zero", "severities"),
    *("1 channel", "1 sample", "model", "dataset", "models", "datasets", "norms", "targets"),
    *("preprocessing", "label", "labels", "prediction", "and", "or"),
    *("No such file or directory", "Permission denied", "Read-only file system"),
    *("No space left on device", "Is a directory", "Not a directory", "Directory not empty"),
    *("Input/output error", "File name too long", "Too many levels of symbolic links"),
    *("Stale file handle", "Connection timed out", "Operation not permitted"),
)
"""What no single string of the source shows: joined parts, single words, the system's reasons."""


@dataclass(frozen=True)
class _Slot:
    """A place that is filled when the sentence is said."""

    name: str


_Part = str | _Slot
_Parts = tuple[_Part, ...]


def sentence_templates() -> Iterator[tuple[str, str]]:
    """Yield each file, relative to the package, with the templates of its sentences."""
    yield from (("", template) for template in _PUT_TOGETHER)
    for source in _SOURCES:
        root = PACKAGE / source
        for path in sorted(root.rglob("*.py")) if root.is_dir() else [root]:
            name = path.relative_to(PACKAGE).as_posix()
            if not name.startswith((*_TRANSLATED_ELSEWHERE, *_NOT_SHOWN)):
                module = _Module(path, errors_only=source == _ERRORS_OF_VIEWS)
                for template in dict.fromkeys(module.templates()):
                    yield name, template


class _Module:
    """One source file."""

    def __init__(self, path: Path, *, errors_only: bool) -> None:
        self._errors_only = errors_only
        self._tree = _parsed(path)
        self._constants = dict(_constants(self._tree)) | dict(_imported(self._tree))
        self._formatted = {
            self._constants[node.func.value.id]: node.args
            for node in ast.walk(self._tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "format"
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in self._constants
        }
        """Texts whose {} are filled by :meth:`str.format`, and with what."""

    def templates(self) -> Iterator[str]:
        """Yield the templates in the order of the source."""
        if not self._errors_only:
            yield from self._of(self._tree)
            return
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in _ERRORS:
                yield from self._of(node)

    def _of(self, node: ast.AST) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue  # documentation
            if isinstance(child, ast.Call) and _UNSEEN_CALLS.fullmatch(ast.unparse(child.func)):
                continue
            if isinstance(child, ast.expr) and (choices := self._texts(child)):
                for parts in choices:
                    template = _written(parts)
                    if _is_told(template) and _has_words(parts):
                        yield template.strip()
                yield from self._filled_with(child)
            else:
                yield from self._of(child)

    def _filled_with(self, node: ast.expr) -> Iterator[str]:
        """Yield the templates within what fills the places of a text."""
        match node:
            case ast.JoinedStr(values=values):
                for value in values:
                    yield from self._filled_with(value)
            case ast.FormattedValue(value=value):
                yield from self._filled_with(value)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                yield from self._of(test)
                yield from self._filled_with(body)
                yield from self._filled_with(orelse)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                yield from self._filled_with(left)
                yield from self._filled_with(right)
            case ast.Constant() | ast.Name():
                pass
            case _:
                yield from self._of(ast.Expression(body=node))

    def _texts(self, node: ast.expr) -> list[_Parts]:
        """Return what a piece of text can be; nothing where it is none."""
        match node:
            case ast.Constant(value=str(text)) if text in self._formatted:
                fillings = [(_Slot(_name_of(value)),) for value in self._formatted[text]]
                parts = itertools.zip_longest([(one,) for one in text.split("{}")], fillings)
                return [
                    tuple(itertools.chain.from_iterable(p for pair in parts for p in pair if p))
                ]
            case ast.Constant(value=str(text)):
                return [(text,)]
            case ast.Name(id=name) if name in self._constants:
                return [(self._constants[name],)]
            case ast.JoinedStr(values=values):
                return self._joined([self._texts(value) for value in values])
            case ast.FormattedValue(value=value):
                return self._texts(value) or [(_Slot(_name_of(value)),)]
            case ast.IfExp(body=body, orelse=orelse):
                one, other = self._texts(body), self._texts(orelse)
                return one + other if one and other else []
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                one, other = self._texts(left), self._texts(right)
                if not one and not other:
                    return []
                return self._joined(
                    [one or [(_Slot(_name_of(left)),)], other or [(_Slot(_name_of(right)),)]]
                )
        return []

    def _joined(self, pieces: list[list[_Parts]]) -> list[_Parts]:
        choices = itertools.islice(itertools.product(*pieces), _MOST_CHOICES)
        return [tuple(itertools.chain.from_iterable(choice)) for choice in choices]


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the texts that a module names."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                yield name, text


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the texts that a module takes from others of the program."""
    for node in tree.body:
        match node:
            case ast.ImportFrom(module=str(module), names=names) if module.startswith(PACKAGE.name):
                path = PACKAGE.parent / (module.replace(".", "/") + ".py")
                if path.exists():
                    known = dict(_constants(_parsed(path)))
                    yield from ((one.name, known[one.name]) for one in names if one.name in known)


def _written(parts: _Parts) -> str:
    """Return the template; a name that comes twice gets a number."""
    seen: dict[str, int] = {}
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part.replace("{", "{{").replace("}", "}}")
            continue
        seen[part.name] = seen.get(part.name, 0) + 1
        number = seen[part.name]
        text += f"{{{part.name}{number if number > 1 else ''}}}"
    return text


def _is_told(template: str) -> bool:
    return not _SQL.match(template) and bool(
        _SENTENCE.fullmatch(template) or _PHRASE.fullmatch(template.strip())
    )


def _has_words(parts: _Parts) -> bool:
    """Return whether enough of a template is text for it to be told from others."""
    is_open = isinstance(parts[0], _Slot) and isinstance(parts[-1], _Slot)
    letters = sum(len(re.sub(r"\W", "", part)) for part in parts if isinstance(part, str))
    return letters >= (_LETTERS_BETWEEN if is_open else _LETTERS)


def _name_of(node: ast.expr) -> str:
    """Return a word for what fills a place."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
        case ast.Call(args=[first, *_], func=ast.Name()):
            return _name_of(first)
        case ast.Call(func=function):
            return _name_of(function)
        case ast.Subscript(value=value) | ast.BinOp(left=value):
            return _name_of(value)
        case ast.IfExp(body=body) | ast.BoolOp(values=[body, *_]):
            return _name_of(body)
    return "value"
