"""The pipeline from `seeds/*.yaml` to `fixtures/*.json`, and the check against the articles."""
