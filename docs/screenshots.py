"""Take the pictures of the README: the main pages over the shipped facts, in Debian's Chromium.

Run it by `make screenshots`. It serves the graph from a folder of its own on a free port, so that
what an instance has accepted is on no picture.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).with_name("screenshots")
CHROMIUM = "/usr/bin/chromium"
PORT = 8769
ADDRESS = f"http://127.0.0.1:{PORT}"
SIZE = {"width": 960, "height": 640}
SECONDS = 180
LARGEST = 150_000

SHOTS = {
    "home": "/",
    "organisation": "/organisation/landspace",
    "question": "/questions/launches-by-year?from=2010",
    "query": "/query?example=launches-by-provider",
    "network": "/network?of=landspace",
    "places": "/places",
    "chinese": "/organisation/minospace?lang=zh",
}
"""What is shown, by the name of the file."""


def main() -> None:
    """Write one PNG for each page; a picture that is too large ends the run."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "SPACEGRAPH_HOME": home, "SPACEGRAPH_STORE": ""}
        command = [sys.executable, "-m", "spacegraph", "serve", "--port", str(PORT)]
        server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            _wait(server)
            with sync_playwright() as driver:
                browser = driver.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
                )
                page = browser.new_page(base_url=ADDRESS, viewport=SIZE, color_scheme="light")
                for name, path in SHOTS.items():
                    _take(page, path, FOLDER / f"{name}.png")
                browser.close()
        finally:
            server.terminate()
            server.wait()


def _wait(server: "subprocess.Popen[bytes]") -> None:
    """Wait until the server has built its store and answers."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            urlopen(f"{ADDRESS}/organisation/landspace", timeout=30).close()
        except (URLError, TimeoutError):
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"the server did not answer within {SECONDS} seconds")


def _take(page: Page, path: str, file: Path) -> None:
    page.goto(path, wait_until="networkidle")
    page.screenshot(path=file)
    size = file.stat().st_size
    print(f"{file.name}: {size:,} bytes")
    if size > LARGEST:
        raise SystemExit(f"{file.name} has more than {LARGEST:,} bytes")


if __name__ == "__main__":
    main()
