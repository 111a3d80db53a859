"""The symbols at a curve's points, as outlines: plot, legend and table paint the same ones."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform

_BOX = QRectF(-0.5, -0.5, 1.0, 1.0)
_INNER = 0.38
"""Radius of a star's inner corners, for an outer radius of 1: those of a regular pentagram."""
_ARM = 0.17
"""Half the width of a cross's arm."""


def _round() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(_BOX)
    return path


def _regular(corners: int, *, inner: float | None = None) -> QPainterPath:
    """Return a polygon with a corner at the top, or a star whose other corners are `inner` out."""
    radii = [0.5] if inner is None else [0.5, 0.5 * inner]
    count = corners * len(radii)
    points = [
        QPointF(
            radii[k % len(radii)] * math.sin(2 * math.pi * k / count),
            -radii[k % len(radii)] * math.cos(2 * math.pi * k / count),
        )
        for k in range(count)
    ]
    path = QPainterPath()
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path


def _square() -> QPainterPath:
    path = QPainterPath()
    path.addRect(_BOX.adjusted(0.05, 0.05, -0.05, -0.05))
    return path


def _cross() -> QPainterPath:
    upright, level = QPainterPath(), QPainterPath()
    upright.addRect(QRectF(-_ARM, -0.5, 2 * _ARM, 1.0))
    level.addRect(QRectF(-0.5, -_ARM, 1.0, 2 * _ARM))
    return upright.united(level)


def _narrow_diamond() -> QPainterPath:
    return QTransform.fromScale(0.8, 1.0).map(_regular(4))


def _turned(path: QPainterPath, degrees: float) -> QPainterPath:
    return QTransform().rotate(degrees).map(path)


SYMBOLS: tuple[QPainterPath, ...] = (
    _round(),
    _square(),
    _regular(3),
    _narrow_diamond(),
    _cross(),
    _regular(5, inner=_INNER),
    _turned(_regular(3), 180),
    _turned(_cross(), 45),
)
"""Outlines in a box of 1 by 1 around (0, 0), in the order of `Symbol`.

At the size of a symbol, polygons of five and more corners look round: only the circle is.
"""
