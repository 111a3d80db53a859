"""The attack of a job and its parameters, for the details."""

from __future__ import annotations

from itertools import islice
from typing import Any

from pydantic.fields import FieldInfo
from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.views.details.statements import Fact
from pandavision_gui.views.engine_words import attack_text, choice_text, field_text
from pandavision_gui.views.jobs_table.job_words import attack_title, attack_words, number_words
from pandavision_gui.views.plain_text import one_line

translate = QCoreApplication.translate

MOST_PARAMETERS = 30


def attack_facts(name: str, perturbation: str, parameters: dict[str, Any]) -> list[Fact]:
    """Return the attack and what was set of it."""
    info = CATALOGUE.get(name)
    title = attack_title(name, perturbation)
    description = f"{title}\n{attack_text(info.description)}" if info else title
    facts = [Fact(translate("Run", "Attack"), attack_words(name, perturbation), description)]
    known = info.parameters.model_fields if info else {}
    for key, value in islice(parameters.items(), MOST_PARAMETERS):
        field = known.get(key)
        label = parameter_title(field, key)
        explanation = field_text(field.description or "" if field else "")
        facts.append(Fact(label, parameter_words(value), explanation))
    if len(parameters) > MOST_PARAMETERS:
        more = number_words(len(parameters) - MOST_PARAMETERS)
        facts.append(Fact(translate("Run", "and {n} more").format(n=more), ""))
    return facts


def parameter_title(field: FieldInfo | None, key: str) -> str:
    """Return what a parameter is called; one that is not known has its name."""
    return field_text(field.title or "" if field else "") or one_line(key)


def parameter_words(value: object) -> str:
    """Return what a parameter is, for people."""
    if isinstance(value, bool):
        return translate("Run", "yes") if value else translate("Run", "no")
    if isinstance(value, int):
        return number_words(value)
    return f"{value:g}" if isinstance(value, float) else choice_text(str(value))
