"""Full-text search in Chinese and English, by functions of the database.

Texts and queries are split by the same SQL functions (`sql/`), so that all writers are searched
alike. Their lookup tables come from `data/`. The models that are searched are the registry's.
"""
