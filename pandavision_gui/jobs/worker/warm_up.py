"""Makes a spare worker quick: loads the libraries and runs each once, before there is a job."""

from __future__ import annotations


def warm_up() -> None:
    """Import what an evaluation needs and take one gradient.

    Importing torch and its first backward pass cost seconds, which a user would wait for.
    """
    load_libraries()
    import torch

    torch.set_num_threads(1)
    sample = torch.zeros(2, 3, 8, 8, requires_grad=True)
    layer = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.ReLU(), torch.nn.Flatten())
    layer(sample).sum().backward()


def load_libraries() -> None:
    """Import what an evaluation needs, from its beginning to the figure at its end."""
    import pandavision_gui.engine.reports.figures
    import pandavision_gui.jobs.worker.evaluate_job  # noqa: F401 - loading them is the point
    from pandavision_gui.engine.models.conversion import load_onnx2pytorch

    load_onnx2pytorch()
