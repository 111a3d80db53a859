"""What is written for Windows and macOS, checked as far as that goes without either."""

from __future__ import annotations

import ast
import importlib.util
import os
import plistlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from types import ModuleType

import pytest
import yaml
from PIL import Image, ImageChops
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage

from pandavision_gui.cli.main import _FILES
from pandavision_gui.jobs.archive.contents import SUFFIX
from pandavision_gui.paths import user_folders

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "windows" / "pandavision.iss"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

sys.path.append(str(ROOT / "packaging"))  # its files import each other, as the build has them


def packaging_file(name: str) -> ModuleType:
    """Load a file of packaging/, which is no package: it would hide the library of that name."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


identity = packaging_file("app_identity")


# Windows: the script of Inno Setup.


def sections() -> dict[str, list[str]]:
    """Return the script's lines by section, without comments and directives."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in SCRIPT.read_text("utf-8-sig").splitlines():
        head = re.fullmatch(r"\[(\w+)\]", line)
        if head:
            lines = found.setdefault(head[1], [])
        elif line.strip() and not line.startswith((";", "#")):
            lines.append(line)
    return found


def parameters(line: str) -> dict[str, str]:
    """Return an entry's parameters; quotes that do not fit fail."""
    found: dict[str, str] = {}
    rest = line
    pattern = re.compile(r'\s*(\w+):\s*(?:"((?:[^"]|"")*)"|([^";]*))\s*(?:;|$)')
    while rest.strip():
        match = pattern.match(rest)
        assert match, f"cannot be read: {rest}"
        value = match[2].replace('""', '"') if match[2] is not None else match[3].strip()
        assert match[1] not in found, line
        found[match[1]] = value
        rest = rest[match.end() :]
    return found


SECTIONS = sections()
ENTRIES = {
    name: [parameters(line) for line in SECTIONS[name]]
    for name in ("Tasks", "Files", "Icons", "Registry", "Run", "InstallDelete", "UninstallDelete")
}
SETUP = dict(line.split("=", 1) for line in SECTIONS["Setup"])


def test_the_installer_works_with_and_without_an_administrator() -> None:
    assert SETUP["PrivilegesRequired"] == "lowest"
    assert set(SETUP["PrivilegesRequiredOverridesAllowed"].split()) == {"dialog", "commandline"}
    assert SETUP["DefaultDirName"].startswith("{autopf}")
    assert {entry["Root"] for entry in ENTRIES["Registry"]} == {"HKA"}
    assert SETUP["AppId"].startswith("{{")
    assert SETUP["ChangesAssociations"] == SETUP["ChangesEnvironment"] == "yes"
    assert SETUP["AppPublisher"] == identity.PUBLISHER


def test_the_compiler_reads_the_letters_of_the_script_right() -> None:
    """Compilers before 6.3 take what has no mark for the system's own letters."""
    data = SCRIPT.read_bytes()
    assert any(byte > 127 for byte in data[3:])
    assert data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("version", ["1.2.3rc1", "1.2.3a1", "1.2.3b2", "1.2.3.dev4", "1.2.3+own"])
def test_windows_gets_the_numbers_of_early_versions(version: str) -> None:
    (macro,) = re.findall(r"^#define Numbers (.+)$", SCRIPT.read_text("utf-8-sig"), re.MULTILINE)
    marks = re.findall(r'Before\("([^"]+)"', macro)
    numbers = version
    for mark in reversed(marks):
        numbers = numbers.partition(mark)[0]
    assert re.fullmatch(r"\d+(\.\d+){1,3}", numbers)
    assert macro.count("(") == macro.count(")") == len(marks)


