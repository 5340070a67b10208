"""Lists that the generated client asks for: filtered, ordered, counted, searched, page by page."""

import httpx
import pytest

from labs.models import LabKind
from tests.factories import InstitutionFactory, LabFactory

pytestmark = pytest.mark.slow


def ids(page):
    return [row.id for row in page.results]


@pytest.fixture
def labs(db):
    """Three labs of three hosts and kinds, of which one has no date."""
    rows = [
        ("hku", LabKind.ENGINEERING_CENTRE, "2012-06"),
        ("cuhk", LabKind.NATIONAL_LABORATORY, "2018"),
        ("polyu", LabKind.JOINT_LABORATORY, None),
    ]
    for host, kind, established in rows:
        institution = InstitutionFactory(id=host)
        LabFactory(id=f"{host}-lab", host=institution, kind=kind, established=established)


def test_a_list_is_filtered_by_values_of_a_type(ask, models, labs):
    kind = models.LabKind

    assert ids(ask("labs_list", kind=[kind.NATIONAL_LABORATORY])) == ["cuhk-lab"]
    either = [kind.NATIONAL_LABORATORY, kind.ENGINEERING_CENTRE]
    assert ids(ask("labs_list", kind=either)) == ["cuhk-lab", "hku-lab"]
    assert ids(ask("labs_list", host=["hku"])) == ["hku-lab"]
    assert ids(ask("labs_list", host=["hku", "polyu"])) == ["hku-lab", "polyu-lab"]
    assert ids(ask("labs_list", host_in=["hku", "polyu"])) == ["hku-lab", "polyu-lab"]
    assert ids(ask("labs_list", host=["hku", "cuhk"], kind=either[:1])) == ["cuhk-lab"]


def test_a_list_is_filtered_and_ordered_by_dates(ask, models, labs):
    latest_first = [models.LabsListOrderingItem("-established")]

    assert ids(ask("labs_list", established_gte="2018")) == ["cuhk-lab"]
    assert ids(ask("labs_list", established_lte="2017-12")) == ["hku-lab"]
    assert ids(ask("labs_list", established_isnull=True)) == ["polyu-lab"]
    assert ids(ask("labs_list", created_at_gt="9000")) == []
    assert ids(ask("labs_list", ordering=latest_first)) == ["cuhk-lab", "hku-lab", "polyu-lab"]


def test_facets_are_counted_beside_the_rows(ask, models, labs):
    LabFactory(kind=LabKind.JOINT_LABORATORY)

    wanted = [models.LabsListFacetsItem.KIND, models.LabsListFacetsItem.STAGE]
    page = ask("labs_list", facets=wanted)

    assert page.facets.additional_keys == ["kind", "stage"]
    most, *_others = page.facets["kind"]
    assert (most.value, most.label.en, most.count) == ("joint-laboratory", "Joint laboratory", 2)
    assert page.count == sum(bucket.count for bucket in page.facets["kind"]) == 4


def test_pages_give_every_row_once(ask):
    expected = [LabFactory().id for _number in range(7)]

    page = ask("labs_list", page=1, page_size=3)
    found = [ids(page)]
    while page.next_:
        page = ask("labs_list", page=len(found) + 1, page_size=3)
        found.append(ids(page))

    assert found == [expected[:3], expected[3:6], expected[6:]]
    assert page.count == 7


def test_a_walk_by_cursors_gives_every_row_once(ask):
    expected = [LabFactory().id for _number in range(7)]

    page = ask("labs_list", cursor="*", page_size=3)
    found = [ids(page)]
    while page.next_:
        cursor = httpx.URL(page.next_).params["cursor"]
        page = ask("labs_list", cursor=cursor, page_size=3)
        found.append(ids(page))

    assert found == [expected[:3], expected[3:6], expected[6:]]


def test_search_finds_in_one_list_and_in_all(ask, models):
    LabFactory(id="robots", name_zh="機械人實驗室")
    InstitutionFactory(id="institute", name_zh="機器人研究所")
    LabFactory(id="livers", name_zh="肝病實驗室")

    assert ids(ask("labs_list", q="机器人")) == ["robots"]
    found = {
        row.id: (row.resource, row.matches[0]) for row in ask("search_list", q="机器人").results
    }
    assert found == {
        "robots": (
            models.Resource.LABS,
            models.Highlight(models.FieldEnum.NAME, "機械人實驗室", ["機械人"]),
        ),
        "institute": (
            models.Resource.INSTITUTIONS,
            models.Highlight(models.FieldEnum.NAME, "機器人研究所", ["機器人"]),
        ),
    }
