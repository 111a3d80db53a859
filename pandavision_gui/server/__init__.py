"""The REST API of the PandaVision server on this program's queue. It never imports torch or Qt."""
