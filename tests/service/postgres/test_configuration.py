from pathlib import Path

import pytest

from hkinno.service.postgres.configuration import (
    MEGABYTE,
    buffer_size,
    environment,
    initdb_options,
    text,
)

COMMON = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
LOCALES = [
    "--lc-collate=C",
    "--lc-messages=C",
    "--lc-numeric=C",
    "--lc-monetary=C",
    "--lc-time=C",
]


def test_initdb_options_have_a_unicode_ctype():
    assert initdb_options(15, "linux") == [*COMMON, "--lc-ctype=C.UTF-8", *LOCALES]


def test_initdb_options_of_version_17_have_a_builtin_locale():
    assert initdb_options(17, "linux") == [
        *COMMON,
        "--lc-ctype=C.UTF-8",
        *LOCALES,
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
    ]


def test_initdb_options_on_macos_have_a_locale_that_exists_there():
    assert initdb_options(15, "darwin") == [*COMMON, "--lc-ctype=en_US.UTF-8", *LOCALES]


def test_configuration_quotes_special_characters_of_a_path():
    assert text({"jit": "off"}, Path('/a b/it\'s "so"\\')) == (
        "jit = 'off'\nunix_socket_directories = '\"/a b/it''s \"\"so\"\"\\\\\"'\n"
    )


def test_environment_has_only_what_finds_programs():
    inherited = {"PATH": "/bin", "PGDATA": "/x", "LC_ALL": "zh_HK", "LANG": "zh", "SECRET_KEY": "s"}

    assert environment(inherited) == {"PATH": "/bin", "LC_ALL": "C", "TZ": "UTC"}


@pytest.mark.parametrize(("memory", "size"), [(512, "128MB"), (4_000, "500MB"), (24_000, "1024MB")])
def test_cache_is_an_eighth_of_the_memory_within_bounds(memory, size):
    assert buffer_size(memory * MEGABYTE) == size
