"""Loads every file of a corpus and prints families × result: ``python -m tests.corpus.check_corpus DIR``.

Each file is looked into by a process that can be lost. "right" means: what the program would attack
answers as ONNX Runtime does on the file as it is, alone and in batches, and its gradient agrees with
finite differences.
"""

from __future__ import annotations

import collections
import json
import queue
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np

_LIMIT_S = 180.0
_ROWS = 6


def sample_shape(shape: tuple[int | str | None, ...]) -> tuple[int, int, int]:
    """Return (C, H, W) of samples that fit an input shape, batch first."""
    sizes = [size if isinstance(size, int) and size > 0 else None for size in shape[1:]]
    if len(sizes) == 3:
        if sizes[2] in (1, 3) and sizes[0] not in (1, 3):
            return sizes[2], sizes[0] or 32, sizes[1] or 32
        return sizes[0] or 3, sizes[1] or 32, sizes[2] or 32
    count = int(np.prod([size or 1 for size in sizes]))
    if not any(sizes):
        count = 64
    side = int(np.sqrt(count))
    if side * side == count:
        return 1, side, side
    side = int(np.sqrt(count // 3))
    if 3 * side * side == count:
        return 3, side, side
    return 1, 1, count


def expected_classes(name: str) -> tuple[int, ...]:
    """Return how many classes a corpus file may have, by its name."""
    family = name.split("__")[0]
    if "one-logit" in name or "one-probability" in name or "-2-" in name.split("__")[1]:
        return (2,)
    if (
        "sklearn" in family
        or "application" in family
        or "torchvision" in family
        or "timm" in family
    ):
        return (10,)
    return (1000,) if "zoo" in family else (7,)


def look(path: Path) -> dict[str, object]:
    """Return what became of one file."""
    import onnxruntime
    import torch

    from pandavision_gui.engine.models.load_classifier import agreeing, load_classifier
    from pandavision_gui.errors import PandaVisionError

    torch.set_num_threads(1)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        given = session.get_inputs()[0]
        shape = sample_shape(tuple(given.shape))
        whole = given.type == "tensor(uint8)"
        batch = given.shape[0] if isinstance(given.shape[0], int) else _ROWS
        inner = tuple(s if isinstance(s, int) else None for s in given.shape[1:])
        dtype = {
            "tensor(uint8)": np.uint8,
            "tensor(float16)": np.float16,
            "tensor(double)": np.float64,
        }
        generator = np.random.default_rng(1)
        samples = generator.random((_ROWS, *shape), np.float32)
        if whole:
            samples = np.round(samples * 255)
        raw = samples
        if len(inner) == 3 and inner[0] != shape[0] and inner[2] == shape[0]:
            raw = np.moveaxis(samples, 1, -1)
        raw = (
            raw.reshape(
                _ROWS,
                *(
                    s if s else r
                    for s, r in zip(
                        inner,
                        raw.shape[1:] if len(inner) == 3 else (64,) * len(inner),
                        strict=False,
                    )
                ),
            )
            if len(inner)
            else raw
        )
        raw = np.resize(raw, (batch, *raw.shape[1:])).astype(dtype.get(given.type, np.float32))
        session.run(None, {given.name: np.ascontiguousarray(raw)})
    except Exception as error:
        return {"result": "not run by ONNX Runtime", "why": str(error)[:200]}
    try:
        loaded = load_classifier(
            str(path), sample_shape=shape, normalisation=None, flip_channels=False
        )
        loaded, _ = agreeing(loaded, samples)
    except PandaVisionError as error:
        return {"result": "refused", "code": error.code, "why": f"{error} | {error.details}"[:600]}
    except Exception as error:
        return {"result": "traceback", "why": repr(error)[:300]}
    kind = loaded.converter
    wanted = expected_classes(path.stem)
    if loaded.classes not in wanted:
        return {"result": "misread", "why": f"{loaded.classes} classes instead of {wanted}"}
    if kind == "none":
        return {"result": "score-only", "why": f"{loaded.hindrance} {loaded.hindrance.details}"}
    slower = any("slower" in remark for remark in loaded.facts.remarks)
    fault = _gradient_fault(loaded.classifier, samples)
    if fault:
        return {"result": "gradient", "why": fault, "converter": kind}
    return {"result": "right, slower" if slower else "right", "converter": kind, "why": ""}


def _gradient_fault(classifier: object, samples: np.ndarray) -> str:
    """Compare the derivative along a random direction with central differences."""
    import torch

    x = torch.from_numpy(samples[:2].copy()).requires_grad_()
    weights = torch.linspace(-1, 1, classifier(x.detach()).shape[1])
    weighted = (classifier(x) * weights).sum()
    if not weighted.requires_grad:
        return "no gradient"
    (gradient,) = torch.autograd.grad(weighted, x, allow_unused=True)
    if gradient is None or not bool((gradient != 0).any()):
        return "no gradient"
    if not bool(torch.isfinite(gradient).all()):
        return "gradient not finite"
    direction = gradient / gradient.norm()
    scale = float(samples.max())
    best = None
    for step in (1e-3, 3e-3, 1e-2, 3e-2):
        with torch.no_grad():
            up, down = (
                classifier(x + step * scale * direction),
                classifier(x - step * scale * direction),
            )
        measured = float(((up - down).double() * weights).sum() / (2 * step * scale))
        ratio = measured / float(gradient.norm())
        best = ratio if best is None or abs(ratio - 1) < abs(best - 1) else best
    if getattr(classifier, "is_rounding", False) or classifier.whole_range:
        return ""  # the gradient passes rounding as if there were none; differences do not
    return "" if 0.5 < best < 2 else f"finite differences give {best:.3f} of the gradient"


def serve() -> None:
    """Answer for each path that comes in, until there is no more."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    for line in sys.stdin:
        try:
            found = look(Path(line.strip()))
        except Exception as error:
            found = {"result": "traceback", "why": repr(error)[:300]}
        print("@" + json.dumps(found), flush=True)


class _Looker:
    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def look(self, path: Path) -> dict[str, object]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True,
            )  # fmt: skip
        answers: queue.Queue[str] = queue.Queue()
        process = self._process
        process.stdin.write(f"{path}\n")
        process.stdin.flush()

        def read() -> None:
            for line in process.stdout:
                if line.startswith("@"):
                    return answers.put(line[1:])
            answers.put("")
            return None

        threading.Thread(target=read, daemon=True).start()
        try:
            answer = answers.get(timeout=_LIMIT_S)
        except queue.Empty:
            answer = json.dumps({"result": "too long"})
            process.kill()
        return json.loads(answer) if answer else {"result": "process lost"}


def main(folders: list[Path], out: Path | None) -> None:
    """Look into all files, two at a time, and print the table."""
    paths = sorted(
        p for folder in folders for p in ([folder] if folder.is_file() else folder.glob("*.onnx"))
    )
    found: dict[str, dict[str, object]] = {}
    todo: queue.SimpleQueue[Path] = queue.SimpleQueue()
    for path in paths:
        todo.put(path)

    def work() -> None:
        looker = _Looker()
        while True:
            try:
                path = todo.get_nowait()
            except queue.Empty:
                return
            found[path.stem] = looker.look(path)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    table: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for name, result in sorted(found.items()):
        table[name.split("__")[0]][str(result["result"])] += 1
        if str(result["result"]) not in ("right", "right, slower"):
            print(
                f"{name}: {result['result']} {result.get('code', '')} {result.get('why', '')}"[:330]
            )
    print()
    for family, counts in sorted(table.items()):
        print(f"{family:36} " + ", ".join(f"{n} {word}" for word, n in counts.most_common()))
    print("total", dict(sum(table.values(), collections.Counter())))
    if out:
        out.write_text(json.dumps(found, indent=1, sort_keys=True))


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        serve()
    else:
        arguments = sys.argv[1:]
        target = None
        if "--out" in arguments:
            at = arguments.index("--out")
            target = Path(arguments[at + 1])
            del arguments[at : at + 2]
        main([Path(a) for a in arguments], target)
