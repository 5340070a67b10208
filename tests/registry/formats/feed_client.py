"""Reads Atom feeds."""

from xml.etree import ElementTree

ATOM = {"a": "http://www.w3.org/2005/Atom", "h": "tag:hkinno,2026:atom"}


TAG = "tag:hkinno,2026:"


def get_feed(client, url):
    """The root element of a feed."""
    response = client.get(url)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def entry_ids(root):
    return [element.text.removeprefix(TAG) for element in root.findall("a:entry/a:id", ATOM)]
