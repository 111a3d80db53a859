from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.generated_docs import (
    GENERATORS,
    documents,
    regenerated,
    used_generators,
)


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_the_generated_parts_are_those_of_the_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert regenerated(text) == text, "run `make docs`"


def test_every_generated_part_stands_in_a_document() -> None:
    assert used_generators() == set(GENERATORS)
