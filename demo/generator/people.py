"""Makes up the officials: who sits where, under whom, and what they are called. All of them are synthetic.

It never looks at courses or events; what an official does is the business of events.py.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from demo.authored import Authored, Row
from demo.generator.tree import Tree

Settings = dict[str, Any]

DOMAIN = "officials.example"  # RFC 2606: nobody can ever be reached there

# What is special about a few people, so that the tenant has the cases that go wrong elsewhere. Each is somebody
# whom the ranks fit; `newcomer` and `idle` come about by themselves as well.
SPECIAL = ("all_met", "all_met", "all_met", "moved", "moved", "moved", "lost_all", "only_pass_corrected", "only_claims")


@dataclass(slots=True)
class Official:
    id: str
    name: str
    position: str
    organisation: str
    reports_to: str
    group: str
    state: str
    language: str
    joined_on: date
    email: str
    phone: str
    rank: int
    special: str = ""


def officials(
    authored: Authored, shape: Settings, names: Settings, count: int, seed: int, width: int,
    before: Sequence[Official] = (), filled: int = 0,
) -> list[Official]:
    """The people of one intake. `before` came earlier and stay as they are; `filled` is how many positions they had:
    whoever comes now holds a later one. Ids have `width` digits."""
    rng = Random(f"{seed}:people:{len(before)}" if before else f"{seed}:people")
    as_of = date.fromisoformat(str(authored.tenant["as_of"]))
    tree = Tree(authored["organisations"])
    open_posts = authored["positions"][filled:]
    positions = {row["id"]: row for row in open_posts}
    ranks = {row["id"]: rank(row, shape) for row in open_posts}
    namer = Namer(names, {person.name for person in before})
    here: dict[str, list[Official]] = defaultdict(list)
    for person in before:
        here[person.organisation].append(person)
    people: list[Official] = []
    for organisation, headcount in headcounts(tree, shape, count, open_posts if filled else None):
        place = state_of(tree.rows[organisation]["name"], shape)
        start = len(people)
        crowd = headcount + len(here[organisation])
        for position in posts(organisation, headcount, crowd, tree, open_posts, shape, ranks):
            number = len(before) + len(people) + 1
            state = place or field_state(position, shape, rng)
            name = namer.name(state, rng)
            people.append(
                Official(
                    id=f"G{number:0{width}d}",
                    name=name,
                    position=position,
                    organisation=organisation,
                    reports_to="",
                    group=positions[position].get("group", ""),
                    state=state,
                    language=language(state, authored.tenant.get("languages", ["en"]), shape, rng),
                    joined_on=joined(ranks[position], as_of, shape, rng),
                    email=address(name, number),
                    phone=f"+91 0000{number // 100000} {number % 100000:05d}",
                    rank=ranks[position],
                )
            )
        seat(people[start:], shape, here[organisation])
    mark_special(people, as_of, () if before else SPECIAL)
    return people


def rank(position: Row, shape: Settings) -> int:
    known = shape["position"].get(position["id"])
    if known:
        return int(known["rank"])
    return int(shape["rank_of_group"].get(position.get("group", "").strip().upper()[-1:], 8))


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in the ratio of the weights that add up to the total (largest remainders)."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    result = [int(part) for part in exact]
    for index in sorted(range(len(exact)), key=lambda i: (result[i] - exact[i], i))[: total - sum(result)]:
        result[index] += 1
    return result


def headcounts(tree: Tree, shape: Settings, count: int, added: list[Row] | None = None) -> Iterator[tuple[str, int]]:
    """How many people come to each office: by its size, and where posts were `added` by how much of them it has."""
    divided = {row.get("parent_id", "") for row in tree.rows.values() if tree.kind(row["id"]) == "department"}
    weights = []
    for number, organisation in enumerate(tree.rows):
        kind = tree.kind(organisation)
        usual = shape["size"].get(kind, 30)
        weight = float(office(tree.rows[organisation]["name"], shape).get("size", usual))
        if kind == "ministry" and organisation in divided:
            weight /= 3  # the departments do its work
        if added is not None:
            weight *= sum(shares(organisation, tree, added, shape).values())
        weights.append(weight * (0.75 + 0.5 * ((number * 7) % 10) / 9))  # no two offices have one size
    yield from zip(tree.rows, share_out(count, weights), strict=True)


def office(name: str, shape: Settings) -> Settings:
    """What is told of offices with such a name; nothing for most."""
    return next((entry for entry in shape["office"] if re.search(entry["name"], name)), {})


def shares(organisation: str, tree: Tree, positions: list[Row], shape: Settings) -> dict[str, float]:
    """How many of a hundred people of one organisation hold each of the positions that it has."""
    kind = tree.kind(organisation)
    own = office(tree.rows[organisation]["name"], shape).get("share")
    found: dict[str, float] = {}
    for row in positions:
        home = row.get("organisation_id", "").strip()
        if home and not tree.inside(organisation, home):
            continue
        if kind not in shape["position"].get(row["id"], {}).get("kinds", [kind]):
            continue
        known = shape["position"].get(row["id"], {}).get("share")
        share = float(own.get(row["id"], 0) if own else 3 if known is None else known.get(kind, 0))
        if (
            home
            and not own
            and not share
            and not any(home in tree.above(other) for other in tree.rows if other != home)
        ):
            share = 20.0  # found here and nowhere else, whatever kind of place this is
        if share:
            found[row["id"]] = share
    return found or {row["id"]: 1.0 for row in positions if not row.get("organisation_id")}


def posts(
    organisation: str, headcount: int, crowd: int, tree: Tree, positions: list[Row], shape: Settings,
    ranks: dict[str, int],
) -> list[str]:
    """The posts of one organisation, top first: as its kind has them, with the posts found only there. In an office
    with a `crowd` of a dozen a post that there is once is filled first."""
    have = shares(organisation, tree, positions, shape)
    single = [p for p in have if shape["position"].get(p, {}).get("one") and crowd >= 12][:headcount]
    many = {p: share for p, share in have.items() if not shape["position"].get(p, {}).get("one")}
    counts = dict(zip(many, share_out(headcount - len(single), list(many.values())), strict=True))
    counts.update(dict.fromkeys(single, 1))
    return [p for p in sorted(counts, key=lambda p: (ranks[p], p)) for _ in range(counts[p])]


def seat(newcomers: list[Official], shape: Settings, before: Sequence[Official] = ()) -> None:
    """Who reports to whom inside one organisation: always to a lower rank number, so nobody is above themselves.
    Those who were there `before` report to whom they did."""
    office = [*before, *newcomers]
    holders: dict[str, list[Official]] = defaultdict(list)
    for person in office:
        holders[person.position].append(person)
    added: dict[str, list[Official]] = defaultdict(list)
    for person in newcomers:
        added[person.position].append(person)
    for position, staff in added.items():
        own = staff[0].rank
        above = [p for p, others in holders.items() if others[0].rank < own]
        wanted = [p for p in shape["position"].get(position, {}).get("under", []) if p in above]
        if wanted:
            bosses = holders[wanted[0]]
        elif above:
            bosses = holders[max(above, key=lambda p: (holders[p][0].rank, p))]
        else:  # the top of the office: the first heads it, the others report to the first
            bosses, staff = office[:1], [person for person in staff if person is not office[0]]
        for index, person in enumerate(staff):
            person.reports_to = bosses[index * len(bosses) // len(staff)].id


def state_of(name: str, shape: Settings) -> str:
    """The state an office's name tells of, by the state itself or by a city."""
    for state in shape["states"]:
        if re.search(rf"\b{re.escape(state)}\b", name) and state != "Delhi":
            return str(state)
    for city, state in shape["cities"].items():
        if re.search(rf"\b{re.escape(city)}\b", name):
            return str(state)
    return "Delhi" if "Delhi" in name else ""


