"""Changes of good files: of bytes, of the fields of protobuf messages, of HDF5's structures."""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable, Sequence
from typing import Any

import onnx

NUMBERS = (0, 1, -1, 2, 7, 255, 256, 65_535, 2**31 - 1, -(2**31), 2**31, 2**32, 2**40, 2**62)
TEXTS = (
    *("", "x", "y", "\0", "../x", "/etc/passwd", "\x1b[31m<b>", "a" * 5000, "é\u202e"),
    *("If", "Loop", "Reshape", "ai.onnx.ml", "com.microsoft"),
)
_STRUCTURES = re.compile(
    rb"OHDR|OCHK|TREE|SNOD|HEAP|GCOL|FRHP|FHDB|FHIB|BTHD|BTLF|BTIN|FAHD|FADB|EAHD|EADB"
)
_MOST_CHANGES = 4

Mutate = Callable[[random.Random], bytes]


def changed_model(seeds: Sequence[bytes], random_numbers: random.Random) -> bytes:
    """Return a model with a few changes."""
    content = random_numbers.choice(seeds)
    if random_numbers.random() < 0.3:
        return changed_bytes(content, random_numbers)
    model = onnx.ModelProto.FromString(content)
    for _ in range(random_numbers.randint(1, _MOST_CHANGES)):
        _change_message(model, random_numbers)
    try:
        return bytes(model.SerializeToString())
    except Exception:
        # What a message may hold and what can be written differ (text that is no UTF-8).
        return changed_bytes(content, random_numbers)


def changed_dataset(seeds: Sequence[bytes], random_numbers: random.Random) -> bytes:
    """Return an HDF5 file with a few changes."""
    content = random_numbers.choice(seeds)
    if random_numbers.random() < 0.4:
        return changed_bytes(content, random_numbers)
    return _changed_structures(content, random_numbers)


def changed_bytes(content: bytes, random_numbers: random.Random) -> bytes:
    """Return the bytes with some turned, cut out, put in, repeated or cut off."""
    data = bytearray(content)
    for _ in range(random_numbers.randint(1, _MOST_CHANGES)):
        place = random_numbers.randrange(len(data) or 1)
        length = min(random_numbers.choice((1, 1, 2, 4, 8, 64, 500)), len(data) - place)
        kind = random_numbers.randrange(6)
        if kind == 0 and data:
            data[place] ^= random_numbers.randint(1, 255)
        elif kind == 1:
            data[place : place + length] = random_numbers.randbytes(length)
        elif kind == 2:
            del data[place : place + length]
        elif kind == 3:
            data[place:place] = random_numbers.randbytes(length)
        elif kind == 4:
            other = random_numbers.randrange(len(data) or 1)
            data[place : place + length] = data[other : other + length]
        elif random_numbers.random() < 0.2:
            del data[place:]
    return bytes(data)


def _changed_structures(content: bytes, random_numbers: random.Random) -> bytes:
    """Write telling numbers where HDF5 keeps sizes and addresses."""
    data = bytearray(content)
    found = [0, *(match.start() for match in _STRUCTURES.finditer(content))]
    for _ in range(random_numbers.randint(1, _MOST_CHANGES)):
        at = random_numbers.choice(found)
        place = at + random_numbers.randrange(4, 140)
        size = random_numbers.choice((1, 1, 2, 4, 8))
        if place + size > len(data):
            continue
        number = random_numbers.choice(
            (
                *NUMBERS,
                random_numbers.choice(found),
                len(data),
                place,
                random_numbers.getrandbits(16),
            )
        )
        data[place : place + size] = struct.pack("<q", _signed(number))[:size]
    return bytes(data)


def _signed(number: int) -> int:
    return (number + 2**63) % 2**64 - 2**63


def _change_message(message: Any, random_numbers: random.Random) -> None:
    """Change one field somewhere in a message."""
    holder = _some_message(message, random_numbers)
    field = random_numbers.choice(holder.DESCRIPTOR.fields)
    is_list = field.is_repeated
    try:
        if is_list:
            _change_list(getattr(holder, field.name), field, random_numbers)
        elif field.message_type is not None:
            _change_part(holder, field.name, random_numbers)
        else:
            setattr(holder, field.name, _value(field, getattr(holder, field.name), random_numbers))
    except (TypeError, ValueError):
        return  # a number out of the field's range: no change


def _some_message(message: Any, random_numbers: random.Random) -> Any:
    """Walk down to a message at random; half of the walks end at each level."""
    while random_numbers.random() < 0.85:
        inner = []
        for field, value in message.ListFields():
            if field.message_type is not None:
                inner += list(value) if field.is_repeated else [value]
        if not inner:
            return message
        message = random_numbers.choice(inner)
    return message


def _change_list(values: Any, field: Any, random_numbers: random.Random) -> None:
    place = random_numbers.randrange(len(values)) if values else 0
    kind = random_numbers.randrange(4)
    if kind == 0 and values:
        del values[place]
    elif field.message_type is not None:
        if kind == 1 and values:
            values.add().CopyFrom(random_numbers.choice(values))
        elif kind == 2 and len(values) > 1:
            values[place].CopyFrom(random_numbers.choice(values))
        else:
            values.add()
    elif kind == 1 and values:
        values.extend(list(values) * random_numbers.choice((1, 2, 50)))
    elif kind == 2 and values:
        values[place] = _value(field, values[place], random_numbers)
    else:
        values.append(_value(field, None, random_numbers))


def _change_part(holder: Any, name: str, random_numbers: random.Random) -> None:
    if holder.HasField(name) and random_numbers.random() < 0.5:
        holder.ClearField(name)
    else:
        getattr(holder, name).SetInParent()


def _value(field: Any, before: Any, random_numbers: random.Random) -> Any:
    if field.cpp_type in (field.CPPTYPE_FLOAT, field.CPPTYPE_DOUBLE):
        return random_numbers.choice((0.0, -1.0, float("nan"), float("inf"), 1e30))
    if field.type == field.TYPE_BYTES:
        return changed_bytes(before or b"\0" * 8, random_numbers)
    if field.cpp_type == field.CPPTYPE_STRING:
        return random_numbers.choice(TEXTS)
    if field.cpp_type == field.CPPTYPE_ENUM:
        return random_numbers.randint(0, 25)
    return random_numbers.choice((*NUMBERS, random_numbers.randint(0, 30)))
