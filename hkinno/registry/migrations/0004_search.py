"""Search: functions that cut texts and queries, what is searched, and the triggers that keep it.

The functions hold the tables of `search_data/` as they are when this runs. Who changes a table or a
function later adds a migration that replaces the function, and fills the entries anew.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import hkinno.search.fields
from hkinno.search.functions import functions, own_texts, statements, undone

# For the records that are there already.
FILL = """
insert into registry_searchentry (record_id, resource, names, texts, own_texts)
  select id, resource, public.registry_names_of(name_zh, name_en, aliases),
    public.registry_texts_of(summary_zh, summary_en, focus), '{}' from registry_record;
"""
KEEPING = statements("triggers.sql")


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_triggers")]
    operations = [
        migrations.RunSQL(functions(), undone(functions())),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="registry.record",
                    ),
                ),
                (
                    "resource",
                    models.CharField(
                        choices=[
                            ("institutions", "Institutions"),
                            ("labs", "Laboratories and research centres"),
                            ("facilities", "Facilities"),
                            ("people", "People"),
                            ("programmes", "Programmes and policies"),
                            ("awards", "Awards"),
                            ("targets", "Targets"),
                            ("indicators", "Indicators"),
                            ("observations", "Observations"),
                            ("events", "Events"),
                            ("places", "Places"),
                            ("sources", "Sources"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                (
                    "texts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                (
                    "own_texts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                (
                    "names_vector",
                    hkinno.search.fields.Kept(
                        expression=hkinno.search.fields.NamesVector(models.F("names")),
                        output_field=hkinno.search.fields.Vector(),
                    ),
                ),
                (
                    "texts_vector",
                    hkinno.search.fields.Kept(
                        expression=hkinno.search.fields.TextsVector(
                            hkinno.search.fields.Joined(
                                "texts",
                                "own_texts",
                                output_field=django.contrib.postgres.fields.ArrayField(
                                    base_field=models.TextField(), size=None
                                ),
                            )
                        ),
                        output_field=hkinno.search.fields.Vector(),
                    ),
                ),
                (
                    "prominence",
                    hkinno.search.fields.Kept(
                        expression=hkinno.search.fields.Prominence(
                            models.F("resource"), models.F("names")
                        ),
                        output_field=models.IntegerField(),
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        gin_pending_list_limit=512, fields=["names_vector"], name="search_in_names"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        hkinno.search.fields.Joined(
                            "names_vector",
                            "texts_vector",
                            output_field=hkinno.search.fields.Vector(),
                        ),
                        gin_pending_list_limit=512,
                        name="search_anywhere",
                    ),
                    models.Index(fields=["prominence", "record"], name="search_by_prominence"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Completion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.TextField(db_collation="C")),
                ("name", models.TextField()),
                ("prominence", models.IntegerField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="completions",
                        to="registry.record",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["key"], name="completion_by_key"),
                    models.Index(
                        fields=["prominence", "key", "record"], name="completion_by_prominence"
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEEPING + FILL, undone(KEEPING)),
        own_texts("registry_source", "publisher_zh", "publisher_en", "byline"),
    ]
