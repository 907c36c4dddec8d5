"""How the authors' list refuses: whoever is no author, what is not there, what cannot be done now."""

from __future__ import annotations


class NotAuthorError(Exception):
    """Somebody who may not see drafts."""


class NoDraftError(Exception):
    """There is no such draft, line or version."""


class DraftRefusal(Exception):
    """That cannot be done now; `key` names the sentence that says why, `facts` fill its places."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts
