"""What a model in this process (`local:FOLDER`) takes to word an answer, beside the same model asked by transformers
alone; on an accelerator where torch finds one.

The weights are random in the shapes of known open models: how fast they are is as with real ones, and what they say is
nothing.
"""

from __future__ import annotations

import tempfile
import time
import tomllib
from pathlib import Path
from typing import Any

from langchain_core.messages import HumanMessage, SystemMessage

from bot.llm.local import LocalModel
from tests.bench.table import Cell, show, times
from tests.bench.timing import at, median

ROOT = Path(__file__).parents[2]
# Tokens of an answer, and how often each is asked.
WORDS, ASKED = 120, 5
# An answer as tools compute it, with what it is about.
ANSWER = """MESSAGE: What are my gaps?
ANSWER: You have 3 gaps in 9 competencies. Noting and Drafting: level 2 of 4. Public Procurement: level 1 of 3.
Teamwork: level 2 of 3. Noting and Drafting is the largest.
DETAILS: required by Section Officer since 1 April 2026; last assessed on 2 November 2025; 2 courses close the first."""
# By name: hidden and inner width, layers, heads, heads of keys, vocabulary; whether both ends share their weights.
SHAPES = {"0.5 billion": (896, 4864, 24, 14, 2, 151_936, True), "1 billion": (2048, 8192, 16, 32, 8, 128_256, True),
          "8 billion": (4096, 14_336, 32, 32, 8, 128_256, False)}


def run(_home: Path) -> None:
    """Times the smallest shape on a processor, the two larger ones on an accelerator."""
    import torch

    found = torch.accelerator.current_accelerator(check_available=True)
    where = torch.cuda.get_device_name() if found and found.type == "cuda" else str(found or "processor")
    rows: list[list[Cell]] = []
    for name in ("1 billion", "8 billion") if found else ("0.5 billion",):
        with tempfile.TemporaryDirectory() as folder:
            _made(Path(folder), name, found)
            rows += _timed(name, folder)
    show(f"local: milliseconds of an answer of {WORDS} tokens ({where})",
         ("weights, what", "n", "p50", "p95", "first piece", "tokens a second", "to transformers alone"), rows, [
             "Random weights: how fast, not how good. Greedy, one at a time, in the precision of the folder."])


def _made(folder: Path, name: str, device: Any) -> None:
    """Writes a model of a shape, with a tokenizer of one token for each four signs."""
    import torch
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    hidden, inner, layers, heads, keys, words, tied = SHAPES[name]
    known = {"<unk>": 0, "<end>": 1, **{f"w{at}": at for at in range(2, words)}}
    made = Tokenizer(models.WordLevel(known, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Split(Regex(r"\s*\w{1,4}|\s*[^\w\s]|\s+"), "isolated")
    PreTrainedTokenizerFast(tokenizer_object=made, unk_token="<unk>", eos_token="<end>").save_pretrained(folder)
    config = LlamaConfig(vocab_size=words, hidden_size=hidden, intermediate_size=inner, num_hidden_layers=layers,
                         num_attention_heads=heads, num_key_value_heads=keys, max_position_embeddings=8192,
                         tie_word_embeddings=tied, eos_token_id=None, bos_token_id=None)
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.bfloat16 if device else torch.float32)
    try:
        with torch.device(device or "cpu"):
            LlamaForCausalLM(config).save_pretrained(folder)
    finally:
        torch.set_default_dtype(before)


def _timed(name: str, folder: str) -> list[list[Cell]]:
    model = LocalModel(folder=folder, longest=WORDS)
    system = tomllib.loads((ROOT / "prompts" / "models" / "word.toml").read_text(encoding="utf-8"))["system"]
    asked = [SystemMessage(system), HumanMessage(ANSWER)]
    tokenizer, made = model._parts()
    given = tokenizer(f"system: {system}\nuser: {ANSWER}\nassistant:", return_tensors="pt").to(made.device)

    def bare() -> tuple[float, int]:
        written = made.generate(**given, max_new_tokens=WORDS, do_sample=False, pad_token_id=0)
        return 0.0, int(written.shape[1] - given["input_ids"].shape[1])

    def through() -> tuple[float, int]:
        begun, first, tokens = time.perf_counter(), 0.0, 0
        for piece in model.stream(asked):
            first = first or (time.perf_counter() - begun) * 1000 * bool(piece.text)
            tokens = piece.usage_metadata["output_tokens"] if piece.usage_metadata else tokens
        return first, tokens

    ways = {"transformers alone": bare, "local:FOLDER, streamed": through}
    taken: dict[str, list[float]] = {what: [] for what in ways}
    firsts: dict[str, list[float]] = {what: [] for what in ways}
    tokens: dict[str, int] = {}
    for asking in range(ASKED + 1):  # one after the other, so that both have the machine alike; the first is warming up
        for what, ask in ways.items():
            begun = time.perf_counter()
            first, tokens[what] = ask()
            if asking:
                taken[what].append((time.perf_counter() - begun) * 1000)
                firsts[what].append(first)
    least = median(taken["transformers alone"])
    return [[f"{name}, {what} ({made.dtype}, {given['input_ids'].shape[1]} tokens read)", ASKED, median(taken[what]),
             at(0.95, taken[what]), median(firsts[what]) or None, tokens[what] / median(taken[what]) * 1000,
             times(median(taken[what]), least)] for what in ways]
