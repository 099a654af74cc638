"""spacecraft.csv: payloads of launches."""

from spacegraph.model.columns import (
    Column,
    by_script,
    coded,
    english,
    number,
    partial_date,
    plain,
)
from spacegraph.namespaces import DCTERMS, SCHEMA, SG, SKOS
from spacegraph.tables.missions import cospar_id, norad_id
from spacegraph.tables.table import Table

STATUSES = (
    "in-orbit",
    "attached-in-orbit",
    "docked",
    "re-entered",
    "re-entered-attached",
    "deorbited",
    "landed",
    "deep-space",
    "deep-space-attached",
    "failed-to-orbit",
    "destroyed",
    "unknown",
)

ORBITS = (
    *("atm", "so", "ta", "leo", "lleo-e", "lleo-i", "lleo-p", "lleo-s", "lleo-r"),
    *("leo-e", "leo-i", "leo-p", "leo-s", "leo-r", "meo", "heo", "heo-m", "gto"),
    *("geo", "geo-s", "geo-i", "geo-t", "geo-d", "geo-id", "geo-ns", "vheo"),
    *("clo", "dso", "eeo", "hco", "pco", "sse"),
)

CATEGORIES = (
    *("img", "img-r", "com", "nav", "tech", "sig", "met", "met-ro", "ss", "sci", "plan"),
    *("ast", "eosci", "cal", "ew", "mgrav", "bio", "rv"),
)

CLASSES = ("academic", "business", "civil", "military")

SPACECRAFT = Table(
    name="spacecraft",
    kind="spacecraft",
    types=(SG.Spacecraft,),
    about="A row is one account of one payload.",
    columns=(
        Column("name_en", SKOS.prefLabel, english),
        Column("aliases", SKOS.altLabel, by_script, many=True),
        Column("launch_id", SG.launch, refers="launch"),
        Column("launch_date", SG.launchDate, partial_date),
        Column("owner_ids", SG.owner, refers="organisation", many=True),
        Column("manufacturer_ids", SCHEMA.manufacturer, refers="organisation", many=True),
        Column("country", SG.country, refers="country"),
        Column("bus", SG.bus, plain),
        Column("series", SG.series, plain),
        Column("programme_id", DCTERMS.isPartOf, refers="programme"),
        Column("category", SG.payloadCategory, coded("payload-category", *CATEGORIES), many=True),
        Column("class", SG.payloadClass, coded("payload-class", *CLASSES), many=True),
        Column("orbit_class", SG.orbitClass, coded("orbit-class", *ORBITS)),
        Column("status", SG.status, coded("spacecraft-status", *STATUSES)),
        Column("status_date", SG.statusDate, partial_date),
        Column("mass_kg", SG.mass, number(0.001, 1e6)),
        Column("cospar_id", SG.cosparId, cospar_id),
        Column("norad_id", SG.noradId, norad_id),
        Column("gcat_code", SG.gcatCode, plain),
    ),
)
