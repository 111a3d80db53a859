"""Writes the texts of the window into the .ts files and compiles them to .qm (`make translations`).

The texts come from the source itself, not from lupdate: that knows neither the functions that stand
for a context (`_tr` of a module) nor texts that are plain data (the ACTIONS table, titles and
descriptions of settings and of attack parameters).
"""

from __future__ import annotations

import ast
import json
import logging
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

from PySide6 import __file__ as pyside
from sentence_templates import sentence_templates

from pandavision_gui.views.actions import action_texts
from pandavision_gui.views.engine_words import engine_texts

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parents[1] / "pandavision_gui"
LANGUAGES = ("de",)

_log = logging.getLogger("make_translations")

Text = tuple[str, str]
"""Context and source."""


def main() -> None:
    """Bring every .ts up to date and compile it."""
    texts = window_texts()
    for language in LANGUAGES:
        path = HERE / f"pandavision_{language}.ts"
        path.write_text(ts_of(texts, read_translations(path), language), encoding="utf-8")
        missing = [text for text, words in read_translations(path).items() if not words]
        compile_to(path, path.with_suffix(".qm"))
        _log.info("%s: %d texts, %d of them missing", path.name, len(texts), len(missing))
        for context, source in missing:
            _log.info("  %s: %s", context, source)
        update_sentences(HERE / f"sentences_{language}.json")


def update_sentences(path: Path) -> None:
    """Bring the sentences of engine and jobs up to date; new ones get an empty translation."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    sentences = {template: known.get(template, "") for _, template in sentence_templates()}
    path.write_text(json.dumps(sentences, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    missing = [template for template, words in sentences.items() if not words]
    _log.info("%s: %d sentences, %d of them missing", path.name, len(sentences), len(missing))
    for template in missing:
        _log.info("  %s", template)


def window_texts() -> list[Text]:
    """Return every text that the window translates, sorted by context, in the source's order."""
    found: dict[Text, None] = {("ACTIONS", text): None for text in action_texts()}
    found.update(dict.fromkeys(engine_texts()))
    for path in sorted((PACKAGE / "views").rglob("*.py")):
        found.update(dict.fromkeys(texts_of(ast.parse(path.read_text(encoding="utf-8")))))
    return sorted(found, key=lambda text: text[0])


def texts_of(module: ast.Module) -> Iterator[Text]:
    """Yield what a module translates."""
    contexts = dict(_own_functions(module))
    for owner, call in _calls(module, ""):
        name = ast.unparse(call.func).rpartition(".")[2]
        if name == "tr":
            yield from ((owner, text) for text in _choices(call.args[0]))
        elif name in contexts:
            yield from ((contexts[name], text) for text in _choices(call.args[0]))
        elif name == "translate":
            match call.args:
                case [ast.Constant(value=str(context)), text]:
                    yield from ((context, words) for words in _choices(text))


def read_translations(path: Path) -> dict[Text, str]:
    """Return the translations of a .ts file; empty ones are missing."""
    if not path.exists():
        return {}
    found = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            text = (context.findtext("name", ""), message.findtext("source", ""))
            found[text] = message.findtext("translation", "")
    return found


def ts_of(texts: list[Text], known: dict[Text, str], language: str) -> str:
    """Return a .ts file with these texts and what is known of their translations."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context: ElementTree.Element | None = None
    for name, source in texts:
        if context is None or context.findtext("name") != name:
            context = ElementTree.SubElement(root, "context")
            ElementTree.SubElement(context, "name").text = name
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "source").text = source
        words = ElementTree.SubElement(message, "translation")
        words.text = known.get((name, source), "")
        if not words.text:
            words.set("type", "unfinished")
    ElementTree.indent(root, "    ")
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n'


def compile_to(source: Path, target: Path) -> None:
    """Compile a .ts file; Qt reads the result."""
    name = "lrelease.exe" if sys.platform == "win32" else "lrelease"
    folder = Path(pyside).parent
    tool = next(path for path in (folder / name, folder / "Qt/libexec" / name) if path.exists())
    subprocess.run([tool, "-silent", source, "-qm", target], check=True)


def _own_functions(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the module's functions that stand for a context, and which."""
    for function in module.body:
        if not isinstance(function, ast.FunctionDef) or len(function.args.args) != 1:
            continue
        argument = function.args.args[0].arg
        for node in ast.walk(function):
            match node:
                case ast.Call(args=[ast.Constant(value=str(context)), ast.Name(id=name)]) if (
                    name == argument and ast.unparse(node.func).endswith("translate")
                ):
                    yield function.name, context


def _calls(node: ast.AST, owner: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with the class it stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield owner, child
        yield from _calls(child, child.name if isinstance(child, ast.ClassDef) else owner)


def _choices(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an argument may be; what is data comes from its table."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _choices(node.body)
        yield from _choices(node.orelse)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main()
