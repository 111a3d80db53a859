"""Small networks in torch, one for each way of building an image classifier that users export."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

CLASSES = 7


class Residual(nn.Module):
    """A basic block, as in ResNet."""

    def __init__(self, channels: int, norm: Callable[[int], nn.Module]) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            norm(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            norm(channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.body(x))


class Dense(nn.Module):
    """A dense block: every layer sees all before it."""

    def __init__(self, channels: int, growth: int, layers: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(
                nn.BatchNorm2d(channels + n * growth),
                nn.ReLU(),
                nn.Conv2d(channels + n * growth, growth, 3, padding=1),
            )
            for n in range(layers)
        )

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = torch.cat([x, layer(x)], 1)
        return x


class InvertedResidual(nn.Module):
    """MobileNet's block with ReLU6, or MobileNetV3's with Hardswish."""

    def __init__(self, channels: int, activation: type[nn.Module]) -> None:
        super().__init__()
        wide = channels * 2
        self.body = nn.Sequential(
            nn.Conv2d(channels, wide, 1),
            nn.BatchNorm2d(wide),
            activation(),
            nn.Conv2d(wide, wide, 3, padding=1, groups=wide),
            nn.BatchNorm2d(wide),
            activation(),
            nn.Conv2d(wide, channels, 1),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class SqueezeExcite(nn.Module):
    """EfficientNet's block: SiLU, and channels weighed by a gate."""

    def __init__(self, channels: int, gate: type[nn.Module] = nn.Sigmoid) -> None:
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, groups=channels),
            nn.BatchNorm2d(channels),
            nn.SiLU(),
        )
        self.gate = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(channels, 4, 1),
            nn.SiLU(),
            nn.Conv2d(4, channels, 1),
            gate(),
        )

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv(x)
        return x + y * self.gate(y)


class Shuffle(nn.Module):
    """ShuffleNet's unit: split, work on a half, join, shuffle the channels."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        half = channels // 2
        self.body = nn.Sequential(
            nn.Conv2d(half, half, 1),
            nn.BatchNorm2d(half),
            nn.ReLU(),
            nn.Conv2d(half, half, 3, padding=1, groups=half),
        )

    def forward(self, x: Tensor) -> Tensor:
        left, right = x.chunk(2, dim=1)
        y = torch.cat([left, self.body(right)], 1)
        n, c, h, w = y.shape
        return y.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)


class Inception(nn.Module):
    """Branches of several widths, joined."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            [
                nn.Conv2d(channels, 4, 1),
                nn.Sequential(nn.Conv2d(channels, 4, 1), nn.Conv2d(4, 4, (1, 3), padding=(0, 1))),
                nn.Sequential(nn.AvgPool2d(3, 1, 1), nn.Conv2d(channels, 4, 1)),
                nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(channels, 4, 1)),
            ]
        )

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(torch.cat([branch(x) for branch in self.branches], 1))


class ChannelsLastNorm(nn.Module):
    """LayerNorm over the channels of a picture, as in ConvNeXt."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(channels)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ConvNextBlock(nn.Module):
    """ConvNeXt's block with its layer scale."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.depth = nn.Conv2d(channels, channels, 7, padding=3, groups=channels)
        self.norm = nn.LayerNorm(channels)
        self.first, self.second = nn.Linear(channels, 32), nn.Linear(32, channels)
        self.scale = nn.Parameter(torch.full((channels,), 0.5))

    def forward(self, x: Tensor) -> Tensor:
        y = self.depth(x).permute(0, 2, 3, 1)
        y = self.second(F.gelu(self.first(self.norm(y)))) * self.scale
        return x + y.permute(0, 3, 1, 2)


class Attention(nn.Module):
    """Written out as in most vision transformers (timm before fused kernels)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        n, length, width = x.shape
        qkv = self.qkv(x).reshape(n, length, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        scores = (q @ k.transpose(-2, -1)) * (width // self.heads) ** -0.5
        return self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(n, length, width))


class FusedAttention(Attention):
    """The same by torch's own function."""

    def forward(self, x: Tensor) -> Tensor:
        n, length, width = x.shape
        qkv = self.qkv(x).reshape(n, length, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v)
        return self.out(y.transpose(1, 2).reshape(n, length, width))


