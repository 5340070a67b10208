"""The whole registry as files: a Frictionless Data Package, made at once and loaded again."""
