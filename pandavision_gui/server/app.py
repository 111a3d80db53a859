"""Puts the server together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from pandavision_gui import __version__
from pandavision_gui.server.access import Access
from pandavision_gui.server.careful_headers import CarefulHeaders
from pandavision_gui.server.desk import Desk
from pandavision_gui.server.error_handler import RESPONSES, handle_errors
from pandavision_gui.server.head_requests import HeadRequests
from pandavision_gui.server.hidden_paths import HiddenPaths
from pandavision_gui.server.job_removal import JobRemoval
from pandavision_gui.server.limit_requests import LimitRequests
from pandavision_gui.server.looked_at_jobs import LookedAtJobs
from pandavision_gui.server.routes.attacks import attacks
from pandavision_gui.server.routes.evaluations import evaluations
from pandavision_gui.server.routes.kept_uploads import kept_uploads
from pandavision_gui.server.routes.page import OPEN_PATHS, page
from pandavision_gui.server.routes.reports import reports
from pandavision_gui.server.routes.results import results
from pandavision_gui.server.routes.samples import samples
from pandavision_gui.server.routes.uploads import uploads
from pandavision_gui.server.routes.v1 import v1
from pandavision_gui.server.server_settings import ServerSettings
from pandavision_gui.server.upload_store import UploadStore


def create_app(settings: ServerSettings, desk: Desk) -> FastAPI:
    """Make the application: the PandaVision server's paths, with and without `/api`.

    Parameters
    ----------
    desk
        Does what requests ask for.
    """
    looks = LookedAtJobs()
    hidden = HiddenPaths(settings.data_roots, settings.uploads.parent)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(looks.close)

    # The pages of FastAPI load scripts from elsewhere, and the program is used without a network:
    # /docs is our own.
    app = FastAPI(
        title="PandaVision",
        version=__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        # "…/security_evaluations/" is what is left of a path whose id was forgotten: it must not
        # lead to all jobs, which a client that follows redirections would remove.
        redirect_slashes=False,
        responses=RESPONSES,
        lifespan=lifespan,
        # Models that leave out what says nothing would be described as objects of anything.
        separate_input_output_schemas=False,
    )
    store = UploadStore(
        settings.uploads,
        most=settings.limits.upload_bytes,
        most_together=settings.limits.all_uploads_bytes,
    )
    removal = JobRemoval(desk, most_waiting=settings.limits.waiting_removals)
    routers = (
        evaluations(settings, desk, removal),
        results(desk, removal),
        attacks(),
        uploads(store),
    )
    for router in routers:
        app.include_router(router, prefix="/api")
        app.include_router(router, include_in_schema=False)
    app.include_router(v1(desk, hidden))
    app.include_router(reports(desk))
    app.include_router(kept_uploads(store, desk))
    app.include_router(samples(desk, looks, hidden))
    app.include_router(page())
    handle_errors(app, hidden, desk)
    app.add_middleware(Access, token=settings.token, hosts=settings.hosts, without_token=OPEN_PATHS)
    # What is added later comes earlier: who guesses tokens is held up, too.
    app.add_middleware(LimitRequests, limits=settings.limits)
    app.add_middleware(CarefulHeaders)
    app.add_middleware(HeadRequests)
    return app
