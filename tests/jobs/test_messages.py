from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pandavision_gui.engine.dataset_order import (
    LARGEST_SIDE,
    Channels,
    ClassOrder,
    DatasetOrder,
    Fit,
    Split,
)
from pandavision_gui.engine.progress import PassCounts
from pandavision_gui.engine.robustness_curve import CurvePoint, band_point, curve_point
from pandavision_gui.jobs import messages
from pandavision_gui.jobs.messages import (
    LONGEST_LINE,
    Command,
    InspectFile,
    Message,
    Progress,
    Report,
    RunJob,
    decode_command,
    decode_report,
    encode,
)
from pandavision_gui.jobs.requests import inspect_file

COMMANDS, REPORTS = get_args(Command), get_args(Report)
numbers = st.floats(allow_nan=False, allow_infinity=False)
st.register_type_strategy(float, numbers)
# Text with halves of characters is refused by the models; a test of its own is about paths.
st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))

SIDES = st.integers(1, LARGEST_SIDE)
st.register_type_strategy(
    DatasetOrder,
    st.builds(
        DatasetOrder,
        source=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        size=st.none() | st.tuples(SIDES, SIDES),
        fit=st.sampled_from(Fit),
        channels=st.none() | st.sampled_from(Channels),
        per_class=st.none() | st.integers(1, 2**63),
        samples=st.none() | st.integers(1, 2**63),
        shape=st.none() | st.tuples(st.integers(1, 4), SIDES, SIDES),
        class_order=st.none() | st.sampled_from(ClassOrder),
        split=st.none() | st.sampled_from(Split),
    ),
)

# The numbers of a point must fit together.
st.register_type_strategy(
    CurvePoint,
    st.builds(
        lambda value, robust, wrong: curve_point(value, robust, robust + wrong),
        st.floats(0, 1),
        st.integers(0, 10**6),
        st.integers(0, 10**6),
    ),
)


def messages_of(kinds: tuple[type[Message], ...]) -> st.SearchStrategy[Any]:
    return st.one_of(*(st.builds(kind) for kind in kinds if kind is not Progress))


def progress(**changes: Any) -> Progress:
    return Progress.model_validate(
        {
            "phase": "attacking",
            "started": 3,
            "finished": 1,
            "total": 9,
            "share": 0.5,
            "passes": PassCounts(attack=7),
            "elapsed_s": 1.5,
            "left_s": 2.5,
            "band": (band_point(0.0, 1, 3, 3), band_point(0.1, 0, 3, 3)),
            **changes,
        }
    )


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150)
@given(messages_of(REPORTS))
def test_a_report_is_one_line_and_comes_back_equal(message: Report) -> None:
    line = encode(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode_report(line) == message


@given(messages_of(COMMANDS))
def test_a_command_is_one_line_and_comes_back_equal(message: Command) -> None:
    line = encode(message)
    assert line.count(b"\n") == 1
    assert decode_command(line) == message


def test_progress_comes_back_equal() -> None:
    assert decode_report(encode(progress())) == progress()


def test_a_line_is_plain_json_with_a_type() -> None:
    assert json.loads(encode(progress()))["type"] == "progress"


def test_infinity_travels_as_null() -> None:
    line = encode(progress(left_s=math.inf))
    assert json.loads(line, parse_constant=pytest.fail)["left_s"] is None
    assert decode_report(line) == progress(left_s=None)


@pytest.mark.parametrize("kind", [*COMMANDS, *REPORTS])
def test_every_message_has_a_type_of_its_own_named_like_its_class(kind: type[Message]) -> None:
    types = [k.model_fields["type"].default for k in (*COMMANDS, *REPORTS)]
    assert types.count(kind.model_fields["type"].default) == 1


def test_every_message_of_the_module_can_be_sent_one_way_or_the_other() -> None:
    defined = {
        item
        for item in vars(messages).values()
        if isinstance(item, type) and issubclass(item, Message) and item is not Message
    }
    assert defined == {*COMMANDS, *REPORTS}


def test_commands_are_no_reports_and_reports_no_commands() -> None:
    assert decode_report(encode(RunJob(folder="f", resume=False, threads=1))) is None
    assert decode_command(encode(progress())) is None


@pytest.mark.parametrize(
    "line",
    [
        b"", b"\n", b"{", b"}", b"[]", b"null", b"{}", b"\x00", b"\xff\xfe{}", b"{\xff}",
        b'{"type": "heartbeat"', b'{"type": "explode"}', b'{"type": null}', b'{"type": ["hello"]}',
        b'{"type": "heartbeat", "extra": 1}', b'{"type": "hello"}', b"[" * 100_000,
        b'{"type": ' * 100_000, b'{"type": "rows_finished", "indexes": [1, "x"]}',
        b'{"type": "job_stopped", "finished": 1e999, "total": NaN}',
        b'{"type": "hello", "protocol": ' + b"9" * 10_000 + b', "program": "", "pid": 1}',
        b'{"type": "stop"}', b'text {"type": "heartbeat"}',
        b'{"type": "progress", "share": 2}',
    ],
)  # fmt: skip
def test_what_is_no_report_is_a_line_of_log(line: bytes) -> None:
    assert decode_report(line) is None
    assert decode_command(line) is None or line == b'{"type": "stop"}'


@given(st.binary(max_size=60).map(lambda data: b"{" + data) | st.binary(max_size=60))
def test_no_bytes_make_the_decoder_fail(line: bytes) -> None:
    assert decode_report(line) is None
    assert decode_command(line) is None


@given(st.integers(0, 400))
def test_half_a_report_is_no_report(cut: int) -> None:
    line = encode(progress()).rstrip()
    assert cut >= len(line) or decode_report(line[:cut]) is None


def test_a_line_of_100_mb_is_no_message_whatever_it_holds() -> None:
    line = b'{"type": "heartbeat"' + b" " * 100_000_000 + b"}"
    assert decode_report(line) is None
    assert decode_command(line) is None


def test_a_line_just_short_enough_is_read() -> None:
    head, tail = b'{"type": "heartbeat"', b"}"
    line = head + b" " * (LONGEST_LINE - len(head) - len(tail)) + tail
    assert decode_report(line) is not None
    assert decode_report(line[:-1] + b" }") is None


def test_a_curve_of_ten_thousand_values_fits_in_a_line() -> None:
    # The spec allows as many.
    from .fake_workers import FINISHED

    curve = tuple(curve_point(n / 9_999, 333, 1_000) for n in range(10_000))
    band = tuple(band_point(n / 9_999, 111, 333, 1_000) for n in range(10_000))
    finished = FINISHED.model_copy(update={"curve": curve})
    assert decode_report(encode(finished)) == finished
    assert decode_report(encode(progress(band=band))) == progress(band=band)


def test_a_file_whose_name_is_no_unicode_is_refused_in_words(tmp_path: Path) -> None:
    # Linux allows any bytes in names; Python shows them as halves of characters.
    path = tmp_path / "model-\udcff.onnx"
    try:
        path.write_bytes(b"no model")
    except (OSError, UnicodeError):
        pytest.skip("this file system has Unicode names only")
    answer = inspect_file(path)
    assert isinstance(answer, messages.Failed)
    assert answer.kind == "input"


def test_a_path_is_sent_as_it_is() -> None:
    assert decode_command(encode(InspectFile(path="/tmp/ä b\n.onnx"))) == InspectFile(
        path="/tmp/ä b\n.onnx"
    )
