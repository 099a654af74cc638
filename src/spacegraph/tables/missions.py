"""missions.csv and programmes.csv: flights and the series they belong to."""

from spacegraph.model.columns import Column, chinese, coded, english, matching, partial_date, plain
from spacegraph.namespaces import DCTERMS, SCHEMA, SG, SKOS
from spacegraph.tables.table import Table

KINDS = (
    "crewed",
    "cargo",
    "space-station-module",
    "lunar",
    "planetary",
    "science",
    "earth-observation",
    "communications",
    "navigation",
    "technology",
    "constellation-batch",
    "suborbital",
)
OUTCOMES = ("success", "partial", "failure", "planned", "active")

cospar_id = matching(
    r"[12][0-9]{3}-[0-9]{3}[A-Z]{0,3}", "an international designator such as 2025-107A"
)
norad_id = matching(r"[0-9]{1,9}", "a catalogue number of digits")

PROGRAMMES = Table(
    name="programmes",
    kind="programme",
    types=(SG.Programme,),
    about="A row names a programme, series or constellation.",
    columns=(
        Column("name_en", SKOS.prefLabel, english),
        Column("name_zh", SKOS.prefLabel, chinese),
        Column("gcat_code", SG.gcatCode, plain, many=True),
    ),
)

MISSIONS = Table(
    name="missions",
    kind="mission",
    types=(SG.Mission,),
    about="A row is one account of one mission; a selection, not a launch log.",
    columns=(
        Column("name_en", SKOS.prefLabel, english),
        Column("name_zh", SKOS.prefLabel, chinese),
        Column("programme_id", DCTERMS.isPartOf, refers="programme"),
        Column("kind", SG.missionKind, coded("mission-kind", *KINDS)),
        Column("date", SG.launchDate, partial_date),
        Column("operator_ids", SG.operator, refers="organisation", many=True),
        Column("builder_ids", SCHEMA.manufacturer, refers="organisation", many=True),
        Column("launch_id", SG.launch, refers="launch"),
        Column("launch_vehicle", SG.launchVehicle, refers="vehicle"),
        Column("launch_site", SG.launchSite, refers="place"),
        Column("partner_ids", SG.partner, refers="organisation", many=True),
        Column("outcome", SG.outcome, coded("outcome", *OUTCOMES)),
        Column("cospar_id", SG.cosparId, cospar_id),
        Column("norad_id", SG.noradId, norad_id),
        Column("former_ids", DCTERMS.replaces, retires="mission", many=True),
    ),
)
