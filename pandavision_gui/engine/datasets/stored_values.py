"""Whether the values of a dataset are there and can be decompressed.

What was never written reads as zeros, which an evaluation would take for samples: the usual trace
of a program that reserved the space and was then interrupted.
"""

from __future__ import annotations

import logging
import math

import h5py  # type: ignore[import-untyped]


def missing_filter(dataset: h5py.Dataset) -> str | None:
    """Return the number of a filter that is not installed, and its name if it has one.

    None where none lacks. The name is untrusted text.
    """
    properties = dataset.id.get_create_plist()
    filters = [properties.get_filter(n) for n in range(properties.get_nfilters())]
    missing = [entry for entry in filters if not h5py.h5z.filter_avail(entry[0])]
    if missing and _with_plugins():
        missing = [entry for entry in missing if not h5py.h5z.filter_avail(entry[0])]
    if not missing:
        return None
    number, name = missing[0][0], missing[0][3].decode("utf-8", "replace")
    return f"{number} ({name[:80]})" if name else str(number)


def unwritten_blocks(dataset: h5py.Dataset) -> tuple[int, int]:
    """Return how many blocks there are, and how many of them were never written.

    A dataset that is not stored in chunks is one block.
    """
    chunks = dataset.chunks
    if not chunks:
        return 1, int(dataset.id.get_storage_size() == 0)
    every = math.prod(-(-size // chunk) for size, chunk in zip(dataset.shape, chunks, strict=True))
    return every, max(0, every - int(dataset.id.get_num_chunks()))


def _with_plugins() -> bool:
    """Let HDF5 know further compression filters, where hdf5plugin is installed."""
    # A filter that a bundle leaves out is no news: a dataset that needs it is refused by its name.
    logging.getLogger("hdf5plugin").setLevel(logging.CRITICAL)
    try:
        import hdf5plugin  # noqa: F401 - registers its filters
    except ImportError:
        return False
    return True
