"""JSON of strangers: what is refused, and where it is said to be."""

import pytest

from hkinno.api.errors.problem_details import ProblemException
from hkinno.api.parsers.json import loads

REFUSED = [
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


@pytest.mark.parametrize(("body", "pointer"), REFUSED)
def test_what_others_may_read_otherwise_is_refused(body, pointer):
    with pytest.raises(ProblemException) as refusal:
        loads(body)

    assert refusal.value.status_code == 400
    assert refusal.value.code == "invalid-body"
    assert [fault.pointer for fault in refusal.value.errors] == [pointer]


def test_the_parameter_that_a_text_comes_from_is_named():
    with pytest.raises(ProblemException) as refusal:
        loads("{", "queries")

    (fault,) = refusal.value.errors
    assert (fault.parameter, fault.code) == ("queries", "invalid-json")


def test_only_so_many_faults_are_named():
    with pytest.raises(ProblemException) as refusal:
        loads(b"[" + b",".join([b"NaN"] * 1000) + b"]")

    assert len(refusal.value.errors) == 20


def test_a_key_that_is_half_a_character_is_told_in_text():
    with pytest.raises(ProblemException) as refusal:
        loads(b'{"\\ud800": NaN}')

    assert [fault.pointer for fault in refusal.value.errors] == ["", "/?"]


def test_all_else_is_read():
    body = '{"a": [1, -2.5, true, null, "學", 12345678901234567890], "b": {}}'.encode()

    assert loads(body) == {"a": [1, -2.5, True, None, "學", 12345678901234567890], "b": {}}
