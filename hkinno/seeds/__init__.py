"""From `seeds/*.yaml` to `fixtures/*.json`: reading, choosing what columns hold, checking."""
