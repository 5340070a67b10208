"""Places: where records are, and what they cover."""

from django.db import models
from django.db.models import Q

from hkinno.registry.constraints import holds
from hkinno.registry.models.matching_rules import MatchingRules
from hkinno.registry.models.record import Record, parent_link
from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices, Label, one_of
from hkinno.registry.vocabularies.properties import Property


class PlaceKind(BilingualChoices):
    COUNTRY = "country", "國家", "Country"
    PROVINCE = "province", "省份", "Province"
    CITY = "city", "城市", "City"
    DISTRICT = "district", "地區", "District"
    ZONE = "zone", "合作區", "Zone"
    AREA = "area", "片區", "Area"
    REGION = "region", "區域", "Region"
    CLUSTER = "cluster", "城市群", "Cluster of cities"


class Place(Record):
    """A country, province, city, district, zone or cluster of cities.

    Coordinates are a point of it, taken from an open registry; they are no boundary.
    """

    RESOURCE = "places"
    LABEL = Label("地點", "Places")
    VIEWSET = "hkinno.registry.rest.record_viewsets.PlaceViewSet"
    KIND_CHOICES = PlaceKind
    PROPERTIES = Record.PROPERTIES | {"coordinates": Property("coordinates", "座標", "Coordinates")}
    EXAMPLE_ID = "northern-metropolis"
    MATCHING = MatchingRules(
        omits_optional_words=False,
        optional_suffixes=("kinds.places",),
        neutral_before=("kinds.places",),
        neutral_after=("kinds.places",),
    )
    SCHEMA_ORG_TYPE = "Place"
    SCHEMA_ORG_TYPE_BY_KIND = {
        "country": "Country",
        "city": "City",
        "province": "AdministrativeArea",
        "district": "AdministrativeArea",
    }
    SCHEMA_ORG_TERMS = Record.SCHEMA_ORG_TERMS | {"part_of": "containedInPlace"}

    record_ptr = parent_link()
    kind = models.CharField(max_length=20, choices=PlaceKind)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)

    class Meta:
        constraints = [
            one_of("place", "kind", PlaceKind),
            holds(
                "place_has_both_coordinates_or_none",
                Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                "Enter both coordinates or neither.",
            ),
            holds(
                "place_lies_on_earth",
                Q(latitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                "Latitude must be within 90 degrees, longitude within 180.",
            ),
        ]
