"""What the program is called where systems ask for it; installers and tests read it here."""

from __future__ import annotations

from typing import Any, NamedTuple

NAME = "PandaVision"
APP_ID = "io.github.pandavision_gui"
BUNDLE_ID = APP_ID.replace("_", "-")
"""Apple's identifiers have no underscore."""
PUBLISHER = "The maintainers of PandaVision GUI"
SUMMARY = "Security evaluations of image classifiers"
COPYRIGHT = "MIT licence"


class DocumentKind(NamedTuple):
    """A kind of file that the program opens.

    Attributes
    ----------
    suffixes
        Without dot.
    is_own
        Whether this program is the one to open it; else it is one among others.
    """

    suffixes: tuple[str, ...]
    title: str
    mime: str
    uti: str
    is_own: bool


DOCUMENTS = (
    DocumentKind(
        ("pandavision",),
        "PandaVision job",
        "application/x-pandavision",
        f"{BUNDLE_ID}.job",
        True,
    ),
    DocumentKind(("onnx",), "ONNX model", "application/x-onnx", "ai.onnx.model", False),
    DocumentKind(("h5", "hdf5"), "HDF5 dataset", "application/x-hdf5", "org.hdfgroup.hdf5", False),
)


def info_plist(version: str) -> dict[str, Any]:
    """Return what macOS wants to know of the program."""
    numbers = version.split("+")[0]
    return {
        "CFBundleDisplayName": NAME,
        "CFBundleIdentifier": BUNDLE_ID,
        "CFBundleName": NAME,
        "CFBundleShortVersionString": numbers,
        "CFBundleVersion": numbers,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": kind.title,
                "CFBundleTypeRole": "Editor" if kind.is_own else "Viewer",
                "LSHandlerRank": "Owner" if kind.is_own else "Alternate",
                "LSItemContentTypes": [kind.uti],
            }
            for kind in DOCUMENTS
        ],
        "UTExportedTypeDeclarations": [_type_of(kind) for kind in DOCUMENTS if kind.is_own],
        "UTImportedTypeDeclarations": [_type_of(kind) for kind in DOCUMENTS if not kind.is_own],
        "LSApplicationCategoryType": "public.app-category.developer-tools",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": COPYRIGHT,
        "NSRequiresAquaSystemAppearance": False,  # dark follows the system
    }


def _type_of(kind: DocumentKind) -> dict[str, Any]:
    return {
        "UTTypeIdentifier": kind.uti,
        "UTTypeDescription": kind.title,
        "UTTypeConformsTo": ["public.data"],
        "UTTypeTagSpecification": {
            "public.filename-extension": list(kind.suffixes),
            "public.mime-type": [kind.mime],
        },
    }


def windows_version(version: str, program: str) -> str:
    """Return the text of PyInstaller's version file: what Windows shows in a file's properties."""
    release = version.split("+")[0].split("rc")[0]
    digits = [int(part) for part in release.split(".") if part.isdigit()]
    numbers = tuple([*digits, 0, 0, 0, 0][:4])
    words = {
        "CompanyName": PUBLISHER,
        "FileDescription": f"{NAME}: {SUMMARY}",
        "FileVersion": version,
        "InternalName": program,
        "LegalCopyright": COPYRIGHT,
        "OriginalFilename": f"{program}.exe",
        "ProductName": NAME,
        "ProductVersion": version,
    }
    strings = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in words.items())
    return (
        "VSVersionInfo(\n"
        f"  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0,\n"
        "    OS=0x40004, fileType=0x1, subtype=0x0, date=(0, 0)),\n"
        f"  kids=[StringFileInfo([StringTable('040904B0', [{strings}])]),\n"
        "    VarFileInfo([VarStruct('Translation', [0x0409, 1200])])],\n"
        ")\n"
    )
