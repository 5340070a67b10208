"""Dates in the admin in the order of those of the pages: 29 Nov 2026, 01:36."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j M Y, H:i"
