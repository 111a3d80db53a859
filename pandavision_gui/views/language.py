"""The window's language: the translations that Qt asks for every text."""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from pandavision_gui.paths import resources_folder
from pandavision_gui.views.engine_sentences import SentenceTranslator, read_sentences

SOURCE_LANGUAGE = "en"
TRANSLATED = ("de",)
"""Languages beside the source's; resources/translations has a file for each."""

_log = logging.getLogger(__name__)


def speak(app: QCoreApplication, choice: str) -> str:
    """Let everything that is made from now on speak a language.

    Parameters
    ----------
    choice
        "system" or the code of a language.

    Returns
    -------
    The code of the language. A missing file is told in the log, and leaves the source's texts.
    """
    language = system_language() if choice == "system" else choice
    if language == SOURCE_LANGUAGE:
        return language
    folder = resources_folder() / "translations"
    try:
        book = read_sentences(folder / f"sentences_{language}.json")
    except OSError:
        _log.warning("there is no sentences_%s.json in %s", language, folder)
    else:
        app.installTranslator(SentenceTranslator(book, app))
    qts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    # The one that was installed last is asked first.
    for name, place in ((f"qtbase_{language}", qts), (f"pandavision_{language}", str(folder))):
        translator = QTranslator(app)
        if translator.load(name, place):
            app.installTranslator(translator)
        else:
            _log.warning("there is no %s.qm in %s", name, place)
    return language


def system_language() -> str:
    """Return the first language of the system's list that the window has, else the source's."""
    for name in QLocale.system().uiLanguages():
        language = name.replace("_", "-").split("-")[0]
        if language == SOURCE_LANGUAGE or language in TRANSLATED:
            return language
    return SOURCE_LANGUAGE
