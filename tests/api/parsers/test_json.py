"""Strict parsing of untrusted JSON."""

import pytest

from hkinno.api.errors.problem_details import ProblemException
from hkinno.api.parsers.json import loads

INVALID = [
    (b"", ""),
    (b"nul", ""),
    (b"[] x", ""),
    (b"\xff", ""),
    (b"\xef\xbb\xbf{}", ""),  # a byte order mark
    ("{}".encode("utf-16"), ""),
    (b"[" * 100_000, ""),
    (b"[" * 21 + b"]" * 21, "/0" * 20),
    (b"[NaN]", "/0"),
    (b"[1, -Infinity]", "/1"),
    (b'{"a": {"b/~": 1e400}}', "/a/b~1~0"),
    (b"[1" + b"0" * 20 + b"]", "/0"),
    (b"9" * 5000, ""),
    (b'{"a": 1, "a": 2}', ""),
    (b'[{"b": {"a": 1, "a": 2}}]', "/0/b"),
    (b'{"a": "\\u0000"}', "/a"),
    (b'{"a": "\\ud800"}', "/a"),
    (b'{"a\\u0000": 1}', ""),
]


@pytest.mark.parametrize(("body", "pointer"), INVALID)
def test_invalid_or_ambiguous_json_is_an_error_at_its_pointer(body, pointer):
    with pytest.raises(ProblemException) as raised:
        loads(body)

    assert raised.value.status_code == 400
    assert raised.value.code == "invalid-body"
    assert [error.pointer for error in raised.value.errors] == [pointer]


def test_error_names_the_parameter_with_the_json():
    with pytest.raises(ProblemException) as raised:
        loads("{", "queries")

    (error,) = raised.value.errors
    assert (error.parameter, error.code) == ("queries", "invalid-json")


def test_number_of_errors_is_limited():
    with pytest.raises(ProblemException) as raised:
        loads(b"[" + b",".join([b"NaN"] * 1000) + b"]")

    assert len(raised.value.errors) == 20


def test_pointer_has_only_the_beginning_of_a_long_key():
    """Thousands of items may be below it."""
    with pytest.raises(ProblemException) as raised:
        loads(b'{"%s": [NaN, {"b": NaN}]}' % (b"~" * 100_000))

    key = "~0" * 100
    assert [error.pointer for error in raised.value.errors] == [f"/{key}/0", f"/{key}/1/b"]


def test_pointer_replaces_a_surrogate_in_a_key():
    with pytest.raises(ProblemException) as raised:
        loads(b'{"\\ud800": NaN}')

    assert [error.pointer for error in raised.value.errors] == ["", "/?"]


def test_valid_json_is_parsed():
    body = '{"a": [1, -2.5, true, null, "學", 12345678901234567890], "b": {}}'.encode()

    assert loads(body) == {"a": [1, -2.5, True, None, "學", 12345678901234567890], "b": {}}
