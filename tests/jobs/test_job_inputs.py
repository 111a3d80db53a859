from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.job_folder import Resolved
from pandavision_gui.jobs.worker.job_inputs import JobInputs


@pytest.fixture
def spec(tmp_path: Path) -> EvaluationSpec:
    (tmp_path / "d.h5").write_bytes(b"dataset")
    (tmp_path / "m.onnx").write_bytes(b"")  # an empty model is a model without external data
    return parse_spec(
        json.dumps(
            {"dataset": str(tmp_path / "d.h5"), "trained-model": str(tmp_path / "m.onnx")}
        ).encode()
    )


def resolved(inputs: JobInputs) -> Resolved:
    return inputs.resolved(batch_size=4, threads=1, device="cpu", versions={})


def change(path: str) -> None:
    Path(path).write_bytes(b"DATASET")  # of the same size
    os.utime(path, ns=(1, 1))


def test_the_same_files_are_taken_again_with_and_without_their_hashes(spec: EvaluationSpec) -> None:
    first = JobInputs(spec, None)
    noted = resolved(first)
    assert noted.dataset.sha256 is None
    hashed = first.with_hashes(noted)
    assert hashed.dataset.sha256 is not None
    assert hashed.dataset.bytes == 7
    assert resolved(JobInputs(spec, noted)) == noted
    assert resolved(JobInputs(spec, hashed)) == noted


@pytest.mark.parametrize("with_hashes", [True, False])
def test_another_file_in_a_files_place_is_refused(spec: EvaluationSpec, with_hashes: bool) -> None:
    first = JobInputs(spec, None)
    before = first.with_hashes(resolved(first)) if with_hashes else resolved(first)
    change(spec.dataset)
    with pytest.raises(InputError, match=r"d\.h5") as error:
        JobInputs(spec, before)
    assert error.value.code == "file_changed"


def test_a_file_that_was_only_touched_is_the_same_where_its_hash_is_known(
    spec: EvaluationSpec,
) -> None:
    first = JobInputs(spec, None)
    before = first.with_hashes(resolved(first))
    os.utime(spec.dataset, ns=(1, 1))
    assert resolved(JobInputs(spec, before)).dataset.modified_ns == 1


def test_a_file_that_changes_while_the_job_runs_is_found_at_its_end(spec: EvaluationSpec) -> None:
    inputs = JobInputs(spec, None)
    noted = resolved(inputs)
    change(spec.dataset)
    with pytest.raises(EnvironmentFault) as fault:
        inputs.with_hashes(noted)
    assert fault.value.code == "file_changed_meanwhile"


@pytest.mark.parametrize("name", ["/gone.onnx", "a\0b", "x" * 5000])
def test_a_path_that_names_no_file_is_refused_in_words(name: str) -> None:
    spec = parse_spec(json.dumps({"dataset": name, "trained-model": name}).encode())
    with pytest.raises(InputError) as error:
        JobInputs(spec, None)
    assert error.value.sentence().isprintable()
