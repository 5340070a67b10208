"""Feeds, read by feedparser."""

import feedparser


def test_feed_is_well_formed_and_has_the_latest_changes(api):
    feed = feedparser.parse(f"{api}labs/?format=atom&kind=joint-laboratory")

    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.entries
    assert all(entry.id and entry.title and entry.link for entry in feed.entries)
