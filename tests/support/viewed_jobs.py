"""Finished jobs in folders of their own, and one that is looked at beside a test."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from pandavision_gui.engine.spec import parse_spec
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.job_view import JobView, OpenedJob, Purpose, ShownSamples
from pandavision_gui.jobs.single_run import RunOptions, run_in_folder
from pandavision_gui.jobs.supervisor import OutcomeKind, StopSwitch

from .sample_files import STANDARD, road_signs, small_spec, write_dataset, write_spec

PATIENCE_S = 60.0


def run_job(spec: Path, folder: Path, **keys: Any) -> Path:
    """Run the job of a spec file in a new folder, and return that; `keys` replaces its keys."""
    document = json.loads(spec.read_text("utf-8"))
    document |= {name.replace("_", "-"): value for name, value in keys.items()}
    for name in ("dataset", "trained-model"):
        document[name] = str(spec.parent / document[name])
    document = {name: value for name, value in document.items() if value is not None}
    outcome = run_in_folder(
        parse_spec(json.dumps(document).encode()),
        folder,
        RunOptions(resume=False, threads=1),
        on_report=lambda _: None,
        stop=StopSwitch(),
    )
    assert outcome.kind is OutcomeKind.DONE, outcome
    return folder


def signs_spec(folder: Path, *, count: int = 12, name: str = "signs", **keys: Any) -> Path:
    """Write a spec of road signs, its dataset beside it, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    dataset = write_dataset(folder / f"{name}.h5", *road_signs(count))
    document = small_spec(dataset=str(dataset), trained_model=str(STANDARD), **keys)
    return write_spec(folder / f"{name}.json", document)


class Look:
    """A `JobView` on a thread; what it tells is waited for."""

    def __init__(self, folder: Path) -> None:
        self._told: queue.Queue[OpenedJob | ShownSamples | PandaVisionError] = queue.Queue()
        self.view = JobView(folder, on_opened=self._told.put, on_shown=self._told.put)
        self._thread = threading.Thread(target=self._run, name="a look")

    def __enter__(self) -> Look:
        self._thread.start()
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        self.view.close()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive(), "the look did not end"

    def opened(self) -> OpenedJob:
        told = self._told.get(timeout=PATIENCE_S)
        assert isinstance(told, OpenedJob), told
        return told

    def error(self) -> PandaVisionError:
        told = self._told.get(timeout=PATIENCE_S)
        assert isinstance(told, PandaVisionError), told
        return told

    def shown(self) -> ShownSamples:
        told = self._told.get(timeout=PATIENCE_S)
        assert isinstance(told, ShownSamples), told
        return told

    def pictures(
        self, indexes: Sequence[int], side: int = 64, purpose: Purpose = "grid"
    ) -> ShownSamples:
        """Ask for pictures and wait for them."""
        self.view.want(indexes, side, purpose)
        return self.shown()

    def _run(self) -> None:
        try:
            self.view.run()
        except PandaVisionError as error:
            self._told.put(error)