def field_state(position: str, shape: Settings, rng: Random) -> str:
    if not shape["position"].get(position, {}).get("field"):
        return str(shape["hindi"]["seat"])
    states = shape["states"]
    return str(rng.choices(list(states), weights=list(states.values()))[0])


def language(state: str, languages: list[str], shape: Settings, rng: Random) -> str:
    hindi = shape["hindi"]
    if "hi" not in languages:
        return languages[0]
    if state == hindi["seat"]:
        share = hindi["seat_share"]
    else:
        share = hindi["home_share"] if state in hindi["home"] else hindi["else_share"]
    return "hi" if rng.random() < share else languages[0]


def joined(rank_: int, as_of: date, shape: Settings, rng: Random) -> date:
    low, high = shape["service"][str(min(rank_, len(shape["service"])))]
    return as_of - timedelta(days=int(365.25 * rng.uniform(low, high)) + 5)


def address(name: str, number: int) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{'.'.join(re.findall('[a-z]+', plain.replace(chr(39), '')))}.{number}@{DOMAIN}"


def mark_special(people: list[Official], as_of: date, situations: Sequence[str]) -> None:
    """A few people in a particular situation, spread over the tenant; and the latest to join, without any event."""
    middle = [person for person in people if person.rank >= 6 and (as_of - person.joined_on).days > 4 * 365]
    for index, special in enumerate(situations):
        if len(middle) > 4 * len(situations):
            middle[(2 * index + 1) * len(middle) // (2 * len(situations))].special = special
    for person in people:
        if (as_of - person.joined_on).days < 60 and not person.special:
            person.special = "newcomer"


class Namer:
    """Names by community, more often from one at home in the state. Some people share a name, as in life."""

    def __init__(self, names: Settings, given: set[str]) -> None:
        self._communities: list[Settings] = names["community"]
        self._never = set(names["never"])
        self._given = set(given)
        self._weights: dict[str, list[float]] = {}

    def name(self, state: str, rng: Random) -> str:
        name = self._one(state, rng)
        while name in self._never or (name in self._given and rng.random() < 0.7):
            name = self._one(state, rng)
        self._given.add(name)
        return name

    def _one(self, state: str, rng: Random) -> str:
        community = rng.choices(self._communities, cum_weights=self._of(state))[0]
        gender = "female" if rng.random() < 0.42 else "male"
        family = rng.choice(community["family"])
        while (given := rng.choice(community[gender])) == family:
            pass
        patterns = community.get(f"patterns_{gender}") or community.get("patterns") or ["{given} {family}"]
        pattern: str = rng.choice(patterns)
        return pattern.format(given=given, family=family, initial=family[0])

    def _of(self, state: str) -> list[float]:
        if state not in self._weights:
            pull = 4 if state == "Delhi" else 25
            weights = [c["weight"] * (pull if state in c["states"] else 1) for c in self._communities]
            self._weights[state] = list(accumulate(weights))
        return self._weights[state]
