"""ONNX Runtime, imported so that it tells nobody what it is used for.

Since 1.29 its builds for Linux and macOS report models and sessions to their maker, keep a number
of the machine in the user's cache, and begin when the library is loaded: switching it off by a call
comes too late. This variable keeps all of it from existing. Everything that needs the library takes
it from here.
"""

from __future__ import annotations

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

__all__ = ["onnxruntime"]
