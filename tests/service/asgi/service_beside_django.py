"""The ASGI application beside one that leaves every request to Django, in this process."""

import asyncio
import contextlib

from django.db import connections

from hkinno.service.asgi.application import ASGIApplication
from hkinno.service.asgi.databases import Databases
from hkinno.service.asgi.rate_limit import RateLimit
from hkinno.service.asgi.response_cache import ResponseCache
from hkinno.service.asgi.revision_reader import RevisionReader
from hkinno.wsgi import application as wsgi_application
from tests.service.asgi.clients import Client, wait_until


class Service:
    """Two applications, one of them without a cache; `calls` are the paths that reached Django."""

    def __init__(self):
        self.calls = []
        self.reader = RevisionReader(0)
        self.service, self.plain = (
            ASGIApplication(
                application,
                RateLimit(0, 60),
                threads=1,
                client_threads=1,
                databases=Databases(self.reader),
                cache=cache,
            )
            for application, cache in ((self.count, ResponseCache(2**20)), (wsgi_application, None))
        )

    def count(self, environ, start_response):
        self.calls.append(environ["PATH_INFO"])
        return wsgi_application(environ, start_response)

    async def get(self, path, application=None, **options):
        """The status, headers and body; the id of a request is its own."""
        path, _, query = path.partition("?")
        client = Client(application or self.service, path, **options)
        client.scope["query_string"] = query.encode()
        await client.send_body().run()
        headers = client.headers
        assert headers.pop("x-request-id")
        return client.status, headers, client.body

    async def compare(self, path, **options):
        """Assert that a request is answered as by Django, which has to make the document first."""
        expected = await self.get(path, self.plain, **options)
        assert await self.get(path, **options) == expected

    async def in_thread(self, function):
        return await asyncio.get_running_loop().run_in_executor(self.service.executor, function)


@contextlib.asynccontextmanager
async def running_service():
    service = Service()
    await service.reader.read()
    await wait_until(lambda: service.reader.connection)
    try:
        yield service
    finally:
        service.reader.close()
        for application in (service.service, service.plain):
            application.executor.submit(connections.close_all).result()
            application.executor.shutdown()


def run(use):
    """Run `use(service)` with a running service."""

    async def main():
        async with running_service() as service:
            return await use(service)

    return asyncio.run(main())
