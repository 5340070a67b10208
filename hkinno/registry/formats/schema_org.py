"""The terms of schema.org for what the registry holds: the nearest that are true."""

SCHEMA = "https://schema.org/"
CONTEXT = {
    "@vocab": SCHEMA,
    **{
        name: {"@id": SCHEMA + name, "@type": "@id"}
        for name in ("license", "sameAs", "url", "mainEntityOfPage")
    },
    **{
        name: {"@id": SCHEMA + name, "@type": f"{SCHEMA}DateTime"}
        for name in ("dateCreated", "dateModified")
    },
}
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
SAME_AS = {
    "ror": "https://ror.org/{}",
    "wikidata": "http://www.wikidata.org/entity/{}",
    "isni": "https://isni.org/isni/{}",
    "grid": "https://www.grid.ac/institutes/{}",
    "fundref": "https://doi.org/10.13039/{}",
}
# Keys of ours whose meaning schema.org has a term for; the value is another record.
REFERENCES = {
    "host": "parentOrganization",
    "operator": "provider",
    "administrator": "provider",
    "programme": "isPartOf",
    "funder": "funder",
    "place": "location",
    "subject": "about",
    "indicator": "variableMeasured",
}
# What a part says of its whole.
WHOLE = {
    "institutions": "parentOrganization",
    "labs": "parentOrganization",
    "facilities": "containedInPlace",
    "places": "containedInPlace",
    "events": "superEvent",
}
DATES = {
    "established": "foundingDate",
    "closed": "dissolutionDate",
    "starts": "startDate",
    "ends": "endDate",
    "launched": "foundingDate",
    "published": "datePublished",
}
QUANTITIES = {"amount": "amount", "budget": "amount", "quantity": "value"}
MONEY = ("HKD", "CNY", "USD")

BY_RESOURCE = {
    "institutions": "Organization",
    "labs": "ResearchOrganization",
    "facilities": "Place",
    "people": "Person",
    "programmes": "Project",
    "awards": "Grant",
    "targets": "Intangible",
    "indicators": "StatisticalVariable",
    "observations": "Observation",
    "events": "Event",
    "places": "Place",
    "sources": "CreativeWork",
}
BY_KIND = {
    ("institutions", "university"): "CollegeOrUniversity",
    ("institutions", "university-institute"): "ResearchOrganization",
    ("institutions", "research-institute"): "ResearchOrganization",
    ("institutions", "academy"): "ResearchOrganization",
    ("institutions", "government"): "GovernmentOrganization",
    ("institutions", "government-department"): "GovernmentOrganization",
    ("institutions", "company"): "Corporation",
    ("institutions", "hospital"): "Hospital",
    ("facilities", "airport"): "Airport",
    ("facilities", "bridge"): "Bridge",
    ("programmes", "funding-scheme"): "FundingScheme",
    ("programmes", "fund"): "FundingScheme",
    ("programmes", "research-programme"): "ResearchProject",
    ("events", "exhibition"): "ExhibitionEvent",
    ("events", "conference"): "BusinessEvent",
    ("places", "country"): "Country",
    ("places", "city"): "City",
    ("places", "province"): "AdministrativeArea",
    ("places", "district"): "AdministrativeArea",
    ("sources", "article"): "NewsArticle",
    ("sources", "open-registry"): "Dataset",
    ("sources", "official-page"): "WebPage",
}


def type_of(resource: str, kind: str | None) -> str:
    """The type of a record; of one in brief the kind is not known."""
    return BY_KIND.get((resource, kind), BY_RESOURCE[resource])
