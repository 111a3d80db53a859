"""Lets onnx2pytorch be imported without torchvision.

onnx2pytorch takes six names from torchvision for operators that no image classifier uses, and
does so when it is imported. torchvision is missing, broken (built for another torch) or slow to
import in many installations, so a small module stands in for it during that import.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import NoReturn

from pandavision_gui.errors import InputError

_OPS = ("deform_conv2d", "nms", "box_convert", "roi_pool", "roi_align")
_IO = ("decode_image",)


@contextmanager
def torchvision_stand_in() -> Iterator[None]:
    """Put the stand-in where `import torchvision` looks; a torchvision already there is left alone.

    It is taken out again afterwards, so that nobody else mistakes it for torchvision.
    """
    if "torchvision" in sys.modules:
        yield
        return
    modules = _modules()
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name, module in modules.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


def _modules() -> dict[str, ModuleType]:
    top, ops, io = (ModuleType(f"torchvision{end}") for end in ("", ".ops", ".io"))
    for module, names in ((ops, _OPS), (io, _IO)):
        for name in names:
            setattr(module, name, _refusal(name))
    io.__dict__["ImageReadMode"] = type("ImageReadMode", (), {"GRAY": "GRAY", "RGB": "RGB"})
    top.__dict__.update(ops=ops, io=io, __path__=[])
    return {"torchvision": top, "torchvision.ops": ops, "torchvision.io": io}


def _refusal(name: str) -> Callable[..., NoReturn]:
    def refuse(*_arguments: object, **_options: object) -> NoReturn:
        raise InputError(
            "operator_needs_torchvision",
            f"The model uses an operator that needs torchvision's {name}, which this program "
            "does not carry.",
            "Use a model without detection operators.",
        )

    return refuse
