"""`pandavision serve`: the PandaVision server's REST API on this program's queue."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from pathlib import Path

import click

from pandavision_gui.cli.output import say_aside, say_if_heard
from pandavision_gui.cli.owner_calls import data_folder_option
from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.chosen_folder import chosen_folders

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_TOKEN = "PANDAVISION_TOKEN"
_MOST_WORKERS = 64
_GB = 10**9


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8081,
    show_default=True,
    help="Port to listen at; 0 for any that is free.",
)
@click.option(
    "--data-root",
    "roots",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Folder below which requests may name files, instead of the one that this was started in. "
    "May be given several times; relative paths begin in the first.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, _MOST_WORKERS),
    default=1,
    show_default=True,
    help="Jobs that run side by side, where no window is open.",
)
@click.option(
    "--token",
    help="What requests must carry. At another address than this machine's own one is made where "
    "none is given. Better in PANDAVISION_TOKEN: other users see arguments.",
)
@click.option(
    "--upstream-preprocessing",
    is_flag=True,
    help="Apply ImageNet's normalisation to requests without preprocessing, as the PandaVision "
    "server does silently. Each result then warns of it.",
)
@click.option(
    "--largest-upload",
    type=click.FloatRange(0.001, 1000),
    default=8.0,
    show_default=True,
    metavar="GB",
    help="Size of one uploaded file.",
)
@click.option(
    "--all-uploads",
    type=click.FloatRange(0.001, 100_000),
    default=64.0,
    show_default=True,
    metavar="GB",
    help="Size of all uploaded files together. A further one is refused until some are removed.",
)
@data_folder_option
def serve(
    host: str,
    port: int,
    roots: Sequence[Path],
    workers: int,
    token: str | None,
    upstream_preprocessing: bool,
    largest_upload: float,
    all_uploads: float,
    data_folder: Path | None,
) -> int:
    """Answer the PandaVision server's requests, on the window's jobs.

    Beside an open window its queue runs the jobs, else this does. Ctrl+C ends it: jobs that run go
    on at the next start.

    \b
    Example:
      pandavision serve --port 8081
      curl -X POST -d @evaluation.json http://127.0.0.1:8081/api/security_evaluations
    """
    try:
        from pandavision_gui.server.access import new_token, usable_token
        from pandavision_gui.server.desk import ServingDesk
        from pandavision_gui.server.running import run_server
        from pandavision_gui.server.server_settings import Limits, ServerSettings
    except ModuleNotFoundError as error:
        raise EnvironmentFault(
            "serve_missing",
            f"What the server needs is not installed ({error.name}).",
            'Install it: pip install "pandavision-gui[serve]".',
        ) from error
    # Taken out of the environment, which workers inherit: they read files that nobody vouches for.
    # click would take an empty one for none, and the server would ask for none.
    from_surroundings = os.environ.pop(_TOKEN, None)
    if token is None:
        token = from_surroundings
    is_local = host in _LOOPBACK
    is_new = token is None and not is_local
    if token is not None:
        token = usable_token(token)
    elif is_new:
        token = new_token()
    folders = chosen_folders(data_folder)
    listening = _listening(host, port)
    settings = ServerSettings(
        data_roots=tuple(root.resolve() for root in roots) or (Path.cwd().resolve(),),
        uploads=folders.data / "uploads",
        token=token,
        upstream_preprocessing=upstream_preprocessing,
        hosts=("localhost", "127.0.0.1", "[::1]") if is_local else (),
        limits=Limits(
            upload_bytes=int(largest_upload * _GB), all_uploads_bytes=int(all_uploads * _GB)
        ),
    )
    desk = ServingDesk(folders, workers=workers)
    desk.start()
    try:
        place = f"[{host}]" if ":" in host else host
        address = f"http://{place}:{listening.getsockname()[1]}"
        # In one go: who reads no more than what comes first has all of it. A server that runs as a
        # service is needed by others than by whoever started it, and hears the signals to end.
        say_if_heard(
            f"Serving at {address}/api\n"
            f"A page to follow the jobs: {address}/  What can be asked: {address}/docs"
        )
        if is_new:
            say_aside(f"Token, told only now: {token}")
        if not is_local:
            say_aside("Requests are not encrypted: put a proxy with TLS before other networks.")
        if not desk.is_ours:
            say_aside("A window or another server is open with these jobs: its queue runs them.")
        run_server(settings, desk, listening)
    finally:
        desk.close()
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens: whether that is possible is said before anything begins."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, protocol)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(512)
    except socket.gaierror as error:
        raise InputError("serve_host", f'"{host}" is no address of this machine.') from error
    except (OSError, OverflowError) as error:
        raise InputError(
            "serve_address",
            f"Nothing can listen at {host} port {port}: {getattr(error, 'strerror', error)}.",
            "Another program may be there already: choose another --port.",
        ) from error
    return found
