"""What goes into the bundle and what stays out. docs/packaging.md says why."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path

from third_party import texts_inside

Entry = tuple[str, str, str]
"""PyInstaller's table of contents: name in the bundle, file on this machine, kind."""

EXCLUDED_MODULES = (
    # Tools, and libraries that only the development environment holds.
    *("pip", "setuptools", "wheel", "pkg_resources", "_distutils_hack", "hatchling"),
    *("pytest", "_pytest", "py", "pytestqt", "hypothesis", "mypy", "mypyc", "PyInstaller"),
    *("foolbox", "eagerpy", "torchattacks", "torchvision", "adv_lib", "scipy", "pandas"),
    *("requests", "tqdm", "git", "gitdb", "tensorboard", "visdom", "transformers"),
    *("yaml", "attr", "attrs", "defusedxml", "jsonschema", "referencing", "cyclonedx", "lxml"),
    *("IPython", "triton", "cupy", "numba", "OpenGL", "onnxscript", "pygments"),
    # What talks to a network: the program never does.
    *("certifi", "urllib3", "idna", "charset_normalizer"),
    # The interpreter's.
    *("tkinter", "_tkinter", "turtle", "idlelib", "lib2to3", "ensurepip"),
    *("readline", "rlcompleter", "curses", "_curses", "_curses_panel"),
    # Parts of our libraries that compile, write other formats, or test.
    *("torch._inductor", "torch._dynamo", "torch.utils.tensorboard", "torch.utils.benchmark"),
    *("sympy", "mpmath", "networkx", "fsspec"),  # sizes that are symbols, which compilers have
    *(f"torch.distributed.{name}" for name in ("fsdp", "tensor", "checkpoint", "pipelining")),
    "torch.distributed.elastic",
    *("torch.utils.hipify", "torch.utils.bottleneck", "torch.onnx._internal.exporter"),
    *("functorch", "caffe2", "torch.testing._internal.distributed"),
    *("onnx.backend.test", "onnxruntime.transformers", "onnxruntime.quantization"),
    *("onnxruntime.tools", "onnxruntime.backend", "onnxruntime.datasets"),
    *("numpy.f2py", "numpy.distutils", "h5py.tests", "matplotlib.tests"),
    *("matplotlib.backends.backend_qtagg", "matplotlib.backends.backend_qt"),
    *("matplotlib.backends.qt_compat", "mpl_toolkits.mplot3d", "pyqtgraph.opengl"),
    *("matplotlib._qhull", "pydoc_data"),  # triangles between points; help of the interpreter
    *("pyqtgraph.examples", "pyqtgraph.console", "pyqtgraph.jupyter", "qtawesome", "qtpy"),
    *("PIL._avif", "PIL._imagingtk"),
    # Qt beyond widgets, SVG and what pyqtgraph asks for.
    *(
        f"PySide6.Qt{name}"
        for name in (
            *("Concurrent", "Designer", "Help", "Network", "Qml", "Quick", "QuickControls2"),
            *("QuickTest", "QuickWidgets", "Sql", "UiTools", "Xml", "PrintSupport"),
            *("OpenGL", "OpenGLWidgets"),  # stand-ins: views/plots/opengl_stand_in.py
            "Test",  # pyqtgraph goes without
        )
    ),
)

