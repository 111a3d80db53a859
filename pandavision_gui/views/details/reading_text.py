"""How samples are read, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.sample_layout import StoredLayout

translate = QCoreApplication.translate

STATISTICS_OF = {"imagenet": "ImageNet", "cifar10": "CIFAR-10"}
"""Preprocessing that is known by the pictures its means and deviations are of."""


def layout_words(layout: StoredLayout) -> str:
    """Return the order of the axes."""
    match layout:
        case "NCHW":
            return translate("Run", "channels, height, width")
        case "NHWC":
            return translate("Run", "height, width, channels")
        case "NHW":
            return translate("Run", "height, width; one channel")
        case "flat":
            return translate("Run", "flat: one for all values")
