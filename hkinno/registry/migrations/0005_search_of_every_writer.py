"""What is searched is right in whatever order rows are written, and over what triggers have made.

The row of a child may come before that of its record, as constraints are checked at the end: its
texts wait in the entry. Completions have ids of their own, RECORD.NUMBER, that are the same
wherever they are made: a dump of rows can be loaded over what the triggers have made of records.
"""

from django.db import migrations, models

EMPTY = "delete from registry_completion;"
# One name of a record for each key: the first that has it.
MADE = """
  insert into public.registry_completion ({column} record_id, key, name, prominence)
    select distinct on ({entry}.record_id, key) {id} {entry}.record_id, key, name, {entry}.prominence
"""
NAMES = """
      unnest({entry}.names) with ordinality as named (name, n)
      cross join lateral public.hkinno_key(public.hkinno_words(name)) as key
      where key <> '' order by {entry}.record_id, key, n;
"""


def completed(column: str, id: str) -> str:
    """The trigger's function, and the completions of the records that are there already."""
    made = MADE + "from " + NAMES
    new = made.format(entry="new", column=column, id=id.format(entry="new"))
    made = MADE + "from registry_searchentry cross join lateral " + NAMES
    there = made.format(
        entry="registry_searchentry", column=column, id=id.format(entry="registry_searchentry")
    )
    return f"""
        create or replace function public.registry_names_are_completed() returns trigger
        language plpgsql as $$
        begin
          delete from public.registry_completion where record_id = new.record_id;
          {new}
          return null;
        end $$;
        {there}
    """


# What both versions have in common: the texts of a child, from the columns that the trigger names.
OWN_TEXTS = """
create or replace function public.registry_own_texts() returns trigger language plpgsql as $$
declare found text[] := array(
  select text from unnest(tg_argv) with ordinality as a (name, n)
    cross join lateral (select to_jsonb(new) ->> name) t (text)
    where text <> '' order by n);
begin
  {kept}
  return null;
end $$;
"""
UPDATED = """
  update public.registry_searchentry set own_texts = found where record_id = new.record_ptr_id;
"""
INSERTED = """
  insert into public.registry_searchentry (record_id, resource, names, texts, own_texts)
    values (new.record_ptr_id, new.resource_, '{}', '{}', found)
    on conflict (record_id) do update set own_texts = excluded.own_texts;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_search")]
    operations = [
        migrations.RunSQL(
            OWN_TEXTS.replace("{kept}", INSERTED), OWN_TEXTS.replace("{kept}", UPDATED)
        ),
        migrations.RunSQL(EMPTY, completed("", "")),
        migrations.AlterField(
            model_name="completion",
            name="id",
            field=models.CharField(max_length=100, primary_key=True, serialize=False),
        ),
        migrations.RunSQL(completed("id,", "{entry}.record_id || '.' || n,"), EMPTY),
    ]
