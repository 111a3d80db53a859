"""A real browser, where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")


needs_browser = pytest.mark.skipif(
    CHROMIUM is None and "PANDAVISION_TEST_BROWSER" not in os.environ,
    reason="needs a browser (Chromium)",
)


_LOOKS = 5


def seen_in_a_browser(address: str, *options: str, until: str = "") -> str:
    """Return a page as it is after its script has run for some seconds.

    Parameters
    ----------
    until
        Looked for: on a busy machine the browser's clock may run out before the server's news come.
    """
    assert CHROMIUM is not None, "PANDAVISION_TEST_BROWSER is set, and there is no Chromium"
    # Of an option that is given twice the last one counts.
    usual = ("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=8000")
    for _ in range(_LOOKS):
        done = subprocess.run(
            [CHROMIUM, *usual, *options, "--dump-dom", address],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if until in done.stdout:
            break
    return done.stdout
