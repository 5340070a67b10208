from hkinno.api.fields import TextOrNull
from hkinno.registry.rest.serializers import BriefSerializer, PartialDate, RecordSerializer
from labs.models import Institution


class PatentSerializer(RecordSerializer):
    """An invention that an institution has a right to."""

    expandable_fields = {**RecordSerializer.expandable_fields, "holder": Institution}

    holder = BriefSerializer(allow_null=True, help_text="The institution that holds it.")
    filed = PartialDate(help_text="When it was filed.")
    granted = PartialDate(help_text="When it was granted.")
    number = TextOrNull(help_text="Its number at the patent office.")
