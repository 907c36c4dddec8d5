"""`python -m demo.generator`: writes officials.csv, grants.csv and events.csv.gz, and tells what is in them."""

import argparse
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from demo.authored import HERE, Authored, read
from demo.generator.events import life
from demo.generator.grants import Grant, grants
from demo.generator.people import Official, Settings, officials, share_out
from demo.generator.standing import Event, held
from demo.generator.world import World
from demo.generator.write import write_events, write_grants, write_officials

OFFICIALS, SEED, YEARS = 3600, 2026, 3


class Tally:
    """Counts what passes by on its way to the file."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.required = self.met = 0

    def watch(self, intakes: list[tuple[World, list[Official]]]) -> Iterator[tuple[Official, list[Event]]]:
        for world, people in intakes:
            for person in people:
                events = life(person, world)
                self.kinds.update(event.kind for event in events)
                holds = held(events, world)
                needs = world.required.get(person.position, {})
                self.required += len(needs)
                self.met += sum(holds.get(competency, 0) >= level for competency, level in needs.items())
                yield person, events


def generate(source: Path, out: Path, count: int, seed: int, years: int) -> tuple[list[Official], list[Grant], Tally]:
    authored = read(source)
    shape, names = _settings("shape.toml"), _settings("names.toml")
    out.mkdir(parents=True, exist_ok=True)
    people: list[Official] = []
    given: list[Grant] = []
    lives: list[tuple[World, list[Official]]] = []
    filled = 0
    for known, newcomers in intakes(authored, shape, count):
        width = max(4, len(str(count)))
        came = officials(known, shape, names, newcomers, seed, width, before=people, filled=filled)
        given = given or grants(known, came)  # the first intake has them all
        lives.append((World(known, shape, years, seed), came))
        people, filled = [*people, *came], len(known["positions"])
    tally = Tally()
    write_officials(out / "officials.csv", people)
    write_grants(out / "grants.csv", given)
    write_events(out / "events.csv.gz", tally.watch(lives))
    return people, given, tally


def intakes(authored: Authored, shape: Settings, count: int) -> list[tuple[Authored, int]]:
    """What each intake knew of the files, and how many of the people came with it; only those that add positions."""
    found: list[tuple[Authored, int]] = []
    for intake in shape["intake"]:
        known = authored.first({name: rows for name, rows in intake.items() if name != "officials"})
        if not found or len(known["positions"]) > len(found[-1][0]["positions"]):
            found.append((known, int(intake["officials"])))
        else:
            found[-1] = (known, found[-1][1] + int(intake["officials"]))
    numbers = share_out(count, [float(share) for _, share in found])
    return [(known, number) for (known, _), number in zip(found, numbers, strict=True)]


def _settings(file: str) -> Settings:
    return tomllib.loads((Path(__file__).parent / file).read_text(encoding="utf-8"))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m demo.generator", description=__doc__)
    parser.add_argument("--officials", type=int, default=OFFICIALS, help=f"how many people (default {OFFICIALS})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"another seed, other people (default {SEED})")
    parser.add_argument("--years", type=int, default=YEARS, help=f"how far back the events go (default {YEARS})")
    parser.add_argument("--out", type=Path, default=HERE, help="where the files go (default: the demo bundle)")
    parser.add_argument("--source", type=Path, default=HERE, help="the authored files (default: the demo bundle)")
    given = parser.parse_args(arguments)
    people, grants_given, tally = generate(given.source, given.out, given.officials, given.seed, given.years)
    size = (given.out / "events.csv.gz").stat().st_size
    print(f"{len(people)} officials, {tally.kinds.total()} events ({size / 1e6:.2f} MB), {len(grants_given)} grants")
    print(", ".join(f"{kind} {number}" for kind, number in tally.kinds.most_common()))
    if tally.required:
        print(f"required pairs met: {tally.met / tally.required:.1%} of {tally.required}")
    for person in [p for p in people if p.special and p.special != "newcomer"]:
        print(f"{person.special}: {person.id} {person.name}")
    authored = read(given.source)
    files = ("positions", "requirements", "courses", "plans", "providers")
    rows = ", ".join(f"{name} = {len({**authored.tables, **authored.lists}[name])}" for name in files)
    last = intakes(authored, _settings("shape.toml"), given.officials)[-1][1]
    print(f"to close the last intake: officials = {last}, {rows}")


if __name__ == "__main__":
    main()
