"""Uploaded files are whole, what they are said to be, and leave nothing where they are not."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pandavision_gui.jobs.held_folder import PREFIX
from pandavision_gui.paths import UserFolders
from pandavision_gui.server.server_settings import Limits
from pandavision_gui.server.upload_store import UploadStore

from ..support.served import serving
from .conftest import BODY, JOBS, SAMPLES, MakeClient

MODEL = (SAMPLES / "signs_standard.onnx").read_bytes()
DATA = (SAMPLES / "road_signs.h5").read_bytes()


def kept(folders: UserFolders) -> list[str]:
    folder = folders.data / "uploads"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@contextmanager
def half_an_upload(address: str) -> Iterator[tuple[HTTPConnection, bytes]]:
    """Send the beginning of a form; the rest of it is told."""
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="m.onnx"\r\n\r\n'
    whole = head + MODEL + b"\r\n--b--\r\n"
    asked = HTTPConnection("127.0.0.1", int(address.rpartition(":")[2]), timeout=60)
    asked.putrequest("POST", "/upload/model")
    asked.putheader("Content-Type", "multipart/form-data; boundary=b")
    asked.putheader("Content-Length", str(len(whole)))
    asked.endheaders(whole[:1000])
    yield asked, whole[1000:]
    asked.close()


@pytest.mark.parametrize("prefix", ["", "/api"])
def test_uploaded_files_can_be_evaluated(
    client: TestClient, folders: UserFolders, prefix: str
) -> None:
    model = client.post(f"{prefix}/upload/model", files={"file": ("m.onnx", MODEL)})
    data = client.post(f"{prefix}/upload/data", files={"file": ("d.h5", DATA)})
    assert (model.status_code, data.status_code) == (201, 201)
    assert model.json()["sha256"] == hashlib.sha256(MODEL).hexdigest()
    assert data.json()["bytes"] == len(DATA)
    body = BODY | {"trained-model": model.json()["path"], "dataset": data.json()["path"]}
    assert client.post(JOBS, json=body).status_code == 202
    assert kept(folders) == sorted(
        hashlib.sha256(content).hexdigest() + suffix
        for content, suffix in ((MODEL, ".onnx"), (DATA, ".h5"))
    )


def test_the_same_file_twice_is_kept_once(client: TestClient, folders: UserFolders) -> None:
    paths = {
        client.post("/upload/model", files={"file": (name, MODEL)}).json()["path"]
        for name in ("a.onnx", "b.ONNX")
    }
    assert len(paths) == 1
    assert len(kept(folders)) == 1


def test_a_file_that_comes_again_is_the_file_that_was_there_and_a_damaged_one_is_mended(
    client: TestClient, folders: UserFolders
) -> None:
    """A job that works with it notices neither another file nor another time."""

    def upload() -> os.stat_result:
        name = client.post("/upload/model", files={"file": ("m.onnx", MODEL)}).json()["path"]
        assert name.endswith(f"{hashlib.sha256(MODEL).hexdigest()}.onnx")
        (there,) = kept(folders)
        return (folders.data / "uploads" / there).stat()

    first, second = upload(), upload()
    assert (first.st_ino, first.st_mtime_ns, first.st_ctime_ns) == (
        second.st_ino,
        second.st_mtime_ns,
        second.st_ctime_ns,
    )
    (there,) = kept(folders)
    path = folders.data / "uploads" / there
    path.write_bytes(MODEL[:-1] + bytes([MODEL[-1] ^ 1]))
    upload()
    assert path.read_bytes() == MODEL


@pytest.mark.parametrize(
    ("kind", "name", "content", "code"),
    [
        ("model", "m.txt", MODEL, "upload_name"),
        ("model", "m.h5", MODEL, "upload_name"),
        ("data", "m.onnx", MODEL, "upload_name"),
        ("model", "m" * 300 + ".onnx", MODEL, "upload_name"),
        ("model", "m.onnx", b"", "model_empty"),
        ("model", "m.onnx", DATA, "model_not_onnx"),
        ("data", "d.h5", MODEL, "dataset_not_hdf5"),
        ("data", "../../d.h5", b"no data", "dataset_not_hdf5"),
    ],
)
def test_what_is_no_such_file_is_refused_and_gone(
    client: TestClient, folders: UserFolders, kind: str, name: str, content: bytes, code: str
) -> None:
    answer = client.post(f"/upload/{kind}", files={"file": (name, content)})
    assert (answer.status_code, answer.json()["error"]) == (400, code)
    assert str(folders.data) not in answer.text
    assert kept(folders) == []


@pytest.mark.parametrize("name", ["../../up.onnx", "/etc/up.onnx", "C:\\up.onnx", "\u202e.onnx"])
def test_the_name_of_a_file_says_nothing_of_where_it_lies(
    client: TestClient, folders: UserFolders, name: str
) -> None:
    answer = client.post("/upload/model", files={"file": (name, MODEL)})
    assert answer.status_code == 201
    assert kept(folders) == [hashlib.sha256(MODEL).hexdigest() + ".onnx"]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"x"),
        ({"Content-Type": "application/json"}, b"{}"),
        ({"Content-Type": "multipart/form-data"}, b"x"),
        ({"Content-Type": f"multipart/form-data; boundary={'b' * 5000}"}, b"x"),
        ({"Content-Type": "multipart/form-data; boundary=b"}, b""),
        ({"Content-Type": "multipart/form-data; boundary=b"}, b"--c\r\n\r\n"),
        (
            {"Content-Type": "multipart/form-data; boundary=b"},
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="m.onnx"\r\n\r\n'
            + MODEL,
        ),
        (
            {"Content-Type": "multipart/form-data; boundary=b"},
            b'--b\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--b--\r\n',
        ),
        (
            {"Content-Type": "multipart/form-data; boundary=b"},
            b"--b\r\nContent-Disposition: " + b"x" * 10_000 + b"\r\n\r\nx\r\n--b--\r\n",
        ),
    ],
)
def test_what_is_no_whole_form_is_refused_and_leaves_nothing(
    client: TestClient, folders: UserFolders, headers: dict[str, str], body: bytes
) -> None:
    answer = client.post("/upload/model", content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "upload_form")
    assert kept(folders) == []


def test_a_file_larger_than_may_is_refused_while_it_comes(
    make_client: MakeClient, folders: UserFolders
) -> None:
    client = make_client(limits=Limits(upload_bytes=len(MODEL) - 1))
    answer = client.post("/upload/model", files={"file": ("m.onnx", MODEL)})
    assert answer.status_code == 413
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="m.onnx"\r\n\r\n'
        while sent < 100 * len(MODEL):
            sent += 65536
            yield b"x" * 65536

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post("/upload/model", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert kept(folders) == []


def test_an_upload_whose_server_is_killed_is_removed_by_the_next_and_by_no_other(
    tmp_path: Path,
) -> None:
    uploads = tmp_path / "data" / "uploads"

    def coming() -> list[Path]:
        return list(uploads.glob(f"{PREFIX}*/files/file"))

    with serving(tmp_path / "data") as server, half_an_upload(server.address):
        server.wait_for(lambda: bool(coming()))
        for _ in range(2):
            UploadStore(uploads, most=1, most_together=1)
            assert coming()
        server.process.kill()
        server.process.wait()
    assert coming()
    UploadStore(uploads, most=1, most_together=1)
    assert list(uploads.iterdir()) == []


def test_all_uploads_together_take_no_more_room_than_they_may(
    make_client: MakeClient, folders: UserFolders
) -> None:
    client = make_client(limits=Limits(all_uploads_bytes=len(MODEL) + len(DATA) - 1))
    model = {"file": ("m.onnx", MODEL)}
    assert client.post("/upload/model", files=model).status_code == 201
    refused = client.post("/upload/data", files={"file": ("d.h5", DATA)})
    assert (refused.status_code, refused.json()["error"]) == (507, "uploads_full")
    assert "DELETE /api/v1/uploads/" in refused.json()["message"]
    assert len(kept(folders)) == 1
    # A refused one leaves its room to the next, and so does what is removed.
    small = DATA[: len(DATA) // 2]
    assert client.post("/upload/data", files={"file": ("d.h5", small)}).status_code == 201
    for one in client.get("/api/v1/uploads").json():
        assert client.delete(f"/api/v1/uploads/{one['path']}").status_code == 200
    assert client.post("/upload/data", files={"file": ("d.h5", DATA)}).status_code == 201


def test_what_was_uploaded_before_the_start_counts(
    make_client: MakeClient, folders: UserFolders
) -> None:
    files = {"file": ("m.onnx", MODEL)}
    assert make_client().post("/upload/model", files=files).status_code == 201
    later = make_client(limits=Limits(all_uploads_bytes=len(MODEL) + 10))
    assert later.post("/upload/data", files={"file": ("d.h5", DATA)}).status_code == 507


def test_uploads_are_listed_and_removed_but_not_while_a_job_needs_them(
    client: TestClient, folders: UserFolders
) -> None:
    model = client.post("/upload/model", files={"file": ("m.onnx", MODEL)}).json()
    job_id = client.post(JOBS, json=BODY | {"trained-model": model["path"]}).json()
    (listed,) = client.get("/api/v1/uploads").json()
    assert (listed["path"], listed["bytes"]) == (model["path"], len(MODEL))
    place = f"/api/v1/uploads/{model['path']}"
    refused = client.delete(place)
    assert (refused.status_code, len(kept(folders))) == (409, 1)
    client.post(f"/api/v1/jobs/{job_id}/stop")
    assert client.delete(place).json() == []
    assert client.delete(place).status_code == 404
    assert kept(folders) == []


@pytest.mark.parametrize("path", ["..", "upload:..", "upload:x.onnx", "a.onnx", "%2e%2e%2fx"])
def test_nothing_but_uploads_can_be_removed(
    client: TestClient, folders: UserFolders, path: str
) -> None:
    other = folders.data / "uploads" / "a.onnx"
    other.write_bytes(b"not an upload")
    assert client.delete(f"/api/v1/uploads/{path}").status_code in (404, 405)
    assert other.exists()


def test_an_upload_outlasts_the_start_of_a_second_server(tmp_path: Path) -> None:
    with (
        serving(tmp_path / "data") as first,
        half_an_upload(first.address) as (asked, rest),
        serving(tmp_path / "data") as second,
    ):
        assert second.ask("GET", "/attacks")[0] == 200
        asked.send(rest)
        assert asked.getresponse().status == 201


def test_others_are_answered_while_an_upload_reaches_the_disk(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush, kept_waiting = os.fsync, []

    def looked_at(file: int) -> None:
        with suppress(RuntimeError):  # there is no loop in this thread
            kept_waiting.append(asyncio.get_running_loop())
        flush(file)

    monkeypatch.setattr(os, "fsync", looked_at)
    assert client.post("/upload/model", files={"file": ("m.onnx", MODEL)}).status_code == 201
    assert kept_waiting == []
