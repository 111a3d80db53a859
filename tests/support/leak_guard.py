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

_PATIENCE_S = 5.0


@contextlib.contextmanager
def guarded_leaks() -> Iterator[None]:
    threads = set(threading.enumerate())
    processes = _children()
    widgets = set(_widgets())
    timers = _active_timers()
    yield
    _settle(lambda: not (set(threading.enumerate()) - threads))
    _settle(lambda: not (_children() - processes))
    assert sorted(t.name for t in set(threading.enumerate()) - threads) == []
    assert sorted(_children() - processes) == []
    assert QThreadPool.globalInstance().activeThreadCount() == 0
    _delete_later()
    assert [repr(w) for w in _widgets() if w not in widgets] == []
    assert _active_timers() <= timers


def _children() -> set[str]:
    found = set()
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if child.status() != psutil.STATUS_ZOMBIE:
                found.add(f"{child.pid} {child.name()}")
    return found


def _widgets() -> list[QWidget]:
    return QApplication.topLevelWidgets()


def _active_timers() -> int:
    gc.collect()
    return sum(isinstance(o, QTimer) and _is_running(o) for o in gc.get_objects())


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
