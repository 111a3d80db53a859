"""Fails a test that leaves a thread, process, timer, pool or widget behind."""

from __future__ import annotations

import contextlib
import gc
import threading
import time
from collections.abc import Callable, Iterator

import psutil
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QWidget

_PATIENCE_S = 20.0
"""What ends may take its time where others use the processors; only what stays costs it whole."""


@contextlib.contextmanager
def guarded_leaks() -> Iterator[None]:
    threads = _threads()
    processes = _children()
    widgets = set(_widgets())
    timers = set(_active_timers())
    yield
    _settle(lambda: not (_threads() - threads))
    _settle(lambda: not (_children() - processes))
    left = {
        "threads": sorted(thread.name for thread in _threads() - threads),
        "processes": sorted(_children() - processes),
        "pooled": QThreadPool.globalInstance().activeThreadCount(),
    }
    _delete_later()
    left["widgets"] = [f"{w!r} {w.objectName()}" for w in _widgets() if w not in widgets]
    left["timers"] = [text for text in _active_timers() if text not in timers]
    assert not any(left.values()), left


def _threads() -> set[threading.Thread]:
    # Python keeps a note of every foreign thread that ever called it; Qt's pools are waited for.
    foreign = threading._DummyThread  # type: ignore[attr-defined]
    return {thread for thread in threading.enumerate() if not isinstance(thread, foreign)}


def _children() -> set[str]:
    found = set()
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if child.status() != psutil.STATUS_ZOMBIE:
                found.add(f"{child.pid} {' '.join(child.cmdline())}")
    return found


def _widgets() -> list[QWidget]:
    return QApplication.topLevelWidgets()


def _active_timers() -> list[str]:
    gc.collect()
    # By its type: asking an object for its class runs code of libraries, some of which warn.
    timers = [o for o in gc.get_objects() if issubclass(type(o), QTimer)]
    running = [timer for timer in timers if _is_running(timer)]
    return [f"{timer!r} every {timer.interval()} ms, of {timer.parent()!r}" for timer in running]


def _is_running(timer: QTimer) -> bool:
    try:
        return timer.isActive()
    except RuntimeError:  # its C++ part is gone
        return False


def _delete_later() -> None:
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
    gc.collect()


def _settle(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not is_so() and time.monotonic() < deadline:
        QCoreApplication.processEvents()
        threading.Event().wait(0.02)
