"""A request names only files below the folders that it may, whatever it writes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pandavision_gui.errors import InputError, plain_text
from pandavision_gui.server.allowed_paths import AllowedPaths, PathNotAllowedError


@pytest.fixture
def paths(tmp_path: Path) -> AllowedPaths:
    for folder in ("root/inner", "second", "uploads", "elsewhere"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("root/a.onnx", "root/inner/b.onnx", "second/c.onnx", "elsewhere/secret.onnx"):
        (tmp_path / file).write_bytes(b"x")
    (tmp_path / "root" / "out.onnx").symlink_to(tmp_path / "elsewhere" / "secret.onnx")
    (tmp_path / "root" / "out").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "root" / "loop").symlink_to(tmp_path / "root" / "loop")
    (tmp_path / "root" / "across.onnx").symlink_to(tmp_path / "second" / "c.onnx")
    os.mkfifo(tmp_path / "root" / "pipe.onnx")
    resolved = tmp_path.resolve()
    return AllowedPaths((resolved / "root", resolved / "second"), resolved / "uploads")


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("a.onnx", "root/a.onnx"),
        ("./inner/../a.onnx", "root/a.onnx"),
        ("inner/b.onnx", "root/inner/b.onnx"),
        ("across.onnx", "second/c.onnx"),
    ],
)
def test_what_is_below_a_root_is_found(
    paths: AllowedPaths, tmp_path: Path, text: str, file: str
) -> None:
    assert paths.resolve(text, "dataset") == tmp_path.resolve() / file


def test_an_absolute_path_below_any_root_is_found(paths: AllowedPaths, tmp_path: Path) -> None:
    whole = str(tmp_path / "second" / "c.onnx")
    assert paths.resolve(whole, "dataset") == tmp_path.resolve() / "second" / "c.onnx"


@pytest.mark.parametrize(
    "text",
    [
        "../elsewhere/secret.onnx",
        "inner/../../elsewhere/secret.onnx",
        "out.onnx",
        "out/secret.onnx",
        "/etc/passwd",
        "/dev/zero",
        "//host/share/a.onnx",
        "\\\\host\\share\\a.onnx",
        "C:\\a.onnx",
        "C:a.onnx",
        "..\\elsewhere\\secret.onnx",
        "a.onnx\0.h5",
        "../root-not",
        "../elsewhere/none.onnx",
    ],
)
def test_what_lies_elsewhere_is_refused_in_the_same_words_whether_it_is_there(
    paths: AllowedPaths, text: str
) -> None:
    with pytest.raises(PathNotAllowedError, match='"dataset": clients of this server') as refused:
        paths.resolve(text, "dataset")
    assert refused.value.http_status == 403
    assert "\0" not in refused.value.sentence()
    assert plain_text(text) in refused.value.sentence()


@pytest.mark.parametrize("text", ["none.onnx", "inner", "pipe.onnx", ".", "loop"])
def test_what_is_no_file_is_missing(paths: AllowedPaths, text: str) -> None:
    with pytest.raises(InputError) as refused:
        paths.resolve(text, "dataset")
    assert refused.value.code in ("path_missing", "path_not_allowed")


@pytest.mark.parametrize("text", ["", "  ", "x" * 5000, "\ud800.onnx"])
def test_what_is_no_name_is_refused(paths: AllowedPaths, text: str) -> None:
    with pytest.raises(InputError, match="is no path of a file"):
        paths.resolve(text, "dataset")


def test_an_upload_is_named_by_its_hash_and_nothing_else(
    paths: AllowedPaths, tmp_path: Path
) -> None:
    name = "0" * 64 + ".onnx"
    with pytest.raises(InputError, match="there is no such upload"):
        paths.resolve(f"upload:{name}", "dataset")
    (tmp_path / "uploads" / name).write_bytes(b"x")
    assert paths.resolve(f"upload:{name}", "dataset") == tmp_path.resolve() / "uploads" / name
    for wrong in ("upload:../root/a.onnx", f"upload:{name}/..", f"upload:{name.upper()}"):
        with pytest.raises(InputError):
            paths.resolve(wrong, "dataset")
