#!/usr/bin/env python3
"""A second independent GPT-2, for shapes too large to commit: weights come from a formula that the C# test computes too.

Entry i of a tensor is a 24-bit number from SplitMix64 (Steele et al. 2014) at the counter FNV-1a(name) + i, mapped to [-1, 1), times an
amplitude, plus a mean, in float64, rounded to float32. Cases: one of GPT-2 small's shape, and small ones for each switch that a GPT-2
configuration has. Stored a case: logits and weights of some query positions in every head of every layer, and sampled next-token logits.

    /usr/bin/python3 tests/parity/gpt2_formula.py tests/Workbook.Tests/Gpt2/Data/formula.safetensors tests/Workbook.Tests/Gpt2/Data/trace.safetensors

The second file is a trace (docs/traces.md) of the plain case over six tokens: logits and weights, no values.

Needs only Debian's python3-torch. The figures are computed in float64 and stored in float32.
"""
import json
import math
import sys

import numpy
import torch

from gpt2_reference import write_safetensors

SMALL = dict(n_layer=3, n_head=4, n_embd=24, vocab_size=61, n_positions=32)
CASES = {
    "gpt2-small": dict(n_layer=12, n_head=12, n_embd=768, vocab_size=50257, n_positions=1024),
    "plain": SMALL,
    "unscaled": dict(SMALL, scale_attn_weights=False),
    "by-layer": dict(SMALL, scale_attn_by_inverse_layer_idx=True),
    "upcast": dict(SMALL, reorder_and_upcast_attn=True, scale_attn_by_inverse_layer_idx=True),
    "own-head": dict(SMALL, tie_word_embeddings=False),
    "inner": dict(SMALL, n_inner=40, layer_norm_epsilon=1e-3),
    **{"activation-" + name: dict(SMALL, activation_function=name) for name in ("gelu", "relu", "silu", "tanh", "quick_gelu", "relu2", "sigmoid")},
}
MASK = (1 << 64) - 1


def fnv(name):
    value = 0xCBF29CE484222325
    for byte in name.encode("ascii"):
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def split_mix(name, count):
    with numpy.errstate(over="ignore"):
        z = numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(fnv(name))
        z = z * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        return z ^ (z >> numpy.uint64(31))


def formula(name, shape, amplitude, mean=0.0):
    count = math.prod(shape)
    unit = ((split_mix(name, count) >> numpy.uint64(40)).astype(numpy.float64) - 8388608.0) / 8388608.0
    return torch.from_numpy((unit * amplitude + mean).astype(numpy.float32).reshape(shape)).double()


