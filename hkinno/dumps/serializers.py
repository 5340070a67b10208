"""Serializers for the description of a dump."""

from typing import Any

from rest_framework import serializers

from hkinno.api.fields import TextOrNull


class DumpFileSerializer(serializers.Serializer[Any]):
    """A file of the dump."""

    name = serializers.CharField(help_text="The file name: that of its table, with the format.")
    url = serializers.URLField(help_text="The URL of the file in this revision.")
    media_type = serializers.CharField(help_text="The media type.")
    bytes = serializers.IntegerField(min_value=0, help_text="The size in bytes.")
    sha256 = serializers.CharField(help_text="The SHA-256 hash of the content.")
    rows = serializers.IntegerField(
        min_value=0, allow_null=True, help_text="The number of rows; of N-Quads, of quads."
    )


class DumpSerializer(serializers.Serializer[Any]):
    """The latest dump of all published records; all fields are null if there is none."""

    revision = serializers.IntegerField(
        min_value=0, allow_null=True, help_text="The revision of the data."
    )
    created = serializers.DateTimeField(
        allow_null=True, help_text="When the data was last changed before the dump."
    )
    licence = serializers.CharField(help_text="The licence of the data, as an SPDX identifier.")
    package = TextOrNull(help_text="The URL of datapackage.json.")
    files = DumpFileSerializer(many=True, help_text="The files.")
