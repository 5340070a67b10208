"""No reader of any process sees other data than were committed before its request, nor a mixture.

A real service with two worker processes. Every writer raises a number that two records carry in
their names, in one transaction: a laboratory and its host.
"""

import contextlib
import http.client
import itertools
import json
import os
import subprocess
import sys
import threading
from collections import Counter

import psycopg
import pytest

from hkinno.service import postgres
from tests.live_service import ROOT, live_service

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.untraced]

LAB, HOST = "cnerc-asic-hong-kong-branch", "astri"
READERS = 4
ROUNDS = int(os.environ.get("STALENESS_ROUNDS", "3"))  # more of them in a longer run by hand
PATHS = [
    f"/api/v1/labs/{LAB}/",
    f"/api/v1/labs/{LAB}/?expand=host",
    f"/api/v1/labs/?id__in={LAB}",
    f"/api/v1/labs/?id__in={LAB}&fields=name,host",
    f"/api/v1/search/?q=Number&expand=host&id__in={LAB}",
]
# What each writer does with a number, in a process of its own with Django set up.
ORM = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "hkinno.settings"
import django
django.setup()
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core import serializers
from django.db import transaction
from django.test import Client
from labs.models import Institution, Lab
from tests.admin.admin_client import admin_url, submit

users = get_user_model().objects
curator = users.filter(username="curator").first() or users.create_superuser("curator")

def save(number):
    for model, key in ((Lab, {lab!r}), (Institution, {host!r})):
        record = model.objects.get(pk=key)
        record.name_en = f"Number {{number}}"
        record.save()

def bulk_update(number):
    for model, key in ((Lab, {lab!r}), (Institution, {host!r})):
        record = model.objects.get(pk=key)
        record.name_en = f"Number {{number}}"
        model.objects.bulk_update([record], ["name_en"])

def loaddata(number):
    rows = [*Lab.objects.filter(pk={lab!r}), *Institution.objects.filter(pk={host!r})]
    parents = [row.record_ptr for row in rows]
    for parent in parents:
        parent.name_en = f"Number {{number}}"
    with open(sys.argv[1], "w") as file:
        file.write(serializers.serialize("json", parents))
    call_command("loaddata", sys.argv[1], verbosity=0)

def admin(number):
    client = Client(SERVER_NAME="localhost")
    client.force_login(curator)
    for model, key in ((Lab, {lab!r}), (Institution, {host!r})):
        submit(client, admin_url(model, "change", key), model, name_en=f"Number {{number}}")

WRITERS = {{"save": save, "bulk_update": bulk_update, "loaddata": loaddata, "admin": admin}}
for line in sys.stdin:
    name, number = line.split()
    with transaction.atomic():
        WRITERS[name](int(number))
    print(number, flush=True)
"""
WRITERS = ["sql", "save", "bulk_update", "loaddata", "admin"]
SQL = "update registry_record set name_en = %s where id in (%s, %s)"


@pytest.fixture(scope="module")
def service():
    with live_service(WORKERS="2", RATE_LIMIT="0") as service:
        yield service


class Writers:
    """Raise the number in turn by SQL and by each way of Django; `committed` is the last one."""

    def __init__(self, service, folder):
        self.committed = 0
        self.connection = psycopg.connect(
            host=str(postgres.socket_directory(service.var)),
            dbname=postgres.DATABASE,
            user=postgres.USER,
            autocommit=True,
        )
        code = ORM.format(lab=LAB, host=HOST)
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(folder / "rows.json")],
            cwd=ROOT,
            env=service.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def write(self, name):
        number = self.committed + 1
        if name == "sql":
            self.connection.execute(SQL, [f"Number {number}", LAB, HOST])
        else:
            print(name, number, file=self.process.stdin, flush=True)
            assert self.process.stdout.readline() == f"{number}\n"
        self.committed = number

    def close(self):
        self.connection.close()
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def read_numbers(body):
    """The numbers that a response shows of the laboratory and of its host."""
    row = body["results"][0] if "results" in body else body
    return [int(name["en"].removeprefix("Number ")) for name in (row["name"], row["host"]["name"])]


def read_until(stop, service, writers, answers, faults):
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    for path in itertools.cycle(PATHS):
        if stop.is_set():
            connection.close()
            break
        committed = writers.committed
        connection.request("GET", path)
        response = connection.getresponse()
        body = json.loads(response.read())
        lab, host = read_numbers(body) if response.status == 200 else (-1, -2)
        answers[path] += 1
        if lab != host or lab < committed:
            faults.append((path, response.status, committed, lab, host))


def test_no_answer_is_stale_or_mixed(service, tmp_path, record_property):
    writers = Writers(service, tmp_path)
    answers, faults, stop = Counter(), [], threading.Event()
    try:
        writers.write("save")
        readers = [
            threading.Thread(target=read_until, args=(stop, service, writers, answers, faults))
            for _ in range(READERS)
        ]
        for reader in readers:
            reader.start()
        for name in WRITERS * ROUNDS:
            seen = answers.total()
            writers.write(name)
            # Let every kind of answer be cached before the next write.
            while answers.total() < seen + 20 * len(PATHS) and readers[0].is_alive():
                stop.wait(0.01)
        stop.set()
        for reader in readers:
            reader.join()
    finally:
        stop.set()
        writers.close()
    record_property(
        "figures", f"never stale: {answers.total()} answers, {writers.committed} writes"
    )

    assert faults == []
    assert min(answers[path] for path in PATHS) > writers.committed


def test_no_answer_is_of_data_that_a_restore_has_replaced(service, tmp_path):
    def run(command, *options):
        arguments = [sys.executable, "manage.py", command, tmp_path / "backup", *options]
        subprocess.run(arguments, cwd=ROOT, env=service.environment, check=True)

    def read_all():
        """The numbers in answers to all paths, several times for the caches of both workers."""
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
        for path in PATHS * 4:
            connection.request("GET", path, headers={"Connection": "close"})
            yield from read_numbers(json.loads(connection.getresponse().read()))

    with contextlib.closing(Writers(service, tmp_path)) as writers:
        writers.write("sql")
        run("backup")
        backed_up = set(read_all())
        writers.write("sql")
        written = set(read_all())
    run("restore", "--replace")

    assert (backed_up, written) == ({1}, {2})
    assert set(read_all()) == {1}