def test_only_its_own_files_are_taken_over_and_others_are_open_with() -> None:
    own = [kind for kind in identity.DOCUMENTS if kind.is_own]
    assert [f".{suffix}" for kind in own for suffix in kind.suffixes] == [SUFFIX]
    assert {f".{one}" for kind in identity.DOCUMENTS for one in kind.suffixes} <= _FILES
    defaults = [
        entry for entry in ENTRIES["Registry"]
        if re.fullmatch(r"Software\\Classes\\\.\w+", entry["Subkey"])
    ]  # fmt: skip
    assert [PureWindowsPath(entry["Subkey"]).name for entry in defaults] == [SUFFIX]
    assert defaults[0]["Tasks"] == "associate"
    assert "uninsdeletevalue" in defaults[0]["Flags"]
    supported = {
        entry["ValueName"] for entry in ENTRIES["Registry"]
        if entry["Subkey"].endswith("SupportedTypes")
    }  # fmt: skip
    assert supported == {f".{one}" for kind in identity.DOCUMENTS for one in kind.suffixes}


def test_paths_with_blanks_are_quoted() -> None:
    commands = [
        entry["ValueData"]
        for entry in ENTRIES["Registry"]
        if entry["Subkey"].endswith(r"shell\open\command")
    ]
    assert commands == [r'"{app}\{#Window}" "%1"'] * 2


def test_an_update_leaves_no_old_library_and_everything_goes_at_the_end() -> None:
    assert ENTRIES["InstallDelete"] == [{"Type": "filesandordirs", "Name": r"{app}\_internal"}]
    flags = ENTRIES["Files"][0]["Flags"].split()
    assert {"ignoreversion", "recursesubdirs", "createallsubdirs"} <= set(flags)
    kept = [entry for entry in ENTRIES["Registry"] if "Flags" not in entry]
    deleted = [e["Subkey"] for e in ENTRIES["Registry"] if "uninsdeletekey" in e.get("Flags", "")]
    for entry in kept:
        assert any(entry["Subkey"].startswith(key) for key in deleted), entry


def test_the_users_data_go_only_when_asked_and_are_those_of_the_program() -> None:
    code = "\n".join(SECTIONS["Code"])
    assert "'/REMOVEDATA'" in code
    assert "not UninstallSilent" in code
    assert "MB_DEFBUTTON2" in code
    assert r"{localappdata}\PandaVision'" in code
    assert user_folders().data.name == "PandaVision"


def test_the_code_of_the_installer_is_whole() -> None:
    code = re.sub(r"\{[^}]*\}|'(?:[^']|'')*'", "", "\n".join(SECTIONS["Code"]))
    words = re.findall(r"\w+", code.casefold())
    assert words.count("begin") == words.count("end")
    assert code.count("(") == code.count(")")
    declared = set(re.findall(r"^(?:function|procedure) (\w+)", code, re.MULTILINE))
    assert {"CurStepChanged", "CurUninstallStepChanged", "WithoutFolder"} <= declared


def test_everything_that_is_named_is_there() -> None:
    text = SCRIPT.read_text("utf-8")
    assert (SCRIPT.parent / PureWindowsPath(SETUP["LicenseFile"]).as_posix()).resolve().is_file()
    defined = set(re.findall(r"#define (\w+)", text)) | {"Version", "SignTool"}
    assert set(re.findall(r"\{#(\w+)\}", text)) <= defined
    said = {line.split("=")[0] for line in SECTIONS["CustomMessages"]}
    used = set(re.findall(r"\{cm:(\w+)", text)) | set(re.findall(r"CustomMessage\('(\w+)'", text))
    own = used - {"CreateDesktopIcon", "LaunchProgram"}  # Inno Setup's own
    assert said == {f"{language}.{name}" for language in ("en", "de") for name in own}
    tasks = {entry["Name"] for entry in ENTRIES["Tasks"]}
    assert {e["Tasks"] for name in ENTRIES for e in ENTRIES[name] if "Tasks" in e} <= tasks
    assert not re.search(r"[\"'=][A-Za-z]:\\", text), "a path of some machine"


