"""Fine-tunes the encoder on a tenant's framework: texts are drawn to what they ask for and away from the rest.

Contrastive: of the competencies named in a batch, those that a text asks for are to be nearest to it (a softmax over
their cosines, as MultipleNegativesRankingLoss of sentence-transformers; a text may ask for several). Optional, on the
CPU, without a network, and the same each time. Loads torch, and is for set-up alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frac.framework import Framework
from retrieval.export import EncoderUnavailable, packaged_model
from retrieval.matching.corpus import at_length, of_duties, of_positions, wording

# Texts of a batch, times that all are gone through, the greatest step, and by what cosines are scaled: the usual ones
# for models of this size.
BATCH, EPOCHS, STEP, SCALE = 32, 2, 2e-5, 20.0
LONGEST_TEXT, LEAST = 128, 64
Progress = Callable[[int, int], None]


class TooLittleError(Exception):
    """A framework that says too little to learn from."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and the ids of the competencies that it asks for."""

    text: str
    labels: tuple[str, ...]


def pairs(framework: Framework) -> list[Pair]:
    """What a framework says of its competencies: duties, courses, posts, and what a person at a level does."""
    made = [Pair(each.text, tuple(sorted(each.labels))) for each in (*of_duties(framework), *of_positions(framework))]
    for each in sorted(framework.competencies.values(), key=lambda one: one.id):
        made += [Pair(text, (each.id,)) for _, text in sorted(each.descriptors.items())]
        made += [Pair(text, (each.id,)) for text in (each.description, at_length(each)) if text]
    return [each for each in made if each.labels]


def tune(framework: Framework, out: Path, model: str | None = None, *, epochs: int = EPOCHS, seed: int = 7,
         progress: Progress = lambda _done, _whole: None) -> int:
    """Writes the tuned model as a sentence-transformers folder, for `SAATHI_ENCODER`; returns from how many texts it
    learnt. Raises TooLittleError and EncoderUnavailable."""
    known = pairs(framework)
    if len(known) < LEAST:
        raise TooLittleError(len(known))
    try:
        import torch
        from sentence_transformers import SentenceTransformer
    except ImportError as fault:
        raise EncoderUnavailable(f"Tuning needs the set-up packages ({fault.name}): run `make setup`.") from fault
    torch.manual_seed(seed)
    encoder: Any = SentenceTransformer(model or str(packaged_model()), device="cpu")
    encoder.max_seq_length = LONGEST_TEXT
    encoder.train()
    names = {each.id: wording(each) for each in framework.competencies.values()}
    order, shuffled = list(range(len(known))), random.Random(seed)
    whole = epochs * ((len(order) + BATCH - 1) // BATCH)
    optimiser = torch.optim.AdamW(encoder.parameters(), lr=STEP, weight_decay=0.01)
    warm = max(whole // 10, 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (whole - step) / max(whole - warm, 1))))
    done = 0
    for _ in range(epochs):
        shuffled.shuffle(order)
        for start in range(0, len(order), BATCH):
            loss = _loss(torch, encoder, [known[at] for at in order[start:start + BATCH]], names)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            progress(done, whole)
    encoder.eval()
    encoder.save(str(out))
    return len(known)


def _loss(torch: Any, encoder: Any, batch: Sequence[Pair], names: dict[str, str]) -> Any:
    """How far the texts of a batch are from what they ask for, beside what the others ask for."""
    asked = sorted({label for each in batch for label in each.labels})
    rows = _vectors(torch, encoder, [each.text for each in batch])
    columns = _vectors(torch, encoder, [names[each] for each in asked])
    logs = torch.log_softmax(SCALE * rows @ columns.T, dim=1)
    wanted = torch.tensor([[float(which in each.labels) for which in asked] for each in batch])
    return -(logs * wanted / wanted.sum(1, keepdim=True)).sum(1).mean()


def _vectors(torch: Any, encoder: Any, texts: list[str]) -> Any:
    made = encoder(encoder.preprocess(texts) if hasattr(encoder, "preprocess") else encoder.tokenize(texts))
    return torch.nn.functional.normalize(made["sentence_embedding"], dim=1)
