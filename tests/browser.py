"""Chromium for the browser tests: where it is, and how to get it when it is missing.

Run as a script by the Makefile (`--found`, `--install`), imported by the `browser` fixture.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing of the browser's own looks for the outside world while tests run.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def chromium() -> str | None:
    """The path of a Chromium on this machine, installed by the system or by Playwright."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return _playwright_own()


def _playwright_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install() -> bool:
    """From Debian's packages as root, else by the browser's own download."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]):
            if not _runs(command):
                break
    if chromium() is None:
        _runs([sys.executable, "-m", "playwright", "install", "chromium"])
    return chromium() is not None


def _runs(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=environment)
    return done.returncode == 0


def main() -> int:
    if "--found" in sys.argv:
        return 0 if chromium() else 1
    if chromium() or install():
        return 0
    print("Chromium is missing and could not be installed. Install it (on Debian: apt-get")
    print("install chromium), then run this again: the browser tests need it.")
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
