"""The network: a BERT of few layers over fixed word embeddings, with heads for spans and sentences."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from qa.training.reader.backbone import Backbone

HIDDEN = 384
POSITIONS = 512


class Layer(nn.Module):
    """One transformer layer of BERT: normalised after each addition."""

    def __init__(self, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.wide = nn.Linear(HIDDEN, 4 * HIDDEN)
        self.narrow = nn.Linear(4 * HIDDEN, HIDDEN)
        self.last = nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """states: (batch, length, HIDDEN); mask: (batch, 1, 1, length), 0 where there is text, else -1e4, or None."""
        batch, length, _ = states.shape
        q, k, v = (
            self.qkv(states)
            .view(batch, length, 3, self.heads, HIDDEN // self.heads)
            .permute(2, 0, 3, 1, 4)
        )
        mixed = functional.scaled_dot_product_attention(
            q, k, v, attn_mask=None if mask is None else mask.to(q.dtype)
        )
        mixed = mixed.transpose(1, 2).reshape(batch, length, HIDDEN)
        states = self.norm(states + self.out(mixed))
        wide = functional.gelu(self.wide(states))
        done: Tensor = self.last(states + self.narrow(wide))
        return done


class Reader(nn.Module):
    """Reads (question, title, window) and says where the answer starts and ends, in which sentence, or "not here".

    Of the first piece, the scores of start, end and sentence are those of "not here".
    """

    def __init__(self, layers: int, heads: int) -> None:
        super().__init__()
        self.position = nn.Embedding(POSITIONS, HIDDEN)
        self.part = nn.Embedding(3, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(heads) for _ in range(layers))
        self.span = nn.Linear(HIDDEN, 2)
        self.sentence = nn.Linear(HIDDEN, 1)

    def forward(self, words: Tensor, parts: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return span scores (batch, length, 2) and a score of each piece for its sentence (batch, length).

        words: (batch, length, HIDDEN) word embeddings; parts: 0 question, 1 title, 2 window;
        mask: (batch, length), 1 where there is text.
        """
        length = words.shape[1]
        places = torch.arange(length, device=words.device)
        states = self.norm(words + self.position(places) + self.part(parts))
        away = (1.0 - mask.to(words.dtype))[:, None, None, :] * -1e4
        for layer in self.layers:
            states = layer(states, away)
        states = states.float()
        return self.span(states), self.sentence(states)[..., 0]

    def start_from(self, backbone: Backbone, chosen: list[int]) -> None:
        """Take the weights of the chosen layers of the backbone."""
        tensors = backbone.tensors
        with torch.no_grad():
            self.position.weight.copy_(_tensor(tensors["emb.pos"]).view(POSITIONS, HIDDEN))
            self.part.weight.copy_(_tensor(tensors["emb.type"]).view(-1, HIDDEN)[:1].expand(3, -1))
            _take(self.norm, tensors, "emb.ln")
            for layer, number in zip(self.layers, chosen, strict=True):
                assert isinstance(layer, Layer)
                name = f"l{number}"
                for part, letter in enumerate("qkv"):
                    rows = slice(part * HIDDEN, (part + 1) * HIDDEN)
                    layer.qkv.weight[rows] = _tensor(tensors[f"{name}.{letter}.w"]).view(HIDDEN, -1)
                    layer.qkv.bias[rows] = _tensor(tensors[f"{name}.{letter}.b"])
                _take(layer.out, tensors, f"{name}.ao")
                _take(layer.norm, tensors, f"{name}.aln")
                _take(layer.wide, tensors, f"{name}.fi")
                _take(layer.narrow, tensors, f"{name}.fo")
                _take(layer.last, tensors, f"{name}.oln")
            for head in (self.span, self.sentence):
                nn.init.normal_(head.weight, std=1 / math.sqrt(HIDDEN) / 4)
                nn.init.zeros_(head.bias)


def _take(
    module: nn.Linear | nn.LayerNorm, tensors: dict[str, NDArray[np.float32]], name: str
) -> None:
    module.weight.copy_(_tensor(tensors[f"{name}.w"]).view_as(module.weight))
    module.bias.copy_(_tensor(tensors[f"{name}.b"]))


def _tensor(array: NDArray[np.float32]) -> Tensor:
    return torch.from_numpy(np.array(array, np.float32))
