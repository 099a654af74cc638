"""Answer SPARQL: in process for trusted queries, in killable workers for everybody else's."""
