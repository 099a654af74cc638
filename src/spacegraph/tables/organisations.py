"""organisations.csv: bodies and firms, a row for each account of one."""

from spacegraph.model.columns import (
    Column,
    by_script,
    chinese,
    classed,
    coded,
    english,
    partial_date,
    plain,
)
from spacegraph.namespaces import DCTERMS, ORG, RDF, SCHEMA, SG, SKOS
from spacegraph.tables.table import Table

TYPES = {
    "state-enterprise": SG.StateEnterprise,
    "state-subsidiary": SG.StateEnterprise,
    "state-institute": SG.ResearchInstitute,
    "commercial-firm": SG.CommercialFirm,
    "government-agency": SG.GovernmentAgency,
    "military": SG.MilitaryBody,
    "provincial-government": SG.RegionalGovernment,
    "municipal-government": SG.RegionalGovernment,
    "university": SG.University,
    "investor": SG.Organisation,
    "foreign-firm": SG.CommercialFirm,
    "foreign-agency": SG.GovernmentAgency,
    "foreign-government": SG.Organisation,
    "intergovernmental": SG.Organisation,
    "other": SG.Organisation,
}

SEGMENTS = (
    "launch",
    "engines",
    "satellite-manufacturing",
    "components",
    "ground-systems",
    "operations",
    "earth-observation",
    "communications",
    "navigation",
    "in-orbit-services",
    "human-spaceflight",
    "deep-space",
    "space-tourism",
    "data-services",
    "finance",
    "policy",
)

STATUSES = ("active", "defunct", "planned", "insolvent", "unknown")

ORGANISATIONS = Table(
    name="organisations",
    kind="organisation",
    types=(SG.Organisation,),
    about="A row is what one set of pages says about one organisation.",
    columns=(
        Column("name_en", SKOS.prefLabel, english),
        Column("name_zh", SKOS.prefLabel, chinese),
        Column("legal_name_en", SCHEMA.legalName, english),
        Column("legal_name_zh", SCHEMA.legalName, chinese),
        Column("aliases", SKOS.altLabel, by_script, many=True),
        Column("type", ORG.classification, coded("organisation-type", *TYPES)),
        Column("type", RDF.type, classed(TYPES)),
        Column("segments", SG.segment, coded("segment", *SEGMENTS), many=True),
        Column("founded", SCHEMA.foundingDate, partial_date),
        Column("dissolved", SCHEMA.dissolutionDate, partial_date),
        Column("founder_ids", SG.founder, refers="organisation", many=True),
        Column("founders", SG.founderName, plain, many=True),
        Column("hq_place", SG.headquarters, refers="place", many=True),
        Column("country", SG.country, refers="country"),
        Column("status", SG.status, coded("organisation-status", *STATUSES)),
        Column("products", SG.product, english, many=True),
        Column("gcat_code", SG.gcatCode, plain, many=True),
        Column("former_ids", DCTERMS.replaces, retires="organisation", many=True),
    ),
)
