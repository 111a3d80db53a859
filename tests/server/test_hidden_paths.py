"""What clients are told names no folder of the server's machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from pandavision_gui.server.hidden_paths import HiddenPaths

PATHS = HiddenPaths([Path("/srv/my models"), Path("/srv/more")], Path("/var/lib/panda"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('There is no file "/srv/my models/a/b.onnx".', 'There is no file "a/b.onnx".'),
        ("/srv/my models/d.h5 is empty (0 bytes).", "d.h5 is empty (0 bytes)."),
        (
            'The job in "/var/lib/panda/jobs/813f7810" has no samples.h5.',
            'The job in "813f7810" has no samples.h5.',
        ),
        (
            '"/var/lib/panda/uploads/00ff.onnx" was changed.',
            '"upload:00ff.onnx" was changed.',
        ),
        ('"/home/ada/secret project/x.onnx" is gone.', '"x.onnx" is gone.'),
        ("/opt/elsewhere/x.onnx is gone.", "x.onnx is gone."),
        ("Values lie in /a/b.h5, /c/d.h5.", "Values lie in b.h5, d.h5."),
        ('"C:\\Users\\Ada Lovelace\\m.onnx" is gone.', '"m.onnx" is gone.'),
        ("D:/models/m.onnx is gone.", "m.onnx is gone."),
        ('"\\\\host\\share\\m.onnx" is gone.', '"m.onnx" is gone.'),
        ("The data folder is /var/lib/panda.", "The data folder is the server's folder."),
        ('"/srv/morello/x" is gone.', '"x" is gone.'),
        ("(/srv/more/x)", "(x)"),
    ],
)
def test_of_a_path_stays_what_a_client_may_know(text: str, told: str) -> None:
    assert PATHS.hide(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "The accuracy at 8/255 is 40 % and/or lower.",
        "See https://example.org/a/b for more.",
        '"dataset": there is no file "a/b.onnx".',
        "GPU 1/2, n/a",
        'The shape is (1, 3, "H/W").',
    ],
)
def test_other_strokes_are_left_alone(text: str) -> None:
    assert PATHS.hide(text) == text
