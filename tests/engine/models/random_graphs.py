"""Graphs put together at random of the nodes that image classifiers are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper

from .onnx_files import model, tensor, value

CLASSES = 4


@dataclass(frozen=True)
class Value:
    """A tensor of the graph: its name, channels, height and width."""

    name: str
    channels: int
    height: int
    width: int


class RandomGraph:
    """One graph per seed, of some fifteen nodes that read any value before them.

    Attributes
    ----------
    shape
        (C, H, W) of the input.
    """

    def __init__(self, seed: int) -> None:
        self._draw = np.random.default_rng(seed)
        self.shape = (self._one_of(1, 2, 3, 4, 6), self._between(8, 13), self._between(8, 13))
        self._values = [Value("x", *self.shape)]
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []
        kinds = [self._conv, self._conv, self._relu, self._relu, self._pool, self._add]
        kinds += [self._norm, self._concat, self._other]
        self._conv()
        for _ in range(self._between(8, 16)):
            kinds[self._draw.integers(len(kinds))]()

    def built(self) -> onnx.ModelProto:
        """Return the model: every value that nobody reads ends in the scores."""
        read = {name for node in self._nodes for name in node.input}
        ends = [v for v in self._values if v.name not in read]
        flat = []
        for end in ends:
            mean = self._node("GlobalAveragePool", [end.name])
            flat.append(self._node("Flatten", [mean]))
        joined = self._node("Concat", flat, axis=1)
        weight = self._weight(CLASSES, sum(end.channels for end in ends))
        bias = self._weight(CLASSES)
        self._nodes.append(helper.make_node("Gemm", [joined, weight, bias], ["y"], transB=1))
        return model(
            self._nodes, [value("x", ("n", *self.shape))], [value("y", ("n", CLASSES))],
            self._weights,
        )  # fmt: skip

    def _between(self, least: int, most: int) -> int:
        return int(self._draw.integers(least, most))

    def _one_of(self, *choices: int) -> int:
        return int(choices[self._draw.integers(len(choices))])

    def _any(self) -> Value:
        """Return a value, mostly a late one."""
        late = min(len(self._values), 3)
        whole = self._draw.random() < 0.2
        return self._values[-self._between(1, (len(self._values) if whole else late) + 1)]

    def _node(self, kind: str, inputs: list[str], **attributes: object) -> str:
        name = f"v{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def _weight(self, *shape: int, about: float = 0.0) -> str:
        name = f"w{len(self._weights)}"
        self._weights.append(tensor(name, about + self._draw.normal(0, 0.4, shape)))
        return name

    def _conv(self) -> None:
        x = self._any()
        high, wide = self._one_of(1, 2, 3, 5), self._one_of(1, 2, 3, 4)
        down, across = self._one_of(1, 1, 2, 3), self._one_of(1, 1, 2)
        dilation = self._one_of(1, 1, 1, 2)
        pads = self._between(0, high), self._between(0, wide)
        groups = x.channels if self._draw.random() < 0.15 else 1
        out = x.channels if groups > 1 else self._one_of(2, 4, 8, 12)
        height = (x.height + 2 * pads[0] - dilation * (high - 1) - 1) // down + 1
        width = (x.width + 2 * pads[1] - dilation * (wide - 1) - 1) // across + 1
        if height < 1 or width < 1:
            return
        inputs = [x.name, self._weight(out, x.channels // groups, high, wide)]
        if self._draw.random() < 0.7:
            inputs.append(self._weight(out))
        name = self._node(
            "Conv", inputs, kernel_shape=[high, wide], strides=[down, across],
            pads=[*pads, *pads], dilations=[dilation] * 2, group=groups,
        )  # fmt: skip
        self._values.append(Value(name, out, height, width))

    def _relu(self) -> None:
        self._alike(self._any(), "Relu")

    def _alike(self, x: Value, kind: str, *others: str, **attributes: object) -> None:
        name = self._node(kind, [x.name, *others], **attributes)
        self._values.append(Value(name, x.channels, x.height, x.width))

    def _pool(self) -> None:
        x = self._any()
        size, stride = self._one_of(2, 2, 3), self._one_of(1, 2, 3)
        pad = self._one_of(0, 0, 1)
        height, width = ((n + 2 * pad - size) // stride + 1 for n in (x.height, x.width))
        if min(height, width) < 1:
            return
        kind = "MaxPool" if self._draw.random() < 0.75 else "AveragePool"
        name = self._node(
            kind, [x.name], kernel_shape=[size] * 2, strides=[stride] * 2, pads=[pad] * 4
        )
        self._values.append(Value(name, x.channels, height, width))

    def _add(self) -> None:
        x = self._any()
        alike = [
            v for v in self._values
            if (v.height, v.width) == (x.height, x.width) and v.channels in (1, x.channels)
        ]  # fmt: skip
        self._alike(x, "Add", alike[self._draw.integers(len(alike))].name)

    def _norm(self) -> None:
        x = self._any()
        inputs = [self._weight(x.channels, about=about) for about in (1.0, 0.0, 0.0, 3.0)]
        self._alike(x, "BatchNormalization", *inputs)

    def _concat(self) -> None:
        x = self._any()
        alike = [v for v in self._values if (v.height, v.width) == (x.height, x.width)]
        other = alike[self._draw.integers(len(alike))]
        if x.channels + other.channels < 40:
            name = self._node("Concat", [x.name, other.name], axis=1)
            self._values.append(Value(name, x.channels + other.channels, x.height, x.width))

    def _other(self) -> None:
        x = self._any()
        kind = self._between(0, 5)
        if kind == 0:
            self._alike(x, "Sigmoid")
        elif kind == 1:
            self._alike(x, "LeakyRelu", alpha=0.1)
        elif kind == 2:
            self._alike(x, "Mul", self._weight(1, x.channels, 1, 1))
        elif kind == 3:
            self._alike(x, "Identity")
        else:
            self._alike(x, "Add", self._weight(1, x.channels, 1, 1))
