"""A disk that remembers each call that changed it, and what a power cut after any of them leaves.

What is certain after a cut: a file's bytes as they were when it was last flushed, a folder's
entries as they were when that folder was last flushed. Everything else may be there, or in part, or
not: renames, new and removed entries in the order in which they were made, each in force or not;
of bytes that were not flushed nothing, some, any pages of them, or zeros of the right length.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .system_calls import Call

_PAGE = 4096
_ROOT = 0

Tree = dict[str, tuple[bytes, int] | None]
"""By relative path: what a file holds and when it was changed (ns); None for a folder."""


@dataclass(frozen=True)
class Said:
    """What a program wrote to a pipe."""

    pid: int
    data: bytes


@dataclass(frozen=True)
class Written:
    node: int
    offset: int
    data: bytes

    def apply(self, content: bytearray) -> None:
        missing = self.offset + len(self.data) - len(content)
        content.extend(bytes(max(0, missing)))
        content[self.offset : self.offset + len(self.data)] = self.data


@dataclass(frozen=True)
class Cut:
    node: int
    size: int

    def apply(self, content: bytearray) -> None:
        del content[self.size :]
        content.extend(bytes(self.size - len(content)))


@dataclass(frozen=True)
class Flushed:
    node: int
    modified_ns: int


@dataclass(frozen=True)
class Linked:
    """A new entry in a folder; a new file or folder."""

    folder: int
    name: str
    node: int
    is_folder: bool

    @property
    def folders(self) -> set[int]:
        return {self.folder}

    def apply(self, entries: dict[int, dict[str, int]]) -> None:
        entries[self.folder][self.name] = self.node


@dataclass(frozen=True)
class Removed:
    folder: int
    name: str

    @property
    def folders(self) -> set[int]:
        return {self.folder}

    def apply(self, entries: dict[int, dict[str, int]]) -> None:
        entries[self.folder].pop(self.name, None)


@dataclass(frozen=True)
class Renamed:
    """An entry that got another name; between two folders at once or not at all."""

    folder: int
    name: str
    new_folder: int
    new_name: str
    node: int

    @property
    def folders(self) -> set[int]:
        return {self.folder, self.new_folder}

    def apply(self, entries: dict[int, dict[str, int]]) -> None:
        # A name that never came to the disk, as the file was never flushed, leads nowhere.
        if entries[self.folder].get(self.name) == self.node:
            del entries[self.folder][self.name]
        entries[self.new_folder][self.new_name] = self.node


Entry = Linked | Removed | Renamed
Step = Said | Written | Cut | Flushed | Entry


@dataclass
class State:
    """A disk with what is on it for certain, and what may be."""

    live: dict[int, bytearray] = field(default_factory=dict)
    entries: dict[int, dict[str, int]] = field(default_factory=lambda: {_ROOT: {}})
    flushed: dict[int, bytes] = field(default_factory=dict)
    flushed_entries: dict[int, dict[str, int]] = field(default_factory=lambda: {_ROOT: {}})
    modified_ns: dict[int, int] = field(default_factory=dict)
    pending: dict[int, list[Written | Cut]] = field(default_factory=dict)
    pending_entries: list[Entry] = field(default_factory=list)

    def apply(self, step: Step) -> None:
        if isinstance(step, Written | Cut):
            step.apply(self.live[step.node])
            self.pending.setdefault(step.node, []).append(step)
        elif isinstance(step, Flushed):
            self._flush(step)
        elif not isinstance(step, Said):
            if isinstance(step, Linked):
                self._make(step)
            step.apply(self.entries)
            self.pending_entries.append(step)

    def _make(self, step: Linked) -> None:
        if step.is_folder:
            self.entries[step.node], self.flushed_entries[step.node] = {}, {}
        else:
            self.live[step.node], self.flushed[step.node] = bytearray(), b""

    def _flush(self, step: Flushed) -> None:
        if step.node in self.live:
            self.flushed[step.node] = bytes(self.live[step.node])
            self.modified_ns[step.node] = step.modified_ns
            self.pending.pop(step.node, None)
            return
        for entry in self.pending_entries:
            if step.node in entry.folders:
                entry.apply(self.flushed_entries)
        self.pending_entries = [e for e in self.pending_entries if step.node not in e.folders]

    def now(self) -> Tree:
        """Return what a program sees that looks at it."""
        return self._tree(self.entries, lambda node: bytes(self.live[node]))

    def certain(self) -> Tree:
        """Return what is there after a power cut when nothing is that was not flushed."""
        return self._tree(self.flushed_entries, self.flushed.__getitem__)

    def possible(self, rng: random.Random) -> Tree:
        """Return what may be there after a power cut."""
        entries = {folder: dict(names) for folder, names in self.flushed_entries.items()}
        share = rng.choice((0.1, 0.5, 0.9))
        late: set[int] = set()
        for entry in self.pending_entries:
            if entry.folders & late or rng.random() > share:
                late |= entry.folders  # what follows in the same folder is not there either
            else:
                entry.apply(entries)
        return self._tree(entries, lambda node: self._partly(node, rng))

    def _partly(self, node: int, rng: random.Random) -> bytes:
        steps = self.pending.get(node, [])
        content = bytearray(self.flushed[node])
        kind = rng.choice(("nothing", "some", "pages", "zeros", "all"))
        if not steps or kind == "nothing":
            return bytes(content)
        if kind == "some":
            steps = steps[: rng.randrange(len(steps) + 1)]
        for step in steps:
            step.apply(content)
        if kind in ("nothing", "all"):
            return bytes(content)
        before = self.flushed[node].ljust(len(content), b"\0")
        if kind == "zeros":
            return before[: len(content)]
        for start in range(0, len(content), _PAGE):
            if rng.random() < 0.5:
                content[start : start + _PAGE] = before[start : min(start + _PAGE, len(content))]
        return bytes(content)

    def _tree(self, entries: dict[int, dict[str, int]], content: Callable[[int], bytes]) -> Tree:
        tree: Tree = {}

        def walk(folder: int, place: str) -> None:
            for name, node in entries[folder].items():
                if node in self.live:
                    tree[place + name] = (content(node), self.modified_ns.get(node, 0))
                else:
                    tree[place + name] = None
                    walk(node, place + name + "/")

        walk(_ROOT, "")
        return tree


class DiskRecorder:
    """Writes down what happens below a folder, and what is said on pipes.

    Parameters
    ----------
    root
        The folder; it is there and empty when the recording begins.
    """

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._state = State()
        self._next = _ROOT + 1
        self.steps: list[Step] = []
        self.unknown: list[Call] = []

    def answer(self, call: Call) -> int:
        """Write a call down, and let it go on."""
        if call.kind == "write" and not call.path.startswith("/"):
            if call.data.startswith(b"{"):
                self.steps.append(Said(call.pid, call.data))
        else:
            inside = self._inside(call.path)
            if inside is not None:
                step = self._step(call, inside)
                if step is not None:
                    self._state.apply(step)
                    self.steps.append(step)
        return 0

    def now(self) -> Tree:
        """Return what should be below the folder now."""
        return self._state.now()

    def _inside(self, path: str) -> list[str] | None:
        if path == self._root:
            return []
        if not path.startswith(self._root + "/"):
            return None
        return path[len(self._root) + 1 :].split("/")

    def _node(self, parts: list[str]) -> int | None:
        node: int | None = _ROOT
        for name in parts:
            node = self._state.entries.get(node, {}).get(name) if node is not None else None
        return node

    def _step(self, call: Call, parts: list[str]) -> Step | None:
        node = self._node(parts)
        if call.kind == "flush":
            return None if node is None else Flushed(node, self._modified(call, node))
        if call.kind == "write" and node is not None:
            offset = len(self._state.live[node]) if call.offset is None else call.offset
            return Written(node, offset, call.data)
        if call.kind == "cut" and node is not None:
            return Cut(node, call.size)
        if call.kind in ("create", "make_folder") and node is None:
            return self._made(call, parts)
        if call.kind == "create" and node is not None:
            return Cut(node, 0) if call.size == 0 and self._state.live[node] else None
        if call.kind == "rename" and node is not None:
            return self._renamed(call, parts, node)
        if call.kind in ("remove", "remove_folder") and node is not None:
            is_empty = not self._state.entries.get(node)
            return Removed(self._folder(parts), parts[-1]) if is_empty else None
        if call.kind == "other":
            self.unknown.append(call)
        return None

    def _modified(self, call: Call, node: int) -> int:
        return os.stat(call.path).st_mtime_ns if node in self._state.live else 0

    def _folder(self, parts: list[str]) -> int:
        folder = self._node(parts[:-1])
        assert folder is not None, f"nobody saw the folder of {'/'.join(parts)} made"
        return folder

    def _made(self, call: Call, parts: list[str]) -> Step | None:
        if self._node(parts[:-1]) is None:
            return None  # which fails
        self._next += 1
        is_folder = call.kind == "make_folder"
        return Linked(self._folder(parts), parts[-1], self._next, is_folder)

    def _renamed(self, call: Call, parts: list[str], node: int) -> Step | None:
        new = self._inside(call.other_path)
        assert new is not None, f"{call.path} leaves the recorded folder"
        if self._node(new[:-1]) is None:
            return None
        return Renamed(self._folder(parts), parts[-1], self._folder(new), new[-1], node)


def states(steps: list[Step]) -> Iterator[tuple[int, Step, State]]:
    """Go through a recording: number and step, and the disk after it (one object, changing)."""
    state = State()
    for number, step in enumerate(steps):
        state.apply(step)
        yield number, step, state


def lay_out(tree: Tree, folder: Path) -> None:
    """Make a tree below a new folder."""
    folder.mkdir()
    for name, content in tree.items():
        path = folder / name
        if content is None:
            path.mkdir()
            continue
        data, modified_ns = content
        path.write_bytes(data)
        if modified_ns:
            os.utime(path, ns=(modified_ns, modified_ns))
