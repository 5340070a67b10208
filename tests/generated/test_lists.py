"""Lists in the generated client: filters, ordering, facets, pagination and search."""

import httpx
import pytest

from labs.kinds import LabKind
from tests.factories import InstitutionFactory, LabFactory

pytestmark = pytest.mark.slow


def ids(page):
    return [row.id for row in page.results]


@pytest.fixture
def labs(db):
    """Three labs with different hosts and kinds, one of them without a date."""
    rows = [
        ("hku", LabKind.ENGINEERING_CENTRE, "2012-06"),
        ("cuhk", LabKind.NATIONAL_LABORATORY, "2018"),
        ("polyu", LabKind.JOINT_LABORATORY, None),
    ]
    for host, kind, established in rows:
        institution = InstitutionFactory(id=host)
        LabFactory(id=f"{host}-lab", host=institution, kind=kind, established=established)


def test_list_is_filtered_by_enums_and_ids(call, models, labs):
    kind = models.LabKindChoice

    assert ids(call("labs_list", kind=[kind.NATIONAL_LABORATORY])) == ["cuhk-lab"]
    kinds = [kind.NATIONAL_LABORATORY, kind.ENGINEERING_CENTRE]
    assert ids(call("labs_list", kind=kinds)) == ["cuhk-lab", "hku-lab"]
    assert ids(call("labs_list", host=["hku"])) == ["hku-lab"]
    assert ids(call("labs_list", host=["hku", "polyu"])) == ["hku-lab", "polyu-lab"]
    assert ids(call("labs_list", host=["hku", "cuhk"], kind=kinds[:1])) == ["cuhk-lab"]


def test_list_is_filtered_and_ordered_by_dates(call, models, labs):
    latest_first = [models.LabsListOrderingItem("-established")]

    assert ids(call("labs_list", established_gte="2018")) == ["cuhk-lab"]
    assert ids(call("labs_list", established_lte="2017-12")) == ["hku-lab"]
    assert ids(call("labs_list", established_isnull=True)) == ["polyu-lab"]
    assert ids(call("labs_list", created_at_gt="9000")) == []
    assert ids(call("labs_list", ordering=latest_first)) == [
        "cuhk-lab",
        "hku-lab",
        "polyu-lab",
    ]


def test_facets_are_counted(call, models, labs):
    LabFactory(kind=LabKind.JOINT_LABORATORY)

    facets = [models.LabsListFacetsItem.KIND, models.LabsListFacetsItem.STAGE]
    page = call("labs_list", facets=facets)

    assert page.facets.additional_keys == ["kind", "stage"]
    largest, *_others = page.facets["kind"]
    assert (largest.value, largest.label.en, largest.count) == (
        "joint-laboratory",
        "Joint laboratory",
        2,
    )
    assert page.count == sum(bucket.count for bucket in page.facets["kind"]) == 4


def test_pages_contain_every_row_once(call):
    expected = [LabFactory().id for _number in range(7)]

    page = call("labs_list", page=1, page_size=3)
    pages = [ids(page)]
    while page.next_:
        page = call("labs_list", page=len(pages) + 1, page_size=3)
        pages.append(ids(page))

    assert pages == [expected[:3], expected[3:6], expected[6:]]
    assert page.count == 7


def test_cursor_pages_contain_every_row_once(call):
    expected = [LabFactory().id for _number in range(7)]

    page = call("labs_list", cursor="*", page_size=3)
    pages = [ids(page)]
    while page.next_:
        cursor = httpx.URL(page.next_).params["cursor"]
        page = call("labs_list", cursor=cursor, page_size=3)
        pages.append(ids(page))

    assert pages == [expected[:3], expected[3:6], expected[6:]]


def test_search_in_one_list_and_in_all_resources(call, models):
    LabFactory(id="robots", name_zh="機械人實驗室")
    InstitutionFactory(id="institute", name_zh="機器人研究所")
    LabFactory(id="livers", name_zh="肝病實驗室")

    assert ids(call("labs_list", q="机器人")) == ["robots"]
    matches = {
        row.id: (row.resource, row.matches[0]) for row in call("search_list", q="机器人").results
    }
    assert matches == {
        "robots": (
            "labs",
            models.Highlight("name", "機械人實驗室", ["機械人"]),
        ),
        "institute": (
            "institutions",
            models.Highlight("name", "機器人研究所", ["機器人"]),
        ),
    }
