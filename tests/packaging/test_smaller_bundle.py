"""What makes the bundle smaller takes nothing away that the program or Qt needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import CodeType
from typing import Any

import PySide6
import pytest

from tests.packaging.test_bundle import packaging_file

smaller_code = packaging_file("smaller_code")
contents = packaging_file("bundle_contents")

MODULE = '''
"""Of the module."""

def documented():
    """Of a function."""
    return 1

def returns_what_it_says():
    "both"
    return "both"

def first_constant():
    return "text" + str(2.5)

class Documented:
    """Of a class."""

    def method(self):
        """Of a method."""
        assert self is None, "said by an assertion"
'''

ASK_QT = """
import functools, json
from PySide6.QtCore import QCollator, QDateTime, QLocale, Qt, QTimeZone

words = ["zebra", "äpfel", "Apfel", "Öl", "o", "y", "i10", "i9", "ñu", "nz", "中", "一"]
found = {}
for name in ("de_DE", "sv_SE", "lt_LT", "es_ES", "zh_CN"):
    collator = QCollator(QLocale(name))
    collator.setNumericMode(True)
    found[name] = sorted(words, key=functools.cmp_to_key(collator.compare))
found["case"] = [QLocale("de").toUpper("straße"), QLocale("tr").toUpper("i")]
zone = QTimeZone(b"Europe/Berlin")
summer = QDateTime.fromString("2026-07-01T12:00:00", Qt.DateFormat.ISODate)
for language in ("en_US", "de_DE", "fr_FR"):
    kinds = QTimeZone.TimeType.StandardTime, QTimeZone.NameType.LongName
    found["zone " + language] = zone.displayName(*kinds, QLocale(language))
found["offset"] = zone.offsetFromUtc(summer)
with open("/proc/self/maps", encoding="utf-8") as file:
    found["data"] = sorted({line.split()[-1] for line in file if "icudata" in line})
print(json.dumps(found))
"""


def run(code: CodeType) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(code, names)
    return names


def test_code_without_docstrings_does_the_same() -> None:
    code = compile(MODULE, "module.py", "exec")
    names = run(smaller_code.without_docstrings(code))
    assert names["__doc__"] is None
    for documented in (names["documented"], names["Documented"], names["Documented"].method):
        assert documented.__doc__ is None
    assert names["documented"]() == 1
    assert names["returns_what_it_says"]() == "both"
    assert names["first_constant"]() == "text2.5"
    with pytest.raises(AssertionError, match="said by an assertion"):
        names["Documented"]().method()
    assert run(code)["Documented"].__doc__ == "Of a class."


def test_our_own_help_and_what_numpy_reads_itself_stay() -> None:
    code = compile(MODULE, "module.py", "exec")
    modules = {"pandavision_gui.cli.run": code, "numpy.ma": code, "torch.nn": code, "empty": None}
    smaller_code.drop_docstrings(modules)
    assert run(modules["pandavision_gui.cli.run"])["__doc__"] == "Of the module."
    assert run(modules["numpy.ma"])["__doc__"] == "Of the module."
    assert run(modules["torch.nn"])["__doc__"] is None
    assert modules["empty"] is None


def test_a_table_of_another_form_is_refused() -> None:
    icu_data = packaging_file("icu_data")
    with pytest.raises(ValueError, match="no table of ICU data"):
        icu_data.filtered(b"\x20\x00" + b"\0" * 62)


@pytest.mark.skipif(
    sys.platform != "linux" or not all(map(shutil.which, ("as", "ld", "objcopy"))),
    reason="needs Linux with binutils",
)
def test_qt_sorts_and_names_time_zones_as_before_with_less_of_icus_data(tmp_path: Path) -> None:
    icu_data = packaging_file("icu_data")
    folder = Path(PySide6.__path__[0]) / "Qt" / "lib"
    (library,) = folder.glob("libicudata.so.*")
    entries = [
        ("PySide6/Qt/lib/libicudata.so.73", str(library), "BINARY"),
        ("PySide6/Qt/lib/libQt6Core.so.6", "elsewhere", "BINARY"),
    ]
    (_, smaller, _), other = icu_data.with_less_data(entries, tmp_path)
    assert other == entries[1]
    assert Path(smaller).stat().st_size < library.stat().st_size / 3
    link = tmp_path / library.name  # the name under which Qt asks for it
    link.symlink_to(smaller)
    before, after = asked({}), asked({"LD_PRELOAD": str(link)})
    assert after.pop("data") == [os.path.realpath(smaller)]
    assert before.pop("data") == [os.path.realpath(library)]
    assert after == before
    assert before["zone de_DE"] == "Mitteleuropäische Normalzeit"


def asked(environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", ASK_QT],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_font_of_icons_holds_those_that_are_painted_as_they_were(
    qapp: object, tmp_path: Path
) -> None:
    from PySide6.QtGui import QRawFont

    from pandavision_gui.views.icons import ICONS, font_file

    smaller = contents.icon_font(tmp_path)
    assert smaller.stat().st_size < 20_000
    whole, subset = (QRawFont(str(file), 512.0) for file in (font_file(), smaller))
    for name, (_, place) in ICONS.items():
        paths = []
        for font in (whole, subset):
            (glyph,) = font.glyphIndexesForString(chr(place))
            assert glyph != 0, name
            paths.append(font.pathForGlyph(glyph))
        assert paths[0] == paths[1], name
