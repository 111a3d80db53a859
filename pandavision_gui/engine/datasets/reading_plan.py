"""Which rows to read together, so that scattered samples cost few and bounded reads."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def groups_to_read(indexes: np.ndarray, *, block: int, most_rows: int) -> Iterator[slice]:
    """Cut sorted indexes into groups; each group is one read from its first to its last row.

    Rows of one block (a chunk of the file, or rows so close that reading the gap is cheaper than
    a second read) always stay together: a compressed chunk is then decompressed once. Blocks
    that follow each other are joined as long as the read has at most `most_rows` rows. A group
    is longer than that only when one block is.

    Parameters
    ----------
    indexes
        int, shape (n,), ascending; repeats are allowed.
    block, most_rows
        Numbers of rows, at least 1.

    Yields
    ------
    slice
        Positions in `indexes`.
    """
    blocks = (indexes // block).tolist()
    start = 0
    for position in range(1, len(blocks)):
        step = blocks[position] - blocks[position - 1]
        if step == 0:
            continue
        rows_with_this_block = (blocks[position] + 1) * block - int(indexes[start])
        if step > 1 or rows_with_this_block > most_rows:
            yield slice(start, position)
            start = position
    if len(blocks):
        yield slice(start, len(blocks))
