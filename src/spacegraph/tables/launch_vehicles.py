"""launch_vehicles.csv: types of rocket."""

from spacegraph.model.columns import (
    Column,
    by_script,
    chinese,
    coded,
    english,
    number,
    partial_date,
    plain,
)
from spacegraph.namespaces import DCTERMS, SCHEMA, SG, SKOS
from spacegraph.tables.table import Table

KINDS = ("orbital-liquid", "orbital-solid", "suborbital")
STATUSES = ("active", "retired", "in-development", "planned", "failed", "unknown")
REUSABILITY = ("yes", "no", "first-stage")

LAUNCH_VEHICLES = Table(
    name="launch_vehicles",
    kind="vehicle",
    types=(SG.LaunchVehicle,),
    about="A row is one account of one type of launch vehicle.",
    columns=(
        Column("name_en", SKOS.prefLabel, english),
        Column("name_zh", SKOS.prefLabel, chinese),
        Column("aliases", SKOS.altLabel, by_script, many=True),
        Column("builder_ids", SCHEMA.manufacturer, refers="organisation", many=True),
        Column("kind", SG.vehicleKind, coded("vehicle-kind", *KINDS)),
        Column("first_flight", SG.firstFlight, partial_date),
        Column("status", SG.status, coded("vehicle-status", *STATUSES)),
        Column("reusable", SG.reusability, coded("reusability", *REUSABILITY)),
        Column("payload_leo_kg", SG.payloadToLEO, number(0.1, 1e6)),
        Column("gcat_code", SG.gcatCode, plain, many=True),
        Column("former_ids", DCTERMS.replaces, retires="vehicle", many=True),
    ),
)
