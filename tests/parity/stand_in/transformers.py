"""As much of transformers as the listing in docs/traces.md needs: a GPT-2 with eager attention and formula weights, one character a token."""
import os
import sys
from types import SimpleNamespace

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

import torch
from torch import nn

import gpt2_formula


class AutoTokenizer:
    @staticmethod
    def from_pretrained(name):
        return AutoTokenizer()

    def __call__(self, text, return_tensors):
        return SimpleNamespace(input_ids=torch.tensor([[ord(letter) - ord(" ") for letter in text]]))

    def decode(self, token):
        return chr(int(token) + ord(" "))


class AutoModelForCausalLM(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = gpt2_formula.Model(gpt2_formula.SMALL)
        self.inner.weights = {name: weight.float() for name, weight in self.inner.weights.items()}

    @staticmethod
    def from_pretrained(name, attn_implementation, torch_dtype):
        assert (name, attn_implementation, torch_dtype) == ("stand-in", "eager", torch.float32)
        return AutoModelForCausalLM()

    def forward(self, ids, output_hidden_states):
        model, (batch, length) = self.inner, ids.shape
        x = model.weights["wte.weight"][ids] + model.weights["wpe.weight"][:length]
        hidden = [x]
        for layer in range(model.layers):
            h = f"h.{layer}."
            parts = model.linear(model.norm(x, h + "ln_1"), h + "attn.c_attn").split(model.width, dim=-1)
            query, key, value = (part.view(batch, length, model.heads, -1).transpose(1, 2) for part in parts)
            logits = torch.matmul(query, key.transpose(-1, -2)) / (model.width // model.heads) ** 0.5
            logits = logits + torch.full((length, length), torch.finfo(logits.dtype).min).triu(1)
            weights = nn.functional.softmax(logits, dim=-1, dtype=torch.float32).to(query.dtype)
            weights = nn.functional.dropout(weights, p=0.1, training=self.training)
            mixed = torch.matmul(weights, value).transpose(1, 2).reshape(batch, length, -1)
            x = x + model.linear(mixed, h + "attn.c_proj")
            x = x + model.linear(model.activation(model.linear(model.norm(x, h + "ln_2"), h + "mlp.c_fc")), h + "mlp.c_proj")
            hidden.append(x)
        return SimpleNamespace(hidden_states=hidden, logits=model.norm(x, "ln_f") @ model.weights["wte.weight"].T)
