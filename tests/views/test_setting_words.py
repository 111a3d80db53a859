"""Sentences about settings, as the window says them."""

from __future__ import annotations

import pytest

from pandavision_gui.views.setting_words import in_setting_words


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (
            'No "preprocessing" is named. With "preprocessing": "unit" (0 … 1) 9 are right.',
            "No “Preprocessing” is named. With “Preprocessing” set to “To 0 … 1” (0 … 1) 9 are"
            " right.",
        ),
        (
            'Set "device" to "auto" or "cpu".',
            'Set “Device” to "auto" or "cpu".',
        ),
        (
            'and "label-offset": -1 shifts labels',
            "and “Label offset” set to -1 shifts labels",
        ),
        (
            'With "input-range": [0, 255] they fit.',
            "With “Input range” set to [0, 255] they fit.",
        ),
        (
            'The attacks "square-linf" and "hopskipjump" need no gradient.',
            "The attacks “Square Attack (L∞)” and “HopSkipJump” need no gradient.",
        ),
        (
            'Remove it, or ask for "evaluation-mode": "fast".',
            "Remove it, or ask for “Mode” set to “Fast”.",
        ),
        (
            'There is "attack": "square-linf" and "attack": "unknown".',
            "There is “Attack” set to “Square Attack (L∞)” and “Attack” set to “unknown”.",
        ),
        (
            'With "labels": "coarse" other classes are read.',
            "With “Labels” set to “coarse” other classes are read.",
        ),
    ],
)
def test_a_setting_is_called_as_in_the_form(told: str, shown: str) -> None:
    assert in_setting_words(told) == shown


@pytest.mark.parametrize(
    "told",
    [
        "Nothing is quoted here.",
        'The dataset has no array "labels" beside "samples".',
        'The file "/home/a/device/output.onnx" is missing.',
        'The file "device.onnx": "cannot" be read.',
        '"unknown-key": 3',
    ],
)
def test_names_in_files_and_of_files_stay(told: str) -> None:
    assert in_setting_words(told) == told
