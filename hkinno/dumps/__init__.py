"""Export of all published records as a Frictionless Data Package, and import of such a dump."""
