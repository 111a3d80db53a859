"""The same samples and labels, stored in every form that is read; drawn by hypothesis."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import hdf5plugin
import numpy as np
from hypothesis import strategies as st

from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document

CLASSES = 5
_SAMPLE_TYPES = ("u1", "i2", ">u2", "i4", "u4", "i8", ">u8", "f2", "f4", ">f4", "f8", ">f8")
_LABEL_TYPES = ("u1", "i1", ">i2", "i4", "u8", "i8", "f2", ">f4", "f8")
_NAMES = (
    ("samples", "labels"),
    ("x", "y"),
    ("X_test", "y_test"),
    ("test/images", "test/labels"),
    ("data", "target"),
    ("samples", "truth"),
)


@dataclass(frozen=True)
class StoredForm:
    """How data are stored.

    Attributes
    ----------
    order
        "NCHW", "NHWC", "flat" (C, H, W), "flat NHWC", or "no channel".
    storage
        h5py's options for the samples; `chunk` divides the samples' sizes.
    label_form
        "plain", "column", "one-hot", "bytes" or "text".
    offset
        Added to the stored labels, and taken off by the spec.
    """

    sample_type: str
    order: str
    chunk: int
    storage: str
    names: tuple[str, str]
    label_type: str
    label_form: str
    offset: int

    def write(self, path: Path, samples: np.ndarray, labels: np.ndarray) -> None:
        """Write whole numbers (N, C, H, W) and labels from 0 in this form."""
        channels_last = self.order.endswith("NHWC")
        stored = samples.transpose(0, 2, 3, 1) if channels_last else samples
        if self.order.startswith("flat"):
            stored = stored.reshape(len(stored), -1)
        elif self.order == "no channel":
            stored = stored[:, 0]
        with h5py.File(path, "w") as file:
            file.create_dataset(
                self.names[0], data=stored.astype(self.sample_type), **self._options(stored.shape)
            )
            file[self.names[1]] = self._labels(labels)

    def keys(self) -> dict[str, Any]:
        """The keys of a spec that say what cannot be seen in the file."""
        keys: dict[str, Any] = {}
        if self.names == ("samples", "truth"):
            keys["labels"] = self.names[1]
        if self.order == "flat NHWC":
            keys["layout"] = "NHWC"
        if self._offset:
            keys["label-offset"] = -self._offset
        return keys

    @property
    def _offset(self) -> int:
        return 0 if self.label_form == "one-hot" else self.offset

    def _options(self, shape: tuple[int, ...]) -> dict[str, Any]:
        if self.storage == "contiguous":
            return {}
        options: dict[str, Any] = {"chunks": tuple(max(1, size // self.chunk) for size in shape)}
        if self.storage == "blosc":
            return options | dict(hdf5plugin.Blosc())
        if self.storage != "chunked":
            options |= {"compression": self.storage, "shuffle": True, "fletcher32": True}
        return options

    def _labels(self, labels: np.ndarray) -> Any:
        shifted = labels + self._offset
        if self.label_form == "one-hot":
            return np.eye(CLASSES)[labels].astype(self.label_type)
        if self.label_form == "bytes":
            return np.array([str(label).encode() for label in shifted])
        if self.label_form == "text":
            return [str(label) for label in shifted]
        plain = shifted.astype(self.label_type)
        return plain[:, np.newaxis] if self.label_form == "column" else plain


def stored_forms(channels: int) -> st.SearchStrategy[StoredForm]:
    """Any form that pictures with so many channels can have."""
    orders = ["NCHW", "NHWC", "flat", "flat NHWC"] + (["no channel"] if channels == 1 else [])
    return st.builds(
        StoredForm,
        sample_type=st.sampled_from(_SAMPLE_TYPES),
        order=st.sampled_from(orders),
        chunk=st.integers(1, 4),
        storage=st.sampled_from(("contiguous", "chunked", "gzip", "lzf", "blosc")),
        names=st.sampled_from(_NAMES),
        label_type=st.sampled_from(_LABEL_TYPES),
        label_form=st.sampled_from(("plain", "column", "one-hot", "bytes", "text")),
        offset=st.integers(0, 3),
    )


def spec_of(dataset: Path, model: Path, form: StoredForm, **keys: Any) -> EvaluationSpec:
    """The spec that evaluates a file in this form."""
    document = {"dataset": str(dataset), "trained-model": str(model), **form.keys(), **keys}
    return spec_from_document(document)
