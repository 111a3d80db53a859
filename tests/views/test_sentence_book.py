"""Sentences are found again by the templates they were made of, whatever fills them."""

from __future__ import annotations

import pytest

from pandavision_gui.views.sentence_book import SentenceBook

BOOK = SentenceBook(
    {
        "The file is empty.": "Die Datei ist leer.",
        '"{name}" cannot be read: {why}.': "„{name}“ ist nicht lesbar: {why}.",
        "it is damaged at byte {at}": "bei Byte {at} ist sie beschädigt",
        "it is too large": "sie ist zu groß",
        "Choose another.": "Eine andere wählen.",
        "{a} of {b} samples are wrong.": "Von {b} Samples sind {a} falsch.",
        "{a} of {b} samples are wrong. That is chance.": "Zufall: {a} von {b} Samples.",
        "Likeliest causes: {join}.": "Am ehesten: {join}.",
        "the order of channels": "die Reihenfolge der Kanäle",
        "the numbers of classes": "die Nummern der Klassen",
        'Set "std": {{"mean": [{mean}]}}.': '"std": {{"mean": [{mean}]}} setzen.',
        "{job} became {what}{more}.": "{job} wurde {what}{more}.",
        "cut off at {value}": "bei {value} abgeschnitten",
        ", and {n} others": ", und {n} weitere",
        "The disk is full.": "Der Datenträger ist voll.",
        "the model": "das Modell",
        "labels": "Labels",
        "and": "und",
        "to": "bis",
        '"{name}" holds {what}.': "„{name}“ enthält {what}.",
        "Reads {what}.": "Liest {what}.",
        '"{what}" is late.': "„{what}“ kommt spät.",
        "Ended: {how}.{stuck}": "Beendet: {how}.{stuck}",
        "Said: {sentence}": "Gesagt: {sentence}",
        "Told ({message}).": "Erzählt ({message}).",
        "The model's end.": "Das Ende.",
        "{a} belongs to the rest {b}": "{a} gehört zum Rest {b}",
        "Not translated yet.": "",
    }
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("The file is empty.", "Die Datei ist leer."),
        ("5 of 20 samples are wrong.", "Von 20 Samples sind 5 falsch."),
        # A reason within a sentence, and a sentence behind it that is one of its own.
        (
            '"a.h5" cannot be read: it is damaged at byte 7. Choose another.',
            "„a.h5“ ist nicht lesbar: bei Byte 7 ist sie beschädigt. Eine andere wählen.",
        ),
        # What the system says is not known, and stays; what comes after it is.
        (
            '"a.h5" cannot be read: Input/output error. Choose another.',
            "„a.h5“ ist nicht lesbar: Input/output error. Eine andere wählen.",
        ),
        # A name that looks like the end of a sentence, or like one of the sentences.
        (
            '"a. b? c.h5" cannot be read: it is too large.',
            "„a. b? c.h5“ ist nicht lesbar: sie ist zu groß.",
        ),
        (
            '"The file is empty." cannot be read: it is too large.',
            "„The file is empty.“ ist nicht lesbar: sie ist zu groß.",
        ),
        # Words of several sentences that belong together.
        ("1 of 9 samples are wrong. That is chance.", "Zufall: 1 von 9 Samples."),
        (
            "Likeliest causes: the numbers of classes; the order of channels; something else.",
            "Am ehesten: die Nummern der Klassen; die Reihenfolge der Kanäle; something else.",
        ),
        # Two places without a word between them, and parts with the spaces that join them.
        ("It became cut off at 3, and 2 others.", "It wurde bei 3 abgeschnitten, und 2 weitere."),
        ("It became cut off at 3.", "It wurde bei 3 abgeschnitten."),
        ("Reads  the model .", "Liest  das Modell ."),
        # A sentence that fills a place has lost its full stop; a single word is known as a whole.
        (
            '"a.h5" cannot be read: The disk is full.',
            "„a.h5“ ist nicht lesbar: Der Datenträger ist voll.",
        ),
        ("Reads the model and labels.", "Liest das Modell und Labels."),
        ("Reads labels.", "Liest Labels."),
        # A few letters fit nearly all; quotes within a name are the quotes of two names, mostly.
        ("Reads 0 to 11.", "Liest 0 bis 11."),
        ("Reads a link to it.", "Liest a link to it."),
        (
            '"a" cannot be read: "b" holds 3 by 4.',
            "„a“ ist nicht lesbar: „b“ enthält 3 by 4.",
        ),
        ('"a"b" holds it.', '„a"b“ enthält it.'),
        # A comma between thousands is a decimal point elsewhere; a list has spaces behind it.
        (
            "3,072 of 1,234,567 samples are wrong.",
            "Von 1\u202f234\u202f567 Samples sind 3\u202f072 falsch.",
        ),
        ("1,5 of (3, 32, 32) samples are wrong.", "Von (3, 32, 32) Samples sind 1,5 falsch."),
        ("The file is empty", "Die Datei ist leer"),
        ('"the model" is late.', "„the model“ kommt spät."),
        ("Ended: it is damaged at byte 3.2.", "Beendet: bei Byte 3.2 ist sie beschädigt."),
        ("Ended: a. The file is empty.", "Beendet: a. Die Datei ist leer."),
        (
            "Said: The file is empty. Choose another.",
            "Gesagt: Die Datei ist leer. Eine andere wählen.",
        ),
        (
            "Told (The file is empty. Choose another.).",
            "Erzählt (Die Datei ist leer. Eine andere wählen.).",
        ),
        # An apostrophe begins no name.
        ("The model's end. It is 'a. b' said.", "Das Ende. It is 'a. b' said."),
        ("One belongs to the rest of it.", "One belongs to the rest of it."),
        # What was said of a job, with the job's name before it.
        ("my job: The file is empty.", "my job: Die Datei ist leer."),
        # The end of a sentence within a name is none.
        (
            '"a. Choose another. b" cannot be read: it is too large.',
            "„a. Choose another. b“ ist nicht lesbar: sie ist zu groß.",
        ),
        ('Set "std": {"mean": [0.5]}.', '"std": {"mean": [0.5]} setzen.'),
    ],
)
def test_what_was_said_is_said_in_the_other_language(said: str, expected: str) -> None:
    assert BOOK.translated(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "Nobody knows this sentence. Nor this one.",
        "Not translated yet.",
        "{name} and {0!r} are names of files.",
        '"a.h5" cannot be read',
    ],
)
def test_what_is_not_known_stays_as_it_is(said: str) -> None:
    assert BOOK.translated(said) == said


def test_a_name_is_never_changed() -> None:
    name = "the order of channels; it is too large, {b} of %s {{x}} 5 of 20 samples are wrong."
    said = f'"{name}" cannot be read: it is too large.'
    assert BOOK.translated(said) == f"„{name}“ ist nicht lesbar: sie ist zu groß."
