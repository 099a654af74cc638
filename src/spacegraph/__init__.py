"""The open, sourced, queryable knowledge graph of China's space sector."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacegraph.library import Spacegraph as Spacegraph
    from spacegraph.library import open as open

__all__ = ["Spacegraph", "open"]


def __getattr__(name: str) -> object:
    """Load the library when it is first asked for (PEP 562).

    Worker processes import this package too and must stay small.
    """
    if name not in __all__:
        raise AttributeError(f"module 'spacegraph' has no attribute {name!r}")
    return getattr(import_module("spacegraph.library"), name)
