"""The request of a page that draws a chart."""

import pytest
from django.test import RequestFactory


@pytest.fixture
def request_of_page():
    return RequestFactory().get("/en/charts/")