class VisionTransformer(nn.Module):
    """Patches, class token, positions, blocks, head."""

    def __init__(self, attention: type[Attention], *, token: bool = True) -> None:
        super().__init__()
        width = 24
        self.patches = nn.Conv2d(3, width, 8, 8)
        self.token = nn.Parameter(torch.randn(1, 1, width)) if token else None
        self.places = nn.Parameter(torch.randn(1, 16 + token, width) * 0.1)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(4))
        self.attention = nn.ModuleList(attention(width, 3) for _ in range(2))
        self.mlp = nn.ModuleList(
            nn.Sequential(nn.Linear(width, 48), nn.GELU(), nn.Linear(48, width)) for _ in range(2)
        )
        self.head = nn.Linear(width, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patches(x).flatten(2).transpose(1, 2)
        if self.token is not None:
            x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1)
        x = x + self.places
        for n in range(2):
            x = x + self.attention[n](self.norms[2 * n](x))
            x = x + self.mlp[n](self.norms[2 * n + 1](x))
        return self.head(x[:, 0] if self.token is not None else x.mean(1))


class TorchTransformer(nn.Module):
    """torch's own encoder layers on patches."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 24, 8, 8)
        layer = nn.TransformerEncoderLayer(24, 3, 48, batch_first=True, dropout=0.1)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(24, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.encoder(self.patches(x).flatten(2).transpose(1, 2)).mean(1))


class ShiftedWindows(nn.Module):
    """Swin's idea: attention inside windows, the second time shifted, then patches merged."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 16, 4, 4)
        self.attention = nn.ModuleList(Attention(16, 2) for _ in range(2))
        self.norm = nn.ModuleList(nn.LayerNorm(16) for _ in range(2))
        self.merge = nn.Linear(64, 32)
        self.head = nn.Linear(32, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patches(x).permute(0, 2, 3, 1)
        for n in range(2):
            y = torch.roll(x, (-2, -2), (1, 2)) if n else x
            b, h, w, c = y.shape
            windows = y.view(b, h // 4, 4, w // 4, 4, c).permute(0, 1, 3, 2, 4, 5)
            windows = self.attention[n](self.norm[n](windows.reshape(-1, 16, c)))
            y = windows.view(b, h // 4, w // 4, 4, 4, c).permute(0, 1, 3, 2, 4, 5)
            y = y.reshape(b, h, w, c)
            x = x + (torch.roll(y, (2, 2), (1, 2)) if n else y)
        x = torch.cat([x[:, i::2, j::2] for j in (0, 1) for i in (0, 1)], -1)
        return self.head(F.gelu(self.merge(x)).mean((1, 2)))


class Rows(nn.Module):
    """A recurrent network over the rows of a picture."""

    def __init__(self, kind: type[nn.RNNBase], **more: object) -> None:
        super().__init__()
        self.rnn = kind(3 * 32, 16, batch_first=True, **more)
        width = 16 * (2 if more.get("bidirectional") else 1)
        self.head = nn.Linear(width, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        y, _ = self.rnn(x.permute(0, 2, 1, 3).flatten(2))
        return self.head(y[:, -1])


class Activations(nn.Module):
    """One of each activation that torch exports.

    The input is magnified: some are zero around zero, and the network would be constant.
    """

    def __init__(self, activation: nn.Module) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2), activation, nn.Conv2d(8, 8, 3, 2), activation, *_head(8)
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x * 16)


class Resized(nn.Module):
    """Enlarges or shrinks its input first, as models with a built-in resize do."""

    def __init__(self, mode: str, size: int, **more: object) -> None:
        super().__init__()
        self.mode, self.size, self.more = mode, size, more
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), *_head(8))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(F.interpolate(x, (self.size, self.size), mode=self.mode, **self.more))


class Padded(nn.Module):
    """Pads by reflection, edge or a number."""

    def __init__(self, mode: str) -> None:
        super().__init__()
        self.mode = mode
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), *_head(8))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(F.pad(x, (1, 2, 0, 1), mode=self.mode))


