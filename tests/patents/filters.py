from hkinno.api.filters.comparison import ComparisonFilters
from hkinno.api.filters.text import TextFilters
from hkinno.registry.rest.filters.date import DATE
from hkinno.registry.rest.filters.record_filterset import RecordFilter
from hkinno.registry.rest.filters.reference import ReferenceFilters
from labs.models import Institution
from tests.patents.models import Patent


class PatentFilter(RecordFilter):
    RESOURCE = Patent.RESOURCE

    holder = ReferenceFilters("The institution that holds it.", Institution.RESOURCE)
    filed = ComparisonFilters(DATE, "When it was filed.")
    granted = ComparisonFilters(DATE, "When it was granted.")
    number = TextFilters("Its number at the patent office.", "HK30000000")
