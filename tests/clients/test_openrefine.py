"""OpenRefine reconciles a column, and adds columns from the reconciled values."""

import json
import os
import shutil
import subprocess
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import psutil
import pytest

from tests.live_service import free_port
from tests.waiting import wait_until

PROGRAM = "/usr/share/openrefine/refine"  # of Debian; it must be started in its folder
TABLE = """name,host
肝病研究國家重點實驗室,港大
State Key Laboratory of Emerging Infectious Diseases,HKU
香港科技大学机械工程系,
ASTRI,
香港大學深圳醫院,
State Key Laboratory,
"""


class OpenRefine:
    """What OpenRefine's pages send to its server."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}/command/core/"
        self.project = ""

    def send(self, command, form=None, *, body=None, **params):
        """The response to a command as JSON, or the URL that it redirects to."""
        token = json.loads(urlopen(f"{self.url}get-csrf-token").read())["token"]
        query = urlencode({"csrf_token": token, "project": self.project, **params})
        data = body if body is not None else urlencode(form or {}).encode()
        headers = {"Content-Type": "multipart/form-data; boundary=X"} if body else {}
        with urlopen(Request(f"{self.url}{command}?{query}", data, headers)) as response:
            content = response.read()
            return response.url if body else json.loads(content)

    def create_project(self, table):
        head = 'Content-Disposition: form-data; name="project-file"; filename="names.csv"'
        body = f"--X\r\n{head}\r\nContent-Type: text/csv\r\n\r\n{table}\r\n--X--\r\n".encode()
        options = json.dumps({"encoding": "UTF-8", "separator": ","})
        url = self.send("create-project-from-upload", body=body, options=options)
        self.project = url.rpartition("=")[2]

    def run(self, command, **form):
        """Run a long operation and wait for its end."""
        self.send(command, {"engine": '{"facets": [], "mode": "row-based"}', **form})
        processes = f"{self.url}get-processes?project={self.project}"
        wait_until(lambda: not json.loads(urlopen(processes).read())["processes"])

    def rows(self):
        """The text and the match of each cell; columns that were added come last."""
        data = self.send("get-rows", start=0, limit=50)
        matches = {id: recon.get("m") for id, recon in data["pool"]["recons"].items()}
        return [
            [cell and (cell["v"], matches.get(str(cell.get("r")))) for cell in row["cells"]]
            for row in data["rows"]
        ]


@pytest.fixture(scope="module")
def refine(tmp_path_factory):
    """OpenRefine with a data folder of its own."""
    if not shutil.which(PROGRAM):
        pytest.skip("OpenRefine is not installed")
    port, folder = free_port(), tmp_path_factory.mktemp("refine")
    process = subprocess.Popen(
        [PROGRAM, "-p", str(port), "-m", "500M", "-d", str(folder), "run"],
        cwd="/usr/share/openrefine",
        env=os.environ | {"JAVA_OPTIONS": "-Drefine.headless=true"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_until(lambda: has_started(port))
    yield OpenRefine(port)
    children = psutil.Process(process.pid).children(recursive=True)
    for running in (*children, process):
        running.kill()
    process.wait()


def has_started(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/command/core/get-version", timeout=5):
            return True
    except (TimeoutError, URLError, ConnectionError):
        return False


def recon_config(api, **options):
    """The configuration that the dialog makes of the manifest, without a type by default."""
    manifest = json.loads(urlopen(f"{api}reconcile/").read())
    return json.dumps(
        {
            "mode": "standard-service",
            "service": f"{api}reconcile/",
            "identifierSpace": manifest["identifierSpace"],
            "schemaSpace": manifest["schemaSpace"],
            "type": {"id": "", "name": ""},
            "autoMatch": True,
            "columnDetails": [],
            "limit": 0,
            **options,
        }
    )


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"type": {"id": "labs", "name": "Laboratories"}, "limit": 3},
        {"columnDetails": [{"column": "host", "propertyName": "Host", "propertyID": "host"}]},
        {"columnDetails": [{"column": "host", "propertyName": "Host", "propertyID": "Host"}]},
    ],
    ids=["no type", "labs", "property", "property as typed"],
)
def test_column_is_reconciled(api, refine, options):
    refine.create_project(TABLE)

    refine.run("reconcile", columnName="name", config=recon_config(api, **options))

    ids = [row[0][1] and row[0][1]["id"] for row in refine.rows()]
    assert ids[:2] == ["skl-liver-research", "skl-emerging-infectious-diseases"]
    institutions = [None, None] if "type" in options else ["hkust", "astri"]
    assert ids[2:] == [*institutions, None, None]


def test_columns_are_added_from_reconciled_values(api, refine):
    refine.create_project(TABLE)
    refine.run("reconcile", columnName="name", config=recon_config(api))
    manifest = json.loads(urlopen(f"{api}reconcile/").read())
    properties = [{"id": name, "name": name} for name in ("host", "established", "name.en")]

    refine.run(
        "extend-data",
        baseColumnName="name",
        columnInsertIndex=1,
        endpoint=f"{api}reconcile/",
        identifierSpace=manifest["identifierSpace"],
        schemaSpace=manifest["schemaSpace"],
        extension=json.dumps({"properties": properties}),
    )

    host, established, name_en = refine.rows()[0][2:]
    assert (host[1]["id"], established[0]) == ("hku", "2010")
    assert name_en[0] == "State Key Laboratory of Liver Research"
