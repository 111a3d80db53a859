"""A device beside the processor, for machines without one: its tensors refuse to meet others.

Inside `stand_in_device` torch's device "meta" holds numbers: tensors there wrap ones of the
processor, which compute. As on a graphics card, an operation on tensors of both raises, numpy sees
none of it, and what comes back was brought by `.cpu()`. What it does not show: speed, memory, and
arithmetic that differs from the processor's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_map

DEVICE = "meta"
_ATEN = torch.ops.aten
_WAITS: list[str] = []
_MOVES = (_ATEN.copy_, _ATEN._to_copy)
_READS_BY_INDEX = (_ATEN.index,)
_WRITES_BY_INDEX = (_ATEN.index_put, _ATEN.index_put_, _ATEN._index_put_impl_)


class MixedDevicesError(RuntimeError):
    """What a graphics card says to tensors of two devices."""


class _Held(torch.Tensor):
    """A tensor that seems to be on the device."""

    inner: torch.Tensor

    @staticmethod
    def __new__(cls, inner: torch.Tensor) -> _Held:
        found = torch.Tensor._make_wrapper_subclass(
            cls,
            inner.size(),
            strides=inner.stride(),
            storage_offset=inner.storage_offset(),
            dtype=inner.dtype,
            layout=inner.layout,
            device=DEVICE,
        )
        found.inner = inner
        return found

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _run(func, args, kwargs or {})


class _Operations(TorchDispatchMode):
    """Sees operations that no held tensor takes part in, too: those that make one."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _run(func, args, kwargs or {})


class _Constructors(TorchFunctionMode):
    """Makes tensors of numbers on the processor first: inside they come to no dispatch."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        told = dict(kwargs or {})
        device = told.pop("device", None) if func in (torch.tensor, torch.as_tensor) else None
        found = func(*args, **told)
        return found if device is None else found.to(device)


def _run(func: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    tensors = [one for one in tree_flatten((args, kwargs))[0] if isinstance(one, torch.Tensor)]
    held = [one for one in tensors if isinstance(one, _Held)]
    operation = func.overloadpacket
    # Single numbers may come from anywhere.
    if held and any(not isinstance(one, _Held) and one.dim() for one in tensors):
        _refuse_mixed(operation, args)
    wanted = kwargs.get("device")
    if wanted is None:
        into = args[0] if operation is _ATEN.copy_ else None
        stays = isinstance(into, _Held) if into is not None else bool(held)
    else:
        stays = torch.device(wanted).type == DEVICE
        kwargs = {**kwargs, "device": torch.device("cpu")}
    if held and (not stays or operation is _ATEN._local_scalar_dense):
        _WAITS.append(str(operation))
    found = func(*tree_map(_inner, args), **tree_map(_inner, kwargs))
    if not stays or operation is _ATEN._local_scalar_dense:
        return found
    wrapped = {id(one.inner): one for one in held}

    def hold(one: Any) -> Any:
        if not isinstance(one, torch.Tensor):
            return one
        return wrapped[id(one)] if id(one) in wrapped else _Held(one)  # changed in place

    return tree_map(hold, found)


def _refuse_mixed(operation: Any, args: Any) -> None:
    """Raise, but where a graphics card takes it: copies, and places that are told by numbers."""
    if operation in _MOVES:
        return
    is_there = isinstance(args[0], _Held)
    if is_there and operation in _READS_BY_INDEX:
        return
    if is_there and operation in _WRITES_BY_INDEX:
        values = args[2]
        if isinstance(values, _Held) or not values.dim():
            return
    raise MixedDevicesError(f"tensors of two devices in {operation}")


def _inner(one: Any) -> Any:
    return one.inner if isinstance(one, _Held) else one


@contextmanager
def stand_in_device() -> Iterator[str]:
    """Let there be a second device; its name."""
    with _Operations(), _Constructors():
        yield DEVICE


@contextmanager
def counted_waits() -> Iterator[list[str]]:
    """Note, one by one, what a graphics card would be waited for: numbers that are brought back."""
    _WAITS.clear()
    yield _WAITS
