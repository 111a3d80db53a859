"""A stand-in for SecML 0.15 and the older Python it runs on: small, at once there, as bad as asked.

The program's own script runs in it unchanged; what it imports is written here. `fault` says what
goes wrong, and where: see `FAULTS`.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from pandavision_gui.engine.classic_program import ClassicProgram
from pandavision_gui.jobs.secml_classic import program_in

FAULTS = {
    "ends at once": "os._exit(7)",
    "says nothing": "time.sleep(1000)",
    "speaks garbage": "raw(b'GET / HTTP/1.1' * 5000)",
    "has a long header": "raw((2**31).to_bytes(4, 'little') + b'{' * 100)",
    "has no header": "raw((4).to_bytes(4, 'little') + b'null')",
    "speaks too much": "header(b'{\"say\": \"scores\", \"shapes\": [[64, 2000000000]]}')",
    "asks without end": "header(b'{\"say\": \"scores\", \"shapes\": []}')",
    "asks for less than nothing": "header(b'{\"say\": \"scores\", \"shapes\": [[-1, 3]]}')",
    "returns another size": "header(b'{\"say\": \"found\", \"shapes\": [[1, 1]]}', bytes(4))",
    "cuts a message off": "header(b'{\"say\": \"found\", \"shapes\": [[1, 3]]}'); os._exit(0)",
    "raises": "raise RuntimeError('no\\x1b[2J luck')",
}  # fmt: skip
"""What the stand-in does in the middle of its attack, by what it is called."""

_PACKAGE = {
    "torch.py": "def set_num_threads(_): pass\ndef manual_seed(_): pass\n",
    "secml/__init__.py": "__version__ = '0.15.6'\n",
    "secml/array.py": """
import numpy
class CArray:
    def __init__(self, data): self.data = numpy.asarray(getattr(data, "data", data))
    @staticmethod
    def arange(n): return CArray(numpy.arange(n))
    def tondarray(self): return self.data
""",
    "secml/ml/__init__.py": "",
    "secml/ml/classifiers.py": """
class CClassifier:
    def decision_function(self, x): return self._forward(x).tondarray()
    def gradient(self, x, w):
        self._cached_x = x
        return self._backward(w).tondarray()
""",
    "secml/adv/__init__.py": "",
    "secml/adv/attacks/__init__.py": "",
    "secml/adv/attacks/evasion/__init__.py": """
import os, time
import numpy
from secml.array import CArray
def raw(data):
    import gc
    for pipe in gc.get_objects():
        if type(pipe).__name__ == "Pipe":
            pipe._target.write(data)
            pipe._target.flush()
            time.sleep(0.5)
def header(text, body=b""): raw(len(text).to_bytes(4, "little") + text + body)
class Found: pass
class Pgd:
    def __init__(self, classifier, lb, ub, norm, radius, steps, start, nearest=False):
        self.nearest = nearest
        self.classifier, self.norm, self.radius, self.steps = classifier, norm, radius, steps
        self.start = start
    def run(self, x, y):
        clean = x.tondarray()
        point = clean.copy()
        if self.start:
            point = point + numpy.random.uniform(-1, 1, point.shape) * 0.1 * self.radius
        for step in range(self.steps):
            scores = self.classifier.decision_function(CArray(point))
            FAULT
            right = int(y.tondarray()[0])
            others = scores[0].copy()
            others[right] = -numpy.inf
            weights = numpy.zeros((1, scores.shape[1]))
            weights[0, right], weights[0, others.argmax()] = -1.0, 1.0
            slope = self.classifier.gradient(CArray(point), CArray(weights))
            if self.norm == "linf":
                change = point + self.radius * numpy.sign(slope) / 4 - clean
                change = change.clip(-self.radius, self.radius)
            else:
                change = point + self.radius * slope / (1e-12 + numpy.abs(slope).max()) - clean
                order = 1 if self.norm == "l1" else 2
                change /= max(1.0, numpy.linalg.norm(change.ravel(), order) / self.radius)
            point = (clean + change).clip(0.0, 1.0)
        low, high = 0.0, 1.0
        for _ in range(12 if self.nearest else 0):
            middle = (low + high) / 2
            tried = clean + middle * (point - clean)
            scores = self.classifier.decision_function(CArray(tried))[0]
            wrong = scores.argmax() != int(y.tondarray()[0])
            low, high = (low, middle) if wrong else (middle, high)
        point = clean + high * (point - clean)
        found = Found()
        found.X = CArray(point)
        return None, None, found
def CAttackEvasionPGD(classifier, double_init, distance, dmax, lb, ub, solver_params):
    return Pgd(classifier, lb, ub, distance, dmax, solver_params["max_iter"], False)
""",
    "secml/adv/attacks/evasion/foolbox/__init__.py": "",
    "secml/adv/attacks/evasion/foolbox/fb_attacks/__init__.py": "",
    "secml/adv/attacks/evasion/foolbox/fb_attacks/fb_pgd_attack.py": """
from secml.adv.attacks.evasion import Pgd
def CFoolboxPGD(classifier, lb, ub, epsilons, distance, steps, rel_stepsize, abs_stepsize,
                random_start):
    return Pgd(classifier, lb, ub, distance, epsilons, steps, random_start)
""",
    "secml/adv/attacks/evasion/foolbox/fb_attacks/fb_cw_attack.py": """
from secml.adv.attacks.evasion import Pgd
def CFoolboxL2CarliniWagner(classifier, lb, ub, steps, **others):
    return Pgd(classifier, lb, ub, "l2", 2.0, steps, False, True)
""",
}  # fmt: skip

_PYTHON = """\
import os, runpy, sys, time
words = sys.argv[1:]
if "-c" in words:
    print({version!r}, True)
elif "venv" in words:
    import pathlib, shutil
    place = pathlib.Path(words[-1]) / "bin"
    place.mkdir(parents=True)
    shutil.copy({wrapper!r}, place / "python")
elif "pip" in words:
    print("Collecting secml==0.15.6", flush=True)
    {pip}
else:
    sys.path.insert(0, {packages!r})
    sys.argv = words[2:]
    runpy.run_path(sys.argv[0], run_name="__main__")
"""


def stand_in_python(
    folder: Path, *, fault: str = "", version: str = "3.9.1", pip: str = "pass"
) -> Path:
    """Write a program that behaves like such a Python, with SecML in every environment of it.

    Parameters
    ----------
    fault
        A name of `FAULTS`, other code that is run in each step of its attack, or nothing.
    pip
        What it does when it is asked to install something, in Python.
    """
    packages = folder / "packages"
    for name, text in _PACKAGE.items():
        path = packages / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("FAULT", FAULTS.get(fault, fault) or "pass"))
    program, wrapper = folder / "stand_in.py", folder / "python"
    told = {"version": version, "wrapper": str(wrapper), "packages": str(packages), "pip": pip}
    program.write_text(_PYTHON.format(**told))
    wrapper.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I "{program}" "$@"\n')
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    return wrapper


def stand_in_program(folder: Path, *, fault: str = "") -> ClassicProgram:
    """Return SecML as it is started, with a fault or none."""
    folder.mkdir(parents=True, exist_ok=True)
    home = folder / "home"
    home.mkdir()
    python = stand_in_python(folder, fault=fault)
    return ClassicProgram(python, program_in(folder).script, home)
