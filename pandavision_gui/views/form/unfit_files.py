"""What is said of a file that the form has no place for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.dataset_order import may_be_source


def unfit_words(path: str, name: str) -> tuple[str, str, str]:
    """Return what is wrong, what to do, and the words of a button that makes a dataset of it.

    Parameters
    ----------
    name
        The file's name as it is shown.

    Returns
    -------
    The words of the button are empty where no dataset can be made of it.
    """
    if may_be_source(path):
        return (
            _tr("“{}” is no dataset yet.").format(name),
            _tr("A dataset can be made of a folder of pictures by class, of arrays and tables."),
            _tr("Make one of it …"),
        )
    if path.lower().endswith(".zip"):
        return (
            _tr("“{}” is neither a model nor a dataset.").format(name),
            _tr(
                "An evidence pack is checked on the command line, with “pandavision verify” and "
                "its name; whatever else is in a ZIP file has to be unpacked first."
            ),
            "",
        )
    return (
        _tr("“{}” is neither a model nor a dataset.").format(name),
        _tr(
            "Models end in .onnx, datasets in .h5 or .hdf5, specs in .json, archives of jobs in "
            ".pandavision."
        ),
        "",
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("UnfitFiles", text)
