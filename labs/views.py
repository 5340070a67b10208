"""API views for institutions, laboratories, facilities and people."""

from hkinno.registry.rest.filters.quantity import quantity_ordering
from hkinno.registry.rest.filters.reference import published_id
from hkinno.registry.rest.record_viewsets import RecordViewSet
from labs.filters import FacilityFilter, InstitutionFilter, LabFilter, PersonFilter
from labs.models import Facility, Institution, Lab, Person
from labs.serializers import (
    FacilitySerializer,
    InstitutionSerializer,
    LabSerializer,
    PersonSerializer,
)


class InstitutionViewSet(RecordViewSet):
    """Universities and their institutes, government bodies, companies, foundations."""

    queryset = Institution.objects.published()
    serializer_class = InstitutionSerializer
    filterset_class = InstitutionFilter
    ordering_fields = [*RecordViewSet.ordering_fields, "kind", "established", "closed"]


class LabViewSet(RecordViewSet):
    """Laboratories and research centres, each with its host and its evidence."""

    queryset = Lab.objects.published()
    serializer_class = LabSerializer
    filterset_class = LabFilter
    ordering_fields = [
        *RecordViewSet.ordering_fields,
        *"kind host established closed budget".split(),
    ]
    ordering_columns = RecordViewSet.ordering_columns | {
        "host": [published_id("host")],
        "budget": quantity_ordering("budget"),
    }
    expand_example = "host"


class FacilityViewSet(RecordViewSet):
    """Parks, platforms, computing centres, national facilities, buildings, transport links."""

    queryset = Facility.objects.published()
    serializer_class = FacilitySerializer
    filterset_class = FacilityFilter
    ordering_fields = [
        *RecordViewSet.ordering_fields,
        *"kind operator opened closed budget".split(),
    ]
    ordering_columns = RecordViewSet.ordering_columns | {
        "operator": [published_id("operator")],
        "budget": quantity_ordering("budget"),
    }
    expand_example = "operator"


class PersonViewSet(RecordViewSet):
    """People in their public roles, and nothing private about them; posts are relations."""

    queryset = Person.objects.published()
    serializer_class = PersonSerializer
    filterset_class = PersonFilter
    shows_former_values = False
