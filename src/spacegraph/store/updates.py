"""Read a SPARQL 1.1 update before the engine does: its operations, one by one.

The texts of templates and patterns are kept as they stand, so that the engine can read them; what
an operation is and which graphs it names follows from the tokens (SPARQL 1.1 §19.8, [29] to [50]).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from spacegraph.errors import QueryError, Refused
from spacegraph.store.base import WHOLE_STORE, Dataset
from spacegraph.store.clauses import NO_PROLOGUE, Prologue, check_dataset, read_prologue
from spacegraph.store.federation import read_services
from spacegraph.store.guard import refuse_prefixes, screen
from spacegraph.store.tokens import Kind, Token, at

MAX_BYTES: Final = 256 * 1024
"""How long an update may be, as a query: its tokens are read in Python, a mebibyte in 2.4 s."""

MOST_OPERATIONS: Final = 1_000
"""How many operations an update may have; each is evaluated for itself."""

_DECLARING: Final = ("BASE", "PREFIX", "VERSION")


class Verb(StrEnum):
    """The operations on whole graphs (SPARQL 1.1 Update §3.2, and CLEAR of §3.1.5)."""

    CLEAR = "CLEAR"
    DROP = "DROP"
    CREATE = "CREATE"
    ADD = "ADD"
    MOVE = "MOVE"
    COPY = "COPY"


@dataclass(frozen=True, slots=True)
class Modification:
    """INSERT, DELETE or both (SPARQL 1.1 Update §3.1.1 to §3.1.3).

    `delete` and `insert` are templates, `where` is the pattern; each is empty where there is none.
    `variables` are those of the templates, `graph` is that of WITH, `using` those of USING.
    """

    prologue: str
    delete: str = ""
    insert: str = ""
    where: str = ""
    variables: tuple[str, ...] = ()
    graph: str = ""
    using: Dataset = WHOLE_STORE


@dataclass(frozen=True, slots=True)
class Management:
    """An operation on one graph, or from one graph to another."""

    verb: Verb
    graphs: tuple[str, ...]
    silent: bool


Operation = Modification | Management


@dataclass(frozen=True, slots=True)
class Update:
    """The operations of an update, and its text and prefixes as the engine can read them.

    The engine takes declarations only at the beginning, so in `text` there are spaces for others.
    """

    operations: tuple[Operation, ...]
    text: str
    prefixes: Mapping[str, str]


def read_update(text: str, dataset: Dataset = WHOLE_STORE) -> Update:
    """Read an update, or refuse it: too long, too deep, no update, with LOAD or SERVICE.

    A dataset given here stands for USING clauses (SPARQL 1.1 Protocol §2.2.3).
    """
    check_dataset(dataset)
    tokens = screen(text, MAX_BYTES)
    read_services(text, tokens, NO_PROLOGUE, frozenset())
    reader = _Reader(text, tokens)
    operations = tuple(_within(each, dataset) for each in reader.operations())
    return Update(operations, reader.readable(), reader.prefixes)


def _within(operation: Operation, dataset: Dataset) -> Operation:
    if not dataset or not isinstance(operation, Modification) or not operation.where:
        return operation
    if operation.graph or operation.using:
        raise QueryError(
            "the request names a dataset, and the update has WITH or USING (Protocol §2.2.3)",
            hint="leave one of them out",
        )
    return replace(operation, using=dataset)


def _declares(token: Token) -> bool:
    kinds = (Kind.IRI, Kind.PREFIXED, Kind.STRING)
    return token.is_word(*_DECLARING) or token.kind in kinds


class _Reader:
    """Walks over the tokens of an update."""

    def __init__(self, text: str, tokens: tuple[Token, ...]) -> None:
        self._text = text
        self._tokens = tokens
        self._index = 0
        self._prologue: Prologue = NO_PROLOGUE
        self._declared = ""
        self._late: list[tuple[int, int]] = []

    @property
    def prefixes(self) -> Mapping[str, str]:
        return self._prologue.prefixes

    def readable(self) -> str:
        """Blank out the declarations that stand between operations."""
        text = self._text
        for begin, end in self._late:
            blank = "".join("\n" if sign == "\n" else " " for sign in text[begin:end])
            text = text[:begin] + blank + text[end:]
        return text

    def operations(self) -> Iterator[Operation]:
        if not self._tokens:
            raise QueryError("the update is empty", hint="write INSERT DATA, DELETE, INSERT, …")
        count = 0
        while True:
            self._declare()
            begin = self._index
            if self._peek() is None:
                return
            if (count := count + 1) > MOST_OPERATIONS:
                raise self._wrong(f"more than {MOST_OPERATIONS:,} operations", "split the update")
            operation = self._operation()
            refuse_prefixes(self._text, self._tokens[begin : self._index], self._prologue)
            yield operation
            if self._peek() is None:
                return
            if not self._skip_sign(";"):
                raise self._wrong("an operation ends here", "write ; between two operations")

    def _declare(self) -> None:
        end = self._index
        while end < len(self._tokens) and _declares(self._tokens[end]):
            end += 1
        declarations = self._tokens[self._index : end]
        before = self._prologue
        self._prologue = read_prologue(self._text, declarations, before)
        length = self._prologue.length
        if not length:
            return
        span = declarations[0].start, declarations[length - 1].end
        self._declared = f"{self._declared}{self._text[slice(*span)]}\n"
        if self._index:
            self._late.append(span)
            kept = {name: self._prologue.prefixes[name] for name in before.prefixes}
            if (before.base, before.prefixes) != (self._prologue.base, kept):
                raise at(self._text, declarations[0], "this changes a declaration", "use another")
        self._index += length

    def _operation(self) -> Operation:
        first = self._peek()
        if self._skip_word("LOAD"):
            raise Refused(
                "LOAD is not allowed here; nothing is fetched",
                hint="send the document itself to POST /claims or PUT /graphs",
            )
        if first is not None and first.is_word(*Verb):
            self._index += 1
            return self._management(Verb(first.text.upper()))
        if first is not None and first.is_word("INSERT", "DELETE", "WITH"):
            return self._modification()
        raise self._wrong("this begins no operation", "begin with INSERT, DELETE, WITH or CLEAR")

    def _management(self, verb: Verb) -> Management:
        silent = self._skip_word("SILENT")
        graphs = [self._graph(verb)]
        if verb in (Verb.ADD, Verb.MOVE, Verb.COPY):
            if not self._skip_word("TO"):
                raise self._wrong(f"{verb} needs TO and a graph")
            graphs.append(self._graph(verb))
        return Management(verb, tuple(graphs), silent)

    def _graph(self, verb: Verb) -> str:
        token = self._peek()
        if token is not None and token.is_word("DEFAULT", "NAMED", "ALL"):
            raise Refused(
                f"{verb} {token.text.upper()} would change more than one update may",
                hint=f"name each graph: {verb} GRAPH <iri>",
            )
        self._skip_word("GRAPH")
        return self._iri(f"{verb} needs a graph")

    def _modification(self) -> Modification:
        graph = self._iri("WITH needs a graph") if self._skip_word("WITH") else ""
        delete = insert = ""
        begin = self._index
        if self._skip_word("DELETE"):
            if not graph and self._skip_word("WHERE"):
                pattern = self._group()
                return Modification(
                    self._declared, pattern, "", pattern, self._variables(begin), ""
                )
            data = not graph and self._skip_word("DATA")
            delete = self._group()
            if data:
                return Modification(self._declared, delete=delete)
        if self._skip_word("INSERT"):
            data = not graph and not delete and self._skip_word("DATA")
            insert = self._group()
            if data:
                return Modification(self._declared, insert=insert)
        if not delete and not insert:
            raise self._wrong("WITH needs DELETE or INSERT behind its graph")
        variables = self._variables(begin)
        using = self._using()
        if not self._skip_word("WHERE"):
            raise self._wrong("WHERE is missing", "write WHERE { … }, or INSERT DATA { … }")
        return Modification(self._declared, delete, insert, self._group(), variables, graph, using)

    def _using(self) -> Dataset:
        default: dict[str, None] = {}
        named: dict[str, None] = {}
        while self._skip_word("USING"):
            graphs = named if self._skip_word("NAMED") else default
            graphs[self._iri("USING needs a graph")] = None
        dataset = Dataset(tuple(default), tuple(named))
        check_dataset(dataset)
        return dataset

    def _group(self) -> str:
        """Take everything from a bracket to the one that closes it."""
        begin = self._peek()
        if begin is None or not begin.is_sign("{"):
            raise self._wrong("{ is missing")
        depth = 0
        for index in range(self._index, len(self._tokens)):
            token = self._tokens[index]
            depth += token.is_sign("{") - token.is_sign("}")
            if depth == 0:
                self._index = index + 1
                return self._text[begin.start : token.end]
        raise at(self._text, begin, "this { is never closed")

    def _variables(self, begin: int) -> tuple[str, ...]:
        tokens = self._tokens[begin : self._index]
        names = (token.text[1:] for token in tokens if token.kind is Kind.VARIABLE)
        return tuple(dict.fromkeys(names))

    def _iri(self, complaint: str) -> str:
        token = self._peek()
        if token is None or token.kind not in (Kind.IRI, Kind.PREFIXED):
            raise self._wrong(complaint, "write <iri>")
        self._index += 1
        refuse_prefixes(self._text, (token,), self._prologue)
        iri = self._prologue.expand(token)
        check_dataset(Dataset((iri,)))
        return iri

    def _peek(self) -> Token | None:
        return self._tokens[self._index] if self._index < len(self._tokens) else None

    def _skip_word(self, word: str) -> bool:
        token = self._peek()
        found = token is not None and token.is_word(word)
        self._index += found
        return found

    def _skip_sign(self, sign: str) -> bool:
        token = self._peek()
        found = token is not None and token.is_sign(sign)
        self._index += found
        return found

    def _wrong(self, message: str, hint: str = "") -> QueryError:
        return at(self._text, self._peek() or len(self._text), message, hint)
