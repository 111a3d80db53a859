"""The files of translations are whole, fit what they translate, and are compiled."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import string
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from pandavision_gui.paths import resources_folder
from pandavision_gui.views.actions import ACTIONS, CONTEXT_MENU, menu_title
from pandavision_gui.views.engine_sentences import read_sentences
from pandavision_gui.views.language import TRANSLATED
from pandavision_gui.views.sentence_template import read_template

FOLDER = resources_folder() / "translations"
MNEMONIC = re.compile(r"&(?=[^\s&])")
TAKEN = ("AttackSection", "FEVJHMDOSPRUANQL")
"""Letters, not words: those that the others of a language have."""


@pytest.fixture(scope="module")
def tools() -> ModuleType:
    """The script that writes the files."""
    path = FOLDER / "make_translations.py"
    sys.path.insert(0, str(FOLDER))  # as for a script that is run
    spec = importlib.util.spec_from_file_location("make_translations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    sys.path.remove(str(FOLDER))
    return module


NAMES_WITHOUT_QUOTES = {"path", "folder", "source", "title", "key"}
"""Places of names that some sentences have without quotes."""


def fields(text: str) -> Counter[str]:
    """Return what `str.format` fills in, with how it is written there."""
    return Counter(
        f"{name}:{form}" for _, name, form, _ in string.Formatter().parse(text) if name is not None
    )


def is_format(text: str) -> bool:
    """Whether a text is one for `str.format`, and no example of JSON."""
    try:
        fields(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_window_is_translated_and_no_other(
    tools: ModuleType, language: str
) -> None:
    translations = tools.read_translations(FOLDER / f"pandavision_{language}.ts")
    assert set(translations) == set(tools.window_texts())
    assert [text for text, words in translations.items() if not words.strip()] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_same_values_key_and_end(tools: ModuleType, language: str) -> None:
    for (context, source), words in tools.read_translations(
        FOLDER / f"pandavision_{language}.ts"
    ).items():
        if (context, source) == TAKEN:
            continue
        where = f"{context}: {source!r} → {words!r}"
        if is_format(source):
            assert fields(words) == fields(source), where
        assert len(MNEMONIC.findall(words)) == len(MNEMONIC.findall(source)), where
        assert words.endswith("…") == source.endswith("…"), where
        assert words.count("\n") == source.count("\n"), where
        assert words[:1].isspace() == source[:1].isspace(), where
        assert words[-1:].isspace() == source[-1:].isspace(), where


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_file_is_of_the_source(
    tools: ModuleType, language: str, tmp_path: Path
) -> None:
    source = FOLDER / f"pandavision_{language}.ts"
    tools.compile_to(source, tmp_path / "new.qm")
    assert (tmp_path / "new.qm").read_bytes() == source.with_suffix(".qm").read_bytes()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_two_entries_of_a_menu_have_the_same_key(tools: ModuleType, language: str) -> None:
    words = tools.read_translations(FOLDER / f"pandavision_{language}.ts")

    def key(text: str) -> str:
        return words["ACTIONS", text].split("&")[1][0].lower()

    menus: dict[str, list[str]] = {}
    for info in ACTIONS:
        menus.setdefault(menu_title(info.menu), []).append(key(info.text))
        if any(info.name in group for group in CONTEXT_MENU):
            menus.setdefault("context menu", []).append(key(info.text))
    menus["menus"] = [key(title) for title in menus if title != "context menu"]
    twice = {menu: [k for k, n in Counter(keys).items() if n > 1] for menu, keys in menus.items()}
    assert {menu: keys for menu, keys in twice.items() if keys} == {}


def test_texts_are_found_however_they_are_given_to_a_translator(tools: ModuleType) -> None:
    module = ast.parse(
        "class Window:\n"
        "    def make(self):\n"
        "        self.tr('of a ' 'class')\n"
        "        return self.tr('one' if few else 'many')\n"
        "def _tr(text):\n"
        "    return QCoreApplication.translate('own', text)\n"
        "_tr('of a function')\n"
        "translate('given', 'with its context')\n"
        "painter.translate(3, 4)\n"
    )
    assert set(tools.texts_of(module)) == {
        ("Window", "of a class"),
        ("Window", "one"),
        ("Window", "many"),
        ("own", "of a function"),
        ("given", "with its context"),
    }


def sentences(language: str) -> dict[str, str]:
    """Return the templates of what engine and jobs say, with their translations."""
    path = FOLDER / f"sentences_{language}.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_engine_and_jobs_is_translated_and_no_other(
    tools: ModuleType, language: str
) -> None:
    known = sentences(language)
    assert set(known) == {template for _, template in tools.sentence_templates()}
    assert [template for template, words in known.items() if not words.strip()] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translated_sentence_says_the_same_values_and_keys(language: str) -> None:
    for template, words in sentences(language).items():
        where = f"{template!r} → {words!r}"
        assert fields(words) == fields(template), where
        # Keys of a spec, options and commands are what is typed.
        for typed in re.findall(r'"[a-z0-9-]+"|--[a-z-]+|`[^`]*`', template):
            assert typed in words, where
        assert words.endswith((".", "?", "!")) == template.endswith((".", "?", "!")), where


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_sentence_is_found_again_when_its_places_are_filled(language: str) -> None:
    """None is hidden by another one that fits it, too, and says something else."""
    book = read_sentences(FOLDER / f"sentences_{language}.json")
    hidden = []
    for template, words in sentences(language).items():
        values = {}
        for place, (before, name, _, _) in enumerate(string.Formatter().parse(template)):
            if name is not None:  # behind a full stop another sentence begins
                values[name] = f"{' ' if before.endswith('.') else ''}{70 + place}"
        said = template.format_map(values)
        if book.translated(said) != words.format_map(values):
            hidden.append((said, book.translated(said), words.format_map(values)))
    assert hidden == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_names_stay_as_they_are_in_every_sentence(language: str) -> None:
    """They are made of words that are parts of sentences themselves, or single words."""
    book = read_sentences(FOLDER / f"sentences_{language}.json")
    changed = []
    for template, words in sentences(language).items():
        known = read_template(template, words)
        names = {}
        for place, name in enumerate(known.names):
            if name in known.quoted:
                names[name] = f"a {place}. Choose another. models to 1"
            elif name in NAMES_WITHOUT_QUOTES:
                names[name] = (
                    f"/Back to models/{place} norms and labels, zero or class {place}/d.h5"
                )
            else:
                names[name] = str(70 + place)
        said = template.format_map(names)
        translated = book.translated(said)
        missing = [one for one in names.values() if one not in translated]
        if missing:
            changed.append((said, translated))
    assert changed == []
