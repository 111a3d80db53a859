"""The evidence pack: written by `export`, checked by `verify` with nothing but pack and model."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pandavision_gui.jobs.archive.zip_layout import ZipWriter

from ..support.fork_server import Ready
from ..support.running_program import (
    Finished,
    assert_refused,
    assert_succeeded,
    ready_programs,
    run_program,
)
from ..support.sample_files import ROBUST, STANDARD, small_job

pytestmark = pytest.mark.usefixtures("forked_programs")

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, ready: Ready | None) -> Path:
    folder = tmp_path_factory.mktemp("somebody")
    spec = small_job(folder / "job", perturbation_values=[0, 0.03, 0.06])
    with ready_programs(ready):
        assert_succeeded(run_program("run", spec, "--out", folder / "out"))
        done = run_program("export", folder / "out", "--out", folder / "pack.zip")
    assert_succeeded(done)
    assert done.stdout.startswith("pack: ")
    return folder


@pytest.fixture(scope="module")
def files(finished: Path) -> Files:
    with zipfile.ZipFile(finished / "pack.zip") as pack:
        assert pack.testzip() is None
        return {name: pack.read(name) for name in pack.namelist()}


def written(path: Path, files: Files) -> Path:
    with path.open("w+b") as file:
        pack = ZipWriter(file)
        for name, data in files.items():
            pack.add(name, iter((data,)))
        pack.finish()
    return path


def with_manifest(files: Files) -> Files:
    """Return the files with a manifest that is forged to fit them."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = {
        name: hashlib.sha256(data).hexdigest()
        for name, data in files.items()
        if name != "manifest.json"
    }
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def array(files: Files, name: str) -> np.ndarray:
    found: np.ndarray = np.load(io.BytesIO(files[name]), allow_pickle=False)
    return found


def stored(numbers: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, numbers)
    return file.getvalue()


def verify(path: Path, *arguments: str | Path) -> Finished:
    return run_program("verify", path, *arguments)


def assert_differs(done: Finished, *words: str) -> None:
    assert (done.status, done.stderr) == (1, ""), done
    found = json.loads(done.stdout)
    assert not found["verified"]
    text = "\n".join(found["differences"])
    assert all(word in text for word in words), text


def test_a_pack_is_replayed_elsewhere_with_only_the_pack_and_the_model(
    finished: Path, tmp_path: Path
) -> None:
    shutil.copyfile(finished / "pack.zip", tmp_path / "pack.zip")
    shutil.copyfile(STANDARD, tmp_path / "renamed.onnx")
    model = ("--model", tmp_path / "renamed.onnx")
    done = verify(tmp_path / "pack.zip", "--replay", "4", *model, "--seed", "7", "--json")
    assert (done.status, done.stderr) == (0, ""), done
    found = json.loads(done.stdout)
    assert found["verified"]
    assert (found["differences"], found["seed"]) == ([], 7)
    assert (found["files"], found["samples"]) == (11, 24)
    assert len(found["replayed"]) == 4 < found["examples"]
    assert found["model"] == hashlib.sha256(STANDARD.read_bytes()).hexdigest()
    again = verify(tmp_path / "pack.zip", "--replay", "4", *model, "--seed", "7", "--json")
    assert json.loads(again.stdout)["replayed"] == found["replayed"]
    words = verify(tmp_path / "pack.zip")
    assert_succeeded(words)
    assert words.stdout.startswith("pack.zip: nothing that was checked differs\n")
    assert "only hashed, whatever it says: README.txt, report.html, report.pdf\n" in words.stdout
    assert "as stated, checked against nothing: warnings, agreement, " in words.stdout
    assert f"none of {found['examples']} examples replayed" in words.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pack.zip", "renamed.onnx"]


def test_a_pack_says_nothing_of_whoever_made_it(finished: Path, files: Files) -> None:
    told = str(finished).encode()
    assert all(told not in data for data in files.values())
    assert json.loads(files["spec.json"])["dataset"] == "signs.h5"
    result = json.loads(files["result.json"])
    assert result["spec"]["trained-model"] == "signs.onnx"
    here = json.loads((finished / "out" / "result.json").read_text("utf-8"))
    assert {**result, "spec": None} == {**here, "spec": None}
    assert json.loads(files["versions.json"]) == result["run"]["versions"]


