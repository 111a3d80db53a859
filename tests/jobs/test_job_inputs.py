from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pandavision_gui.engine.file_hash import HashInBackground
from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.job_documents import Resolved
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


def change_unseen(path: str) -> None:
    """Change the content and hide it: size and time of the content stay."""
    times = Path(path).stat()
    Path(path).write_bytes(b"DATASET")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def replace_unseen(path: str) -> None:
    """Put another file of the same size and time there."""
    times = Path(path).stat()
    other = Path(path).with_name("other")
    other.write_bytes(b"DATASET")
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.rename(path)


def link(path: str) -> None:
    os.link(path, Path(path).with_name("link"))


def copy_back(path: str) -> None:
    data = Path(path).read_bytes()
    Path(path).unlink()
    Path(path).write_bytes(data)


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


@pytest.mark.parametrize("deed", [change, change_unseen, replace_unseen])
def test_every_change_while_the_job_runs_is_found_at_the_next_look(
    spec: EvaluationSpec, deed: Callable[[str], None]
) -> None:
    inputs = JobInputs(spec, None)
    inputs.require_untouched()
    deed(spec.dataset)
    for _ in range(2):  # and stays found
        with pytest.raises(EnvironmentFault, match=r"d\.h5.*was changed") as fault:
            inputs.require_untouched()
        assert "as a new one" in fault.value.hint
    assert not inputs.dataset_is_same()


@pytest.mark.parametrize("deed", [link, copy_back, lambda path: os.chmod(path, 0o600)])
def test_what_leaves_the_content_as_it_is_does_not_end_a_job(
    spec: EvaluationSpec, deed: Callable[[str], None]
) -> None:
    inputs = JobInputs(spec, None)
    inputs.with_hashes(resolved(inputs))
    deed(spec.dataset)
    inputs.require_untouched()
    assert inputs.dataset_is_same()
    change_unseen(spec.dataset)
    with pytest.raises(EnvironmentFault, match="was changed"):
        inputs.require_untouched()


def test_a_file_that_goes_away_while_the_job_runs_is_named(spec: EvaluationSpec) -> None:
    inputs = JobInputs(spec, None)
    Path(spec.trained_model).unlink()
    with pytest.raises(EnvironmentFault, match=r"m\.onnx") as fault:
        inputs.require_untouched()
    assert fault.value.code == "file_gone"


@pytest.mark.parametrize("deed", [change, change_unseen, replace_unseen, link])
def test_without_a_hash_a_file_that_was_touched_at_all_is_not_taken_again(
    spec: EvaluationSpec, deed: Callable[[str], None]
) -> None:
    before = resolved(JobInputs(spec, None))
    deed(spec.dataset)
    with pytest.raises(InputError, match=r"d\.h5") as error:
        JobInputs(spec, before)
    assert error.value.code == "file_changed"
    assert "as a new one" in error.value.hint


def test_a_note_of_an_older_version_is_held_against_size_and_time(spec: EvaluationSpec) -> None:
    noted = resolved(JobInputs(spec, None)).model_dump()
    for file in ("model", "dataset"):
        del noted[file]["inode"], noted[file]["changed_ns"]
    before = Resolved.model_validate(noted)
    link(spec.dataset)
    JobInputs(spec, before)
    change(spec.dataset)
    with pytest.raises(InputError, match=r"d\.h5"):
        JobInputs(spec, before)


@pytest.fixture
def with_second(spec: EvaluationSpec, tmp_path: Path) -> EvaluationSpec:
    """The same with a second model."""
    (tmp_path / "s.onnx").write_bytes(b"")
    keys = {"attack": "transfer", "surrogate_model": str(tmp_path / "s.onnx")}
    return spec.model_copy(update=keys)


@pytest.mark.parametrize("with_hashes", [True, False])
def test_another_second_model_is_refused_on_resuming(
    with_second: EvaluationSpec, with_hashes: bool
) -> None:
    first = JobInputs(with_second, None)
    before = first.with_hashes(resolved(first)) if with_hashes else resolved(first)
    assert before.surrogate is not None
    assert (before.surrogate.sha256 is not None) == with_hashes
    JobInputs(with_second, before)
    change(str(with_second.surrogate_model))
    with pytest.raises(InputError, match=r'second model ".*s\.onnx" is not the one') as error:
        JobInputs(with_second, before)
    assert error.value.code == "file_changed"


def test_a_second_model_that_changes_while_the_job_runs_ends_it(
    with_second: EvaluationSpec,
) -> None:
    inputs = JobInputs(with_second, None)
    inputs.require_untouched()
    change_unseen(str(with_second.surrogate_model))
    with pytest.raises(EnvironmentFault, match=r"second model .*was changed") as fault:
        inputs.require_untouched()
    assert fault.value.code == "file_changed_meanwhile"
    Path(str(with_second.surrogate_model)).unlink()
    with pytest.raises(EnvironmentFault, match=r"s\.onnx") as fault:
        inputs.require_untouched()
    assert fault.value.code == "file_gone"


def test_a_file_that_changes_while_it_is_hashed_is_called_what_it_is(
    with_second: EvaluationSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = JobInputs(with_second, None)
    inputs.require_untouched()
    in_the_middle = EnvironmentFault("file_changed_meanwhile", "It was changed.", "Run it again.")

    def stamps(_: HashInBackground) -> None:
        raise in_the_middle

    monkeypatch.setattr(HashInBackground, "is_ready", True)
    monkeypatch.setattr(HashInBackground, "stamps", stamps)
    with pytest.raises(EnvironmentFault, match=r'The \w+ ".*" was changed while the job ran'):
        inputs.require_untouched()


def test_a_second_model_that_is_not_there_is_named(with_second: EvaluationSpec) -> None:
    Path(str(with_second.surrogate_model)).unlink()
    with pytest.raises(InputError, match='"surrogate-model": there is no file'):
        JobInputs(with_second, None)


def test_jobs_without_a_second_model_are_noted_as_ever(spec: EvaluationSpec) -> None:
    assert "surrogate" not in resolved(JobInputs(spec, None)).model_dump_json()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a path")
@pytest.mark.parametrize("with_hashes", [True, False])
@pytest.mark.timeout(20)
def test_a_pipe_in_a_files_place_holds_nobody_up(spec: EvaluationSpec, with_hashes: bool) -> None:
    first = JobInputs(spec, None)
    before = first.with_hashes(resolved(first)) if with_hashes else resolved(first)
    Path(spec.dataset).unlink()
    os.mkfifo(spec.dataset)
    with pytest.raises(EnvironmentFault, match=r"d\.h5.*regular file"):
        JobInputs(spec, before)
    with pytest.raises(EnvironmentFault, match=r"d\.h5"):
        first.require_untouched()


@pytest.mark.parametrize("name", ["/gone.onnx", "a\0b", "x" * 5000])
def test_a_path_that_names_no_file_is_refused_in_words(name: str) -> None:
    spec = parse_spec(json.dumps({"dataset": name, "trained-model": name}).encode())
    with pytest.raises(InputError) as error:
        JobInputs(spec, None)
    assert error.value.sentence().isprintable()
