"""What a server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """What clients may take; above it they hear 413, 429 or 408.

    Attributes
    ----------
    body_bytes
        Of a request that is no upload.
    upload_bytes
        Of one uploaded file.
    all_uploads_bytes
        Of all uploaded files together; a further one is refused (507).
    waiting_jobs
        Jobs that wait; a new one is refused above it.
    requests_per_s, burst
        Of one client's address: on average, and at once.
    open_requests
        At the same time, of all clients.
    waiting_removals
        Of those, how many may wait for running jobs to end; others hear 202 at once.
    waiting_adds
        How many evaluations are added at the same time: each looks at files, on drives that may
        be silent. Others wait for their turn.
    head_bytes
        Of a request's line and headers.
    request_s
        Until an answer begins; uploads have it for each part that comes.
    head_s
        Until a connection's request line and headers are there.
    """

    body_bytes: int = 10 * MIB
    upload_bytes: int = 8 * 1024 * MIB
    all_uploads_bytes: int = 64 * 1024 * MIB
    waiting_jobs: int = 10_000
    requests_per_s: float = 50.0
    burst: int = 200
    open_requests: int = 256
    waiting_removals: int = 128
    waiting_adds: int = 16
    head_bytes: int = 16 * 1024
    request_s: float = 120.0
    head_s: float = 10.0


@dataclass(frozen=True)
class ServerSettings:
    """All that `create_app` needs.

    Attributes
    ----------
    data_roots
        Resolved folders below which paths in requests may lie; relative ones begin in the first.
    uploads
        Folder of uploaded files.
    token
        What every request must carry; None where only this machine can reach the server.
    upstream_preprocessing
        Whether requests without "preprocessing" get ImageNet's, as the PandaVision server does.
    hosts
        Names in a request's Host header that are answered; any where it is empty.
    """

    data_roots: tuple[Path, ...]
    uploads: Path
    token: str | None = None
    upstream_preprocessing: bool = False
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    limits: Limits = field(default_factory=Limits)
