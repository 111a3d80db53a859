"""What is said to a worker that checks an evidence pack, and what it says."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pandavision_gui.jobs.message import Message


class VerifyPack(Message):
    """Check an evidence pack, and replay some of its examples."""

    type: Literal["verify_pack"] = "verify_pack"
    path: str = Field(description="The pack.")
    folder: str = Field(description="An empty folder to unpack it in.")
    replay: int = Field(0, ge=0, description="How many examples are given to the model.")
    model: str = Field("", description="The ONNX file; empty where nothing is replayed.")
    seed: int = Field(0, ge=0, lt=2**63, description="What the draw of the examples begins from.")


class PackVerified(Message):
    """What was found, and what it rests on.

    The last four are empty where the check came to no end.
    """

    type: Literal["pack_verified"] = "pack_verified"
    differences: tuple[str, ...] = Field(description="Sentences, each about one thing.")
    notes: tuple[str, ...] = Field(
        default=(), description="What else was found: sentences that speak against nothing."
    )
    files: int = Field(description="Files whose hashes were compared.")
    samples: int = Field(description="Rows that the figures were made of again.")
    examples: int = Field(description="Adversarial examples in the pack.")
    replayed: tuple[int, ...] = Field(description="Rows of the dataset whose examples were asked.")
    manifest_sha256: str = Field(description="Of the manifest: it stands for the whole pack.")
    model: str = Field(description="SHA-256 of the model that was evaluated, as stated.")
    recomputed: tuple[str, ...] = Field(
        (), description="Parts of the result that were made again from the rows."
    )
    compared: tuple[str, ...] = Field(
        (), description="Parts of it that fit the spec, the rows or another file."
    )
    as_stated: tuple[str, ...] = Field(
        (), description="Parts of it that were checked against nothing."
    )
    hashed_only: tuple[str, ...] = Field(
        (), description="Files of which nothing but the hash was looked at."
    )
