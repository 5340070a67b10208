"""The pages of the site, and what a test reads from them."""

import re
from html import unescape

from hkinno.registry.models import record_models

LANGUAGES = ("en", "zh-hant")
LISTS = [*record_models(), "statements", "relations"]
CHARTS = "timeline funding labs-by-host targets indicators collaboration map".split()
RECORDS = [f"{name}/{model.EXAMPLE_ID}" for name, model in record_models().items()]
PAGES = [
    "",
    *(f"{name}/" for name in [*LISTS, *RECORDS, "conflicts", "quality", "about", "developers"]),
    *(
        "search/?q=robot",
        "search/",
        "compare/?id=hku&id=cuhk",
        "compare/?id=hku&id=none",
        "charts/",
    ),
    *(f"charts/{name}/" for name in CHARTS),
    *(
        "labs/?host=hku&stage=active",
        "labs/?facets=kind",
        "events/?q=科技&starts__gte=2018&ordering=starts",
    ),
    "institutions/hku/changes/",
    *("sources/wenweipo-2017-hub/?page=2", "targets/?quantity__isnull=true"),
]


def links(page):
    """The addresses within the site that a page links to or loads."""
    addresses = {unescape(address) for address in re.findall(r'(?:href|src)="([^"#]*)', page)}
    return {address.replace("http://testserver", "") for address in addresses if address}
