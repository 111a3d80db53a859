r"""Text in an ONNX file that is no UTF-8.

protobuf reads such a file without a word and hands the text over as bytes, which nothing that works
with names expects. The bytes are written out (as in ``\xff``) right after reading, so that from
there on every text is one. ONNX Runtime reads the file itself.
"""

from __future__ import annotations

from typing import Any

from google.protobuf.descriptor import FieldDescriptor  # type: ignore[import-untyped]


def mend_text(message: Any) -> None:
    """Replace text that is no UTF-8 in a protobuf message and everything in it, in place."""
    for field, value in message.ListFields():
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            for part in value if _is_repeated(value) else (value,):
                mend_text(part)
        elif field.type == FieldDescriptor.TYPE_STRING:
            if isinstance(value, bytes):
                setattr(message, field.name, _written_out(value))
            elif not isinstance(value, str):
                for place, text in enumerate(value):
                    if isinstance(text, bytes):
                        value[place] = _written_out(text)


def _is_repeated(value: Any) -> bool:
    return not hasattr(value, "ListFields")


def _written_out(text: bytes) -> str:
    return text.decode("utf-8", "backslashreplace")
