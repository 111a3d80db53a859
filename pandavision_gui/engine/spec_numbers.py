"""Kinds of whole numbers that specs have."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Number = Annotated[int, Field(lt=2**63)]
"""One that arrays can hold."""
MOST_SAMPLES = 10**9
SampleCount = Annotated[int, Field(ge=1, le=MOST_SAMPLES)]
