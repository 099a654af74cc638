"""places.csv: countries, provinces, cities, parks and launch sites."""

from spacegraph.model.columns import (
    Column,
    chinese,
    classed,
    coded,
    english,
    matching,
    number,
    plain,
)
from spacegraph.namespaces import DCTERMS, GEO, RDF, SCHEMA, SG, SKOS
from spacegraph.tables.table import Table

KINDS = {
    "country": SG.Country,
    "province": SG.Province,
    "municipality": SG.Province,
    "autonomous-region": SG.Province,
    "special-administrative-region": SG.Province,
    "city": SG.City,
    "district": SG.City,
    "county": SG.City,
    "launch-site": SG.LaunchSite,
    "launch-pad": SG.LaunchSite,
    "sea-launch-area": SG.LaunchSite,
    "ground-station": SG.Place,
    "industrial-park": SG.IndustrialPark,
}

PLACES = Table(
    name="places",
    kind="place",
    types=(SG.Place,),
    about="A row is one account of one place; within_id is the next larger place.",
    columns=(
        Column("name_en", SKOS.prefLabel, english),
        Column("name_zh", SKOS.prefLabel, chinese),
        Column("kind", SG.placeKind, coded("place-kind", *KINDS)),
        Column("kind", RDF.type, classed(KINDS)),
        Column("within_id", GEO.sfWithin, refers="place"),
        Column("latitude", SCHEMA.latitude, number(-90, 90)),
        Column("longitude", SCHEMA.longitude, number(-180, 180)),
        Column("operator_id", SG.operator, refers="organisation"),
        Column("iso_code", SG.countryCode, matching(r"[A-Z]{2}", "an ISO 3166-1 alpha-2 code")),
        Column("gcat_code", SG.gcatCode, plain, many=True),
        Column("former_ids", DCTERMS.replaces, retires="place", many=True),
    ),
)
