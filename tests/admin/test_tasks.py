"""The first page of the admin lists what waits for a curator."""

import pytest

from hkinno.fixtures.models import MergeConflict
from tests.factories import InstitutionFactory, LabFactory, StatementFactory, TargetFactory

INDEX = "/admin/"


@pytest.fixture
def tasks(client):
    """A function that returns the tasks on the page as (label, count), and follows each link."""

    def get():
        response = client.get(INDEX)
        listed = response.context["tasks"]
        assert all(client.get(task.url).status_code == 200 for task in listed)
        assert all(task.label in response.text for task in listed)
        return [(task.label, task.rows) for task in listed]

    return get


def test_nothing_to_do_is_said(curator):
    assert "Nothing needs attention." in curator.get(INDEX).text


def test_drafts_conflicts_and_unapplied_changes_are_counted(curator, tasks):
    LabFactory.create_batch(2, status="draft")
    StatementFactory(subject=LabFactory(status="draft"))
    InstitutionFactory(website="https://a.hk")
    TargetFactory(stage="planned", due="2018")
    TargetFactory(stage="planned", due="2018", last_reviewed="2026-11-28")
    MergeConflict.objects.create(model="labs.lab", key="lab", reason="deleted")

    assert tasks() == [
        ("Changes of the fixtures that were not applied", 1),
        ("Value that no statement supports", 1),
        ("Overdue plans: targets", 1),
        ("Drafts without evidence: labs", 2),
    ]


def test_what_a_user_may_not_see_is_not_listed(client, django_user_model, tasks):
    client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))
    LabFactory(status="draft")
    MergeConflict.objects.create(model="labs.lab", key="lab", reason="deleted")

    assert tasks() == []


def test_tasks_are_in_the_language_of_the_request(curator):
    InstitutionFactory(website="https://a.hk")

    tasks = curator.get(INDEX, headers={"accept-language": "zh-HK"}).context["tasks"]

    assert [task.label for task in tasks] == ["所示值沒有陳述支持"]
