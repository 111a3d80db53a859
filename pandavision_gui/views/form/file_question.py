"""What the form asks about a file, and what it is answered."""

from __future__ import annotations

from dataclasses import dataclass

from pandavision_gui.jobs.messages import Failed, Inspected
from pandavision_gui.jobs.requests import FileStamp


@dataclass(frozen=True)
class FileQuestion:
    """One question about one file.

    Attributes
    ----------
    place
        Who asks. What is being looked into for a place is given up when it asks about another file.
    number
        Tells the answer to this question from answers to earlier ones of the same place.
    path
        Absolute; it need not be valid text.
    only_look
        The file need not be looked into: only its stamp is asked for.
    labels
        Name of a dataset's labels where the user chose some; empty for the usual ones.
    output
        Name of the output of a model that the user chose; empty for the likeliest.
    class_names
        What the user calls the classes, which labels that are text may be; none for the file's own.
    """

    place: str
    number: int
    path: str
    only_look: bool = False
    labels: str = ""
    output: str = ""
    class_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileAnswer:
    """What came back.

    Attributes
    ----------
    stamp
        Of the file before it was looked into, None where there was none to be seen.
    report
        What is in the file; None when only a look was asked for and the system answered.
    """

    stamp: FileStamp | None
    report: Inspected | Failed | None = None
