"""The errors of the program: raised where the cause is known, shown once at the edge.

Every error that a person may meet is a :class:`PandaVisionError`. It carries a stable ``code``
for programs, a ``message`` in one sentence that says what is wrong and where, and a ``hint`` that
says what to do. Its class decides the exit code of the command line and the HTTP status of the
server. Anything else that is raised is a bug.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class PandaVisionError(Exception):
    """Base of all errors that are shown to a person.

    Parameters
    ----------
    code
        Stable name of the error, lower case with underscores, unique in the program.
    message
        One sentence: what is wrong, and where.
    hint
        What to do about it; empty where the message already says so.
    details
        More lines for "Show details"; never needed to understand the message.
    choices
        What the user may choose instead, for who can offer it; names from files, as they are.
    """

    exit_code = 1
    http_status = 500

    def __init__(
        self,
        code: str,
        message: str,
        hint: str = "",
        details: str = "",
        *,
        choices: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = plain_text(message)
        self.hint = plain_text(hint)
        self.details = details
        self.choices = choices

    def sentence(self) -> str:
        """Message and hint as one line of text."""
        return f"{self.message} {self.hint}".strip()


class InputError(PandaVisionError):
    """What the user gave cannot be used: a spec, a file, a folder, an option."""

    exit_code = 2
    http_status = 400


class EnvironmentFault(PandaVisionError):  # noqa: N818 - a fault of the machine, by its usual name
    """The machine hinders the work: disk full, file gone, memory short, library missing."""

    exit_code = 1
    http_status = 503


class InternalError(PandaVisionError):
    """The program itself is at fault; the user can only report it."""

    exit_code = 1
    http_status = 500


def plain_text(text: str) -> str:
    """Return `text` on one line with control characters escaped.

    Names from files end up in messages; a line break or a terminal escape in one of them must
    not forge output.
    """
    if text.isprintable():  # nearly always, and the job table asks for every cell that it paints
        return text
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint `Did you mean "…"?` for the nearest known word, or the list of them all."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f'Did you mean "{close[0]}"?'
    listed = ", ".join(names)
    return f"Known: {listed}."
