"""What the tests of the light storey share."""

from __future__ import annotations

from hypothesis import settings

# The machines that run this differ; how long one example takes is no property of the program.
settings.register_profile("quick", deadline=None, max_examples=60)
settings.load_profile("quick")
