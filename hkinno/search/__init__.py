"""Search, held by the database: how names and texts are cut, what a query asks, what comes first.

The cutting and the asking are functions in SQL (`sql/`), so that whoever writes is searched alike
and one definition serves both sides. Their tables are in `search/data/`.
"""
