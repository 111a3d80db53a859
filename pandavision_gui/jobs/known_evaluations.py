"""What finished jobs have evaluated, read from their folders once and kept in a few bytes each."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from dataclasses import dataclass
from typing import Any

from pandavision_gui.engine.file_stamp import FileStamp
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_documents import KnownFile
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import file_name

MOST_KEPT = 5_000
_DOCUMENTS = ("job.json", "resolved.json", "spec.json")


def what_is_asked(spec: EvaluationSpec) -> dict[str, Any]:
    """Return what the answer to a spec depends on, but for the content of its files."""
    document = spec.to_document()
    for key in ("name", "class-names"):
        document.pop(key, None)
    if spec.indexes is not None:
        del document["evaluation-mode"]  # they win over it
    document["perturbation-values"] = spec.values
    document |= {key: file_name(path) for key, path in spec.file_paths.items()}
    return document


def digest_of(spec: EvaluationSpec) -> bytes:
    """Return a short name of what is asked: equal exactly where :func:`what_is_asked` is."""
    text = json.dumps(_plain(what_is_asked(spec)), sort_keys=True)
    return hashlib.sha256(text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a finished job has evaluated.

    Attributes
    ----------
    asked
        The digest of its spec.
    files
        By the spec's keys.
    """

    asked: bytes
    files: dict[str, KnownFile]


@dataclass(frozen=True, slots=True)
class _Kept:
    stamps: tuple[FileStamp, ...]
    evaluation: Evaluation | None


class KnownEvaluations:
    """Reads the documents of a job again only when they are not as they were.

    May be used on several threads: one reads at a time, so that none reads what another has read.
    """

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._kept: dict[str, _Kept] = {}

    def answer_to(self, asked: bytes, folder: JobFolder) -> Evaluation | None:
        """Return what a job has evaluated, None where that is not what is asked.

        A job known to have evaluated something else is not looked at: a finished job's spec does
        not change, and what is missed by it is an offer.

        Raises
        ------
        PandaVisionError
            When its documents cannot be read.
        """
        with self._gate:
            place = str(folder.path)
            kept = self._kept.get(place)
            if kept and kept.evaluation and kept.evaluation.asked != asked:
                return None
            stamps = _stamps(place)
            if stamps is None:
                self._kept.pop(place, None)
                return None
            if kept is None or kept.stamps != stamps:
                self._keep(place, _Kept(stamps, None))  # also what cannot be read is read once
                kept = _Kept(stamps, _read(folder))
                self._keep(place, kept)
            found = kept.evaluation
        return found if found and found.asked == asked else None

    def _keep(self, place: str, kept: _Kept) -> None:
        self._kept[place] = kept
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]


def _read(folder: JobFolder) -> Evaluation | None:
    """Return what a job answers for; None for nothing."""
    job = folder.read_job()
    if job is None or job.imported is not None:
        return None  # what was not computed here answers for nothing that would be
    resolved = folder.read_resolved()
    if resolved is None:
        return None
    return Evaluation(digest_of(folder.read_spec()), resolved.files)


def _stamps(place: str) -> tuple[FileStamp, ...] | None:
    try:
        return tuple(FileStamp.of(os.lstat(f"{place}/{name}")) for name in _DOCUMENTS)
    except OSError:
        return None


def _plain(value: Any) -> Any:
    """Return a document in which equal numbers are written alike."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value) if abs(value) < 2**53 else value
        return number + 0.0 if isinstance(number, float) else number  # no minus before a zero
    return value
