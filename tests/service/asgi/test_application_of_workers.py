"""The application that workers load."""

from hkinno import asgi, wsgi


def test_workers_serve_the_wsgi_application_with_the_limits_of_the_settings(settings):
    application = asgi.application

    assert application.application is wsgi.application
    assert application.rate_limit.requests == settings.RATE_LIMIT
    assert application.trusted_proxies == settings.TRUSTED_PROXIES
