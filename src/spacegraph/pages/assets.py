"""Serve style sheets, scripts and pictures under names that change with their content.

What is in `static/` was written here; what is in `built/` was bundled from npm packages when the
package was built (see `hatch_build.py`).
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final

from fastapi import APIRouter, Header
from starlette.responses import Response

from spacegraph.errors import NotFound, StoreError

router = APIRouter(include_in_schema=False)

BUILT: Final = Path(__file__).resolve().parent / "built"

_FOLDERS: Final = (Path(__file__).resolve().parent / "static", BUILT)
_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
    }
)
_FOREVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent; `name` holds a hash of the content of all scripts and styles."""

    name: str
    media_type: str
    content: bytes
    compressed: bytes


def _read() -> tuple[str, Mapping[str, Asset]]:
    files = {
        path.name: path.read_bytes()
        for folder in _FOLDERS
        for path in sorted(folder.glob("*"))
        if path.suffix in _TYPES
    }
    digest = sha256(b"".join(name.encode() + body for name, body in files.items()))
    build = digest.hexdigest()[:10]
    assets = {
        name: Asset(
            f"{build}/{name}", _TYPES[Path(name).suffix], body, gzip.compress(body, 9, mtime=0)
        )
        for name, body in files.items()
    }
    return build, MappingProxyType(assets)


BUILD, ASSETS = _read()
"""One hash for all files, so that modules that import each other by name stay together."""


def address(name: str) -> str:
    """Return the path of an asset."""
    return f"/static/{_find(name).name}"


def read_built(name: str) -> str:
    """Read a file that was made when the package was built."""
    path = BUILT / name
    if not path.is_file():
        raise _unbuilt(name)
    return path.read_text(encoding="utf-8")


@router.api_route("/static/{build}/{name}", methods=["GET", "HEAD"])
def asset(build: str, name: str, accept_encoding: Annotated[str, Header()] = "") -> Response:
    """Send an asset; one of another build is sent as well, but not to be kept."""
    found = ASSETS.get(name)
    if found is None:
        raise NotFound(f"there is no asset {name!r}")
    headers = {
        "Cache-Control": _FOREVER if build == BUILD else "no-cache",
        "Vary": "Accept-Encoding",
    }
    codings = {each.strip().lower() for each in accept_encoding.split(",")}
    if not codings & {"gzip", "x-gzip"}:
        return Response(found.content, media_type=found.media_type, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(found.compressed, media_type=found.media_type, headers=headers)


@router.api_route("/favicon.ico", methods=["GET", "HEAD"])
def favicon() -> Response:
    """Send the sign of the site."""
    return asset(BUILD, "sign.svg")


def _find(name: str) -> Asset:
    found = ASSETS.get(name)
    if found is None:
        raise _unbuilt(name)
    return found


def _unbuilt(name: str) -> StoreError:
    return StoreError(
        f"{name} was not made when this package was installed",
        hint="install it anew (`make serve`, or `pip install -e .` in a checkout)",
    )
