"""Match names as they are written in spreadsheets with records of the registry.

A text is tokenized and normalized (`tokens`, `normalize`, `lexicon`). Its candidates are retrieved
from the database (`retrieval`, `blocking_keys`, `candidate_tsqueries`), and their names and
variants are indexed (`candidate_index`, `name_forms`, `name_variants`). It is matched as a whole
(`exact_match`), by the names that it mentions (`mention_detection`, `mention_resolution`,
`context_rules`) or after correcting typing errors (`spelling`, `typo_correction`); `engine` ranks
the candidates and chooses one if it is certain.
"""
