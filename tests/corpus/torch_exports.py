"""Writes the torch networks as ONNX files, by both exporters and several opsets.

Run with an interpreter that has torch and onnxscript; torchvision and timm are used where they are:
``python torch_exports.py OUT``.
"""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parent))
from torch_models import ARCHITECTURES, Normalised, _head

_TRACED_OPSETS = (9, 11, 13, 14, 17, 20)
_DYNAMO_OPSETS = (18, 20, 23)


def first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [repr(error)])[0][:100]


def _settled(build: Callable[[], nn.Module], size: int, channels: int = 3) -> nn.Module:
    """Return the network with statistics and weights of its own, in evaluation mode."""
    torch.manual_seed(0)
    model = build()
    with torch.no_grad():
        for name, buffer in model.named_buffers():
            if name.endswith("running_mean"):
                buffer.normal_(0, 0.1)
            elif name.endswith("running_var"):
                buffer.uniform_(0.5, 1.5)
    return model.eval()


def _traced(model: nn.Module, sample: torch.Tensor, path: Path, opset: int, *, fixed: bool) -> None:
    torch.onnx.export(
        model, (sample,), str(path), opset_version=opset, dynamo=False,
        input_names=["input"], output_names=["output"],
        dynamic_axes=None if fixed else {"input": {0: "batch"}, "output": {0: "batch"}},
    )  # fmt: skip


def _dynamo(model: nn.Module, sample: torch.Tensor, path: Path, opset: int, *, fixed: bool) -> None:
    shapes = None if fixed else ({0: torch.export.Dim("batch")},)
    torch.onnx.export(
        model, (sample,), str(path), opset_version=opset, dynamo=True,
        dynamic_shapes=shapes, external_data=False, verbose=False,
    )  # fmt: skip


def _try(path: Path, write: Callable[[], None]) -> bool:
    if path.exists():
        return True
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), \
                contextlib.redirect_stderr(io.StringIO()):  # fmt: skip
            warnings.simplefilter("ignore")
            write()
    except Exception as error:
        path.unlink(missing_ok=True)
        print(f"not exported: {path.name}: {first_line(error)}")
        return False
    return True


def _small(out: Path) -> None:
    for name, build in ARCHITECTURES.items():
        model = _settled(build, 32)
        sample = torch.rand(2, 3, 32, 32)
        for opset in _TRACED_OPSETS:
            path = out / f"torchscript__{name}__opset{opset}.onnx"
            _try(path, lambda m=model, p=path, o=opset: _traced(m, sample, p, o, fixed=False))
        for size in (1, 4):
            path = out / f"torchscript-fixed-batch-{size}__{name}__opset17.onnx"
            _try(
                path,
                lambda m=model, p=path, s=size: _traced(
                    m, sample[:1].repeat(s, 1, 1, 1), p, 17, fixed=True
                ),
            )
        for opset in _DYNAMO_OPSETS:
            path = out / f"dynamo__{name}__opset{opset}.onnx"
            _try(path, lambda m=model, p=path, o=opset: _dynamo(m, sample, p, o, fixed=False))
        path = out / f"dynamo-fixed-batch-1__{name}__opset20.onnx"
        _try(path, lambda m=model, p=path: _dynamo(m, sample[:1], p, 20, fixed=True))


def _inputs(out: Path) -> None:
    whole = _settled(lambda: Normalised(whole=True), 32)
    last = _settled(lambda: Normalised(channels_last=True), 32)
    both = _settled(lambda: Normalised(whole=True, channels_last=True), 32)
    bytes_ = torch.randint(0, 256, (2, 3, 32, 32), dtype=torch.uint8)
    flat = _settled(
        lambda: nn.Sequential(
            nn.Unflatten(1, (1, 28, 28)), nn.Conv2d(1, 8, 3, 2), nn.ReLU(), *_head(8)
        ),
        28,
    )
    column = _settled(
        lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 7)), 28
    )
    for export, write, opset in (("torchscript", _traced, 13), ("dynamo", _dynamo, 20)):
        for name, model, sample in (
            ("uint8", whole, bytes_),
            ("nhwc", last, torch.rand(2, 32, 32, 3)),
            ("uint8-nhwc", both, bytes_.permute(0, 2, 3, 1).contiguous()),
            ("flat", flat, torch.rand(2, 784)),
            ("column", column, torch.rand(2, 784, 1)),
        ):
            path = out / f"{export}-inputs__{name}__opset{opset}.onnx"
            _try(
                path, lambda w=write, m=model, s=sample, p=path, o=opset: w(m, s, p, o, fixed=False)
            )
    for dtype, name in ((torch.float16, "float16"), (torch.float64, "float64")):
        for arch in ("resnet", "vit", "mlp", "lenet", "convnext"):
            model = _settled(ARCHITECTURES[arch], 32).to(dtype)
            path = out / f"{name}__{arch}__opset17.onnx"
            _try(
                path,
                lambda m=model, p=path, d=dtype: _traced(
                    m, torch.rand(2, 3, 32, 32, dtype=d), p, 17, fixed=False
                ),
            )


