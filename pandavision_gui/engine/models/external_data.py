"""The files beside an ONNX file that hold its large tensors."""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx.external_data_helper import ExternalDataInfo, uses_external_data

from pandavision_gui.errors import InputError


def external_data_files(path: Path) -> tuple[Path, ...]:
    """Return the files that the initialisers of a model lie in, each once, sorted by name.

    Raises
    ------
    InputError
        ``external_data_outside`` when one is not inside the model's own folder.
    """
    try:
        model = onnx.load(path, load_external_data=False)
    except Exception:
        # protobuf's errors share no base class; the file is refused with a reason when it is read
        # as a model, which is what comes next.
        return ()
    names = {
        ExternalDataInfo(tensor).location
        for tensor in model.graph.initializer
        if uses_external_data(tensor)
    }
    folder = path.parent.resolve()
    files = []
    for name in sorted(names):
        file = (folder / name).resolve()
        if not file.is_relative_to(folder):
            raise InputError(
                "external_data_outside",
                f'"{path}" asks for data outside its own folder: "{name}".',
                "Such a model is not opened.",
            )
        files.append(file)
    return tuple(files)
