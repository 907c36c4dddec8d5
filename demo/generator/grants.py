"""Who may do more than look at themselves: a believable handful of grants over the made-up officials."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from demo.authored import Authored
from demo.generator.people import Official
from demo.generator.tree import Tree


class Grant(NamedTuple):
    official_id: str
    capability: str
    organisation_id: str = ""
    provider_id: str = ""


def grants(authored: Authored, people: list[Official]) -> list[Grant]:
    """hr for ministries and departments, leaders for most of them, analysts, providers, authors and one admin."""
    tree = Tree(authored["organisations"])
    given: list[Grant] = []
    taken: set[str] = set()

    def give(candidates: Iterable[Official], capability: str, organisation: str = "", provider: str = "") -> None:
        for person in candidates:
            if person.id not in taken:
                taken.add(person.id)
                given.append(Grant(person.id, capability, organisation, provider))
                return

    by_office: dict[str, list[Official]] = {organisation: [] for organisation in tree.rows}
    for person in people:
        if not person.special:
            by_office[person.organisation].append(person)
    largest = sorted(tree.rows, key=lambda organisation: -len(by_office[organisation]))
    everywhere = [person for organisation in largest for person in by_office[organisation]]
    for organisation in tree.rows:
        if not by_office[organisation] and not tree.rows[organisation].get("parent_id"):  # the whole, with no staff
            give((person for person in everywhere if person.rank == 1), "leader", organisation)
    seats = [organisation for organisation in tree.rows if tree.kind(organisation) in ("ministry", "department")]
    for number, organisation in enumerate(seats):
        office = by_office[organisation]
        if tree.kind(organisation) == "ministry" or number % 2:
            give((person for person in office if person.rank <= 3), "leader", organisation)
        give((person for person in office if 5 <= person.rank <= 8), "hr", organisation)
    for _ in range(2):
        give((person for person in everywhere if person.rank in (4, 5)), "analyst")
    courses = Counter(course.get("provider_id", "") for course in authored.courses)
    known = {row["id"] for row in authored["providers"]}
    for provider, _count in [pair for pair in courses.most_common() if pair[0] in known][:2]:
        give((person for person in everywhere if person.rank in (6, 7)), "provider", provider=provider)
    for _ in range(3):
        give((person for person in everywhere if person.rank in (6, 7, 8)), "author")
    give((person for person in everywhere if person.rank in (8, 9)), "admin")
    return given
