from hkinno.registry.rest.filters.reference import published_id
from hkinno.registry.rest.record_viewsets import RecordViewSet
from tests.patents.filters import PatentFilter
from tests.patents.models import Patent
from tests.patents.serializers import PatentSerializer


class PatentViewSet(RecordViewSet):
    """Patents, each with the institution that holds it."""

    queryset = Patent.objects.published()
    serializer_class = PatentSerializer
    filterset_class = PatentFilter
    ordering_fields = [*RecordViewSet.ordering_fields, "holder", "filed", "granted", "number"]
    ordering_columns = RecordViewSet.ordering_columns | {"holder": [published_id("holder")]}
    expand_example = "holder"
