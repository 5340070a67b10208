"""What is asked of the database beside tables: rules that Django cannot say, and statistics."""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.operations import RunSQL


def child_of_record(table: str, resource: str) -> RunSQL:
    """Hold `table` to one resource, and let a change of its rows count as one of the record.

    A generated column and a compound foreign key: a lab row under an institution's id is refused,
    where Django alone would turn the institution into a lab.
    """
    return RunSQL(
        f"""
        alter table {table} add column resource_ varchar(20) not null
          generated always as ('{resource}') stored;
        alter table {table} add constraint {table}_is_of_its_resource
          foreign key (record_ptr_id, resource_) references registry_record (id, resource)
          deferrable initially deferred;
        create trigger a_write_lock before insert or update or delete on {table}
          for each statement execute function public.registry_write_lock();
        create trigger touch_record after update on {table} for each row
          when (old.* is distinct from new.*)
          execute function public.registry_touch('record_ptr_id');
        """,
        f"""
        drop trigger touch_record on {table};
        drop trigger a_write_lock on {table};
        alter table {table} drop constraint {table}_is_of_its_resource;
        alter table {table} drop column resource_;
        """,
    )


def analyse(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let the planner count what has just been loaded.

    It takes a table that nobody has counted for nearly empty, and plans a question that joins three
    of them so that it takes minutes. PostgreSQL counts by itself, but a minute or more later.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("analyze")