class OneLogit(nn.Module):
    """A binary classifier with a single logit."""

    def __init__(self, *, sigmoid: bool) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(3 * 32 * 32, 16), nn.ReLU(), nn.Linear(16, 1)
        )
        self.sigmoid = sigmoid

    def forward(self, x: Tensor) -> Tensor:
        y = self.net(x)
        return torch.sigmoid(y) if self.sigmoid else y


class Ended(nn.Module):
    """A classifier with something after its scores."""

    def __init__(self, end: Callable[[Tensor], object]) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), *_head(8))
        self.end = end

    def forward(self, x: Tensor) -> object:
        return self.end(self.net(x))


class Normalised(nn.Module):
    """Normalises inside; optionally takes whole numbers, or pictures with the channels last."""

    def __init__(self, *, channels_last: bool = False, whole: bool = False) -> None:
        super().__init__()
        self.channels_last, self.whole = channels_last, whole
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), *_head(8))

    def forward(self, x: Tensor) -> Tensor:
        if self.whole:
            x = x.float() / 255
        if self.channels_last:
            x = x.permute(0, 3, 1, 2)
        return self.net((x - self.mean) / self.std)


class Pooled(nn.Module):
    """Pools in the ways exporters write differently."""

    def __init__(self, pool: nn.Module) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), pool, *_head(8))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


def _head(channels: int) -> tuple[nn.Module, ...]:
    return nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES)


def _convolutional(*blocks: nn.Module, channels: int = 8, out: int | None = None) -> nn.Module:
    return nn.Sequential(nn.Conv2d(3, channels, 3, 2, 1), *blocks, *_head(out or channels))


def _lenet() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(),
        nn.AvgPool2d(2), nn.Flatten(), nn.Linear(400, 32), nn.Tanh(), nn.Linear(32, CLASSES),
    )  # fmt: skip


def _vgg() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(), nn.MaxPool2d(2), nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Dropout(),
        nn.Linear(256, 32), nn.ReLU(), nn.Dropout(), nn.Linear(32, CLASSES),
    )  # fmt: skip


