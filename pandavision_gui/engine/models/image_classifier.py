"""The converted model as attacks see it: samples in the dataset's own units in, logits out."""

from __future__ import annotations

import torch

from pandavision_gui.engine.models.input_form import InputForm
from pandavision_gui.engine.models.quantisation import Quantise, rounded
from pandavision_gui.engine.models.sample_preparation import statistics
from pandavision_gui.engine.models.tape.taped_network import taped
from pandavision_gui.engine.preprocessing import Normalisation


class ImageClassifier(torch.nn.Module):
    """Everything between a sample and the logits, differentiable.

    Parameters
    ----------
    network
        The converted model, which returns class scores before any Softmax.
    form
        How samples become the network's input.
    normalisation
        The network gets (x − mean) / std; None for x itself.
    flip_channels
        Whether the network wants the channels in reverse order (BGR); done after the
        normalisation, whose numbers are in the dataset's order.
    dtype
        Floating-point type of the network's input.
    whole_range
        Smallest and largest number where the network takes whole numbers only: what it gets is
        rounded, and gradients pass as if it were not.
    one_logit
        Whether the network returns one number per sample, the logit of class 1.

    Attributes
    ----------
    rows
        Rows sent through it so far, for any purpose.

    Raises
    ------
    InputError
        ``preset_channels`` when the normalisation is for another number of channels.
    """

    mean: torch.Tensor
    std: torch.Tensor

    def __init__(
        self,
        network: torch.nn.Module,
        *,
        form: InputForm,
        normalisation: Normalisation | None = None,
        flip_channels: bool = False,
        dtype: torch.dtype = torch.float32,
        whole_range: tuple[int, int] | None = None,
        one_logit: bool = False,
    ) -> None:
        super().__init__()
        mean, std = statistics(normalisation, form.sample_shape[0])
        self.network = network
        self.form = form
        self.flip_channels = flip_channels
        self.dtype = dtype
        self.rows = 0
        self.whole_range = whole_range
        self.one_logit = one_logit
        self._subtracts = self._divides = normalisation is not None
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("std", torch.from_numpy(std))
        self.eval().requires_grad_(False)

    @property
    def device(self) -> torch.device:
        """Where the samples have to be."""
        return self.mean.device

    @property
    def half_precision(self) -> bool:
        """Whether the network computes with 16-bit numbers anywhere."""
        weights = (*self.network.parameters(), *self.network.buffers())
        return self.dtype == torch.float16 or any(
            weight.dtype in (torch.float16, torch.bfloat16) for weight in weights
        )

    @property
    def is_rounding(self) -> bool:
        """Whether the network rounds on the way, as quantised ones do."""
        return any(isinstance(module, Quantise) for module in self.network.modules()) or any(
            type(module).__name__ == "DynamicQuantise" for module in self.network.modules()
        )

    @property
    def network_is_known(self) -> bool:
        """Whether the network can go along a tape."""
        return taped(self.network) is not None

    def go_along_tape(self) -> None:
        """Let the network go along a tape where it can; what is returned differs in last bits.

        Its first weights are divided by the standard deviation where that does the same as to
        divide every sample.
        """
        is_as_is = self.form.kind == "as_is" and self.dtype == torch.float32
        if self._divides and is_as_is and not self.flip_channels and self.whole_range is None:
            dividing = taped(self.network, self.std.clone())
            if dividing is not None:
                self.network, self._divides = dividing, False
                self._subtracts = bool((self.mean != 0).any())
                return
        self.network = taped(self.network) or self.network

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        """Return the logits.

        Parameters
        ----------
        samples
            float32, (N, C, H, W), in the dataset's own units.

        Returns
        -------
        torch.Tensor
            float32, (N, K).

        Raises
        ------
        InputError
            ``sample_batch_shape`` when the samples have another shape than the model was loaded
            for.
        """
        self.rows += len(samples)
        x = samples - self.mean if self._subtracts else samples
        x = x / self.std if self._divides else x
        if self.flip_channels:
            x = x.flip(1)
        x = self.form.apply(x)
        if self.whole_range is not None:
            x = rounded(x).clamp(*self.whole_range)
        scores: torch.Tensor = self.network(x.to(self.dtype))
        if self.one_logit:
            logit = scores.reshape(-1, 1).float()
            return torch.cat([torch.zeros_like(logit), logit], dim=1)
        return scores.flatten(1).float()
