"""Say where a SPARQL server is: its endpoints, and who we are to it."""

from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from spacegraph.errors import DataError
from spacegraph.settings import Settings

_SWITCH = {"": None, "0": False, "1": True}


@dataclass(frozen=True, slots=True)
class Server:
    """The endpoints of SPARQL 1.1 Query and Update, and of the Graph Store Protocol if known.

    `union` says whether its default graph is the union of the named ones; None: find it out.
    """

    query: str
    update: str
    graphs: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    union: bool | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Server":
        """Read the settings; what they leave open follows from the form of the address."""
        parts = _split("SPACEGRAPH_STORE", settings.store)
        query = _without_user(parts)
        update, graphs = _convention(query)
        if settings.store_update:
            update = _without_user(_split("SPACEGRAPH_STORE_UPDATE", settings.store_update))
            graphs = ""
        if settings.store_graphs:
            graphs = _without_user(_split("SPACEGRAPH_STORE_GRAPHS", settings.store_graphs))
        if settings.store_union not in _SWITCH:
            raise DataError(
                f"SPACEGRAPH_STORE_UNION = {settings.store_union!r} is neither 1 nor 0",
                hint="leave it out, and the build finds out",
            )
        return cls(
            query,
            update,
            graphs,
            user=settings.store_user or unquote(parts.username or ""),
            password=settings.store_password or unquote(parts.password or ""),
            union=_SWITCH[settings.store_union],
        )

    @property
    def place(self) -> str:
        """The address as messages show it."""
        return self.query.partition("?")[0]


def _split(variable: str, address: str) -> SplitResult:
    """Take an address apart; the refusal does not repeat it, since it may hold a password."""
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise DataError(
            f"{variable} is no address of a server",
            hint="write e.g. http://localhost:7878/query",
        )
    return parts


def _without_user(parts: SplitResult) -> str:
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _convention(query: str) -> tuple[str, str]:
    """Guess the endpoints of Update and Graph Store from that of Query; "" where none is known.

    Virtuoso has /sparql and /sparql-auth, RDF4J and GraphDB /repositories/NAME and …/statements,
    Oxigraph, Jena and Stardog …/query and …/update.
    """
    if query.endswith("/sparql"):
        return f"{query}-auth", f"{query}-graph-crud-auth"
    if query.endswith("/query"):
        return f"{query.removesuffix('query')}update", ""
    if query.rpartition("/")[0].endswith("/repositories"):
        return f"{query}/statements", f"{query}/rdf-graphs/service"
    return query, ""
