"""The Reconciliation Service API 0.2, as used by OpenRefine and similar clients.

URLs, parameters and JSON formats follow the protocol; errors are those of our API.
"""
