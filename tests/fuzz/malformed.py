"""Bytes that are not a valid HTTP request, or that servers may read in different ways."""

from random import Random

GET = b"GET /healthz HTTP/1.1\r\nHost: HOST\r\n"
POST = b"POST /api/v1/match/ HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"


def malformed(random: Random) -> bytes:
    """A request; HOST stands for the server's address."""
    return random.choice(
        [
            GET + b"X: a\x00b\r\n\r\n",
            GET + b" folded: 1\r\n\r\n",
            GET + b"no colon\r\n\r\n",
            GET + b"X: " + b"a" * random.choice((7_000, 70_000, 700_000)) + b"\r\n\r\n",
            GET + b"X-%d: 1\r\n" % 1 * 500 + b"\r\n",
            b"GET /healthz\r\n\r\n",
            b"GET  /healthz HTTP/1.1\r\nHost: HOST\r\n\r\n",
            b"GET /healthz HTTP/9.9\r\nHost: HOST\r\n\r\n",
            b"GET /health z HTTP/1.1\r\nHost: HOST\r\n\r\n",
            b"GET /\xff\xfe HTTP/1.1\r\nHost: HOST\r\n\r\n",
            b"GET http://evil.example/healthz HTTP/1.1\r\nHost: HOST\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\n\r\n",
            GET + b"Host: evil.example\r\n\r\n",
            GET.replace(b"healthz", b"a" * random.choice((5_000, 100_000))) + b"\r\n",
            CHUNKED + b"\r\nzz\r\n{}\r\n0\r\n\r\n",
            CHUNKED + b"\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n",
            POST + b"Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            CHUNKED + b"Content-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            POST + b"Content-Length: 2\r\nContent-Length: 4\r\n\r\n{}  ",
            POST + b"Content-Length: -1\r\n\r\n{}",
            POST + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n{}",
            POST + b"Content-Length: 0x2\r\n\r\n{}",
            POST + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}",
            POST + b"Content-Length: 2\r\nExpect: nonsense\r\n\r\n{}",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + random.randbytes(100),
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            random.randbytes(200) + b"\r\n\r\n",
            b"\r\n\r\n\r\n" + GET + b"\r\n",
        ]
    )
