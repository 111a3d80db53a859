"""All that the command line prints: data on standard output, words for people on standard error."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

import click

from pandavision_gui.engine.progress import Stage
from pandavision_gui.errors import plain_text
from pandavision_gui.jobs.messages import Progress

_LONGEST_STEP = 60
"""Of a line that stands behind a bar."""
_WIDEST = 10_000
"""Characters of a line that no terminal shows."""


_beside: list[bool] = []
"""Not empty while what is data elsewhere is only said beside it."""


def say(text: str) -> None:
    """Print data for whoever called."""
    click.echo(text, err=bool(_beside))


def say_if_heard(text: str) -> None:
    """Print what need not be heard: whoever read our output has gone, or its disk is full."""
    try:
        say(text)
    except OSError:
        sys.stdout = None  # what it still holds would be complained about at the end


@contextlib.contextmanager
def standard_output_kept() -> Iterator[None]:
    """Let all that is said within go to standard error: a later step has the data."""
    _beside.append(True)
    try:
        yield
    finally:
        _beside.pop()


def say_aside(text: str) -> None:
    """Print words for a person, beside the data."""
    click.echo(text, err=True)


def say_error(sentence: str) -> None:
    """Print an error."""
    click.echo(f"Error: {sentence}", err=True)


def say_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print data in columns: fitted to a terminal, and one line a row where there is none."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in head:
        table.add_column(title, overflow="fold")
    for row in rows:
        # Text, not markup: names come from files.
        table.add_row(*(Text(plain_text(cell)) for cell in row))
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDEST)
    with console.capture() as printed:
        console.print(table)
    for line in printed.get().splitlines():
        say(line.rstrip())


class _LiveLine:
    """One line on the terminal that is drawn anew; silent where there is no terminal.

    Parameters
    ----------
    first
        What is being done, until something else is said.
    last_column
        What stands behind the bar, a template of rich.
    total
        What the bar is measured in; None while nobody knows.
    """

    def __init__(
        self,
        first: str,
        *,
        last_column: str = "{task.fields[news]}",
        total: float | None,
        quiet: bool = False,
        auto_refresh: bool = True,
    ) -> None:
        # Imported here: a machine that reads events pays nothing for it.
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True)
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn(last_column),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
            auto_refresh=auto_refresh,
        )
        self._task = self._bar.add_task(first, total=total, news="")

    def note(self, text: str) -> None:
        """Print a line above the progress line, or simply print it."""
        if self._bar.disable:
            say_aside(text)
        else:
            self._bar.console.print(text, markup=False, highlight=False)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()


class ProgressLine(_LiveLine):
    """Shows how far a job is."""

    def __init__(self, *, quiet: bool) -> None:
        super().__init__(Stage.LIBRARIES.value, total=1.0, quiet=quiet, auto_refresh=False)

    def show(self, progress: Progress) -> None:
        """Show the news."""
        self._bar.update(
            self._task,
            description=progress.phase,
            completed=progress.share,
            news=f"{progress.finished} of {progress.total} samples · "
            f"{progress.passes.model:,} model passes · {_left(progress.left_s)}",
        )
        self._bar.refresh()

    def show_stage(self, stage: Stage) -> None:
        """Show what is done before there is any progress."""
        self._bar.update(self._task, description=stage.value)
        self._bar.refresh()


class ByteProgress(_LiveLine):
    """Shows how much is copied."""

    def __init__(self) -> None:
        column = "{task.percentage:>3.0f} %"
        super().__init__("copying and comparing", last_column=column, total=1)

    def show(self, done: int, total: int) -> None:
        """Show how many bytes of how many are done."""
        self._bar.update(self._task, completed=done, total=max(1, total))


class CountProgress(_LiveLine):
    """Shows how many of something are done."""

    def __init__(self, first: str) -> None:
        super().__init__(first, total=None)

    def show(self, done: int, total: int, what: str) -> None:
        """Show how many of how many are done; 0 of them: nobody knows how many."""
        news = f"{done:,} of {total:,}" if total else f"{done:,}"
        self._bar.update(
            self._task, description=what, completed=done, total=total or None, news=news
        )


class StepProgress(_LiveLine):
    """Shows what is being done, for as long as nobody knows how much there is."""

    def __init__(self, first: str) -> None:
        super().__init__(first, total=None)

    def show(self, what: str) -> None:
        """Show a line of words."""
        self._bar.update(self._task, news=what[:_LONGEST_STEP])


def _left(seconds: float | None) -> str:
    if seconds is None:
        return "time left unknown"
    if seconds < 60:
        return f"{seconds:.0f} s left"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min left" if minutes >= 60 else f"{minutes} min left"
