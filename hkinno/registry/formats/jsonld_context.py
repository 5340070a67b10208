"""The JSON-LD context, and the URLs of external identifiers."""

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
LICENSE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
SAME_AS_URLS = {
    "ror": "https://ror.org/{}",
    "wikidata": "http://www.wikidata.org/entity/{}",
    "isni": "https://isni.org/isni/{}",
    "grid": "https://www.grid.ac/institutes/{}",
    "fundref": "https://doi.org/10.13039/{}",
}
CURRENCIES = ("HKD", "CNY", "USD")
