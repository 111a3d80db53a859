"""The tabs of the middle, in order."""
