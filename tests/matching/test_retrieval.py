"""Candidates are retrieved from the names that are in the database, whoever has written them."""

import pytest
from django.db import connection

from hkinno.matching.candidate_filters import CandidateFilter
from hkinno.matching.candidate_tsqueries import Statistics
from hkinno.matching.published_names import fetch_record_names
from hkinno.matching.retrieval import MAX_BATCH_LENGTH, MAX_EXACT, MAX_SIMILAR, TextQuery, retrieve
from hkinno.matching.tokens import tokenize
from hkinno.matching.views import result_data
from hkinno.registry.models import Record
from hkinno.registry.vocabularies.roles import Role
from labs.models import Institution
from tests.factories import (
    FacilityFactory,
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    RelationFactory,
    TargetFactory,
    alias,
)
from tests.matching.conftest import match

pytestmark = pytest.mark.django_db


def chosen(text):
    """The id that is chosen for a text, or None."""
    (index,) = retrieve([TextQuery(text)])
    return match(index, text).chosen


def test_new_changed_and_unpublished_records_are_matched_at_once():
    hku = InstitutionFactory(id="hku", name_zh="甲乙大學")
    assert chosen("甲乙大學") == "hku"

    hku.name_zh = "丙丁大學"
    hku.save()
    assert (chosen("甲乙大學"), chosen("丙丁大學")) == (None, "hku")

    Record.objects.filter(pk="hku").update(status="draft")
    assert chosen("丙丁大學") is None


def test_changed_name_of_a_parent_changes_the_names_of_its_parts():
    hku = InstitutionFactory(id="hku", name_zh="甲乙大學", name_en="Alpha")
    InstitutionFactory(id="part", name_zh="甲乙大學丙丁院", name_en="Beta", part_of=hku)
    assert chosen("戊大丙丁院") is None

    hku.aliases = [alias("戊大", "zh-Hant")]
    hku.save()

    assert chosen("戊大丙丁院") == "part"


def test_changes_made_in_sql_are_matched_at_once():
    InstitutionFactory(id="hku", name_zh="甲乙大學")
    InstitutionFactory(id="cuhk", name_zh="丙丁大學")
    LabFactory(id="lab", name_zh="戊己庚實驗室", host=Institution.objects.get(pk="hku"))
    PersonFactory(id="person", name_zh="辛壬癸")

    def after(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)
        return chosen

    assert after("SELECT 1")("戊己庚實驗室（丙丁大學）") is None
    moved = after("UPDATE labs_lab SET host_id = 'cuhk'")
    assert moved("戊己庚實驗室（丙丁大學）") == "lab"
    renamed = after("UPDATE registry_record SET name_zh = '子丑大學' WHERE id = 'hku'")
    assert (renamed("甲乙大學"), renamed("子丑大學")) == (None, "hku")
    assert renamed("子丑大學辛壬癸") is None
    posted = after(
        "INSERT INTO registry_relation (id, subject_id, subject_resource, role, object_id,"
        " object_resource, title_zh, title_en, modality) VALUES ('post', 'person', 'people',"
        " 'post', 'hku', 'institutions', '', '', 'stated')"
    )
    assert posted("子丑大學辛壬癸") == "person"
    merged = after("UPDATE registry_record SET merged_into_id = 'cuhk' WHERE id = 'hku'")
    assert merged("子丑大學") == "cuhk"


def test_deleted_record_is_not_matched():
    hku = InstitutionFactory(id="hku", name_zh="甲乙大學")
    assert chosen("甲乙大學") == "hku"

    hku.delete()

    assert chosen("甲乙大學") is None


def test_fetch_record_names_includes_parents_and_affiliations():
    hku, place = InstitutionFactory(id="hku"), PlaceFactory(id="here", kind="city")
    LabFactory(id="lab", host=hku, place=place, kind="research-centre")
    FacilityFactory(id="park", operator=hku)
    ProgrammeFactory(id="scheme", administrator=hku)
    person = PersonFactory(id="person")
    RelationFactory(subject=person, role=Role.POST, object=hku)
    RelationFactory(subject=InstitutionFactory(id="firm"), role=Role.FOUNDER, object=person)
    TargetFactory(id="target")
    ids = {"lab", "park", "scheme", "person", "here", "target"}

    records = {record.id: record for record in fetch_record_names(ids)}

    assert {id: (record.parent, sorted(record.affiliations)) for id, record in records.items()} == {
        "here": (None, []),
        "lab": ("hku", []),
        "park": (None, ["hku"]),
        "person": (None, ["firm", "hku"]),
        "scheme": (None, ["hku"]),
    }
    assert (records["lab"].place, records["lab"].kind) == ("here", "research-centre")
    assert records["person"].kind == ""


