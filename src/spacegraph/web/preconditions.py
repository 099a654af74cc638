"""Change a graph only where it stands as the asker knows it (RFC 9110 §13.1)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Self

from starlette.datastructures import Headers

from spacegraph.web.problems import Problem

_TAG: Final = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_WEAK: Final = "W/"
_ANY: Final = ("*",)

_COMPRESSED: Final = "GET it with Accept-Encoding: identity, since what compresses weakens its ETag"
_ANSWERS: Final = (
    'send what answers name as X-Generation, in quotation marks: If-Match: "…". The ETag of an '
    "answer is weak, since it is that of one query"
)


@dataclass(frozen=True, slots=True)
class Preconditions:
    """The tags that a request names, `*` for any; none where it has no such header."""

    matching: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()

    @classmethod
    def of(cls, headers: Headers) -> Self:
        """Read If-Match and If-None-Match; If-Unmodified-Since has no date to be compared with."""
        return cls(_read(headers, "If-Match"), _read(headers, "If-None-Match"))

    def __bool__(self) -> bool:
        return bool(self.matching or self.unlike)

    def knows(self, tag: str) -> bool:
        """Tell whether a reader has what a strong tag names, and needs it no more (304)."""
        return self.unlike == _ANY or _names(self.unlike, {tag})

    def require_state(self, generation: str) -> None:
        """Raise a 412 unless they hold for all facts: their generation is their strong tag."""
        self.require((f'"{generation}"',), "the state of the facts", _ANSWERS)

    def require(self, tags: Collection[str], name: str, strong: str = _COMPRESSED) -> None:
        """Raise a 412 unless they hold for what stands under a name, in whatever format.

        `tags` are all strong, and none where nothing stands; `strong` says where to get one.
        """
        # If-Match is compared strongly, which a weak tag fails (§13.1.1).
        if self.matching and not (tags if self.matching == _ANY else {*self.matching} & {*tags}):
            raise self._changed(name, strong, stands=bool(tags))
        if self.unlike == _ANY and tags:
            raise _failed(
                f"{name} is there already, and If-None-Match: * asks for a new one",
                "GET it and send its ETag with If-Match to change it, or take another name",
            )
        if _names(self.unlike, tags):
            raise _failed(
                f"{name} stands as If-None-Match names it",
                "leave If-None-Match out, or send the ETag with If-Match",
            )

    def _changed(self, name: str, strong: str, *, stands: bool) -> Problem:
        if self.matching == _ANY:
            return _failed(
                f"there is no {name}, and If-Match: * asks for one", "leave If-Match out to make it"
            )
        if stands and all(tag.startswith(_WEAK) for tag in self.matching):
            return _failed(f"If-Match names {name} by weak tags only, which never match", strong)
        state = "is not what If-Match names any more" if stands else "is not there any more"
        return _failed(
            f"{name} {state}; nothing was changed",
            "GET it again, make your change to what stands now, and send its new tag",
        )


def _names(known: Collection[str], tags: Collection[str]) -> bool:
    """Compare weakly (RFC 9110 §8.8.3.2)."""
    return any(tag.removeprefix(_WEAK) in tags for tag in known)


def _read(headers: Headers, name: str) -> tuple[str, ...]:
    text = ", ".join(headers.getlist(name)).strip()
    if not text or text == "*":
        return tuple(text)
    tags = tuple(_TAG.findall(text))
    if not tags or _TAG.sub("", text).strip(", \t"):
        raise Problem(
            400,
            f"{name} is neither * nor a list of entity tags",
            hint='send the ETag as it came, with its quotation marks: "…"',
        )
    return tags


def _failed(message: str, hint: str) -> Problem:
    return Problem(412, message, hint=hint)
