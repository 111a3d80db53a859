"""Points in time as documents hold them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator

_YEARS = range(1970, 9000)


def sane_moment(moment: datetime) -> datetime:
    """Return the moment as it is.

    Without a time zone it could not be compared with others, and near the ends of the calendar it
    could not be shown in another zone. 1970 is what a machine without a clock believes.

    Raises
    ------
    ValueError
        When it is no such moment.
    """
    if moment.utcoffset() is None:
        raise ValueError("a time without a time zone")
    if moment.year not in _YEARS:
        raise ValueError("a time far from any that a job can have")
    return moment


Moment = Annotated[datetime, AfterValidator(sane_moment)]
