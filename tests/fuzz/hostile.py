"""Hostile values, and mutations of valid ones. Everything is drawn from the `Random` passed in."""

from __future__ import annotations

import json
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes

TEXTS = [
    *("", " ", "\t", "\x00", "a\x00b", "\r\nX-Injected: 1", "%", "%00", "_", "\\", "\\\\", "'"),
    *("' or 1=1 --", "'; drop table registry_record; --", '"', "$1", "%s", "{0}", "{{7*7}}"),
    *("${jndi:ldap://x}", "../../etc/passwd", "..\\..\\", "/etc/passwd\x00.csv", "file:///etc"),
    *("<script>alert(1)</script>", "=1+1", "@SUM(A1)", "-1", "+1", "1_000", " 1", "0x10", "1e400"),
    *("NaN", "Infinity", "-Infinity", "sNaN", "1E+400", "9" * 30, "9" * 5000, "-" + "9" * 25),
    *("9223372036854775808", "4294967296", "0", "-0", "00", "1.0", "٣", "１２", "½", "Ⅷ", "²"),
    *("0000", "0001-01-01", "9999-12-31", "10000-01-01", "2018-02-30", "2018-13", "2018-00"),
    *(
        "2018/2012",
        "../..",
        "2018/..",
        "-2018",
        "2018-06-15T25:00:00Z",
        "0001-01-01T00:00:00+14:00",
    ),
    *("9999-12-31T23:59:59-14:00", "2018-06-15T10:00:00+99:99", "infinity", "now", "P1000000000D"),
    *(
        "true",
        "false",
        "null",
        "True",
        "TRUE",
        "none",
        "[]",
        "{}",
        "[1]",
        '{"a": 1}',
        "*",
        "-",
        "--",
    ),
    *(
        "a" * 300,
        "香" * 200,
        "香" * 1500,
        "機械人 | & ! <-> :*",
        "a:* & !b",
        "(((((",
        ")",
        "[a-z]+",
    ),
    *("(a+)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "*" * 100, "%" * 100, "_" * 100, "a b " * 200),
    *(
        "\ufeffid",
        "\u200bid",
        "\u202eid",
        "e\u0301",
        "\U0001f9ea" * 20,
        "\ud7ff",
        "\uffff",
        "\u0000",
    ),
    *(
        "created_by__password",
        "host__name__regex",
        "id__in__in",
        "__class__",
        "pk",
        "registry_record",
    ),
    *(
        "hkust,",
        ",hkust",
        ",,,",
        "hkust," * 200,
        "hkust,hku",
        "HKUST",
        "hkust ",
        "hkust\n",
        "id;id",
    ),
    *("id.id.id.id.id.id", ".", "..", ".id", "id.", "name.en,name.en", "-id,-id", "id,-id", "--id"),
]
# Percent-encoded fragments of a query or a path that no well-behaved client sends.
ENCODED = [
    *("%", "%zz", "%1", "%ff", "%c0%af", "%c0%80", "%ed%a0%80", "%f4%90%80%80", "%u0041", "%2500"),
    *(
        "%00",
        "%0d%0aX-Injected:%201",
        "%252e%252e%252f",
        "%2e%2e%2f",
        "%e9%a6",
        "%EF%BB%BF",
        "+",
        "%20",
    ),
]
# JSON that parsers disagree on; `null` and such are in there for the positions they appear at.
JSON_TOKENS = [
    *("null", "true", "0", "-1", "1.5", '""', "[]", "{}", "1e400", "-1e400", "NaN", "Infinity"),
    *('"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"', "9" * 25, "9" * 5000, "1E+9999", "-0", "01"),
    *(
        '"' + "a" * 5000 + '"',
        '"' + "香" * 300 + '"',
        "[" * 50 + "]" * 50,
        '{"a": {"a": {"a": 1}}}',
    ),
    *(
        '"2018-02-30"',
        '"__proto__"',
        "tru",
        "'a'",
        '"a\nb"',
        '"\\x"',
        "[1,]",
        "1 2",
        "",
        '"\ufeff"',
    ),
]
MAX_TEXT = 6000


def text(random: Random) -> str:
    """A hostile text."""
    return random.choice(TEXTS)


def encoded(value: str) -> str:
    """A text as it stands in a URL."""
    return quote_from_bytes(value.encode("utf-8", "surrogatepass"), safe="*,:.-_")


def mutate(random: Random, value: str) -> str:
    """A valid text with one to three small changes."""
    for _ in range(random.randint(1, 3)):
        at, insert = random.randint(0, len(value)), text(random)
        value = random.choice(
            [
                value[:at] + insert + value[at:],
                value[:at],
                value[at:],
                value[:at] + value[at + 1 :],
                value * random.randint(2, 5),
                value.swapcase(),
                value[::-1],
                f"{value},{insert}",
                f" {value} ",
            ]
        )
    return value[:MAX_TEXT]


def mutate_json(random: Random, value: Any) -> str:
    """A JSON text that is `value` with one position replaced, removed, repeated or renamed."""
    marker = "@@token@@"
    document = json.loads(json.dumps({"": value}))
    parent, key = random.choice(list(positions(document)))
    action = random.choice(("replace", "replace", "token", "token", "remove", "add", "repeat"))
    if action == "replace":
        parent[key] = random.choice([text(random), random.randint(-2, 10**12), None, [], {}, True])
    elif action == "token":
        parent[key] = marker
    elif action == "remove" and isinstance(parent[key], (dict, list)) and parent[key]:
        del parent[key][random.choice(list(parent[key])) if isinstance(parent[key], dict) else 0]
    elif action == "add" and isinstance(parent[key], dict):
        parent[key][text(random)] = text(random)
    elif isinstance(parent[key], list):
        parent[key] *= random.choice((2, 30, 120))
    rendered = json.dumps(document[""], ensure_ascii=random.random() < 0.5)
    rendered = rendered.replace(f'"{marker}"', random.choice(JSON_TOKENS))
    return rendered if random.random() < 0.85 else break_syntax(random, rendered)


def positions(node: Any) -> Any:
    """The pairs `(parent, key)` of all values below `node`."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in list(pairs):
        yield node, key
        if isinstance(child, (dict, list)):
            yield from positions(child)


def break_syntax(random: Random, rendered: str) -> str:
    """JSON text that is cut, doubled, too deep, or has a duplicate key."""
    at = random.randint(0, len(rendered))
    return random.choice(
        [
            rendered[:at],
            rendered + rendered,
            rendered + " x",
            "\ufeff" + rendered,
            "[" * random.choice((1_000, 20_000, 100_000)),
            '{"texts": ' * 3_000,
            rendered.replace("{", '{"texts": 1, "texts": 2, ', 1),
            rendered.replace('"', "'"),
            rendered[:at] + "\x00" + rendered[at:],
            f"// comment\n{rendered}",
        ]
    )


def json_bytes(random: Random, rendered: str) -> bytes:
    """JSON text in UTF-8, seldom in another encoding or with invalid bytes."""
    body = rendered.encode("utf-8", "surrogatepass")
    if random.random() < 0.93:
        return body
    at = random.randint(0, len(body))
    return random.choice(
        [
            body[:at] + random.choice((b"\xff", b"\xc0\xaf", b"\xed\xa0\x80")) + body[at:],
            rendered.encode("utf-16", "surrogatepass"),
            rendered.encode("utf-32", "surrogatepass"),
            body + b" " * random.choice((1_000, 262_144)),
            random.randbytes(200),
            b"",
        ]
    )