def test_result_data_leaves_out_records_that_were_unpublished_meanwhile():
    InstitutionFactory(id="hku", name_zh="甲乙大學")
    (index,) = retrieve([TextQuery("甲乙大學")])
    result = match(index, "甲乙大學")

    data = result_data("甲乙大學", result, {})

    assert data == {"text": "甲乙大學", "chosen": None, "candidates": []}


def test_misspelt_word_is_corrected_to_a_word_of_a_published_name_only():
    InstitutionFactory(id="published", name_zh="甲乙所", name_en="Optics Consortium")
    InstitutionFactory(id="draft", name_zh="丙丁所", name_en="Optics Consortiam", status="draft")

    assert chosen("Optics Consortiun") == "published"
    assert chosen("Optics Consortiam") == "published"


def test_word_that_no_name_has_any_more_is_a_typing_error():
    hku = InstitutionFactory(id="hku", name_zh="甲乙所", name_en="Optics Univercity")
    assert chosen("Optics Univercity") == "hku"

    hku.name_en = "Optics University"
    hku.save()

    assert chosen("Optics Univercity") == "hku"


def test_initials_of_other_names_make_an_abbreviation_ambiguous():
    aliases = [alias("SRI", type="abbreviation")]
    InstitutionFactory(id="one", name_zh="甲乙所", name_en="Alpha", aliases=aliases)
    assert chosen("SRI") == "one"

    InstitutionFactory(id="two", name_zh="丙丁所", name_en="Delta Shenzhen Research Institute")

    assert chosen("SRI") is None


def test_part_is_found_by_another_name_of_its_parent():
    aliases = [alias("戊大", "zh-Hant")]
    hku = InstitutionFactory(id="hku", name_zh="甲乙大學", name_en="Alpha", aliases=aliases)
    parts = [("丙丁院", "one"), ("己庚院", "two")]
    for name, id in parts:
        InstitutionFactory(id=id, name_zh=f"甲乙大學{name}", name_en=f"Beta {id}", part_of=hku)

    assert chosen("戊大己庚院") == "two"


def test_number_of_candidates_is_limited():
    for n in range(MAX_EXACT + MAX_SIMILAR):
        InstitutionFactory(id=f"hku-{n}", name_zh="甲乙大學", name_en=f"Alpha {n}")
        InstitutionFactory(id=f"similar-{n}", name_zh=f"甲乙大{n}", name_en=f"Beta {n}")

    (index,) = retrieve([TextQuery("甲乙大學 Alpha")])

    assert len(index.records) <= MAX_EXACT + MAX_SIMILAR
    assert match(index, "甲乙大學").chosen is None


def test_names_of_the_requested_resource_are_retrieved():
    for n in range(MAX_SIMILAR + 5):
        InstitutionFactory(id=f"body-{n}", name_zh=f"甲乙丙丁{n}", name_en=f"Alpha {n}")
    LabFactory(id="lab", name_zh="甲乙丙丁戊己庚辛壬癸", name_en="Omega", host=None)

    def ids(**filters):
        (index,) = retrieve([TextQuery("甲乙丙丁子", CandidateFilter(**filters))])
        return set(index.records)

    assert "lab" not in ids()
    assert "lab" in ids(resources=["labs"])


def test_query_for_similar_names_uses_rare_features_or_requires_several_common_ones():
    frequencies = {"大学": 0.5, "科技": 0.3, "技大": 0.2, "university": 0.4}
    statistics = Statistics(frequencies, 100_000, {*frequencies, "技所", "optic"})

    rare = statistics.features(tokenize("科技所 Optics Chemistry"))
    common = statistics.features(tokenize("科技大學 University"))

    assert list(rare) == ["('技所')", "('optic')", "('科技')"]
    assert statistics.retrieval_query(rare) == "('技所') | ('optic')"
    assert statistics.retrieval_query(common) == "('技大') & ('科技') & ('university')"
    assert statistics.retrieval_query({}) == ""
    large = statistics._replace(record_count=3_000_000)
    assert large.retrieval_query(large.features(tokenize("科技所"))) == "('技所')"
    small = statistics._replace(record_count=800)
    assert small.retrieval_query(rare) == "('技所') | ('optic') | ('科技')"


def test_many_long_texts_are_retrieved_in_batches(django_assert_num_queries):
    InstitutionFactory(id="hku", name_zh="甲乙大學")
    texts = ["甲乙大學", "丙" * MAX_BATCH_LENGTH, "丁" * 9, "甲乙大學"]

    indexes = list(retrieve(map(TextQuery, texts)))

    assert ["hku" in index.records for index in indexes] == [True, False, False, True]
    with django_assert_num_queries(0):
        assert list(retrieve([])) == []
