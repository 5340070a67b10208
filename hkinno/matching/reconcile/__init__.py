"""The Reconciliation Service API 0.2, which OpenRefine and others speak.

Its addresses, forms and shapes are those of the protocol; errors are ours.
"""
