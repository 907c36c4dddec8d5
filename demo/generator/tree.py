"""The organisations as a tree, and who stands where in it. It knows nothing of people."""

from demo.authored import Row


class Tree:
    def __init__(self, organisations: list[Row]) -> None:
        self.rows = {row["id"]: row for row in organisations}
        self._above: dict[str, tuple[str, ...]] = {}

    def above(self, organisation: str) -> tuple[str, ...]:
        """The organisation itself and all it belongs to, nearest first."""
        if organisation not in self._above:
            path = [organisation]
            while (parent := self.rows[path[-1]].get("parent_id", "")) in self.rows and parent not in path:
                path.append(parent)
            self._above[organisation] = tuple(path)
        return self._above[organisation]

    def inside(self, organisation: str, place: str) -> bool:
        return place in self.above(organisation)

    def kind(self, organisation: str) -> str:
        return self.rows[organisation]["kind"].strip().lower()