def test_a_pack_names_folders_where_that_is_asked_for_and_verifies(
    finished: Path, tmp_path: Path
) -> None:
    path = tmp_path / "pack.zip"
    assert_succeeded(run_program("export", finished / "out", "--out", path, "--with-paths"))
    with zipfile.ZipFile(path) as pack:
        told = {name: pack.read(name) for name in pack.namelist()}
    where = str(finished / "job" / "signs.h5")
    assert json.loads(told["spec.json"])["dataset"] == where
    assert where.encode() in told["report.html"]
    assert b"with their folders" in told["README.txt"]
    model = ("--model", STANDARD)
    done = verify(path, "--replay", "2", *model, "--json")
    assert (done.status, done.stderr) == (0, ""), done


def test_the_same_job_gives_the_same_bytes(finished: Path, files: Files, tmp_path: Path) -> None:
    # The report says the day; the manifest, too, and it is in both.
    date = ("--date", json.loads(files["manifest.json"])["date"])
    packs = []
    for name in ("one.zip", "other.zip"):
        assert_succeeded(run_program("export", finished / "out", "--out", tmp_path / name, *date))
        with zipfile.ZipFile(tmp_path / name) as pack:
            packs.append({one: pack.read(one) for one in pack.namelist()})
    different = [name for name in packs[0] if packs[0][name] != packs[1][name]]
    assert different in ([], ["manifest.json"])  # midnight


def test_another_model_is_not_asked(finished: Path) -> None:
    done = verify(finished / "pack.zip", "--replay", "2", "--model", ROBUST, "--json")
    assert_differs(done, "signs_robust.onnx", "is another model")


def changed_byte(files: Files) -> Files:
    page = files["report.html"]
    return {**files, "report.html": page.replace(b"upper bound", b"lower bound")}


def other_figures(files: Files) -> Files:
    result = json.loads(files["result.json"])
    result["median-minimum-perturbation"] = 0.059
    return with_manifest({**files, "result.json": json.dumps(result).encode()})


def other_table(files: Files) -> Files:
    return with_manifest({**files, "table.csv": files["table.csv"].replace(b",0.", b",0.9", 1)})


def forged_hash(files: Files) -> Files:
    manifest = json.loads(files["manifest.json"])
    manifest["files"]["rows.npz"] = "0" * 64
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def missing_file(files: Files) -> Files:
    return {name: data for name, data in files.items() if name != "report.pdf"}


def missing_everywhere(files: Files) -> Files:
    return with_manifest(missing_file(files))


def unnamed_file(files: Files) -> Files:
    manifest = json.loads(files["manifest.json"])
    del manifest["files"]["README.txt"]
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def outside_the_box(files: Files) -> Files:
    examples = array(files, "adversarial.npy").copy()
    examples[0, 0, 0, 0] = 256
    return with_manifest({**files, "adversarial.npy": stored(examples)})


def strange_sample(files: Files) -> Files:
    index = array(files, "example_index.npy").copy()
    index[0] = 10**6
    return with_manifest({**files, "example_index.npy": stored(index)})


DIFFERENCES: dict[Callable[[Files], Files], tuple[str, ...]] = {
    changed_byte: ('"report.html" is another file than the manifest says',),
    other_figures: ('"median-minimum-perturbation" in "result.json" is not what the rows give',),
    other_table: ('"table.csv" says something else',),
    forged_hash: ('"rows.npz" is another file',),
    missing_file: ('"report.pdf" is missing: the manifest names it',),
    missing_everywhere: ('"report.pdf" is missing: every pack has it',),
    unnamed_file: ('"README.txt" is not named in the manifest',),
    outside_the_box: ('"adversarial.npy" holds numbers outside the input range',),
    strange_sample: ("names samples that",),
}


@pytest.mark.parametrize("change", DIFFERENCES, ids=lambda change: change.__name__)
def test_what_was_changed_is_named(
    files: Files, tmp_path: Path, change: Callable[[Files], Files]
) -> None:
    changed = change(files)
    assert changed != files
    done = verify(written(tmp_path / "pack.zip", changed), "--json")
    assert_differs(done, *DIFFERENCES[change])


def test_an_exchanged_example_is_found_by_its_distance(files: Files, tmp_path: Path) -> None:
    examples = array(files, "adversarial.npy").copy()
    examples[[0, 1]] = examples[[1, 0]]
    swapped = with_manifest({**files, "adversarial.npy": stored(examples)})
    path = written(tmp_path / "pack.zip", swapped)
    index = array(files, "example_index.npy")
    for more in ((), ("--replay", "1000", "--model", STANDARD)):
        done = verify(path, *more, "--json")
        assert_differs(done, "its example is at the distance")
        assert all(f"Sample {number}:" in done.stdout for number in index[:2])
        assert done.stdout.count("its example is at the distance") == 2