_KEPT = []


def _define_detection_operators() -> None:
    """torchvision's own operators are missing where it was built for another torch."""
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _KEPT.append(library)


def _torchvision(out: Path) -> None:
    try:
        from torchvision import models
    except Exception as error:
        print(f"no torchvision: {first_line(error)}")
        return
    sizes = {"inception_v3": 299, "vit_b_16": 224, "swin_t": 224, "maxvit_t": 224}
    for name in (
        "alexnet", "vgg11_bn", "resnet18", "resnet50", "resnext50_32x4d", "wide_resnet50_2",
        "densenet121", "squeezenet1_1", "googlenet", "inception_v3", "mobilenet_v2",
        "mobilenet_v3_small", "efficientnet_b0", "efficientnet_v2_s", "shufflenet_v2_x1_0",
        "mnasnet1_0", "regnet_y_400mf", "convnext_tiny", "vit_b_16", "swin_t", "swin_v2_t", "maxvit_t",
    ):  # fmt: skip
        more = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
        model = _settled(
            lambda n=name, m=more: getattr(models, n)(weights=None, num_classes=10, **m), 64
        )
        sample = torch.rand(2, 3, sizes.get(name, 64), sizes.get(name, 64))
        for export, write, opset in (("torchscript", _traced, 17), ("dynamo", _dynamo, 20)):
            path = out / f"torchvision-{export}__{name}__opset{opset}.onnx"
            _try(
                path, lambda w=write, m=model, s=sample, p=path, o=opset: w(m, s, p, o, fixed=False)
            )


def _timm(out: Path) -> None:
    try:
        import timm
    except Exception as error:
        print(f"no timm: {first_line(error)}")
        return
    for name, size in {
        "resnet18": 64, "resnetv2_50": 64, "efficientnet_lite0": 64, "mobilenetv4_conv_small": 64,
        "convnextv2_atto": 64, "mobileone_s0": 64, "ghostnet_100": 64, "repvgg_a0": 64,
        "vit_tiny_patch16_224": 224, "deit_tiny_patch16_224": 224, "mixer_s32_224": 224,
        "swin_tiny_patch4_window7_224": 224, "coatnet_nano_rw_224": 224, "poolformer_s12": 64,
        "xcit_nano_12_p16_224": 224, "levit_128s": 224, "edgenext_xx_small": 64, "nfnet_l0": 64,
        "eca_resnet33ts": 64, "hrnet_w18_small": 64, "dla34": 64, "res2net50_26w_4s": 64,
        "resmlp_12_224": 224, "pit_ti_224": 224, "cait_xxs24_224": 224, "beit_base_patch16_224": 224,
        "fastvit_t8": 64, "efficientformer_l1": 224, "mobilevit_xxs": 64, "regnetx_002": 64,
    }.items():  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                model = _settled(
                    lambda n=name: timm.create_model(n, pretrained=False, num_classes=10), size
                )
            except Exception as error:
                print(f"no timm model {name}: {first_line(error)}")
                continue
        sample = torch.rand(2, 3, size, size)
        for export, write, opset in (("torchscript", _traced, 17), ("dynamo", _dynamo, 20)):
            path = out / f"timm-{export}__{name}__opset{opset}.onnx"
            _try(
                path, lambda w=write, m=model, s=sample, p=path, o=opset: w(m, s, p, o, fixed=False)
            )


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    with contextlib.suppress(RuntimeError):
        _define_detection_operators()
    for make in {"small": [_small], "inputs": [_inputs], "large": [_torchvision, _timm]}[
        sys.argv[2]
    ]:
        make(folder)
