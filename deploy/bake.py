"""Makes, while an image is built, what is the same for every tenant: the exported encoder and the encoded examples.

Needs the set-up packages. Writes into SAATHI_HOME/models and refuses nothing else; a tenant's own index and classifier
are made where its database is.
"""

from __future__ import annotations

from bot.indexing import load_encoder
from bot.settings import Settings, from_environment
from bot.understanding.training import examples, train


def bake(settings: Settings) -> None:
    """Exports the encoder where it is missing, and trains on the examples of all languages, which keeps them encoded.
    Raises EncoderUnavailable."""
    encoder = load_encoder(settings, lambda _what, _done, _total: None)
    train(examples(), encoder, settings.models / "intents.npz")


if __name__ == "__main__":
    bake(from_environment())
