"""How PyInstaller collects torch: libraries without tests, compiler and development files.

The hook that comes with PyInstaller takes all modules and their sources, which is 60 MB more.
"""

from pathlib import Path

from PyInstaller.utils.hooks import collect_dynamic_libs, get_package_paths

_folder = Path(get_package_paths("torch")[1])

binaries = collect_dynamic_libs(
    "torch", search_patterns=["*.dll", "*.dylib", "lib*.so", "lib*.so.*"]
)
# torch refuses to be imported without the file, though only processes that share tensors start it.
binaries += [(str(file), "torch/bin") for file in _folder.glob("bin/torch_shm_manager*")]
# A library that looks for its neighbours must not find a link to itself elsewhere first.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
hiddenimports = ["torch._refs", "torch._meta_registrations", "torch._decomp.decompositions"]

# Modules of settings read their own source when they are imported; the others need none.
module_collection_mode = {"torch": "pyz"} | {
    ".".join(path.relative_to(_folder.parent).with_suffix("").parts): "pyz+py"
    for path in sorted(_folder.rglob("*config*.py"))
    if "install_config_module" in path.read_text(encoding="utf-8")
}
