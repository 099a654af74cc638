"""Read the manifest that `spacegraph build` leaves beside the quads."""

import json
from pathlib import Path
from typing import Final

from spacegraph.errors import StoreError

MANIFEST: Final = "manifest.json"
QUADS: Final = "quads"

_BUILD: Final = "run `spacegraph build`"


def read_generation(store: Path) -> str:
    """Read which state of the facts a store folder holds; refuses a folder that is no store."""
    file = store / MANIFEST
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StoreError("there is no store", hint=_BUILD, where=store) from None
    except (OSError, ValueError) as error:
        raise StoreError(
            "the manifest of the store cannot be read", hint=_BUILD, where=f"{file}: {error}"
        ) from error
    generation = manifest.get("generation") if isinstance(manifest, dict) else None
    if not isinstance(generation, str) or not generation:
        raise StoreError("the manifest of the store names no generation", hint=_BUILD, where=file)
    return generation


def quads_folder(store: Path) -> Path:
    """Find the folder of the quads; refuses a store that has none."""
    folder = store / QUADS
    if not folder.is_dir():
        raise StoreError("the store has no quads", hint=_BUILD, where=store)
    return folder
