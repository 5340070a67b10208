"""Feeds, read by feedparser."""

import feedparser


def test_feed_is_well_formed_and_has_the_latest_changes(api):
    feed = feedparser.parse(f"{api}labs/?format=atom&kind=joint-laboratory")

    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == "hkinno: labs (kind: joint-laboratory)"
    assert feed.entries
    assert all(entry.id and entry.title and entry.link for entry in feed.entries)


def test_titles_and_summaries_are_in_words(api):
    entries = [
        entry
        for name in ("labs", "statements", "relations")
        for entry in feedparser.parse(f"{api}{name}/?format=atom").entries
    ]

    assert all("新增" in entry.title and "added" in entry.title for entry in entries)
    assert all(entry.summary.startswith("<p>新增</p>") for entry in entries)
