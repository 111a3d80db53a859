"""What the Linux packages hold beside the program fits the program. No package is built here."""

from __future__ import annotations

import configparser
import gzip
import importlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest
from PySide6.QtGui import QImage

from pandavision_gui import __version__
from pandavision_gui.cli.main import COMMANDS, commands
from pandavision_gui.cli.window import _KINDS

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"
DATE = 1_800_000_000
DAY = "2027-01-15"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="of Linux packages")


@pytest.fixture(scope="module")
def scripts() -> Iterator[None]:
    """The scripts of packaging/linux can be imported, as they import each other."""
    modules, path = set(sys.modules), list(sys.path)
    sys.path.insert(0, str(LINUX))
    yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if any((folder / f"{name}.py").is_file() for folder in (LINUX, LINUX.parent)):
            del sys.modules[name]


def script(name: str) -> ModuleType:
    return importlib.import_module(name)


@pytest.fixture(scope="module")
def usr(scripts: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package") / "usr"
    script("package_files").write_package_files(folder, DATE)
    return folder


@pytest.fixture(scope="module")
def entry() -> configparser.SectionProxy:
    """The menu entry."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(LINUX / "pandavision.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def mime_types() -> dict[str, list[str]]:
    """Return the types of the package's own file, with their patterns."""
    root = ElementTree.parse(LINUX / "pandavision.mime.xml").getroot()
    return {
        kind.attrib["type"]: [glob.attrib["pattern"] for glob in kind.iter(f"{MIME}glob")]
        for kind in root.iter(f"{MIME}mime-type")
    }


def test_the_menu_entry_starts_the_command_with_the_files_that_are_opened(
    entry: configparser.SectionProxy,
) -> None:
    assert entry["Exec"] == "pandavision %F"
    assert entry["Terminal"] == "false"
    assert entry["Icon"] == "pandavision"
    assert entry["StartupWMClass"] == "pandavision"
    assert entry["Comment[de]"] != entry["Comment"]


def test_every_file_that_the_window_opens_has_a_type_that_the_entry_names(
    entry: configparser.SectionProxy,
) -> None:
    named = set(entry["MimeType"].strip(";").split(";"))
    types = mime_types()
    patterns = {pattern for globs in types.values() for pattern in globs}
    # A spec is JSON: nobody wants all JSON files to open in PandaVision.
    assert patterns == {f"*{suffix}" for suffix in _KINDS if suffix != ".json"}
    assert set(types) <= named


def test_hdf5_files_can_still_be_opened_by_other_programs() -> None:
    root = ElementTree.parse(LINUX / "pandavision.mime.xml").getroot()
    (hdf5,) = (kind for kind in root if kind.attrib["type"] == "application/x-hdf5")
    parent = hdf5.find(f"{MIME}sub-class-of")
    assert parent is not None
    assert parent.attrib["type"] == "application/x-hdf"


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="desktop-file-utils")
def test_the_menu_entry_is_valid() -> None:
    words = ["desktop-file-validate", str(LINUX / "pandavision.desktop")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(not shutil.which("appstreamcli"), reason="appstream")
def test_what_software_centres_show_is_valid(usr: Path) -> None:
    (file,) = (usr / "share" / "metainfo").iterdir()
    words = ["appstreamcli", "validate", "--no-net", "--pedantic", str(file)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not shutil.which("update-mime-database"), reason="shared-mime-info")
def test_the_system_takes_the_types(usr: Path, tmp_path: Path) -> None:
    shutil.copytree(usr / "share" / "mime", tmp_path / "mime")
    words = ["update-mime-database", str(tmp_path / "mime")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    globs = (tmp_path / "mime" / "globs2").read_text(encoding="utf-8")
    for kind, patterns in mime_types().items():
        for pattern in patterns:
            assert f":{kind}:{pattern}\n" in globs


def test_manual_pages_say_their_date_as_readers_of_them_take_it(usr: Path) -> None:
    for page in (usr / "share" / "man" / "man1").iterdir():
        first = gzip.decompress(page.read_bytes()).decode().splitlines()[0]
        assert f' 1 "{DAY}" ' in first, page.name


def test_software_centres_are_told_this_version_and_the_entry(usr: Path) -> None:
    (file,) = (usr / "share" / "metainfo").iterdir()
    root = ElementTree.parse(file).getroot()
    release = root.find("releases/release")
    assert release is not None
    assert release.attrib == {"version": __version__, "date": DAY}
    assert root.findtext("id") == file.name.removesuffix(".metainfo.xml")
    launchable = root.findtext("launchable") or ""
    assert (usr / "share" / "applications" / launchable).is_file()
    told = {node.text for node in root.iter("mediatype")}
    assert told == set(mime_types())


def test_the_icon_is_there_in_every_size(usr: Path, scripts: None) -> None:
    folder = usr / "share" / "icons" / "hicolor"
    for size in script("package_files").ICON_SIZES:
        picture = QImage(str(folder / f"{size}x{size}" / "apps" / "pandavision.png"))
        assert (picture.width(), picture.height()) == (size, size)
        assert picture.pixelColor(0, 0).alpha() == 0
        assert picture.pixelColor(size // 2, size - max(2, size // 10)).name() == "#1f5ae0"
    drawing = (folder / "scalable" / "apps" / "pandavision.svg").read_bytes()
    assert drawing == (ROOT / "resources" / "icons" / "pandavision.svg").read_bytes()


def test_windows_show_the_icon_and_belong_to_the_menu_entry() -> None:
    code = (
        "from pandavision_gui.views.application import make_application; "
        "app = make_application(['x']); "
        "print(app.windowIcon().pixmap(48, 48).width(), app.desktopFileName())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["48", "pandavision"], done.stderr


def _all_commands() -> Iterator[tuple[str, click.Command, click.Context]]:
    """Return every command with its page, "pandavision-queue" for those of a group, too."""
    top = click.Context(commands, info_name="pandavision", **commands.context_settings)
    yield "pandavision", commands, top
    for name in COMMANDS:
        command = commands.get_command(top, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=top)
        yield f"pandavision-{name}", command, context
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                assert found is not None
                inner_context = click.Context(found, info_name=inner, parent=context)
                yield f"pandavision-{name}", found, inner_context


def _manual(usr: Path, name: str) -> str:
    file = usr / "share" / "man" / "man1" / f"{name}.1.gz"
    page = gzip.decompress(file.read_bytes()).decode()
    return page.replace("\\-", "-").replace("\\(aq", "'")


def test_every_command_and_option_is_in_a_manual_page(usr: Path) -> None:
    for page, command, context in _all_commands():
        told = _manual(usr, page)
        assert f"\\fB{context.command_path}\\fR" in told
        for parameter in command.get_params(context):
            record = parameter.get_help_record(context)
            if isinstance(parameter, click.Option) and record is not None:
                assert f"\\fB{record[0]}\\fR" in told, (page, record[0])


def test_hidden_options_are_in_no_manual_page(usr: Path) -> None:
    assert "--smoke" not in _manual(usr, "pandavision")


def test_there_is_a_page_for_each_command_and_no_other(usr: Path) -> None:
    pages = {file.name for file in (usr / "share" / "man" / "man1").iterdir()}
    assert pages == {"pandavision.1.gz", *(f"pandavision-{name}.1.gz" for name in COMMANDS)}


def test_a_page_tells_version_and_day_and_what_the_command_does(usr: Path) -> None:
    head, _, name_line = _manual(usr, "pandavision-run").partition(".SH NAME\n")
    assert f'"{DAY}" "PandaVision {__version__}"' in head
    assert name_line.startswith("pandavision-run - evaluate what SPEC.json asks for")


@pytest.mark.skipif(not shutil.which("groff"), reason="groff")
def test_the_manual_pages_are_typeset_without_a_warning(usr: Path) -> None:
    for file in (usr / "share" / "man" / "man1").iterdir():
        page = gzip.decompress(file.read_bytes())
        words = ["groff", "-man", "-Tutf8", "-Kutf8", "-ww", "-z"]
        done = subprocess.run(words, input=page, capture_output=True, timeout=30, check=False)
        assert (done.returncode, done.stderr) == (0, b""), file.name


def test_shells_find_the_completions_where_they_look(usr: Path) -> None:
    bash = usr / "share/bash-completion/completions/pandavision"
    zsh = usr / "share/zsh/vendor-completions/_pandavision"
    fish = usr / "share/fish/vendor_completions.d/pandavision.fish"
    assert "complete" in bash.read_text(encoding="utf-8")
    assert zsh.read_text(encoding="utf-8").startswith("#compdef pandavision")
    assert "complete" in fish.read_text(encoding="utf-8")


def test_the_control_file_says_what_dpkg_asks_for(scripts: None) -> None:
    text = script("debian_package").control_text("amd64", ["libc6 (>= 2.36)", "xkb-data"], 12_345)
    fields = dict(re.findall(r"^(\S+): (.+)$", text, re.MULTILINE))
    assert fields["Package"] == "pandavision"
    assert fields["Version"] == f"{__version__}-1"
    assert fields["Architecture"] == "amd64"
    assert fields["Depends"] == "libc6 (>= 2.36), xkb-data"
    assert fields["Installed-Size"] == "12345"
    assert re.fullmatch(r".+ <\S+@\S+>", fields["Maintainer"])
    assert text.endswith("\n")
    description = text.partition("Description: ")[2].splitlines()
    assert len(description[0]) < 80
    assert all(re.match(r" (\.$|\S)", line) for line in description[1:])


@pytest.mark.parametrize(
    ("version", "sorted_as"),
    [("0.2.0", "0.2.0-1"), ("1.0rc1", "1.0~rc1-1"), ("1.0.dev3", "1.0~dev3-1")],
)
def test_what_comes_before_a_version_is_sorted_before_it(
    version: str, sorted_as: str, scripts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = script("debian_package")
    monkeypatch.setattr(package, "__version__", version)
    assert package.debian_version() == sorted_as


def test_the_packages_that_dpkg_shlibdeps_prints_are_read(scripts: None) -> None:
    printed = "shlibs:Depends=libc6 (>= 2.36), libgl1\n"
    assert script("needed_packages").parsed(printed) == ["libc6 (>= 2.36)", "libgl1"]
    assert script("needed_packages").parsed("") == []


def test_libraries_inside_are_not_asked_of_the_system_but_for_the_starter(
    scripts: None, tmp_path: Path
) -> None:
    inside = tmp_path / "_internal"
    inside.mkdir()
    (inside / "libz.so.1").touch()
    (inside / "libxcb-cursor.so.0").touch()
    links = {
        tmp_path / "pandavision": {"libc.so.6", "libz.so.1"},
        inside / "libqxcb.so": {"libxcb-cursor.so.0", "libX11.so.6"},
    }
    outside = script("needed_packages").outside_libraries(links, tmp_path)
    assert outside == {"libc.so.6", "libz.so.1", "libX11.so.6"}


def test_every_override_of_lintian_has_a_reason() -> None:
    lines = (LINUX / "lintian-overrides").read_text(encoding="utf-8").splitlines()
    assert lines
    for before, line in zip(["", *lines], lines, strict=False):
        if line and not line.startswith("#"):
            assert line.startswith("pandavision: ")
            assert before.startswith(("#", "pandavision: ")), line


def bundle(folder: Path) -> Path:
    """A folder that looks like a built program."""
    (folder / "_internal").mkdir(parents=True)
    (folder / "pandavision").write_text("#!/bin/sh\n", encoding="utf-8")
    (folder / "pandavision").chmod(0o700)
    (folder / "_internal" / "data.txt").write_text("data", encoding="utf-8")
    (folder / "_internal" / "data.txt").chmod(0o600)
    (folder / "_internal" / "link.so").symlink_to("data.txt")
    return folder


def test_the_package_has_the_command_on_the_path_and_rights_for_everybody(
    scripts: None, tmp_path: Path
) -> None:
    package = script("debian_package")
    tree = tmp_path / "tree"
    program = package.stage(tree, bundle(tmp_path / "bundle"), DATE)
    package.settle(tree, {program / "pandavision"}, DATE)
    command = tree / "usr" / "bin" / "pandavision"
    assert command.is_symlink()
    assert command.resolve() == program / "pandavision"
    assert not Path(command.readlink()).is_absolute()
    for path in tree.rglob("*"):
        if path.is_symlink():
            continue
        runs = path.is_dir() or path == program / "pandavision"
        assert path.stat().st_mode & 0o777 == (0o755 if runs else 0o644), path
        assert path.stat().st_mtime == DATE
    unit = tree / "usr/share/doc/pandavision/examples/pandavision.service"
    assert "ExecStart=/usr/bin/pandavision serve " in unit.read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("xz"), reason="xz")
def test_the_portable_archive_is_one_folder_and_the_same_bytes_each_time(
    scripts: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = script("portable_archive")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(DATE))
    monkeypatch.setattr(archive, "ROOT", tmp_path)
    (tmp_path / "LICENSE").write_text("MIT", encoding="utf-8")
    packages = ["libc6 (>= 2.36)", "xkb-data"]
    built = [
        archive.build(bundle(tmp_path / name / "bundle"), tmp_path / name, packages)
        for name in ("one", "two")
    ]
    assert built[0].read_bytes() == built[1].read_bytes()
    with tarfile.open(built[0]) as tar:
        members = {member.name.partition("/")[2]: member for member in tar}
        (top,) = {name.partition("/")[0] for name in tar.getnames()}
        told = tar.extractfile(members["README.txt"])
        assert told is not None
        assert "apt install libc6 xkb-data" in told.read().decode()
    assert f"{top}.tar.xz" == built[0].name
    assert members["pandavision"].mode == 0o755
    assert members["_internal/data.txt"].mode == 0o644
    assert members["_internal/link.so"].linkname == "data.txt"
    assert "portable" not in members, "data go into the home unless it is asked otherwise"
    assert {member.mtime for member in members.values()} == {DATE}
    assert {(member.uid, member.uname) for member in members.values()} == {(0, "")}


def test_the_trial_says_in_one_sentence_what_it_lacks(
    scripts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = script("try_package")
    monkeypatch.setattr(trial.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(trial.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(SystemExit, match=r"needs root, debootstrap.*missing: root\.$"):
        trial.main([])


def test_the_trial_excuses_only_what_the_self_test_can_do_without(scripts: None) -> None:
    told = (ROOT / "pandavision_gui" / "cli" / "self_test.py").read_text(encoding="utf-8")
    not_needed = re.findall(r'check\("([^"]+)", .*, needed=False\)', told)
    excused = script("try_package")._NOT_THERE
    assert set(excused) <= set(not_needed)
    assert not any("window" in name for name in excused), "an offscreen one opens anywhere"


def test_make_builds_both_packages() -> None:
    told = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = told.partition("\npackages: bundle")[2].partition("\n\n")[0]
    assert "sh packaging/linux/prepare.sh" in recipe
    assert "packaging/linux/debian_package.py" in recipe
    assert "packaging/linux/portable_archive.py" in recipe
