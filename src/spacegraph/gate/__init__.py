"""The gate: new facts enter when they hold, and a refusal says what to write instead.

A fact goes through these rooms, and a room imports only from those listed above it:

 1. `vocabulary`  what names mean: kinds of things, currencies, terms nobody may use
 2. `formats`     bytes as statements and cells; what is refused unread
 3. `places`      where in a text each statement stands
 4. `knowledge`   what the graph holds already, and what it would hold
 5. `reading`     documents and tables as claims: the submission
 6. `updates`     a SPARQL update or a written graph as claims that come and go
 7. `shapes`      pySHACL over what has changed and does not surely fit
 8. `judging`     every check, and the verdict
 9. `repairs`     what was meant, written where it stands
10. `reports`     the verdict for people and for machines
11. `records`     what was accepted and refused, on disk

`desk` is where submissions are handed in: it leads them through, and is all that most callers need.
"""
