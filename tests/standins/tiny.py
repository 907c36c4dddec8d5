"""A language model of a few thousand random weights, in a folder as transformers has it: it says something, and knows
nothing."""

from __future__ import annotations

from pathlib import Path


def tiny_model(folder: Path, holds: int = 1024) -> Path:
    """Writes such a model into a folder, with a tokenizer of single signs; the folder. `holds`: how many it can read
    and write in all."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    signs = [chr(code) for code in range(32, 127)]
    known = {sign: at for at, sign in enumerate(["<unk>", "<end>", *signs])}
    made = Tokenizer(models.WordLevel(known, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    PreTrainedTokenizerFast(tokenizer_object=made, unk_token="<unk>", eos_token="<end>").save_pretrained(folder)
    GPT2LMHeadModel(GPT2Config(vocab_size=len(known), n_positions=holds, n_embd=16, n_layer=1, n_head=2,
                               bos_token_id=1, eos_token_id=1)).save_pretrained(folder)
    return folder
