"""Checks the bundle as a stranger would use it: elsewhere, and without anything of this machine.

    python packaging/smoke.py [--bundle dist/pandavision] [--without-window]

It knows nothing of the program but its command line and its files.
"""

# ruff: noqa: T201 - what it measures is for the terminal

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import h5py
import hdf5plugin
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
LIMIT_S = 300.0
LARGEST_MB = 700
"""More than this is a library that slipped in, unless PANDAVISION_GPU=1 allows the large ones."""


class Bundle:
    """A copy of the bundle, run with an empty environment.

    Parameters
    ----------
    folder
        The copy.
    home
        The user's home folder as the program sees it.
    """

    def __init__(self, folder: Path, home: Path) -> None:
        self.program = folder / ("pandavision.exe" if sys.platform == "win32" else "pandavision")
        self.samples = folder / "_internal" / "pandavision_gui" / "resources" / "samples"
        self._home = home

    def call(self, *arguments: str | Path) -> str:
        """Run the program to its end; return what it said."""
        done = subprocess.run(
            [str(self.program), *(str(argument) for argument in arguments)],
            cwd=self._home,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=LIMIT_S,
        )
        if done.returncode != 0:
            words = " ".join(str(argument) for argument in arguments)
            sys.exit(f"pandavision {words} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    @contextlib.contextmanager
    def started(self, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
        """Start the program and end it at last."""
        words = [str(self.program), *map(str, arguments)]
        process = subprocess.Popen(
            words,
            cwd=self._home,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def timed_events(self, *arguments: str | Path) -> list[tuple[float, dict[str, Any]]]:
        """Run the program; return its lines as objects with the second that each came at."""
        start = time.monotonic()
        seen: list[tuple[float, dict[str, Any]]] = []
        with subprocess.Popen(
            [str(self.program), *(str(argument) for argument in arguments)],
            cwd=self._home,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            for line in process.stdout or ():
                seen.append((time.monotonic() - start, json.loads(line)))
                if seen[-1][1]["type"] == "hello" and sys.platform == "linux":
                    self._check_worker(seen[-1][1]["pid"])
        expect(process.returncode == 0, f"the run ended with {process.returncode}: {seen[-1:]}")
        return seen

    def _check_worker(self, pid: int) -> None:
        """Check that a worker, too, loads the bundle's libraries first."""
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        path = b"LD_LIBRARY_PATH=" + os.fsencode(self.program.parent / "_internal")
        expect(path in environment, "a worker loads the system's libraries")

    def _environment(self) -> dict[str, str]:
        bare = {
            "HOME": str(self._home),
            "PATH": "/usr/bin:/bin",
            "QT_QPA_PLATFORM": "offscreen",
        }
        if sys.platform == "win32":  # no process starts without these
            bare |= {
                name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ
            }
        return bare


def expect(holds: bool, otherwise: str) -> None:
    """End the check with a sentence unless something holds."""
    if not holds:
        sys.exit(f"The bundle does not work: {otherwise}")


def size_mb(folder: Path) -> int:
    """Return how large the files of a folder are; links count nothing."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return round(sum(path.stat().st_size for path in files) / 1e6)


def check_server(bundle: Bundle, data: Path) -> None:
    """Check that the server answers and ends."""
    words = ("serve", "--port", "0", "--data-folder", data)
    with bundle.started(*words) as process:
        first = (process.stdout.readline() if process.stdout else "").split()
        expect(first[:2] == ["Serving", "at"], f"the server says {first}")
        with urllib.request.urlopen(f"{first[2]}/attacks", timeout=LIMIT_S) as answer:
            expect(json.load(answer) == ["linf", "l2"], "the server answers otherwise")
        process.terminate()
        expect(process.wait(LIMIT_S) == 0, "the server did not end well")
    print("server: answers")


def check_self_test(bundle: Bundle) -> None:
    """Check that the program finds all of itself in order, its licences with it."""
    start = time.monotonic()
    told = json.loads(bundle.call("self-test", "--json"))
    wrong = [f"{one['name']}: {one['note']}" for one in told["checks"] if not one["works"]]
    expect(told["works"], f"the self-test says {wrong}")
    print(f"self-test {time.monotonic() - start:.1f} s, lacking: {'; '.join(wrong) or 'nothing'}")
    # Beside the libraries on Windows and Linux.
    text = (bundle.program.parent / "_internal" / "THIRD-PARTY.txt").read_text(encoding="utf-8")
    for name in ("LESSER GENERAL PUBLIC", "torch ", "PySide6", "Python 3."):
        expect(name in text, f"THIRD-PARTY.txt does not name {name!r}")


def check_commands(bundle: Bundle, out: Path) -> None:
    """Check version, inspection and the sample evaluation."""
    version = bundle.call("--version").strip()
    expect(version.startswith("pandavision, version "), f"--version says {version!r}")
    print(version)

    facts = json.loads(bundle.call("inspect", "--json", bundle.samples / "signs_standard.onnx"))
    expect(facts["usable"] and facts["classes"] == 12, f"inspect says {facts}")
    facts = json.loads(bundle.call("inspect", "--json", bundle.samples / "road_signs.h5"))
    expect(facts["usable"] and facts["count"] == 300, f"inspect says {facts}")

    check_datasets(bundle, out.parent)
    spec = bundle.samples / "standard.json"
    events = bundle.timed_events("run", spec, "--out", out, "--json-events")
    moments = {event["type"]: moment for moment, event in reversed(events)}
    print(
        f"worker ready after {moments['hello']:.1f} s, first sample evaluated after "
        f"{moments['rows_finished']:.1f} s, sample evaluation {events[-1][0]:.1f} s"
    )
    check_result(json.loads((out / "result.json").read_text(encoding="utf-8")), spec)
    for name in ("curve.csv", "curve.png", "samples.h5"):
        expect((out / name).stat().st_size > 0, f"{name} is empty")
    written = {
        "figure-pdf": ("again.pdf", b"%PDF"),
        "pdf": ("report.pdf", b"%PDF"),
        "html": ("report.html", b"<!doctype html>"),
        "markdown": ("report.md", b"# "),
        "table": ("table.csv", b"index,"),
    }
    for kind, (name, start) in written.items():
        bundle.call("export", out, "--format", kind, "--out", out / name)
        expect((out / name).read_bytes().startswith(start), f"export writes no {kind}")
    expect(b"data:image/png" in (out / "report.html").read_bytes(), "a report shows no samples")


def check_datasets(bundle: Bundle, folder: Path) -> None:
    """Check a compressed dataset, one made of pictures, and the doctor's look at it.

    These import parts of the program after the process has given up its rights.
    """
    with h5py.File(bundle.samples / "road_signs.h5") as file:
        samples, labels = file["samples"][:64], file["labels"][:64]
    for name, compression in (("zstd", hdf5plugin.Zstd()), ("blosc2", hdf5plugin.Blosc2())):
        path = folder / f"{name}.h5"
        with h5py.File(path, "w") as file:
            file.create_dataset("samples", data=samples, chunks=(8, 3, 32, 32), **compression)
            file["labels"] = labels
        facts = json.loads(bundle.call("inspect", "--json", path))
        expect(facts["usable"] and facts["count"] == 64, f"a {name} dataset: {facts}")

    for number, (sample, label) in enumerate(zip(samples, labels, strict=True)):
        place = folder / "pictures" / f"{label:02}"
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(sample.transpose(1, 2, 0)).save(place / f"{number}.png")
    made = folder / "made.h5"
    bundle.call("dataset", "create", folder / "pictures", "--out", made)
    model = bundle.samples / "signs_standard.onnx"
    found = json.loads(bundle.call("inspect", "--json", model, made))
    expect(found["clean_accuracy"]["accuracy"] > 0.9, f"the doctor says {found}")


def check_result(result: dict[str, Any], spec: Path) -> None:
    """Check that the evaluation was a real one."""
    values = json.loads(spec.read_text(encoding="utf-8"))["perturbation-values"]
    expect(result["sec-level"] in {"low", "medium", "high"}, f"level {result.get('sec-level')!r}")
    expect(result["samples"]["evaluated"] >= 100, f"samples {result['samples']}")
    expect(result["sec-curve"]["x-values"] == values, "the curve has other values than the spec")
    versions = result["run"]["versions"]
    expect("unknown" not in versions.values(), f"a library does not know its version: {versions}")


def check_window(bundle: Bundle, report: Path) -> None:
    """Let the real window evaluate the sample on a data folder of its own."""
    start = time.monotonic()
    bundle.call("--smoke", report)
    told = json.loads(report.read_text(encoding="utf-8"))
    expect(told["window"] is True, f"no window: {told}")
    expect(told["finished"] >= 1, f"nothing was evaluated: {told}")
    points = told["curve_points"]
    expect(bool(points) and all(count >= 2 for count in points), f"no curve was drawn: {told}")
    whole = time.monotonic() - start
    print(f"window: {told['finished']} evaluations, {told['seconds']:.1f} s of {whole:.1f} s")
    print(
        f"window usable {told['usable_s']:.1f} s after its start, first evaluation done "
        f"{told['first_s']:.1f} s after the click"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Check the bundle; end with exit status 1 and a sentence when it does not work."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--bundle", type=Path, default=ROOT / "dist" / "pandavision")
    parser.add_argument("--without-window", action="store_true")
    options = parser.parse_args(arguments)

    expect(options.bundle.is_dir(), f"{options.bundle} is not there; `make bundle` builds it")
    megabytes = size_mb(options.bundle)
    print(f"bundle: {megabytes} MB")
    if os.environ.get("PANDAVISION_GPU") != "1":
        expect(megabytes <= LARGEST_MB, f"{megabytes} MB are more than {LARGEST_MB}")
    with tempfile.TemporaryDirectory(prefix="pandavision-") as temporary:
        # A blank and a letter outside ASCII: where programs are put, and where they trip.
        home = Path(temporary) / "Zoë's programs"
        home.mkdir()
        copy = home / "panda vision"
        shutil.copytree(options.bundle, copy, symlinks=True)
        bundle = Bundle(copy, home)
        check_self_test(bundle)
        check_commands(bundle, home / "rés ult")
        check_server(bundle, home / "served")
        if not options.without_window:
            check_window(bundle, home / "report.json")
    print("The bundle works.")


if __name__ == "__main__":
    main()
