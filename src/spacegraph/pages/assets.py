"""Serve style sheets, scripts and pictures under names that change with their content."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from spacegraph.errors import NotFound

router = APIRouter(include_in_schema=False)

_FOLDER: Final = Path(__file__).resolve().parent / "static"
_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
    }
)
_FOREVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent; `name` holds a hash of the content of all scripts and styles."""

    name: str
    media_type: str
    content: bytes


def _read() -> tuple[str, Mapping[str, Asset]]:
    files = {
        path.name: path.read_bytes() for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES
    }
    digest = sha256(b"".join(name.encode() + body for name, body in files.items()))
    build = digest.hexdigest()[:10]
    assets = {
        name: Asset(f"{build}/{name}", _TYPES[Path(name).suffix], body)
        for name, body in files.items()
    }
    return build, MappingProxyType(assets)


BUILD, ASSETS = _read()
"""One hash for all files, so that modules that import each other by name stay together."""


def address(name: str) -> str:
    """Return the path of an asset."""
    return f"/static/{ASSETS[name].name}"


@router.api_route("/static/{build}/{name}", methods=["GET", "HEAD"])
def asset(build: str, name: str) -> Response:
    """Send an asset; one of another build is sent as well, but not to be kept."""
    found = ASSETS.get(name)
    if found is None:
        raise NotFound(f"there is no asset {name!r}")
    keep = _FOREVER if build == BUILD else "no-cache"
    return Response(found.content, media_type=found.media_type, headers={"Cache-Control": keep})


@router.api_route("/favicon.ico", methods=["GET", "HEAD"])
def favicon() -> Response:
    """Send the sign of the site."""
    return asset(BUILD, "sign.svg")