def test_a_bit_that_flipped_on_the_way_is_found(finished: Path, tmp_path: Path) -> None:
    data = bytearray((finished / "pack.zip").read_bytes())
    place = data.index(b"report.pdf") + 5000
    data[place] ^= 1
    (tmp_path / "pack.zip").write_bytes(data)
    assert_differs(verify(tmp_path / "pack.zip", "--json"), '"report.pdf" is damaged')


def bomb(files: Files, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in {**files, "report.html": bytes(50_000_000)}.items():
            pack.writestr(name, data)


def slip(files: Files, path: Path) -> None:
    written(path, {"../evil.txt": b"x", **files})


def extra(files: Files, path: Path) -> None:
    written(path, {**files, "run.exe": b"x"})


def twice(files: Files, path: Path) -> None:
    with path.open("w+b") as file:
        pack = ZipWriter(file)
        for name, data in [*files.items(), *list(files.items())[-1:]]:
            pack.add(name, iter((data,)))
        pack.finish()


def without_manifest(files: Files, path: Path) -> None:
    written(path, {name: data for name, data in files.items() if name != "manifest.json"})


def huge_header(files: Files, path: Path) -> None:
    data = bytearray(written(path, files).read_bytes())
    place = data.rindex(b"PK\x01\x02")
    struct.pack_into("<II", data, place + 20, 2**31, 2**31)
    path.write_bytes(data)


def cut(files: Files, path: Path) -> None:
    data = written(path, files).read_bytes()
    path.write_bytes(data[: len(data) // 2])


def other_version(files: Files, path: Path) -> None:
    manifest = json.loads(files["manifest.json"]) | {"format_version": 2}
    written(path, {**files, "manifest.json": json.dumps(manifest).encode()})


EVIL: dict[Callable[[Files, Path], None], str] = {
    bomb: "grows more than 100 times",
    slip: "which is no part of a pack",
    extra: '"run.exe", which is no part of a pack',
    twice: "twice|more than",
    without_manifest: "no evidence pack",
    huge_header: "more than",
    cut: "no archive, or only a part of one",
    other_version: "another version",
}


@pytest.mark.parametrize("make", EVIL, ids=lambda make: make.__name__)
def test_an_evil_pack_is_refused_in_one_sentence(
    files: Files, tmp_path: Path, make: Callable[[Files, Path], None]
) -> None:
    (tmp_path / "in").mkdir()
    make(files, tmp_path / "in" / "pack.zip")
    assert_refused(verify(tmp_path / "in" / "pack.zip"), "pack.zip", EVIL[make])
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "pack.zip"]


def test_an_array_that_lies_about_its_size_is_told(files: Files, tmp_path: Path) -> None:
    lying = files["adversarial.npy"].replace(b"'shape': (", b"'shape': (9999", 1)
    done = verify(
        written(tmp_path / "pack.zip", with_manifest({**files, "adversarial.npy": lying})), "--json"
    )
    assert_differs(done, "adversarial.npy")


def test_a_replay_needs_both_options_and_something_to_replay(
    finished: Path, files: Files, tmp_path: Path
) -> None:
    assert_refused(verify(finished / "pack.zip", "--replay", "2"), "--model")
    gone = ("--replay", "2", "--model", tmp_path / "gone.onnx")
    assert_refused(verify(finished / "pack.zip", *gone), "gone.onnx")
    bare = with_manifest({name: data for name, data in files.items() if name != "clean.npy"})
    path = written(tmp_path / "pack.zip", bare)
    assert verify(path).status == 0
    assert_refused(verify(path, "--replay", "2", "--model", STANDARD), "no adversarial examples")
    assert_refused(verify(tmp_path / "no.zip"), "no.zip", "no such file")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"run": {"seed": 77}}, "the seed"),
        ({"samples": {"chosen-by-user": True}}, "the choice of the samples"),
        ({"samples": {"drawn": 99}}, "the number of samples"),
        ({"run": {"versions": {"pandavision": "9"}}}, "other versions"),
    ],
)
def test_what_a_result_repeats_of_other_files_must_be_theirs(
    files: Files, tmp_path: Path, change: dict[str, dict[str, object]], words: str
) -> None:
    result = json.loads(files["result.json"])
    for part, keys in change.items():
        assert keys.keys() <= result[part].keys()
        result[part] |= keys
    forged = with_manifest({**files, "result.json": json.dumps(result).encode()})
    assert_differs(verify(written(tmp_path / "pack.zip", forged), "--json"), words)