class Model:
    def __init__(self, config):
        self.layers, self.heads, self.width = config["n_layer"], config["n_head"], config["n_embd"]
        self.config = config
        inner = config.get("n_inner") or 4 * self.width
        unit = math.sqrt(3.0) / math.sqrt(float(self.width))
        w = self.weights = {"wte.weight": formula("wte.weight", (config["vocab_size"], self.width), 2.8 * unit),
                            "wpe.weight": formula("wpe.weight", (config["n_positions"], self.width), 1.4 * unit)}

        def norm(name):
            w[name + ".weight"] = formula(name + ".weight", (self.width,), 0.5, 1.0)
            w[name + ".bias"] = formula(name + ".bias", (self.width,), 0.3)

        def linear(name, rows, columns, gain):
            w[name + ".weight"] = formula(name + ".weight", (rows, columns), gain * unit)
            w[name + ".bias"] = formula(name + ".bias", (columns,), 0.3)

        for layer in range(self.layers):
            h = f"h.{layer}."
            norm(h + "ln_1")
            linear(h + "attn.c_attn", self.width, 3 * self.width, 1.4)
            linear(h + "attn.c_proj", self.width, self.width, 0.6)
            norm(h + "ln_2")
            linear(h + "mlp.c_fc", self.width, inner, 1.1)
            linear(h + "mlp.c_proj", inner, self.width, 0.6)
        norm("ln_f")
        if not config.get("tie_word_embeddings", True):
            w["lm_head.weight"] = formula("lm_head.weight", (config["vocab_size"], self.width), 2.8 * unit)

    def norm(self, x, name):
        mean = x.mean(-1, keepdim=True)
        variance = ((x - mean) ** 2).mean(-1, keepdim=True)
        return (x - mean) / torch.sqrt(variance + self.config.get("layer_norm_epsilon", 1e-5)) * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def linear(self, x, name):
        return x @ self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def activation(self, x):
        name = self.config.get("activation_function", "gelu_new")
        if name == "gelu_new":
            return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))
        if name == "gelu":
            return x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))
        if name == "quick_gelu":
            return x / (1 + torch.exp(-1.702 * x))
        if name == "silu":
            return x / (1 + torch.exp(-x))
        if name == "sigmoid":
            return 1 / (1 + torch.exp(-x))
        if name == "tanh":
            return (torch.exp(2 * x) - 1) / (torch.exp(2 * x) + 1)
        return x.clamp(min=0) ** (2 if name == "relu2" else 1)

    def forward(self, ids):
        maps = []
        x = self.weights["wte.weight"][ids] + self.weights["wpe.weight"][: len(ids)]
        future = torch.triu(torch.ones(len(ids), len(ids), dtype=torch.bool), diagonal=1)
        for layer in range(self.layers):
            h = f"h.{layer}."
            parts = self.linear(self.norm(x, h + "ln_1"), h + "attn.c_attn").split(self.width, dim=-1)
            query, key, value = (part.reshape(len(ids), self.heads, -1).transpose(0, 1) for part in parts)
            logits = query @ key.transpose(1, 2)
            if self.config.get("scale_attn_weights", True):
                logits = logits / math.sqrt(self.width // self.heads)
            if self.config.get("scale_attn_by_inverse_layer_idx", False):
                logits = logits / (layer + 1)
            attention = torch.softmax(logits.masked_fill(future, -math.inf), dim=-1)
            maps.append((logits.tril(), attention))
            x = x + self.linear((attention @ value).transpose(0, 1).reshape(len(ids), -1), h + "attn.c_proj")
            x = x + self.linear(self.activation(self.linear(self.norm(x, h + "ln_2"), h + "mlp.c_fc")), h + "mlp.c_proj")
        head = self.weights.get("lm_head.weight", self.weights["wte.weight"])
        return maps, self.norm(x, "ln_f") @ head.T


def main():
    tensors, notes = {}, {}
    for name, config in CASES.items():
        large = name == "gpt2-small"
        length, rows, step = (64, [17, 63], 97) if large else (20, [7, 19], 1)
        ids = torch.from_numpy((split_mix("ids", length) % numpy.uint64(config["vocab_size"])).astype(numpy.int64))
        maps, logits = Model(config).forward(ids)
        for layer, (before, after) in enumerate(maps):
            tensors[f"{name}/layer.{layer}.logits"] = before[:, rows]
            tensors[f"{name}/layer.{layer}.weights"] = after[:, rows]
        tensors[f"{name}/next_token_logits"] = logits[rows, ::step]
        notes[name] = dict(config=config, length=length, rows=rows, step=step)
        print(name, "logits", float(maps[-1][0].std()), "greatest weight", float(maps[-1][1].max()), "next", float(logits.abs().max()))
    write_safetensors(sys.argv[1], tensors, {"torch": torch.__version__, "cases": json.dumps(notes)})
    write_trace(sys.argv[2])


def write_trace(path):
    ids = [6, 1, 40, 7, 22, 6]
    maps, logits = Model(SMALL).forward(torch.tensor(ids))
    tensors = {f"layer.{layer}.{part}": maps[layer][i] for layer in range(SMALL["n_layer"]) for i, part in enumerate(("logits", "weights"))}
    tensors["next_token_logits"] = logits[-1]
    notes = {"model": "formula weights", "prompt": "a prompt of six tokens", "token_ids": json.dumps(ids)}
    write_safetensors(path, tensors, notes)


if __name__ == "__main__":
    main()
