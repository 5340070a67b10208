"""Every list that there is: what makes its rows, and a loop over all of them."""

import pytest

from tests.factories import FACTORIES, RelationFactory, StatementFactory

each_resource = pytest.mark.parametrize("resource", FACTORIES)
LISTS = FACTORIES | {"statements": StatementFactory, "relations": RelationFactory}
each_list = pytest.mark.parametrize("name", LISTS)


def ids(response):
    return [row["id"] for row in response.json()["results"]]
