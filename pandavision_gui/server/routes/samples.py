"""`/api/v1/jobs/{id}/samples`: which samples withstood what, and how they look."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from pandavision_gui.engine.listed_samples import Fate, Order, Rounding, SampleChoice
from pandavision_gui.engine.png_picture import png
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.owner_commands import JobLine
from pandavision_gui.jobs.view_messages import LARGEST_SIDE
from pandavision_gui.server.desk import Desk
from pandavision_gui.server.hidden_paths import HiddenPaths
from pandavision_gui.server.job_finding import find_job
from pandavision_gui.server.looked_at_jobs import LookedAtJobs
from pandavision_gui.server.sample_answers import (
    PICTURES,
    PictureKind,
    SamplesPage,
    has_sample,
    page_of,
)

MOST_LISTED = 500
_MOST_INDEX = 2**63 - 1
_AMPLIFIED = "X-Amplified"
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A PNG of 8 bits; smaller samples keep their size. No change is grey.",
        "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
        "headers": {
            _AMPLIFIED: {
                "description": "Of a difference: how many times it is amplified.",
                "schema": {"type": "number"},
            }
        },
    }
}


def samples(desk: Desk, looks: LookedAtJobs, hidden: HiddenPaths) -> APIRouter:
    """Make the routes."""
    router = APIRouter(prefix="/api/v1", tags=["PandaVision GUI"])

    @router.get("/jobs/{job_id}/samples", summary="The samples of a finished job")
    async def listed(
        job_id: str,
        offset: Annotated[int, Query(ge=0, le=_MOST_INDEX)] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
        order: Annotated[
            Order,
            Query(
                description="By minimum perturbation (smallest: what is wrong already goes last; "
                "largest), by the surest example, or as in the dataset."
            ),
        ] = Order.SMALLEST,
        fate: Annotated[
            Fate, Query(description="What became of them at `value`, which `any` does not ask.")
        ] = Fate.ANY,
        value: Annotated[
            float | None,
            Query(
                allow_inf_nan=False,
                description="One of the job's perturbation values; the largest where none is said.",
            ),
        ] = None,
        label: Annotated[
            int | None, Query(alias="class", ge=0, le=_MOST_INDEX, description="The true class.")
        ] = None,
        answer: Annotated[
            int | None,
            Query(ge=0, le=_MOST_INDEX, description="The class that examples are taken for."),
        ] = None,
        rounding: Annotated[
            Rounding, Query(description="Whether the example fools after rounding to 8 bits.")
        ] = Rounding.ANY,
    ) -> SamplesPage:
        """Return samples and their adversarial examples, by pages, as the window lists them."""
        line = await _finished(desk, job_id)
        opened = await looks.opened(line)
        choice = SampleChoice(label, fate, value, answer, rounding, order)
        page = await run_in_threadpool(page_of, line.id, opened, choice, offset=offset, limit=limit)
        return page.model_copy(update={"remark": hidden.hide(page.remark)})

    @router.get(
        "/jobs/{job_id}/samples/{index}/{picture}.png",
        summary="A sample, its adversarial example, or their difference",
        response_class=Response,
        responses=_PICTURE,
    )
    async def shown(
        job_id: str,
        index: int,
        picture: PictureKind,
        side: Annotated[
            int, Query(ge=1, le=LARGEST_SIDE, description="Pixels of the longer side, at most.")
        ] = 256,
    ) -> Response:
        """Return a picture; it is there only where it is as far from its sample as its row says."""
        line = await _finished(desk, job_id)
        opened = await looks.opened(line)
        if not has_sample(opened.table, index):
            raise HTTPException(404, f"The job has no sample {index}.")
        pictures, amplified = await looks.pictures(line, index, side)
        pixels = pictures[PICTURES.index(picture)]
        if not pixels[..., 3].any():
            why = _why_not(picture, opened.facts.remark)
            raise HTTPException(404, f"There is no such picture of sample {index}: {why}")
        headers = {_AMPLIFIED: repr(amplified)} if picture == "difference" else {}
        content = await run_in_threadpool(png, pixels[..., :3])
        return Response(content, media_type="image/png", headers=headers)

    return router


async def _finished(desk: Desk, job_id: str) -> JobLine:
    line = await run_in_threadpool(find_job, desk, job_id)
    if line.state is not JobState.FINISHED:
        raise HTTPException(409, "The job has not finished: its samples are not known yet.")
    return line


def _why_not(picture: PictureKind, remark: str) -> str:
    """Return why a picture is not there; an example is kept of the first samples only."""
    if picture == "adversarial":
        return "no adversarial example of it was found or kept."
    if picture == "original":
        return remark or "the original is not at hand."
    return remark or "its original or its adversarial example is not at hand."
