"""Ids that were used for a thing before: they stay valid and lead to the present one."""

from spacegraph.model.columns import Convert, Term
from spacegraph.model.identifiers import is_slug
from spacegraph.namespaces import thing


def former(kind: str) -> Convert:
    """Make a reader of ids that a thing of this kind had before."""

    def convert(text: str) -> Term:
        if not is_slug(text):
            raise ValueError(f"{text!r} is not an id")
        return thing(kind, text)

    return convert
