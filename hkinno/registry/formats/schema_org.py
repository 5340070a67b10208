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
MONEY = ("HKD", "CNY", "USD")
