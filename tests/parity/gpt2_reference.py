#!/usr/bin/env python3
"""An independent GPT-2 forward pass, written from the architecture's description, whose figures the C# model is held against.

Random weights from a fixed seed in a small shape; every weight is far from its initial value (norm gains are not 1, biases not 0), so
that a forgotten term shows. Writes one safetensors file with the weights (names as in Hugging Face's GPT2LMHeadModel), the token ids, and
per layer: the logits before the mask, the weights, the values, the head outputs, the stream before and after.

    /usr/bin/python3 tests/parity/gpt2_reference.py tests/Workbook.Tests/Gpt2/Data/parity.safetensors

Needs only Debian's python3-torch. The figures are computed in float64 and stored in float32.
"""
import json
import math
import struct
import sys

import torch

LAYERS, HEADS, WIDTH, VOCABULARY, CONTEXT, LENGTH, SEED = 3, 4, 24, 99, 32, 24, 20260
EPSILON = 1e-5


def random_weights():
    random = torch.Generator().manual_seed(SEED)

    def draw(*shape, deviation, mean=0.0):
        return (torch.randn(*shape, generator=random, dtype=torch.float64) * deviation + mean).float().double()

    weights = {
        "transformer.wte.weight": draw(VOCABULARY, WIDTH, deviation=0.6),
        "transformer.wpe.weight": draw(CONTEXT, WIDTH, deviation=0.3),
        "transformer.ln_f.weight": draw(WIDTH, deviation=0.3, mean=1.0),
        "transformer.ln_f.bias": draw(WIDTH, deviation=0.2),
    }
    for layer in range(LAYERS):
        name = f"transformer.h.{layer}."
        for norm in ("ln_1", "ln_2"):
            weights[name + norm + ".weight"] = draw(WIDTH, deviation=0.3, mean=1.0)
            weights[name + norm + ".bias"] = draw(WIDTH, deviation=0.2)
        for part, rows, columns in (("attn.c_attn", WIDTH, 3 * WIDTH), ("attn.c_proj", WIDTH, WIDTH),
                                    ("mlp.c_fc", WIDTH, 4 * WIDTH), ("mlp.c_proj", 4 * WIDTH, WIDTH)):
            weights[name + part + ".weight"] = draw(rows, columns, deviation=0.35)
            weights[name + part + ".bias"] = draw(columns, deviation=0.2)
    return weights, torch.randint(0, VOCABULARY, (LENGTH,), generator=random)


def layer_norm(x, weight, bias):
    mean = x.mean(-1, keepdim=True)
    variance = ((x - mean) ** 2).mean(-1, keepdim=True)
    return (x - mean) / torch.sqrt(variance + EPSILON) * weight + bias


def gelu_new(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))


def forward(weights, ids):
    trace = {}
    head_width = WIDTH // HEADS
    hidden = weights["transformer.wte.weight"][ids] + weights["transformer.wpe.weight"][: len(ids)]
    future = torch.triu(torch.ones(len(ids), len(ids), dtype=torch.bool), diagonal=1)
    for layer in range(LAYERS):
        def w(part):
            return weights[f"transformer.h.{layer}.{part}"]

        trace[f"layer.{layer}.input"] = hidden
        normed = layer_norm(hidden, w("ln_1.weight"), w("ln_1.bias"))
        mixed = normed @ w("attn.c_attn.weight") + w("attn.c_attn.bias")
        query, key, value = (part.reshape(-1, HEADS, head_width).transpose(0, 1) for part in mixed.split(WIDTH, dim=-1))
        logits = query @ key.transpose(1, 2) / math.sqrt(head_width)
        attention = torch.softmax(logits.masked_fill(future, -math.inf), dim=-1)
        heads = attention @ value
        joined = heads.transpose(0, 1).reshape(-1, WIDTH)
        hidden = hidden + joined @ w("attn.c_proj.weight") + w("attn.c_proj.bias")
        normed = layer_norm(hidden, w("ln_2.weight"), w("ln_2.bias"))
        inner = gelu_new(normed @ w("mlp.c_fc.weight") + w("mlp.c_fc.bias"))
        hidden = hidden + inner @ w("mlp.c_proj.weight") + w("mlp.c_proj.bias")
        for name, tensor in (("logits", logits), ("weights", attention), ("values", value), ("heads", heads), ("output", hidden)):
            trace[f"layer.{layer}.{name}"] = tensor
    final = layer_norm(hidden, weights["transformer.ln_f.weight"], weights["transformer.ln_f.bias"])
    trace["next_token_logits"] = final @ weights["transformer.wte.weight"].T
    return trace


def write_safetensors(path, tensors, metadata):
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        kind = "I64" if tensor.dtype == torch.int64 else "F32"
        content = (tensor if kind == "I64" else tensor.float()).contiguous().numpy().tobytes()
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def main():
    weights, ids = random_weights()
    trace = forward(weights, ids)
    config = dict(n_layer=LAYERS, n_head=HEADS, n_embd=WIDTH, vocab_size=VOCABULARY, n_positions=CONTEXT, layer_norm_epsilon=EPSILON)
    metadata = {"seed": str(SEED), "torch": torch.__version__, "config": json.dumps(config)}
    write_safetensors(sys.argv[1], {"ids": ids, **weights, **trace}, metadata)


if __name__ == "__main__":
    main()
