"""The files of translations are whole, fit what they translate, and are compiled."""

from __future__ import annotations

import ast
import importlib.util
import re
import string
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from pandavision_gui.paths import resources_folder
from pandavision_gui.views.actions import ACTIONS, CONTEXT_MENU, menu_title
from pandavision_gui.views.language import TRANSLATED

FOLDER = resources_folder() / "translations"
MNEMONIC = re.compile(r"&(?=[^\s&])")
TAKEN = ("AttackSection", "FEVJHMDOSPRUANQL")
"""Letters, not words: those that the others of a language have."""


@pytest.fixture(scope="module")
def tools() -> ModuleType:
    """The script that writes the files."""
    path = FOLDER / "make_translations.py"
    spec = importlib.util.spec_from_file_location("make_translations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


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
