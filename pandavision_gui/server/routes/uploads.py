"""`/upload/model`, `/upload/data`: files for evaluations, as the PandaVision server takes them."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from pandavision_gui.server.answers import UploadedFile
from pandavision_gui.server.upload_store import Upload, UploadStore

_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


def uploads(store: UploadStore) -> APIRouter:
    """Make the routes."""
    router = APIRouter(tags=["PandaVision"])

    @router.post(
        "/upload/model",
        status_code=201,
        summary="Upload a model",
        response_model=UploadedFile,
        openapi_extra=_FORM,
    )
    async def model(request: Request) -> JSONResponse:
        """Take an ONNX file; the answer's path stands for it in `trained-model`."""
        return JSONResponse(await _take(request, "model"), 201)

    @router.post(
        "/upload/data",
        status_code=201,
        summary="Upload a dataset",
        response_model=UploadedFile,
        openapi_extra=_FORM,
    )
    async def data(request: Request) -> JSONResponse:
        """Take an HDF5 file; the answer's path stands for it in `dataset`."""
        return JSONResponse(await _take(request, "data"), 201)

    async def _take(request: Request, kind: Literal["model", "data"]) -> dict[str, Any]:
        kept: Upload = await store.take(
            kind, request.headers.get("content-type", ""), request.stream()
        )
        return {"path": kept.path, "sha256": kept.sha256, "bytes": kept.bytes}

    return router
