"""`python -m demo.generator`: writes officials.csv, grants.csv and events.csv.gz, and tells what is in them."""

import argparse
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from demo.authored import HERE, read
from demo.generator.events import life
from demo.generator.grants import Grant, grants
from demo.generator.people import Official, Settings, officials
from demo.generator.standing import Event, held
from demo.generator.world import World
from demo.generator.write import write_events, write_grants, write_officials

OFFICIALS, SEED, YEARS = 3000, 2026, 3


class Tally:
    """Counts what passes by on its way to the file."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.kinds: Counter[str] = Counter()
        self.required = self.met = 0

    def watch(self, people: list[Official]) -> Iterator[tuple[Official, list[Event]]]:
        for person in people:
            events = life(person, self._world)
            self.kinds.update(event.kind for event in events)
            holds = held(events, self._world)
            needs = self._world.required.get(person.position, {})
            self.required += len(needs)
            self.met += sum(holds.get(competency, 0) >= level for competency, level in needs.items())
            yield person, events


def generate(source: Path, out: Path, count: int, seed: int, years: int) -> tuple[list[Official], list[Grant], Tally]:
    authored = read(source)
    shape, names = _settings("shape.toml"), _settings("names.toml")
    out.mkdir(parents=True, exist_ok=True)
    people = officials(authored, shape, names, count, seed)
    given = grants(authored, people)
    tally = Tally(World(authored, shape, years, seed))
    write_officials(out / "officials.csv", people)
    write_grants(out / "grants.csv", given)
    write_events(out / "events.csv.gz", tally.watch(people))
    return people, given, tally


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


if __name__ == "__main__":
    main()