def test_windows_shows_who_made_the_programs() -> None:
    text = identity.windows_version("1.2.3rc1", "pandavision-window")
    tree = ast.parse(text.strip(), mode="eval")
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call)}  # type: ignore[attr-defined]
    assert {"VSVersionInfo", "FixedFileInfo", "StringTable", "StringStruct"} <= calls
    assert text.count("(1, 2, 3, 0)") == 2
    assert "'pandavision-window.exe'" in text


# macOS.


def test_macos_is_told_which_files_are_opened() -> None:
    told = plistlib.loads(plistlib.dumps(identity.info_plist("1.2.3")))
    assert told["CFBundleShortVersionString"] == "1.2.3"
    assert re.fullmatch(r"[A-Za-z0-9.-]+", told["CFBundleIdentifier"])
    declared = {
        one["UTTypeIdentifier"]: one["UTTypeTagSpecification"]["public.filename-extension"]
        for key in ("UTExportedTypeDeclarations", "UTImportedTypeDeclarations")
        for one in told[key]
    }
    ranks = {}
    for document in told["CFBundleDocumentTypes"]:
        (uti,) = document["LSItemContentTypes"]
        ranks[tuple(declared[uti])] = document["LSHandlerRank"]
    assert ranks == {("pandavision",): "Owner", ("onnx",): "Alternate", ("h5", "hdf5"): "Alternate"}


def test_the_entitlements_are_read_and_grant_little() -> None:
    path = ROOT / "packaging" / "macos" / "entitlements.plist"
    granted = plistlib.loads(path.read_bytes())
    assert granted
    assert all(value is True for value in granted.values())
    assert "com.apple.security.cs.disable-library-validation" not in granted
    assert "com.apple.security.get-task-allow" not in granted


