"""The shapes of catalogues that come with Saathi: a mapping for each, found by its name or given as a file."""

from __future__ import annotations

from pathlib import Path

from frac.catalogue.mapping import BadMappingError, Mapping, parse

SHAPES = ("edx", "coursera", "swayam", "udemy")
_FOLDER = Path(__file__).parent / "shapes"


def shape(name: str) -> Mapping:
    """A mapping by the name of a shape, or from a TOML file. Raises BadMappingError."""
    path = _FOLDER / f"{name}.toml" if name in SHAPES else Path(name)
    if name not in SHAPES and path.suffix.lower() != ".toml":
        raise BadMappingError(f"'{name}' is no shape; there are {', '.join(SHAPES)}. Or name a mapping file, "
                              "NAME.toml.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadMappingError(f"{path} cannot be read as UTF-8 text ({fault}).") from None
    return parse(text, path.name)
