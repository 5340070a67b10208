"""With twenty thousand records, an index serves every search, and little is read in vain."""

import json
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from hkinno.registry.models import Record
from hkinno.registry.models.search_index import Completion
from labs.models import Lab

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MANY = 20_000
# Four in ten are universities, one in twenty is about livers; two characters of each are its own.
# All names are of one length, so that prominence does not part the kinds.
SQL = f"""
insert into registry_record (id, resource, name_zh, name_en, name_en_basis, aliases, summary_zh,
    summary_en, topics, focus, stage, website, external_ids, status)
  select 'many-' || n, case when n % 2 = 0 then 'labs' else 'institutions' end,
    place || chr(19968 + n) || chr(19968 + n * 7 % 20000) || field || sort,
    initcap(sort_en) || ' of ' || field_en || ' ' || 10000 + n, 'translation', '[]',
    '在' || place || '。', '', '{{}}', '[]', 'active', '', '{{}}',
    case when n % 50 = 0 then 'draft' else 'published' end
  from generate_series(1, {MANY}) n
  cross join lateral (select (array['香港', '深圳'])[1 + n / 5 % 2]) p (place)
  cross join lateral (select (array['大學', '書院', '大學', '中心', '公司'])[1 + n % 5],
    (array['university', 'laboratory', 'university', 'consortium', 'enterprise'])[1 + n % 5])
    s (sort, sort_en)
  cross join lateral (select case when n % 20 = 3 then '肝病' else '數碼' end,
    case when n % 20 = 3 then 'liver' else 'cyber' end) f (field, field_en);
insert into labs_lab (record_ptr_id, kind)
  select id, 'joint-laboratory' from registry_record where resource = 'labs';
set constraints all immediate;
set constraints all deferred;
analyze registry_record, labs_lab, registry_searchentry, registry_completion;
load 'auto_explain';
set auto_explain.log_min_duration = 0;
set auto_explain.log_nested_statements = on;
set auto_explain.log_analyze = on;
set auto_explain.log_format = json;
"""


@pytest.fixture(scope="module")
def many(django_db_setup, django_db_blocker):
    """The records, for all tests of this file. The server tells the plan of each statement."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SQL)
        yield
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        connection.close()


@contextmanager
def plans():
    """The plans of all statements that run meanwhile, nested ones too, as flat lists of nodes."""
    told = []

    def hear(notice):
        _duration, _word, text = notice.message_primary.partition("plan:\n")
        told.append(list(nodes(json.loads(text)["Plan"])))

    with connection.cursor() as cursor:
        connection.connection.add_notice_handler(hear)
        cursor.execute("set client_min_messages = log")
        yield told
        cursor.execute("set client_min_messages = notice")
        connection.connection.remove_notice_handler(hear)


def nodes(plan):
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def scanned_whole(told):
    """The tables that are read from one end to the other."""
    return {
        node["Relation Name"] for plan in told for node in plan if node["Node Type"] == "Seq Scan"
    }


def indexes(told):
    """The indexes of search that serve."""
    used = {node.get("Index Name", "") for plan in told for node in plan}
    return {name for name in used if name.startswith(("search_", "completion_"))}


def rows_read(told):
    """How many rows the plan that reads most has looked at."""
    return max(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for plan in told
        for node in plan
        if node["Node Type"] != "Bitmap Index Scan"
    )


RARE = {
    "one character": "乸",
    "two characters": "亁濰",
    "one that is nowhere": "鼾",
    "a long query": "香港亁濰數碼公司",
    "a long query that is nowhere": "東京大學",
    "common words that never meet": "肝病 公司",
    "common characters that are never neighbours": "學大學",
    "English words": "enterprise of cyber 11009",
    "the beginning of an English word": "1200",
    "syllables": "naazikjyun",
}
COMMON = {
    "one character": "學",
    "two characters": "大學",
    "three characters": "碼大學",
    "a word of another region": "數字",
    "an English word": "university",
    "the beginning of an English word": "uni",
    "one letter": "u",
    "several words": "cyber univ 大學",
    "syllables": "daaihok",
}
MOST_READ = MANY // 10


def names_of(cases):
    """Parameters with their names."""
    return [pytest.param(text, id=name.replace(" ", "-")) for name, text in cases.items()]


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("text", names_of(RARE))
def test_rare_words_are_looked_up(many, mode, text):
    with connection.cursor() as cursor:
        cursor.execute(f"set plan_cache_mode = {mode}")

    with plans() as told:
        found = Record.objects.search(text)
        assert len(found[:25]) == min(found.capped_count().number, 25)

    assert scanned_whole(told) == set()
    assert {"search_in_names", "search_anywhere"} <= indexes(told)
    assert rows_read(told) < MOST_READ


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("text", names_of(COMMON))
def test_common_words_are_walked_in_the_order_of_prominence(many, mode, text):
    with connection.cursor() as cursor:
        cursor.execute(f"set plan_cache_mode = {mode}")

    with plans() as told:
        assert len(Record.objects.search(text)[:25]) == 25
        assert len(Lab.objects.filter(host=None).search(text)[:25]) == 25

    assert scanned_whole(told) == set()
    assert {"search_in_names", "search_by_prominence"} <= indexes(told)
    assert rows_read(told) < MOST_READ


@pytest.mark.parametrize("text", names_of(COMMON))
def test_count_of_common_words_stops(many, text):
    with plans() as told:
        assert Record.objects.search(text).capped_count() == (1000, False)

    assert rows_read(told) < 2 * MOST_READ


@pytest.mark.parametrize(
    "text", ["香", "香港", "香港亁", "u", "university of", "university of cyber 1", "鼾"]
)
def test_completions_are_looked_up_or_walked(many, text):
    with plans() as told:
        Completion.objects.visible().autocomplete(text)

    assert scanned_whole(told) == set()
    assert "completion_by_key" in indexes(told)
    assert rows_read(told) < MOST_READ


def test_page_of_a_common_word_is_indexed_in_a_prepared_statement(many):
    """Another client may prepare its statements: a plan for any word must not read the table."""
    query = """
        select id from registry_record join registry_searchentry on record_id = id
        where names_vector @@ (select public.search_query($1)) and status = 'published'
        order by prominence, id limit 25
    """
    with connection.cursor() as cursor:
        cursor.execute(f"set plan_cache_mode = force_generic_plan; prepare page (text) as {query}")
        for text in (*RARE.values(), *COMMON.values()):
            with plans() as told:
                cursor.execute("execute page (%s)", [text])

            assert scanned_whole(told) == set()
            assert "search_in_names" in indexes(told)
        cursor.execute("deallocate page")
