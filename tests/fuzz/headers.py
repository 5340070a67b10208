"""Hostile headers."""

from random import Random

HEADERS = {
    "Accept": ["*/*", "text/html", "x", "application/json;q=2", "text/csv", ";;;", "a" * 5000, ""],
    "Accept-Language": ["zh-Hant", "*", "en;q=x", "zh_HK", "\xff", "a" * 3000, "../../etc"],
    "Accept-Encoding": ["gzip", "br", "identity;q=0", "x"],
    "If-None-Match": ["*", '"x"', "W/", "x" * 2000, ",,,"],
    "If-Match": ["*", '"x"'],
    "If-Modified-Since": ["x", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 99 Foo 0000 99:99:99 GMT"],
    "Range": ["bytes=0-", "bytes=-1", "bytes=9-1", "x=1", "bytes=" + "0-0," * 500],
    "Cookie": ["sessionid=x", "csrftoken=" + "a" * 3000, "=;=;", "a=\xff", "sessionid='; --"],
    "Host": ["evil.example", "127.0.0.1:99999", "localhost", "a b", "[::1", "127.0.0.1@evil"],
    "X-Forwarded-Host": ["evil.example"],
    "X-Forwarded-Proto": ["https", "x"],
    "X-Forwarded-For": ["1.2.3.4", "x, y", "\xff"],
    "Authorization": ["Bearer x", "Basic !!!", "Basic " + "A" * 5000, "x"],
    "Origin": ["null", "https://evil.example", "x"],
    "Access-Control-Request-Method": ["DELETE", "x"],
    "X-HTTP-Method-Override": ["DELETE"],
    "X-Request-ID": ["x" * 500, "\xff", "a b", "'; --"],
    "Referer": ["\xff", "x" * 4000],
}
CONTENT_TYPES = [
    *("text/plain", "", "application/json; charset=utf-16", "application/json; charset=rot13"),
    *("application/json; charset=foo", "multipart/form-data", "multipart/form-data; boundary=x"),
    *("application/x-www-form-urlencoded", "application/xml", "x/y/z", "application/json;;;"),
]


def some_headers(random: Random, probability: float = 0.15) -> dict[str, str]:
    if random.random() > probability:
        return {}
    names = random.sample(sorted(HEADERS), random.randint(1, 2))
    return {name: random.choice(HEADERS[name]) for name in names}
