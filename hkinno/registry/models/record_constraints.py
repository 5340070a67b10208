"""The rules of every record, which the database enforces."""

import json
from functools import reduce
from operator import or_

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from hkinno.registry.constraints import holds, is_well_formed
from hkinno.registry.models.ids import SLUG
from hkinno.registry.vocabularies.bilingual_choices import one_of
from hkinno.registry.vocabularies.record_choices import (
    FUTURE_STAGES,
    IDENTIFIER_FORMS,
    AliasType,
    NameBasis,
    Stage,
    Status,
    Topic,
)

# Of the records in lists, what is counted of all of them; and the few that are not in lists, or are
# plans. None of them contains the version, which changes with every write.
RECORD_INDEXES: list[models.Index] = [
    models.Index(
        fields=["resource", "id"],
        include=["stage", "place", "topics"],
        condition=Q(status=Status.PUBLISHED, merged_into=None),
        name="record_in_lists",
    ),
    models.Index(
        fields=["id"],
        include=["status", "merged_into"],
        condition=~Q(status=Status.PUBLISHED) | Q(merged_into__isnull=False),
        name="record_not_in_lists",
    ),
    # Not `stage__in`, which PostgreSQL words differently when `load_dump` makes the index again.
    models.Index(
        fields=["id"],
        condition=reduce(or_, [Q(stage=stage) for stage in FUTURE_STAGES]),
        name="record_is_planned",
    ),
    # What changed since a revision. It summarizes blocks, so that an update of the version does not
    # write to the other indexes.
    BrinIndex(fields=["version"], pages_per_range=8, autosummarize=True, name="record_by_version"),
]
ALIAS_WORDS = {"type": AliasType.values, "basis": NameBasis.values}
RECORD_CONSTRAINTS: list[models.BaseConstraint] = [
    models.UniqueConstraint(fields=["id", "resource"], name="record_is_one_thing"),
    holds(
        "record_id_is_a_slug",
        Q(id__regex=SLUG),
        "The id must be a slug: lower-case letters, digits and single hyphens.",
    ),
    one_of("record", "stage", Stage),
    one_of("record", "status", Status),
    holds(
        "record_says_where_its_english_name_comes_from",
        Q(name_en="", name_en_basis="") | (~Q(name_en="") & Q(name_en_basis__in=NameBasis.values)),
        "State whether the English name is official or a translation.",
    ),
    holds(
        "record_says_where_its_chinese_name_comes_from",
        Q(name_zh="") | Q(name_zh_basis__in=NameBasis.values),
        "State who uses the Chinese name.",
    ),
    holds(
        "record_topics_are_known",
        Q(topics__contained_by=Topic.values),
        "Every topic must be a term of the vocabulary.",
    ),
    is_well_formed("record", "aliases", json.dumps(ALIAS_WORDS)),
    is_well_formed("record", "external_ids", json.dumps(IDENTIFIER_FORMS)),
    is_well_formed("record", "focus"),
    holds(
        "record_website_is_http",
        Q(website="") | Q(website__regex=r"^https?://[^\s]+$"),
        "The website must start with http:// or https://.",
    ),
    holds(
        "record_is_no_part_of_itself",
        Q(part_of=None) | ~Q(part_of=F("id")),
        "A record cannot be part of itself.",
    ),
    holds(
        "record_is_not_merged_into_itself",
        Q(merged_into=None) | ~Q(merged_into=F("id")),
        "A record cannot be merged into itself.",
    ),
]
