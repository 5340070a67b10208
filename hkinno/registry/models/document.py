"""Stored answers: the JSON of records, statements and relations as their serializers made it."""

from django.db import models


class Document(models.Model):
    """The JSON of one row, made from one version of it by one version of the code.

    It may be missing, outdated or deleted at any time: see `rest.documents`.
    """

    # MODEL/ID: see `document_key`.
    id = models.CharField(max_length=270, primary_key=True)
    version = models.BigIntegerField()
    build = models.CharField(max_length=16)
    body = models.TextField()

    def __str__(self) -> str:
        return self.id
