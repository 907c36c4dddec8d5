"""Which course of a catalogue is there already: by its address, or by the title that the same provider gives it.

Titles are near-equal where one word differs by one letter (a plural, another spelling); numbers, short words and whole
other words ("Part 2", "in Hindi") make another course. Courses meet in small blocks, so that the work grows with their
number and not with its square.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from rapidfuzz.distance import Levenshtein

from frac.catalogue.texts import plain

# An address that more courses of a catalogue have is the catalogue's own, and tells nothing.
COMMON = 3
# A word may differ from this length on; so many of a block are looked at.
SPELT, LOOKED_AT = 5, 50
_SMALL = frozenset("a an the of for and in to on with by at from as".split())
_TRACKING = ("utm_", "ref", "source", "campaign", "fbclid", "gclid", "index", "queryid", "position")


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of a course: its id, title, the name of its provider, its address."""

    id: str
    title: str
    provider: str
    url: str | None = None


@dataclass
class _Blocks:
    """The courses that are there, by what they are found by."""

    urls: dict[str, str] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    near: dict[tuple[str, tuple[str, ...], str], list[tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(list))

    def find(self, course: Known, url: str | None) -> str | None:
        """The course that is the same, by its id."""
        if url is not None and url in self.urls:
            return self.urls[url]
        provider, title = plain(course.provider), plain(course.title)
        if (provider, title) in self.titles:
            return self.titles[(provider, title)]
        for word, key in _keys(provider, title):
            for other, identity in self.near.get(key, ())[:LOOKED_AT]:
                if _alike(word, other):
                    return identity
        return None

    def add(self, course: Known, url: str | None) -> None:
        """Puts a course where it can be found."""
        if url is not None:
            self.urls.setdefault(url, course.id)
        provider, title = plain(course.provider), plain(course.title)
        self.titles.setdefault((provider, title), course.id)
        for word, key in _keys(provider, title):
            self.near[key].append((word, course.id))


def same(courses: Sequence[Known], there: Sequence[Known]) -> dict[str, str]:
    """For each course that is the same as one that is there, or as an earlier one of its own kind, that one's id."""
    blocks, found = _Blocks(), dict[str, str]()
    urls = [url_key(each.url) for each in courses]
    common = {url for url, count in Counter(urls).items() if count > COMMON}
    for course in there:
        url = url_key(course.url)
        blocks.add(course, None if url in common else url)
    for course, url in zip(courses, urls, strict=True):
        telling = None if url in common else url
        other = blocks.find(course, telling)
        if other is not None and other != course.id:
            found[course.id] = other
        else:
            blocks.add(course, telling)
    return found


def url_key(url: str | None) -> str | None:
    """What addresses are compared by: host and path, without what only says whence one came. None for a front page."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path, host = parts.path.rstrip("/"), (parts.hostname or "").removeprefix("www.")
    query = urlencode(sorted((key, value) for key, value in parse_qsl(parts.query)
                             if not key.casefold().startswith(_TRACKING)))
    return f"{host}{path}{f'?{query}' if query else ''}" if path or query else None


def _keys(provider: str, title: str) -> list[tuple[str, tuple[str, tuple[str, ...], str]]]:
    """For each word of a title that may be spelt otherwise, and for all together, the block in which to look: the
    other words, and its first letter."""
    # British and American spelling are no difference
    words = sorted(word.replace("z", "s").replace("our", "or") for word in title.split() if word not in _SMALL)
    made = [("", (provider, tuple(words), ""))] if words else []
    for at, word in enumerate(words):
        if len(words) > 1 and len(word) >= SPELT and not any(sign.isdigit() for sign in word):
            made.append((word, (provider, (*words[:at], *words[at + 1:]), word[0])))
    return made


def _alike(one: str, other: str) -> bool:
    return one == other or Levenshtein.distance(one, other, score_cutoff=1) <= 1
