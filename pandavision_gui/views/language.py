"""The window's language: the translations that Qt asks for every text."""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from pandavision_gui.paths import resources_folder

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
    own = str(resources_folder() / "translations")
    qts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    # The one that was installed last is asked first.
    for name, folder in ((f"qtbase_{language}", qts), (f"pandavision_{language}", own)):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
        else:
            _log.warning("there is no %s.qm in %s", name, folder)
    return language


def system_language() -> str:
    """Return the first language of the system's list that the window has, else the source's."""
    for name in QLocale.system().uiLanguages():
        language = name.replace("_", "-").split("-")[0]
        if language == SOURCE_LANGUAGE or language in TRANSLATED:
            return language
    return SOURCE_LANGUAGE