_QT = "PySide6/Qt"
_LEFT_OUT = (
    # Qt: screens without a desktop, the theme that drags in the build machine's GTK, other modules.
    *(f"{_QT}/plugins/platforms/*{name}*" for name in ("eglfs", "linuxfb", "vnc", "vkkhr")),
    *(f"{_QT}/plugins/platforms/*{name}*" for name in ("minimalegl", "directfb")),
    f"{_QT}/plugins/platformthemes/libqgtk3*",
    f"{_QT}/plugins/platforminputcontexts/*virtualkeyboard*",
    *(f"{_QT}/plugins/{name}/*" for name in ("egldeviceintegrations", "generic", "tls")),
    *(f"{_QT}/plugins/{name}/*" for name in ("networkinformation", "sqldrivers", "qmllint")),
    *(f"{_QT}/plugins/{name}/*" for name in ("qmltooling", "printsupport")),
    *(f"{_QT}/plugins/imageformats/*q{name}.*" for name in ("pdf", "tga", "tiff", "wbmp")),
    *(f"{_QT}/plugins/imageformats/*q{name}.*" for name in ("webp", "icns", "jp2")),
    f"{_QT}/qml/*",
    f"{_QT}/translations/[!q]*",
    f"{_QT}/translations/qt[!b]*",  # qtbase_* holds the texts of Qt's own dialogs
    # The desktop's own, which must be the desktop's: they talk to its drivers and its settings.
    *("libEGL*", "libGL*", "libgbm*", "libdrm*", "libfontconfig*", "libfreetype*"),
    *("libglib-*", "libgobject-*", "libgio-*", "libgmodule-*", "libgthread-*"),
    *("libX11.*", "libX11-xcb.*", "libdbus-1.*"),
    # Drivers of newer systems need theirs, and a program has one: the first that was loaded.
    *("libstdc++.so*", "libgcc_s.so*"),
    # Filters for fields of physical quantities and for satellites: no pictures are stored by them.
    *(f"hdf5plugin/plugins/*h5{name}.*" for name in ("sz", "sz3", "sperr", "fcidecomp", "htj2k")),
    # GPL, and used by an interactive interpreter only.
    *("libreadline*", "*/readline.*"),
    # Development files, tests, examples.
    *("torch/test/*", "torch/bin/test_*", "torch/include/*", "torch/share/*", "torch/lib/*_test*"),
    *("torch/lib/*.a", "torch/lib/libshm_windows/*", "*/tests/*", "*.pyi", "*.pxd"),
    *("matplotlib/mpl-data/sample_data/*", "matplotlib/mpl-data/images/*"),
    *("torch/lib/libaoti_custom_ops.*", "torch/lib/*backend_with_compiler.*"),
    # Fonts for formulas and for PDF readers that have them; figures are set in DejaVu Sans.
    *("matplotlib/mpl-data/fonts/afm/*", "matplotlib/mpl-data/fonts/pdfcorefonts/*"),
    *(f"matplotlib/mpl-data/fonts/ttf/{name}*" for name in ("STIX", "cm", "DejaVuSerif")),
    *(f"matplotlib/mpl-data/fonts/ttf/{name}*" for name in ("DejaVuSansMono", "DejaVuSansDisplay")),
    *(f"matplotlib/mpl-data/fonts/ttf/DejaVuSans-{name}*" for name in ("Oblique", "BoldOblique")),
    # An icon for programs that have none, and tables of colours that are asked for by name.
    *("pyqtgraph/icons/peegee/*", "pyqtgraph/colors/maps/*"),
    # What makes resources is no resource; secml_classic's script is one.
    "pandavision_gui/resources/samples/*.py",
    *(f"pandavision_gui/resources/translations/*.{suffix}" for suffix in ("py", "ts")),
    "*.dist-info/sboms/*",  # what libraries were built of
    "*__pycache__*",
)
_NVIDIA = re.compile(
    r"^nvidia/|(^|/)(lib)?(cudart|cublas|cudnn|cufft|curand|cusparse|cusolver|nccl|nvrtc)"
    r"[^/]*\.(so|dll)|(^|/)lib(torch|c10)_cuda",
    re.IGNORECASE,
)
_UNWANTED_HOOKS = {
    # A new folder for matplotlib in each process, for programs that unpack themselves at each
    # start. Ours can keep the list of fonts; and a worker, which ends without clean-up, would
    # leave its folder behind.
    "pyi_rth_mplconfig",
    # Imports Qt in every process, workers and the command line too, and tells programs that are
    # started from the window to use our Qt's plugins. The wheel of PySide6 finds its own.
    "pyi_rth_pyside6",
    # For a part of pyqtgraph that is not used.
    "pyi_rth_pyqtgraph_multiprocess",
}


def keep(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that belong into the bundle."""
    return [
        entry
        for entry in entries
        if not any(fnmatch(entry[0].replace("\\", "/"), pattern) for pattern in _LEFT_OUT)
    ]


def keep_runtime_hooks(scripts: Iterable[Entry]) -> list[Entry]:
    """Return the scripts without what PyInstaller would run at the start to no good."""
    return [entry for entry in scripts if entry[0] not in _UNWANTED_HOOKS]


def nvidia_files(entries: Iterable[Entry]) -> list[str]:
    """Return the names of NVIDIA's libraries among the entries."""
    return [entry[0] for entry in entries if _NVIDIA.search(entry[0].replace("\\", "/"))]


def nvidia_distributions() -> list[str]:
    """Return the distributions with NVIDIA's libraries, of which no module is imported."""
    return sorted(
        found.name
        for found in metadata.distributions()
        if any(file.parts[0] == "nvidia" for file in found.files or ())
    )


def icon_font(folder: Path) -> Path:
    """Return the one icon font that the window paints from, with the icons that it paints.

    Parameters
    ----------
    folder
        Where the font goes; the set itself has 7,000 icons.
    """
    # Only the build has these, and only here are they needed.
    from fontTools import subset

    from pandavision_gui.views.icons import FONT_FILES, ICONS

    files = metadata.distribution("QtAwesome").files or ()
    (font,) = (file for file in files if file.match(FONT_FILES))
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells of every table
    options = subset.Options(layout_features=[], notdef_outline=True, glyph_names=False)
    smaller = folder / font.name
    smaller.parent.mkdir(parents=True, exist_ok=True)
    with subset.load_font(str(font.locate()), options) as whole:
        chosen = subset.Subsetter(options)
        chosen.populate(unicodes=[place for _, place in ICONS.values()])
        chosen.subset(whole)
        subset.save_font(whole, str(smaller), options)
    return smaller


def distribution_names(modules: Iterable[str]) -> list[str]:
    """Return the distributions that have a module in the bundle.

    Parameters
    ----------
    modules
        Names of the modules in the bundle.
    """
    owners = metadata.packages_distributions()
    tops = {name.partition(".")[0] for name in modules}
    return sorted({owner for top in tops for owner in owners.get(top, ())})


def distribution_files(names: Iterable[str]) -> list[Entry]:
    """Return metadata and licences of distributions."""
    found: list[Entry] = []
    for name in names:
        for file in metadata.distribution(name).files or ():
            # direct_url.json and RECORD tell folders of the build machine.
            if ".dist-info" not in file.parts[0] or file.name in {"direct_url.json", "RECORD"}:
                continue
            source = Path(str(file.locate()))
            if source.is_file():
                found.append((file.as_posix(), str(source), "DATA"))
        found += [
            (f"{_description_folder(name)}/licenses/{path.name}", str(path), "DATA")
            for path in texts_inside(metadata.distribution(name))
        ]
    return found


def _description_folder(name: str) -> str:
    """Return the name of a distribution's folder of metadata: there all look for licences."""
    files = metadata.distribution(name).files or ()
    return next(file.parts[0] for file in files if file.parts[0].endswith(".dist-info"))
