"""The shape of vocabularies and of what the service says about itself."""

from typing import Any

from rest_framework import serializers

from hkinno.api.fields import LanguageMap, TextOrNull
from hkinno.registry.models import resource_choices
from hkinno.registry.rest.serializers.references import RowURLField


class TermSerializer(serializers.Serializer[Any]):
    """A word of a closed list."""

    value = serializers.CharField(help_text="The word, as the API gives and takes it.")
    label = LanguageMap("label", help_text="What it is called.")  # type: ignore[assignment]  # a field of the API
    type = TextOrNull(help_text="Of a property: the type of its values.")
    subjects = serializers.ListField(
        child=serializers.ChoiceField(resource_choices()),
        allow_null=True,
        help_text="Of a role or property: the resources that have it.",
    )
    objects = serializers.ListField(
        child=serializers.ChoiceField(resource_choices()),
        allow_null=True,
        help_text="Of a role or property: the resources that it leads to.",
    )
    form = TextOrNull(help_text="Of a scheme of identifiers: the pattern of each.")


class VocabularySerializer(serializers.Serializer[Any]):
    """A closed list of words."""

    name = serializers.CharField(help_text="The name in its address.")
    url = RowURLField("vocabularies-detail", source="name", help_text="The address of this list.")
    label = LanguageMap("label", help_text="What it lists.")  # type: ignore[assignment]  # a field of the API
    terms = TermSerializer(many=True, help_text="The words, in an order that makes sense.")


class ResourceLinkSerializer(serializers.Serializer[Any]):
    """A kind of record, and where its list is."""

    resource = serializers.ChoiceField(resource_choices(), help_text="The kind of record.")
    label = LanguageMap(help_text="What it is called.")  # type: ignore[assignment]  # a field of the API
    url = serializers.URLField(help_text="The address of the list.")


class LinksSerializer(serializers.Serializer[Any]):
    """Where to go from here."""

    statements = serializers.URLField(help_text="The evidence: who says what, in which lines.")
    relations = serializers.URLField(help_text="What records are to each other.")
    vocabularies = serializers.URLField(help_text="The closed lists of words.")
    conflicts = serializers.URLField(help_text="Where sources disagree.")
    quality = serializers.URLField(help_text="How good the data are.")
    dump = serializers.URLField(help_text="Everything at once, to take away.")
    search = serializers.URLField(help_text="Every resource at once; takes `q`.")
    suggest = serializers.URLField(help_text="Names while one types; takes `q`.")
    match = serializers.URLField(help_text="Where texts are posted to be matched with records.")
    reconcile = serializers.URLField(help_text="The reconciliation service, for OpenRefine.")
    openapi = serializers.URLField(help_text="The OpenAPI document.")
    swagger_ui = serializers.URLField(help_text="The explorer, by Swagger UI.")
    redoc = serializers.URLField(help_text="The reference, by Redoc.")


class LicencesSerializer(serializers.Serializer[Any]):
    """What may be done with it, by SPDX identifiers."""

    data = serializers.CharField(help_text="The licence of the data.")  # type: ignore[assignment]  # a field of the API
    code = serializers.CharField(help_text="The licence of the software.")


class SoftwareSerializer(serializers.Serializer[Any]):
    """What answers."""

    name = serializers.CharField(help_text="The name of the software.")
    version = serializers.CharField(help_text="Its version.")


class RevisionSerializer(serializers.Serializer[Any]):
    """The state of all data."""

    number = serializers.IntegerField(
        min_value=0, help_text="How many changes there have been; citations and dumps name it."
    )
    changed_at = serializers.DateTimeField(
        allow_null=True, help_text="When the last was; null where there was none."
    )


class ContactSerializer(serializers.Serializer[Any]):
    """Whom to tell."""

    address = TextOrNull(help_text="An address; null where this service has named none.")
    corrections = LanguageMap(help_text="How to report an error.")
    removal = LanguageMap(help_text="How to ask for the removal of a person.")


class StabilitySerializer(serializers.Serializer[Any]):
    """What a client may rely on."""

    stays = LanguageMap(help_text="What does not change within v1.")
    may_change = LanguageMap(help_text="What may change within v1.")


class RootSerializer(serializers.Serializer[Any]):
    """What this service is, and where everything is."""

    name = LanguageMap(help_text="What this is.")
    version = serializers.CharField(help_text="The version of the API; v1 only grows.")
    software = SoftwareSerializer(help_text="What answers.")
    revision = RevisionSerializer(help_text="The state of the data.")
    licences = LicencesSerializer(help_text="What may be done with it.")
    citation = LanguageMap(help_text="How to cite all of it, as of now.")
    contact = ContactSerializer(help_text="Whom to tell of errors, and of people to remove.")
    stability = StabilitySerializer(help_text="What a client may rely on.")
    resources = ResourceLinkSerializer(many=True, help_text="The kinds of records.")
    links = LinksSerializer(help_text="What else there is.")
