"""What a report leaves out: folders and names, wherever they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.views.crash.report_text import Private, report_text, shortened

ANNA = Private("/home/anna", ("anna", "annas-laptop"))
PARTS = st.text(st.characters(categories=("Lu", "Ll", "Nd")), min_size=4, max_size=9)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (
            'File "/home/anna/v/lib/python3.11/site-packages/pydantic/main.py", line 3 in x',
            'File "…/site-packages/pydantic/main.py", line 3 in x',
        ),
        (
            'File "/opt/pv/pandavision_gui/views/theme.py", line 9',
            'File "…/pandavision_gui/views/theme.py", line 9',
        ),
        ("cannot read '/mnt/my secrets/plan b.onnx'", "cannot read '…/plan b.onnx'"),
        ("moved to /mnt/secret/jobs: done", "moved to …/jobs: done"),
        (r'"C:\Users\anna\nets\a.onnx"', '"…/a.onnx"'),
        (r"\\server\share\a.h5 is gone", "…/a.h5 is gone"),
        ("hello Anna on ANNAS-LAPTOP", "hello … on …"),
        ("annabel stays", "annabel stays"),
        ("1/255 and 3 / 4 of a/b", "1/255 and 3 / 4 of a/b"),
        ("thread 0x00007f (most recent call first):", "thread 0x00007f (most recent call first):"),
        ("file:///home/anna/x.txt", "…/x.txt"),
    ],
)
def test_paths_keep_their_last_part_and_names_go(text: str, short: str) -> None:
    assert shortened(text, ANNA) == short


@given(PARTS, st.lists(PARTS, min_size=1, max_size=4), PARTS, st.sampled_from(['"', "'", " ", ""]))
def test_no_folder_and_no_name_is_left(
    user: str, folders: list[str], file: str, quote: str
) -> None:
    home = f"/home/{user}"
    path = "/".join([home, *folders, f"{file}.py"])
    private = Private(home, (user,))
    text = shortened(f"before {quote}{path}{quote} after {home} and {user}.", private)
    assert home not in text
    for name in {user, *folders} - {file, "home"}:
        words = text.replace("…", " ").replace("/", " ").replace(".", " ").replace('"', " ").split()
        assert name not in [word.strip("'") for word in words] or name in ("before", "after"), text
    assert text.startswith("before")
    assert shortened(text, private) == text


def test_a_report_has_its_parts_in_order() -> None:
    text = report_text("PandaVision: 1\n", "Fatal: x\n", "a line\n", ANNA)
    places = [text.index(part) for part in ("PandaVision: 1", "Fatal: x", "last lines", "a line")]
    assert places == sorted(places)
    assert "last lines" not in report_text("a", "b", "", ANNA)
