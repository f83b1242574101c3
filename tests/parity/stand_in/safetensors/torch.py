"""As much of safetensors.torch as the listing in docs/traces.md needs."""
from gpt2_reference import write_safetensors


def save_file(tensors, path, metadata):
    assert all(tensor.is_contiguous() for tensor in tensors.values())
    write_safetensors(path, tensors, metadata)
