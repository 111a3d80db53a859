"""Plots. Whoever imports one of them imports pyqtgraph with stand-ins for OpenGL."""

from pandavision_gui.views.plots.opengl_stand_in import put_opengl_stand_ins

put_opengl_stand_ins()
