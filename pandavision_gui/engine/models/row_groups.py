"""Runs a module that only takes batches of one size on batches of any size."""

from __future__ import annotations

import torch


class RowGroups(torch.nn.Module):
    """Sends a batch through `network` in groups of `size` rows.

    The last group is filled up by repeating the last row; what comes of the filling is dropped.

    Parameters
    ----------
    network
        Takes and returns tensors with `size` rows.
    size
        Rows per group, at least 1.
    """

    def __init__(self, network: torch.nn.Module, size: int) -> None:
        super().__init__()
        self.network = network
        self.size = size

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the network's output for every row, (N, ...); gradients flow through."""
        count = len(rows)
        missing = -count % self.size
        if missing:
            rows = torch.cat([rows, rows[-1:].expand(missing, *rows.shape[1:])])
        groups = [self.network(group) for group in torch.split(rows, self.size)]
        return torch.cat(groups)[:count]


class OwnCopies(RowGroups):
    """Sends each row through `network` in a batch of its own copies, and keeps one answer.

    For networks that only take batches of one size and mix what is in them.
    """

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the network's output for every row, (N, ...); gradients flow through."""
        copies = (row.expand(self.size, *row.shape[1:]) for row in torch.split(rows, 1))
        return torch.cat([self.network(batch)[:1] for batch in copies])


class EachAlone(torch.nn.Module):
    """Sends the rows of a batch through `network` one by one, but all at a time, by torch.vmap.

    Parameters
    ----------
    network
        Takes and returns tensors with one row.
    """

    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the network's output for every row, (N, ...); gradients flow through."""

        def alone(row: torch.Tensor) -> torch.Tensor:
            scores: torch.Tensor = self.network(row.unsqueeze(0))
            return scores.squeeze(0)

        scores: torch.Tensor = torch.vmap(alone, randomness="different")(rows)
        return scores
