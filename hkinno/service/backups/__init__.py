"""Backups of the whole database: `manage.py backup` and `manage.py restore`.

A backup is a zip archive of two members: `database.dump`, written by pg_dump in its custom format,
and `manifest.json`, which says what the dump contains. `programs` finds PostgreSQL's programs,
`archive` reads and writes the archive, `dump` and `restore` do what their names say.
"""