ARCHITECTURES: dict[str, Callable[[], nn.Module]] = {
    "mlp": lambda: nn.Sequential(nn.Flatten(), nn.Linear(3072, 32), nn.ReLU(), nn.Linear(32, CLASSES)),
    "lenet": _lenet,
    "vgg": _vgg,
    "resnet": lambda: _convolutional(Residual(8, nn.BatchNorm2d), Residual(8, nn.BatchNorm2d)),
    "densenet": lambda: _convolutional(Dense(8, 4, 3), out=20),
    "mobilenet-v2": lambda: _convolutional(InvertedResidual(8, nn.ReLU6)),
    "mobilenet-v3": lambda: _convolutional(
        InvertedResidual(8, nn.Hardswish), SqueezeExcite(8, nn.Hardsigmoid)
    ),
    "efficientnet": lambda: _convolutional(SqueezeExcite(8)),
    "shufflenet": lambda: _convolutional(Shuffle(8)),
    "inception": lambda: _convolutional(Inception(8), out=16),
    "convnext": lambda: _convolutional(ChannelsLastNorm(8), ConvNextBlock(8)),
    "vit": lambda: VisionTransformer(Attention),
    "vit-no-token": lambda: VisionTransformer(Attention, token=False),
    "vit-fused": lambda: VisionTransformer(FusedAttention),
    "torch-transformer": TorchTransformer,
    "swin": ShiftedWindows,
    "group-norm": lambda: _convolutional(Residual(8, lambda c: nn.GroupNorm(2, c))),
    "instance-norm": lambda: _convolutional(Residual(8, nn.InstanceNorm2d)),
    "instance-norm-affine": lambda: _convolutional(
        Residual(8, lambda c: nn.InstanceNorm2d(c, affine=True))
    ),
    "layer-norm": lambda: _convolutional(ChannelsLastNorm(8), nn.ReLU()),
    "local-response-norm": lambda: _convolutional(nn.LocalResponseNorm(3), nn.ReLU()),
    "rnn": lambda: Rows(nn.RNN),
    "lstm": lambda: Rows(nn.LSTM, num_layers=2),
    "lstm-both-ways": lambda: Rows(nn.LSTM, bidirectional=True),
    "gru": lambda: Rows(nn.GRU),
    "transposed-convolution": lambda: _convolutional(nn.ConvTranspose2d(8, 8, 4, 2, 1), nn.ReLU()),
    "dilated-convolution": lambda: _convolutional(nn.Conv2d(8, 8, 3, dilation=2, padding=2)),
    "pixel-shuffle": lambda: _convolutional(nn.PixelShuffle(2), nn.ReLU(), out=2),
    "pixel-unshuffle": lambda: _convolutional(nn.PixelUnshuffle(2), nn.ReLU(), out=32),
    "weight-norm": lambda: _convolutional(
        nn.utils.parametrizations.weight_norm(nn.Conv2d(8, 8, 3)), nn.ReLU()
    ),
    "ceil-pool": lambda: Pooled(nn.MaxPool2d(3, 2, ceil_mode=True)),
    "average-ceil-pool": lambda: Pooled(nn.AvgPool2d(3, 2, 1, ceil_mode=True)),
    "average-pool-inside": lambda: Pooled(nn.AvgPool2d(3, 2, 1, count_include_pad=False)),
    "lp-pool": lambda: Pooled(nn.LPPool2d(2, 2)),
    "adaptive-max-pool": lambda: Pooled(nn.AdaptiveMaxPool2d(1)),
    "resize-nearest": lambda: Resized("nearest", 48),
    "resize-bilinear": lambda: Resized("bilinear", 48, align_corners=False),
    "resize-bilinear-corners": lambda: Resized("bilinear", 40, align_corners=True),
    "resize-bilinear-down": lambda: Resized("bilinear", 20, align_corners=False),
    "resize-bicubic": lambda: Resized("bicubic", 40, align_corners=False),
    "pad-reflect": lambda: Padded("reflect"),
    "pad-edge": lambda: Padded("replicate"),
    "pad-number": lambda: Padded("constant"),
    "one-logit": lambda: OneLogit(sigmoid=False),
    "one-probability": lambda: OneLogit(sigmoid=True),
    "softmax": lambda: Ended(lambda y: y.softmax(1)),
    "log-softmax": lambda: Ended(lambda y: y.log_softmax(1)),
    "sigmoids": lambda: Ended(torch.sigmoid),
    "argmax": lambda: Ended(lambda y: y.argmax(1)),
    "scores-and-argmax": lambda: Ended(lambda y: (y, y.argmax(1))),
    "softmax-and-argmax": lambda: Ended(lambda y: (y.softmax(1), y.argmax(1))),
    "top-k": lambda: Ended(lambda y: torch.topk(y, 3)),
    "scores-and-features": lambda: Ended(lambda y: (y, y.repeat(1, 2))),
    "temperature": lambda: Ended(lambda y: (y / 2.5).softmax(1)),
    "normalised-inside": Normalised,
    **{
        f"activation-{name}": (lambda activation=activation: Activations(activation))
        for name, activation in {
            "celu": nn.CELU(), "elu": nn.ELU(), "gelu": nn.GELU(), "gelu-tanh": nn.GELU("tanh"),
            "glu": nn.Sequential(nn.Conv2d(8, 16, 1), nn.GLU(1)), "hardswish": nn.Hardswish(),
            "hardtanh": nn.Hardtanh(), "leaky": nn.LeakyReLU(), "mish": nn.Mish(),
            "prelu": nn.PReLU(8), "relu6": nn.ReLU6(), "rrelu": nn.RReLU(), "selu": nn.SELU(),
            "sigmoid": nn.Sigmoid(), "silu": nn.SiLU(), "softplus": nn.Softplus(),
            "softsign": nn.Softsign(), "tanh": nn.Tanh(), "threshold": nn.Threshold(0.1, 0.0),
            "softshrink": nn.Softshrink(), "hardshrink": nn.Hardshrink(), "log-sigmoid": nn.LogSigmoid(),
        }.items()
    },
}  # fmt: skip
