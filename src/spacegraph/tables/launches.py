"""launches.csv: attempts to reach orbit."""

from spacegraph.model.columns import (
    Column,
    coded,
    english,
    matching,
    number,
    partial_date,
    plain,
)
from spacegraph.namespaces import SG, SKOS
from spacegraph.tables.missions import OUTCOMES
from spacegraph.tables.table import Table

SERVICES = ("government", "commercial", "mixed")
CUSTOMERS = ("government", "foreign-government", "commercial")

launch_tag = matching(r"[12][0-9]{3}-[0-9A-Z]{3,6}", "a launch tag such as 2025-107 or 2025-F07")
clock = matching(r"[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?", "a time of day such as 04:03 or 04:03:45")

LAUNCHES = Table(
    name="launches",
    kind="launch",
    types=(SG.Launch,),
    about="A row is one account of one launch; dates and times are UTC.",
    columns=(
        Column("name_en", SKOS.prefLabel, english),
        Column("former_tags", SKOS.altLabel, plain, many=True),
        Column("launch_tag", SG.launchTag, launch_tag),
        Column("date", SG.launchDate, partial_date),
        Column("time", SG.launchTime, clock),
        Column("launch_vehicle", SG.launchVehicle, refers="vehicle"),
        Column("vehicle_variant", SG.vehicleVariant, plain),
        Column("serial", SG.serial, plain),
        Column("launch_site", SG.launchSite, refers="place"),
        Column("launch_pad", SG.launchPad, refers="place"),
        Column("platform", SG.launchPlatform, plain),
        Column("provider_ids", SG.provider, refers="organisation", many=True),
        Column("seller_ids", SG.seller, refers="organisation", many=True),
        Column("outcome", SG.outcome, coded("outcome", *OUTCOMES)),
        Column("success_percent", SG.successPercent, number(0, 100)),
        Column("failure_code", SG.failureCode, plain),
        Column("failure_cause", SG.failureCause, english),
        Column("service", SG.launchService, coded("launch-service", *SERVICES)),
        Column("customer", SG.launchCustomer, coded("launch-customer", *CUSTOMERS), many=True),
        Column("target_orbit", SG.targetOrbit, plain),
        Column("payload_mass_kg", SG.payloadMass, number(0.001, 1e6)),
    ),
)
