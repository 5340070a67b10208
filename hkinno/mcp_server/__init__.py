"""A server of the Model Context Protocol: the API as six tools for language models."""