def dmg(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        ["sh", ROOT / "packaging" / "macos" / "make_dmg.sh", *arguments],
        env={**os.environ, "DRY_RUN": "1", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_the_disk_image_is_signed_and_notarised_where_the_means_are_there() -> None:
    name = "Developer ID Application: É Ltd (A B)"
    signed = dmg(
        "dist/Panda Vision.app",
        "1.2.3",
        PANDAVISION_SIGNING_IDENTITY=name,
        PANDAVISION_NOTARY_PROFILE="a profile",
        PANDAVISION_NOTARY_KEYCHAIN="/tmp/a keychain",
    )
    lines = [line for line in signed.splitlines() if line.startswith("would run:")]
    steps = [re.findall(r"\[(.*?)\]", line)[:2] for line in lines]
    order = ["codesign --force", "codesign --verify", "ditto dist/Panda Vision.app", "ln -s",
             "hdiutil create", "codesign --timestamp", "xcrun notarytool", "xcrun stapler",
             "spctl --assess"]  # fmt: skip
    assert [" ".join(step) for step in steps] == order
    assert f"[--sign] [{name}] [dist/Panda Vision.app]" in lines[0]
    assert "[--options] [runtime]" in lines[0]
    assert "[--keychain-profile] [a profile] [--keychain] [/tmp/a keychain] [--wait]" in signed


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_without_an_identity_nothing_is_sent_to_anybody() -> None:
    plain = dmg("dist/PandaVision.app", "1.2.3", PANDAVISION_NOTARY_PROFILE="a profile")
    assert "[codesign] [--force] [--sign] [-]" in plain
    assert "notarytool" not in plain
    assert "[hdiutil] [create]" in plain


def test_the_scripts_have_no_faults_that_shellcheck_knows() -> None:
    scripts = sorted((ROOT / "packaging").rglob("*.sh"))
    shellcheck = shutil.which("shellcheck", path=str(Path(sys.executable).parent))
    assert shellcheck is not None, "it comes with the extra dev"
    subprocess.run([shellcheck, *scripts], check=True)


def test_the_icons_are_there_in_all_sizes(tmp_path: Path) -> None:
    icons = packaging_file("app_icons")
    written = {path.name for path in icons.write_all(tmp_path)}
    assert {"pandavision.ico", "pandavision.icns", "pandavision-16.png"} <= written
    with Image.open(tmp_path / "pandavision.ico") as ico:
        assert {(16, 16), (32, 32), (48, 48), (256, 256)} <= ico.info["sizes"]
    with Image.open(tmp_path / "pandavision.icns") as icns:
        assert icns.format == "ICNS"
    for size in icons.SIZES:
        with Image.open(tmp_path / f"pandavision-{size}.png") as picture:
            assert picture.size == (size, size)
            colours = {colour for _, colour in picture.getcolors(2**21) or []}
            assert any(c[:3] == (255, 255, 255) for c in colours), "the panda"
            assert picture.getpixel((0, 0))[3] < 128, "a round corner"


def test_windows_and_macos_show_the_icon_that_the_window_shows(qapp: object) -> None:
    drawn = packaging_file("app_icons").draw(256)
    icon = QIcon(str(ROOT / "resources" / "icons" / "pandavision.svg"))
    shown = (
        icon.pixmap(QSize(256, 256), 1.0).toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    )
    expected = Image.frombytes("RGBA", (256, 256), bytes(shown.constBits()))
    # Where the colour is half transparent Qt rounds it in two ways.
    assert max(most for _, most in ImageChops.difference(drawn, expected).getextrema()) <= 2


# Workflows.


def steps_of(workflow: dict[str, object]) -> Iterator[dict[str, str]]:
    for job in workflow["jobs"].values():  # type: ignore[attr-defined]
        yield from job["steps"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_may_read_only_and_name_files_that_are_there(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 90
    for step in steps_of(workflow):
        assert len(step.keys() & {"uses", "run"}) == 1
        said = step.get("run", "")
        for name in re.findall(r"packaging[/\\][\w/\\.]+\.(?:py|sh|iss|spec)", said):
            assert (ROOT / PureWindowsPath(name).as_posix()).is_file(), name
        for target in re.findall(r"(?:^|then )make ([a-z-]+)", said, re.MULTILINE):
            makefile = (ROOT / "Makefile").read_text("utf-8")
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_each_package_tests_itself_where_it_was_made() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "packages.yml").read_text("utf-8"))
    said = {
        name: "\n".join(step.get("run", "") for step in job["steps"])
        for name, job in workflow["jobs"].items()
    }
    assert "try_wheel.py wheel/*.whl" in said["installed"]
    for words in ("apt-get install", "/usr/bin/pandavision self-test", "apt-get purge", "tar -xf"):
        assert words in said["linux"]
    for name, program in (
        ("linux", 'é/pandavision" self-test'),  # portable
        ("windows", r'$folder\pandavision.exe" self-test'),
        ("macos", "PandaVision.app/Contents/MacOS/pandavision self-test"),
    ):
        assert program in said[name]


def test_secrets_reach_only_steps_that_need_them_and_their_lack_skips_signing() -> None:
    text = (ROOT / ".github" / "workflows" / "packages.yml").read_text("utf-8")
    workflow = yaml.safe_load(text)
    signing = [
        step for step in steps_of(workflow) if re.search("Sign|Keychain", step.get("name", ""))
    ]
    assert len(signing) == 3
    assert all(step["if"] == "env.CERTIFICATE != ''" for step in signing)
    for step in steps_of(workflow):
        assert "secrets." not in step.get("run", ""), "a secret in a command line is in the log"
    assert "pull_request" not in text, "nobody's branch gets at a certificate"


def test_where_packages_come_from_is_the_machines_affair() -> None:
    for path in [*WORKFLOWS, SCRIPT, ROOT / "docs" / "packages.md", ROOT / "docs" / "releasing.md"]:
        assert not re.search(r"index-url|https?://\S*/(simple|whl)\b", path.read_text("utf-8"))
