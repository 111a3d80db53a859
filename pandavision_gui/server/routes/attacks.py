"""`/attacks`, `/pert_sizes`: what can be asked for, as the PandaVision server tells it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException

from pandavision_gui.server.bodies import PERTURBATION_TYPES, attacks_of, sizes_of

_UNKNOWN = "Perturbation type not found."


def attacks() -> APIRouter:
    """Make the routes."""
    router = APIRouter(tags=["PandaVision"])

    @router.get("/attacks", summary="Perturbation types")
    def types() -> list[str]:
        """Return the perturbation types."""
        return list(PERTURBATION_TYPES)

    @router.get("/attacks/{pert_type}", summary="Attacks of a perturbation type")
    def of_type(pert_type: str) -> dict[str, Any]:
        """Return titles and names of the attacks."""
        found = attacks_of(pert_type)
        if found is None:
            raise HTTPException(404, _UNKNOWN)
        return {"attacks": found}

    @router.get("/pert_sizes/{pert_type}", summary="Usual perturbation values")
    def sizes(pert_type: str) -> dict[str, Any]:
        """Return usual perturbation values."""
        found = sizes_of(pert_type)
        if found is None:
            raise HTTPException(404, _UNKNOWN)
        return {"pert_sizes": found}

    return router
