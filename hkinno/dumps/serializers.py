"""The shape of what is said of a dump."""

from rest_framework import serializers

from hkinno.api.fields import TextOrNull


class DumpFileSerializer(serializers.Serializer):
    """A file of the dump."""

    name = serializers.CharField(help_text="The table that it holds, or the descriptor.")
    url = serializers.URLField(help_text="Its address; it holds this revision for as long as kept.")
    media_type = serializers.CharField(help_text="Its format.")
    bytes = serializers.IntegerField(min_value=0, help_text="Its size.")
    sha256 = serializers.CharField(help_text="The hash of its content.")
    rows = serializers.IntegerField(
        min_value=0, allow_null=True, help_text="How many rows it has; null for the descriptor."
    )


class DumpSerializer(serializers.Serializer):
    """The last dump: every published record with its evidence. Nulls where none was made yet."""

    revision = serializers.IntegerField(
        min_value=0, allow_null=True, help_text="The revision of the data that it holds."
    )
    created = serializers.DateTimeField(
        allow_null=True, help_text="When the data reached that revision."
    )
    licence = serializers.CharField(help_text="What may be done with it, by SPDX.")
    package = TextOrNull(help_text="The address of its datapackage.json.")
    files = DumpFileSerializer(many=True, help_text="Its files.")
