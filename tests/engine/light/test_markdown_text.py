"""Texts of others inside Markdown: nothing in them is markup, a link, or a call to somebody."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.markdown_text import markdown_text

SIGNS = r"\`*_{}[]<>#|~$&@!%:.-+=()"
PARTS = (
    *("@ann", "#1", "!2", "&3", "%4", "$5", "~bug", '~"a b"', "GH-6", "://", "www.", "a@b.org"),
    *(
        "\n",
        "\r\n",
        "\u2028",
        "\x1b",
        "1. ",
        "- ",
        ":tada:",
        "<!--",
        "https://example.org",
        "</td>",
    ),
    *("&amp;", "\u202f", " ", "x", "é", *SIGNS),
)
EVIL = st.lists(st.sampled_from(PARTS), max_size=12).map("".join)


def shown(text: str) -> str:
    """Return what a reader of Markdown sees."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


@given(EVIL)
def test_a_reader_sees_the_text_and_nothing_that_it_could_mean(text: str) -> None:
    made = markdown_text(text)
    assert made.isprintable() or set(filter(lambda c: not c.isprintable(), made)) == {"\u200b"}
    # No sign of markup is without its backslash, and none has two.
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", made)
    assert not re.search(r"[\\`*_{}\[\]<>#|~$&]", bare)
    seen = shown(made)
    # Links and references are looked for in what is seen.
    assert not re.search(r"(?i)@\w|[#!$~%&][\w\"]|://|\bwww\.|\bGH-\d|:[\w+-]+:", seen)
    assert not re.match(r"\s*(\d+[.)]|[-+*])(\s|$)", made)
    spoken = seen.replace("\u200b", "")
    for character in set(text):
        if character.isprintable():
            assert spoken.count(character) >= text.count(character)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("ask @ann", "ask @\u200bann"),
        ("fixes #12", "fixes \\#\u200b12"),
        ("GH-12", "GH-\u200b12"),
        ("org/repo!7", "org/repo!\u200b7"),
        ("https://example.org", "https:\u200b//example.org"),
        ("WWW.example.org", "WWW\u200b.example.org"),
        ("[x](y)", "\\[x\\](y)"),
        ("![x](y)", "!\\[x\\](y)"),
        ("<img src=x>", "\\<img src=x\\>"),
        ("a|b", "a\\|b"),
        ("a\nb", "a\\\\nb"),
        ("\\|", "\\\\\\|"),
        ("- [ ] x", "\\- \\[ \\] x"),
        ("3. x", "3\\. x"),
        ("60 % of 0.5 at 4/255", "60 % of 0.5 at 4/255"),
        ("60\u202f000 (1-2)", "60 000 (1-2)"),
        (":tada:", ":\u200btada:"),
    ],
)
def test_what_becomes_of_a_text(text: str, made: str) -> None:
    assert markdown_text(text) == made
