"""The window. Whoever imports a part of it imports faster from then on."""

from pandavision_gui.views.quick_imports import read_no_sources

read_no_sources()
