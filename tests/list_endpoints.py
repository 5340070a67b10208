"""All list endpoints with their factories, and parametrisation over them."""

import pytest

from tests.factories import FACTORIES, RelationFactory, StatementFactory

for_each_resource = pytest.mark.parametrize("resource", FACTORIES)
LISTS = FACTORIES | {"statements": StatementFactory, "relations": RelationFactory}
for_each_list = pytest.mark.parametrize("name", LISTS)


def ids(response):
    return [row["id"] for row in response.json()["results"]]
