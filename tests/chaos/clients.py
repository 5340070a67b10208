"""Readers of the API and writers through the admin, each in a thread of its own."""

from __future__ import annotations

import re
import threading
import time
from itertools import count

import httpx

from tests.chaos.forms import read_form
from tests.chaos.ledger import Ledger
from tests.chaos.observations import Observations
from tests.live_service import ADMIN_PASSWORD

TIMEOUT_SECONDS = 30
PAUSE_SECONDS = 0.05
LIGHT_READS = {"healthz": "/healthz", "record": "/api/v1/institutions/hkust/"}
READS = LIGHT_READS | {
    "list": "/api/v1/labs/?page_size=5",
    "search": "/api/v1/search/?q=laboratory&page_size=5",
}
EVENT = "/admin/events/event/"
VALUE = re.compile(r"value (\d+)")


class Client:
    """An HTTP client with an address of its own, which notes every answer."""

    def __init__(self, port: int, number: int, observations: Observations) -> None:
        self.observations, self.number = observations, number
        self.http = self.connect(port)

    def connect(self, port: int) -> httpx.Client:
        transport = httpx.HTTPTransport(local_address=f"127.0.1.{self.number}")
        base, timeout = f"http://127.0.0.1:{port}", httpx.Timeout(TIMEOUT_SECONDS)
        return httpx.Client(base_url=base, transport=transport, timeout=timeout)

    def request(
        self, name: str, path: str, form: dict[str, list[str]] | None = None
    ) -> httpx.Response | None:
        """A response, or None if there was no complete one."""
        start, target = time.monotonic(), f"{'GET' if form is None else 'POST'} {path}"
        try:
            if form is None:
                response = self.http.get(path)
            else:
                headers = {"Referer": str(self.http.base_url)}
                response = self.http.post(path, data=form, headers=headers)
            violation = check(name, response)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            slow = isinstance(error, httpx.ReadTimeout)
            violation = f"{target}: no answer in {TIMEOUT_SECONDS} s" if slow else ""
            self.observations.add(name, start, 0, violation, target)
            return None
        self.observations.add(name, start, response.status_code, violation, target)
        return response


def check(name: str, response: httpx.Response) -> str:
    """What is wrong with a response, apart from its status."""
    if response.status_code == 503 and "retry-after" not in response.headers:
        return f"{name}: 503 without Retry-After"
    if response.status_code == 200 and name in READS:
        response.json()
    return ""


class Reader(Client):
    """Reads the API."""

    reads = READS

    def step(self) -> None:
        for name, path in self.reads.items():
            self.request(name, path)
            time.sleep(PAUSE_SECONDS)


class LightReader(Reader):
    """Reads what must always be fast."""

    reads = LIGHT_READS


class Writer(Client):
    """Creates events and counts up the value in their summaries."""

    def __init__(self, port: int, number: int, observations: Observations, ledger: Ledger) -> None:
        super().__init__(port, number, observations)
        self.ledger = ledger
        self.names = (f"chaos-{number}-{index}" for index in count())
        self.keys: list[str] = []
        self.edits = count()

    def login(self) -> bool:
        page = self.request("login", "/admin/login/")
        if page is None or page.status_code != 200:
            return False
        form = read_form(page.text) | {"username": ["admin"], "password": [ADMIN_PASSWORD]}
        form["next"] = ["/admin/"]
        response = self.request("login", "/admin/login/", form)
        return response is not None and response.status_code == 302

    def step(self) -> None:
        time.sleep(PAUSE_SECONDS)
        if "sessionid" not in self.http.cookies and not self.login():
            return
        number = next(self.edits)
        if number % 3 == 0 or not self.keys:
            self.create(next(self.names))
        else:
            self.edit(self.keys[number % len(self.keys)])

    def create(self, key: str) -> None:
        if form := self.open(f"{EVENT}add/"):
            self.ledger.attempt(key, 0)
            if self.save(f"{EVENT}add/", self.filled(form, key)):
                self.ledger.acknowledge(key, 0)
                self.keys.append(key)

    def filled(self, form: dict[str, list[str]], key: str) -> dict[str, list[str]]:
        """The form of a new event called `key`."""
        fields = {"id": key, "name_en": f"Event {key}", "name_zh": f"活動 {key}", "kind": "forum"}
        fields |= {"name_en_basis": "translation", "status": "draft", "summary_en": "value 0"}
        return form | {name: [value] for name, value in fields.items()}

    def edit(self, key: str) -> None:
        path = f"{EVENT}{key}/change/"
        form = self.open(path)
        if form is None:
            return
        value, entry = value_of(form), self.ledger.entries[key]
        if not (entry.acknowledged or 0) <= value <= entry.attempted:
            violation = f"{key} shows {value} after {entry.acknowledged} was acknowledged"
            self.observations.add("edit", time.monotonic(), 200, violation)
        new = entry.attempted + 1
        self.ledger.attempt(key, new)
        if self.save(path, form | {"summary_en": [f"value {new}"]}):
            self.ledger.acknowledge(key, new)

    def open(self, path: str) -> dict[str, list[str]] | None:
        """The values of the form at `path`, or None if it cannot be read."""
        page = self.request("form", path)
        if page is None or page.status_code != 200:
            if page is not None and page.status_code == 302:
                self.http.cookies.clear()
            return None
        return read_form(page.text)

    def save(self, path: str, form: dict[str, list[str]]) -> bool:
        """Send a form; whether the service confirmed that it was saved."""
        response = self.request("save", path, form | {"_save": ["Save"]})
        return (
            response is not None
            and response.status_code == 302
            and response.headers["location"].startswith(EVENT)
        )


def value_of(form: dict[str, list[str]]) -> int:
    """The number in the summary of an event."""
    match = VALUE.search(form["summary_en"][0])
    return int(match[1]) if match else -1


class Load:
    """Readers and writers that run until they are stopped."""

    def __init__(self, port: int, readers: int = 2, writers: int = 2) -> None:
        self.observations, self.ledger = Observations(), Ledger()
        self.port = port
        self.clients: list[Reader | Writer] = [
            LightReader(port, 1, self.observations),
            *(Reader(port, 10 + number, self.observations) for number in range(readers)),
            *(
                Writer(port, 20 + number, self.observations, self.ledger)
                for number in range(writers)
            ),
        ]
        self.is_stopped = threading.Event()
        self.threads: list[threading.Thread] = []

    def run(self, client: Reader | Writer) -> None:
        port = self.port
        while not self.is_stopped.is_set():
            if port != self.port:
                port = self.port
                cookies = client.http.cookies
                client.http = client.connect(port)
                client.http.cookies = cookies
            client.step()

    def start(self) -> None:
        self.threads = [threading.Thread(target=self.run, args=(c,)) for c in self.clients]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.is_stopped.set()
        for thread in self.threads:
            thread.join()
