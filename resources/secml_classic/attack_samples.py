"""Attacks samples with SecML 0.15. Runs in an environment of its own, with Python 3.9 or 3.10.

The classifier is not here: what SecML asks of it goes out over a pipe and is answered by whoever
started this program. A message is the length of a header (4 bytes, little-endian), the header as
JSON, and float32 arrays (little-endian) of the shapes that the header names. Nothing is unpickled.

    python -I attack_samples.py HOME       attacks what it is sent until its input ends
    python -I attack_samples.py HOME check     attacks a linear model of its own and says "right"
"""

import json
import os
import signal
import struct
import sys
import traceback

LONGEST_HEADER = 16384
MOST_NUMBERS = 2**28
ROWS_AT_ONCE = 64
PROTOCOL = 1


def hold_to_owner():
    """Have the kernel end this process with whoever started it."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Pipe:
    """Messages to and from whoever started this program."""

    def __init__(self, source, target):
        self._source = source
        self._target = target

    def send(self, header, arrays=()):
        """Send a header, a dict, and float32 arrays."""
        header = dict(header, shapes=[list(array.shape) for array in arrays])
        text = json.dumps(header).encode("utf-8")
        self._target.write(struct.pack("<I", len(text)) + text)
        for array in arrays:
            self._target.write(array.astype("<f4").tobytes())
        self._target.flush()

    def receive(self):
        """Return a header and its arrays; None at the end of the input."""
        import numpy

        size = self._source.read(4)
        if len(size) < 4:
            return None
        (length,) = struct.unpack("<I", size)
        if length > LONGEST_HEADER:
            raise ValueError("the header is too long")
        header = json.loads(self._source.read(length).decode("utf-8"))
        arrays = []
        for rows, columns in header["shapes"]:
            count = int(rows) * int(columns)
            if not 0 <= count <= MOST_NUMBERS:
                raise ValueError("the array is too large")
            data = self._source.read(4 * count)
            arrays.append(numpy.frombuffer(data, dtype="<f4").reshape(rows, columns))
        return header, arrays

    def ask(self, what, *arrays):
        """Send arrays in parts of their rows, and return the answers, one below the other."""
        import numpy

        found = []
        for first in range(0, len(arrays[0]), ROWS_AT_ONCE):
            self.send({"say": what}, [array[first : first + ROWS_AT_ONCE] for array in arrays])
            answer = self.receive()
            if answer is None:
                sys.exit(0)
            found.append(answer[1][0])
        return numpy.concatenate(found)


def load_secml(home):
    """Import SecML, which keeps its files in `home` and writes no log."""
    os.environ["SECML_HOME_DIR"] = home
    for name in ("DS", "MODELS", "EXP", "LOGS"):
        os.environ["SECML_" + name + "_DIR"] = os.path.join(home, name.lower())
    os.environ["SECML_PYTORCH_DIR"] = os.path.join(home, "pytorch")
    os.environ["SECML_STORE_LOGS"] = "False"
    os.environ["SECML_PYTORCH_USE_CUDA"] = "False"
    import secml
    import torch

    torch.set_num_threads(1)  # sums do not depend on how many processors there are
    return secml.__version__


def classifier_of(ask, classes, features):
    """Return SecML's view of a classifier whose answers are asked for."""
    import numpy
    from secml.array import CArray
    from secml.ml.classifiers import CClassifier

    class AskedClassifier(CClassifier):
        """Has no weights: scores and gradients are somebody else's."""

        def __init__(self):
            super().__init__()
            self._classes = CArray.arange(classes)
            self._n_features = features

        def _fit(self, x, y):
            raise NotImplementedError

        def _forward(self, x):
            return CArray(ask("scores", rows_of(x)).astype(float))

        def _backward(self, w):
            points, weights = rows_of(self._cached_x), rows_of(w)
            weights = numpy.repeat(weights, len(points) // len(weights), axis=0)
            return CArray(ask("gradients", points, weights).astype(float))

    def rows_of(array):
        return numpy.atleast_2d(array.tondarray()).astype("float32")

    return AskedClassifier()


def attack_of(order, classifier):
    """Return the attack of SecML that is ordered."""
    from secml.adv.attacks.evasion import CAttackEvasionPGD
    from secml.adv.attacks.evasion.foolbox.fb_attacks.fb_cw_attack import CFoolboxL2CarliniWagner
    from secml.adv.attacks.evasion.foolbox.fb_attacks.fb_pgd_attack import CFoolboxPGD

    parameters, name = order["parameters"], order["attack"]
    if name == "foolbox-pgd":
        return CFoolboxPGD(
            classifier,
            lb=0.0,
            ub=1.0,
            epsilons=order["value"],
            distance=order["norm"],
            **parameters,
        )
    if name == "foolbox-cw":
        return CFoolboxL2CarliniWagner(classifier, lb=0.0, ub=1.0, **parameters)
    if name == "pgd":
        return CAttackEvasionPGD(
            classifier,
            double_init=False,
            distance=order["norm"],
            dmax=order["value"],
            lb=0.0,
            ub=1.0,
            solver_params=parameters,
        )
    raise ValueError(f"there is no attack {name!r}")


def attacked(order, sample, ask):
    """Return the point that SecML's attack comes to: float32, (1, d)."""
    import numpy
    import torch
    from secml.array import CArray

    numpy.random.seed(order["seed"])
    torch.manual_seed(order["seed"])
    classifier = classifier_of(ask, order["classes"], sample.shape[1])
    attack = attack_of(order, classifier)
    # SecML takes the label as an array of one and the sample as float64.
    found = attack.run(CArray(sample.astype(float)), CArray([order["label"]]))[2].X
    return numpy.atleast_2d(found.tondarray()).astype("float32")


def serve(pipe, home):
    """Attack what is sent until the input ends."""
    import numpy

    version = load_secml(home)
    pipe.send({"say": "ready", "protocol": PROTOCOL, "secml": version})
    while True:
        message = pipe.receive()
        if message is None:
            return
        order, (sample,) = message
        try:
            point = attacked(order, sample, pipe.ask)
        except Exception:
            pipe.send({"say": "failed", "text": traceback.format_exc()[-4000:]})
            return
        pipe.send({"say": "found"}, [numpy.ascontiguousarray(point)])


def check(home):
    """Attack a linear model whose nearest examples are known; return what is said of SecML."""
    import numpy

    version = load_secml(home)
    weights = numpy.array([1.0, 2.0], dtype="float32")
    slopes = numpy.stack([weights, -weights], axis=1)

    def ask(what, points, pulled=None):
        return (points - 0.5).dot(slopes) if what == "scores" else pulled.dot(slopes.T)

    sample = numpy.array([[0.6, 0.55]], dtype="float32")
    pgd = {"steps": 50, "rel_stepsize": 0.1, "abs_stepsize": None, "random_start": False}
    cw = {"steps": 100, "binary_search_steps": 5, "stepsize": 0.02, "initial_const": 1.0}
    own = {"eta": 0.02, "max_iter": 50, "eps": 1e-4}
    trials = (
        ("foolbox-pgd", "linf", pgd, 0.08),
        ("foolbox-pgd", "l2", pgd, 0.1),
        ("foolbox-cw", "l2", cw, 0.1),
        ("pgd", "l2", own, 0.1),
    )
    for name, norm, parameters, value in trials:
        order = {"attack": name, "norm": norm, "value": value, "parameters": parameters}
        order.update(seed=0, classes=2, label=0)
        point = attacked(order, sample, ask)
        change = numpy.abs(point - sample)
        size = change.max() if norm == "linf" else numpy.sqrt((change**2).sum())
        if not (point - 0.5).dot(weights)[0] < 0 or size > value + 1e-4:
            return f"wrong: {name} in {norm} came to {point.tolist()}"
    return "right " + version


def main():
    """Do what the arguments say."""
    hold_to_owner()
    home = sys.argv[1]
    # Whatever a library prints must not get between the messages.
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if sys.argv[2:] == ["check"]:
        target.write((check(home) + "\n").encode("utf-8"))
        target.flush()
        return
    serve(Pipe(sys.stdin.buffer, target), home)


if __name__ == "__main__":
    main()
