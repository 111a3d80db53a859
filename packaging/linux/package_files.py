"""What a Linux package holds beside the program: menu entry, icons, file types, manual pages.

Everything is made of the program itself: icons of its icon, manual pages and completions of its
command line, version and release of its version.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from manual_pages import manual_pages

from pandavision_gui import __version__

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))
# Of the folder above, which the packages of all systems share.
import app_icons  # noqa: E402
from app_identity import APP_ID  # noqa: E402

NAME = "pandavision"
ICON_SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
_COMPLETIONS = {
    "bash": f"share/bash-completion/completions/{NAME}",
    "zsh": f"share/zsh/vendor-completions/_{NAME}",
    "fish": f"share/fish/vendor_completions.d/{NAME}.fish",
}


def source_date() -> int:
    """Return the time that every file gets: the commit's, so that two builds are equal.

    SOURCE_DATE_EPOCH wins; where there is no commit it is now.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return int(asked.stdout) if asked.returncode == 0 and asked.stdout.strip() else int(time.time())


def write_package_files(usr: Path, date: int) -> None:
    """Write everything but the program itself.

    Parameters
    ----------
    usr
        What becomes /usr.
    date
        Seconds since 1970.
    """
    day = time.strftime("%Y-%m-%d", time.gmtime(date))
    share = usr / "share"
    _copy(HERE / "pandavision.desktop", share / "applications" / f"{NAME}.desktop")
    _copy(HERE / "pandavision.mime.xml", share / "mime" / "packages" / f"{NAME}.xml")
    told = (HERE / "pandavision.metainfo.xml").read_text(encoding="utf-8")
    told = told.replace("@VERSION@", __version__).replace("@DATE@", day)
    _write(share / "metainfo" / f"{APP_ID}.metainfo.xml", told.encode())
    _write_icons(share / "icons" / "hicolor")
    for name, page in manual_pages(day).items():
        _write(share / "man" / "man1" / f"{name}.gz", _packed(page))
    for shell, place in _COMPLETIONS.items():
        _write(usr / place, _completion(shell))
    _write_documents(share / "doc" / NAME)


def _write_icons(folder: Path) -> None:
    for size in ICON_SIZES:
        _write(folder / f"{size}x{size}" / "apps" / f"{NAME}.png", app_icons.png(size))
    _copy(app_icons.DRAWING, folder / "scalable" / "apps" / f"{NAME}.svg")


def _completion(shell: str) -> bytes:
    words = [sys.executable, "-m", "pandavision_gui", "completion", shell]
    return subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout


def _write_documents(folder: Path) -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    _write(folder / "changelog.gz", _packed(changelog))
    third_party = ROOT / "THIRD-PARTY.md"
    if third_party.is_file():
        _write(folder / f"{third_party.name}.gz", _packed(third_party.read_text(encoding="utf-8")))
    service = ROOT / "packaging" / "systemd" / "pandavision.service"
    unit = service.read_text(encoding="utf-8").replace("/opt/pandavision/", "/usr/bin/")
    _write(folder / "examples" / service.name, unit.encode())


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode(), 9, mtime=0)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
