"""Names of columns, the same in exported lists, in the dump and in imports.

A column has the name of its model field. What a cell cannot hold has parts: `budget_value`,
`established_from`, `host_name_en`.
"""

# Fields whose name the API gives to something else: `url` is the URL of a record in the API.
COLUMN_NAMES = {"url": "original_url"}
