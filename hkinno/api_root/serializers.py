"""Serializers for the API root and for vocabularies."""

from typing import Any

from rest_framework import serializers

from hkinno.api.fields import LanguageMap, TextOrNull
from hkinno.registry.models import resource_choices
from hkinno.registry.rest.serializers.references import RowURLField


class TermSerializer(serializers.Serializer[Any]):
    """A term of a closed list."""

    value = serializers.CharField(help_text="The value that the API uses.")
    label = LanguageMap("label", help_text="Its label.")  # type: ignore[assignment]  # a field of the API
    type = TextOrNull(help_text="For a property: the type of its values.")
    subjects = serializers.ListField(
        child=serializers.ChoiceField(resource_choices()),
        allow_null=True,
        help_text="For a role or property: the resources it applies to.",
    )
    objects = serializers.ListField(
        child=serializers.ChoiceField(resource_choices()),
        allow_null=True,
        help_text="For a role or property: the resources it can refer to.",
    )
    form = TextOrNull(help_text="For an identifier scheme: the pattern of its identifiers.")


class VocabularySerializer(serializers.Serializer[Any]):
    """A closed list of terms."""

    name = serializers.CharField(help_text="Its name in the URL.")
    url = RowURLField("vocabularies-detail", source="name", help_text="The URL of this list.")
    label = LanguageMap("label", help_text="What it lists.")  # type: ignore[assignment]  # a field of the API
    terms = TermSerializer(many=True, help_text="The terms, in a meaningful order.")


class ResourceLinkSerializer(serializers.Serializer[Any]):
    """A resource and the URL of its list."""

    resource = serializers.ChoiceField(resource_choices(), help_text="The resource.")
    label = LanguageMap(help_text="Its label.")  # type: ignore[assignment]  # a field of the API
    url = serializers.URLField(help_text="The URL of the list.")


class LinksSerializer(serializers.Serializer[Any]):
    """Links to everything that is not a kind of record."""

    statements = serializers.URLField(
        help_text="The evidence: who states what, and in which lines."
    )
    relations = serializers.URLField(help_text="How records are related to each other.")
    vocabularies = serializers.URLField(help_text="The closed lists of terms.")
    conflicts = serializers.URLField(help_text="Where sources disagree.")
    quality = serializers.URLField(help_text="Data quality figures.")
    dump = serializers.URLField(help_text="A download of all data.")
    search = serializers.URLField(help_text="Search across all resources; takes `q`.")
    suggest = serializers.URLField(help_text="Autocomplete for names; takes `q`.")
    match = serializers.URLField(help_text="Match texts with records (POST).")
    reconcile = serializers.URLField(help_text="The reconciliation service, for OpenRefine.")
    openapi = serializers.URLField(help_text="The OpenAPI document.")
    swagger_ui = serializers.URLField(help_text="The API explorer (Swagger UI).")
    redoc = serializers.URLField(help_text="The API reference (Redoc).")


class LicencesSerializer(serializers.Serializer[Any]):
    """Licences, as SPDX identifiers."""

    data = serializers.CharField(help_text="The licence of the data.")  # type: ignore[assignment]  # a field of the API
    code = serializers.CharField(help_text="The licence of the software.")


class SoftwareSerializer(serializers.Serializer[Any]):
    """The software that runs this service."""

    name = serializers.CharField(help_text="Its name.")
    version = serializers.CharField(help_text="Its version.")


class RevisionSerializer(serializers.Serializer[Any]):
    """The current state of the data."""

    number = serializers.IntegerField(
        min_value=0,
        help_text="Number of committed changes so far; citations and dumps refer to it.",
    )
    changed_at = serializers.DateTimeField(
        allow_null=True, help_text="When the data last changed, or null."
    )


class ContactSerializer(serializers.Serializer[Any]):
    """How to contact the maintainers."""

    address = TextOrNull(help_text="A contact address, or null if none is configured.")
    corrections = LanguageMap(help_text="How to report an error.")
    removal = LanguageMap(help_text="How to ask for the removal of a person.")


class StabilitySerializer(serializers.Serializer[Any]):
    """What clients can rely on."""

    stays = LanguageMap(help_text="What stays the same within v1.")
    may_change = LanguageMap(help_text="What may change within v1.")


class RootSerializer(serializers.Serializer[Any]):
    """The API root: what this service is, with links to everything."""

    name = LanguageMap(help_text="The name of the service.")
    version = serializers.CharField(help_text="The version of the API; v1 only receives additions.")
    software = SoftwareSerializer(help_text="The software that runs this service.")
    revision = RevisionSerializer(help_text="The current state of the data.")
    licences = LicencesSerializer(help_text="Licences, as SPDX identifiers.")
    citation = LanguageMap(help_text="How to cite the data as of now.")
    contact = ContactSerializer(help_text="How to report errors and request removals.")
    stability = StabilitySerializer(help_text="What clients can rely on.")
    resources = ResourceLinkSerializer(many=True, help_text="The resources.")
    links = LinksSerializer(help_text="Links to everything else.")
