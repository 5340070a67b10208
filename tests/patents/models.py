"""Patents: a kind of record that only tests have, added without a change to the project."""

from django.db import models

from hkinno.registry.constraints import ends_after_it_begins
from hkinno.registry.models import MatchingRules, Record, parent_link
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.vocabularies.bilingual_choices import Label
from hkinno.registry.vocabularies.properties import Property
from labs.models import Institution


class Patent(Record):
    """An invention that an institution has a right to."""

    RESOURCE = "patents"
    LABEL = Label("專利", "Patents")
    VIEWSET = "tests.patents.views.PatentViewSet"
    PROPERTIES = Record.PROPERTIES | {
        "holder": Property("reference", "專利權人", "Holder"),
        "filed": Property("date", "申請日", "Filed"),
        "granted": Property("date", "授權日", "Granted"),
        "number": Property("text", "編號", "Number"),
    }
    OWNER = "holder"
    SEED_FIELDS = ()
    EXAMPLE_ID = "example-patent"
    MATCHING = MatchingRules(is_numbered=True)
    SCHEMA_ORG_TYPE = "CreativeWork"
    SCHEMA_ORG_TERMS = Record.SCHEMA_ORG_TERMS | {
        "holder": "copyrightHolder",
        "filed": "dateCreated",
        "granted": "datePublished",
    }

    record_ptr = parent_link()
    holder = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="patents"
    )
    filed = PartialDateField(null=True, blank=True)
    granted = PartialDateField(null=True, blank=True)
    number = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            ends_after_it_begins("patent", "granted", "filed", "is_granted_after_filing")
        ]
