"""Colours, fonts and style of the whole window, light and dark, following the system."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from pandavision_gui.paths import resources_folder
from pandavision_gui.views.icons import make_icon

Scheme = Literal["system", "light", "dark"]
TextSize = Literal["usual", "larger", "large"]

_TEXT_SIZES: dict[TextSize, float] = {"usual": 1.0, "larger": 1.25, "large": 1.5}
_USUAL_FONT = "usual_font"

_MIDDLE = 128
UNIT = 8
"""Pixels; every distance is a multiple of it, or half of it."""


@dataclass(frozen=True)
class Colours:
    """The colours of one scheme, as `#rrggbb`."""

    window: str
    surface: str
    raised: str
    line: str
    strong_line: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_text: str
    accent_soft: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    grid: str


LIGHT = Colours(
    window="#f8f9fb",
    surface="#ffffff",
    raised="#ffffff",
    line="#e3e6eb",
    strong_line="#c9ced6",
    text="#15181d",
    muted="#5f6775",
    accent="#1f5ae0",
    accent_hover="#1949bd",
    accent_text="#ffffff",
    accent_soft="#e3edfc",
    good="#137238",
    good_soft="#e4f4ea",
    warn="#8a5a00",
    warn_soft="#fff4dc",
    bad="#b91c1c",
    bad_soft="#fde8e8",
    grid="#e6e8ec",
)
DARK = Colours(
    window="#1c2027",
    surface="#232830",
    raised="#2a3038",
    line="#333a44",
    strong_line="#4a535f",
    text="#eceff3",
    muted="#a0a9b6",
    accent="#6aa3ff",
    accent_hover="#86b4ff",
    accent_text="#0f1722",
    accent_soft="#243a5e",
    good="#4cc38a",
    good_soft="#16341f",
    warn="#e8b04a",
    warn_soft="#3a2f14",
    bad="#ff8a80",
    bad_soft="#43201f",
    grid="#343b45",
)


class Theme(QObject):
    """The scheme in force; made once by the wiring and handed to whoever paints by itself.

    Signals
    -------
    changed
        The colours are others now: paint again and take icons anew.
    """

    changed = Signal()

    def __init__(self, app: QApplication, scheme: Scheme = "system") -> None:
        super().__init__(app)
        self._app = app
        app.setStyle(QStyleFactory.create("Fusion"))
        self.colours = LIGHT
        self._scheme = scheme
        # Kept, since what PySide returns of its parts ends with it. Qt before 6.10 does not know
        # what the system says of contrast.
        self._hints = hints = app.styleHints()
        self._access = hints.accessibility() if hasattr(hints, "accessibility") else None
        self._follow()
        hints.colorSchemeChanged.connect(self._follow)
        if self._access is not None:
            self._access.contrastPreferenceChanged.connect(self._follow)

    @property
    def is_dark(self) -> bool:
        """Whether the dark scheme is in force."""
        return QColor(self.colours.window).lightness() < _MIDDLE

    def set_scheme(self, scheme: Scheme) -> None:
        """Follow the system, or be light or dark whatever the system says."""
        if scheme != self._scheme:  # a style sheet that is set anew costs every widget time
            self._scheme = scheme
            self._follow()

    def icon(self, name: str) -> QIcon:
        """Return an icon of `icons.ICONS` in text colour."""
        return make_icon(name, self.colours.text, self.colours.strong_line)

    def coloured_icon(self, name: str, colour: str) -> QIcon:
        """Return an icon in one of the scheme's colours."""
        return make_icon(name, colour, self.colours.strong_line)

    def _follow(self) -> None:
        system_is_dark = self._hints.colorScheme() == Qt.ColorScheme.Dark
        dark = self._scheme == "dark" or (self._scheme == "system" and system_is_dark)
        self.colours = DARK if dark else LIGHT
        if self._more_contrast_is_wanted():
            self.colours = with_contrast(self.colours)
        self._app.setPalette(_palette(self.colours))
        self._app.setStyleSheet(_style_sheet(self.colours, dark=dark))
        self.changed.emit()

    def _more_contrast_is_wanted(self) -> bool:
        """Whether the system's user asks every program for more contrast."""
        if self._access is None:
            return False
        return self._access.contrastPreference() == Qt.ContrastPreference.HighContrast


def with_contrast(colours: Colours) -> Colours:
    """Return a scheme whose frames and lines are seen as well as its text."""
    muted, text = colours.muted, colours.text
    return replace(colours, line=muted, strong_line=muted, muted=text, grid=colours.strong_line)


def set_text_size(app: QApplication, size: TextSize) -> None:
    """Let all text be so large from now on; widgets that are there already grow with it."""
    usual = app.property(_USUAL_FONT)
    if usual is None:
        if size == "usual":
            return
        usual = QFont(app.font())
        app.setProperty(_USUAL_FONT, usual)
    font = QFont(usual)
    if font.pixelSize() > 0:
        font.setPixelSize(round(font.pixelSize() * _TEXT_SIZES[size]))
    else:
        font.setPointSizeF(font.pointSizeF() * _TEXT_SIZES[size])
    app.setFont(font)


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget one of the style sheet's roles: heading, muted, good, warn, bad, primary …"""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def tabular(font: QFont) -> QFont:
    """Return the font with figures of equal width, for numbers in columns."""
    font = QFont(font)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    group = QPalette.ColorRole
    for role, colour in (
        (group.Window, colours.window),
        (group.WindowText, colours.text),
        (group.Base, colours.surface),
        (group.AlternateBase, colours.window),
        (group.Text, colours.text),
        (group.Button, colours.raised),
        (group.ButtonText, colours.text),
        (group.BrightText, colours.bad),
        (group.ToolTipBase, colours.raised),
        (group.ToolTipText, colours.text),
        (group.PlaceholderText, colours.muted),
        (group.Highlight, colours.accent_soft),
        (group.HighlightedText, colours.text),
        (group.Link, colours.accent),
        (group.Accent, colours.accent),
        (group.Mid, colours.line),
        (group.Dark, colours.strong_line),
    ):
        palette.setColor(role, QColor(colour))
    for role in (group.WindowText, group.Text, group.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.strong_line))
    return palette


def _style_sheet(colours: Colours, *, dark: bool) -> str:
    resources = resources_folder()
    text = (resources / "style.qss").read_text("utf-8")
    # Qt reads the path between quotes: a folder's name may hold anything but a quote.
    text = text.replace("@icons;", (resources / "icons").as_posix())
    text = text.replace("@scheme;", "dark" if dark else "light")
    for field in fields(colours):
        text = text.replace(f"@{field.name};", f"{getattr(colours, field.name)};")
    return text
