"""Learns which words of a Korean sentence are the short answer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from index.analyzer import Analyzer
from index.likeness import Likeness
from qa.metrics import character_f1, exact_match
from qa.short_answers.features import FEATURES, GROUPS, Described, group_of
from qa.short_answers.korean import KoreanReader
from qa.short_answers.nets import PRODUCT, NamesNet, Nets, SpansNet
from qa.training.examples import Example

_WIDTH, _UNITS, _DROPPED = 24, 48, 0.5
_EPOCHS, _BATCH, _RATE, _DECAY = 12, 32, 2e-3, 3e-2
_SEED = 0


@dataclass(frozen=True, slots=True)
class Marked:
    """The candidates of a sentence that holds the answer, as the net sees them, and which of them it is."""

    group: int
    gold: tuple[str, ...]
    texts: tuple[str, ...]
    described: Described
    right: NDArray[np.bool_]
    fold: int


def marked(
    examples: Sequence[Example], names: NamesNet, analyzer: Analyzer, likeness: Likeness
) -> list[Marked]:
    """Return the Korean examples whose answer stands in a sentence of a passage that was found."""
    nets = Nets(names, empty_spans())
    found = []
    for example in examples:
        sentence = answering_sentence(example) if example.kind == "ko" else None
        reader = KoreanReader(example.question, analyzer, likeness, nets)
        if sentence is None or not reader.has_short_answer():
            continue
        tokens, spans = reader.candidates(sentence)
        if not spans:
            continue
        texts = tuple(sentence[span.start : span.end] for span in spans)
        right = np.array([exact_match(text, example.gold) > 0 for text in texts], bool)
        described = reader.describe(sentence, tokens, spans)
        group = group_of(example.question)
        found.append(Marked(group, example.gold, texts, described, right, example.fold))
    return found


def answering_sentence(example: Example) -> str | None:
    """Return the first sentence of the right article's passages that holds the answer."""
    for evidence in example.ranking.evidence:
        if evidence.stored.source.id in example.right:
            passage = evidence.stored.passage
            for number in range(len(passage.sentences)):
                text = passage.sentence_text(number)
                if any(gold in text for gold in example.gold):
                    return text
    return None


def empty_spans(dimensions: int = 256) -> SpansNet:
    """Return a net that scores every candidate 0."""
    inputs = len(FEATURES) + len(GROUPS) + 5 * _WIDTH
    shapes = (
        (len(FEATURES),), (len(GROUPS), len(FEATURES)), (_WIDTH, dimensions), (_WIDTH, dimensions),
        (_WIDTH, dimensions), (_WIDTH, 2 * dimensions), (_UNITS, inputs), (_UNITS,), (_UNITS,),
    )  # fmt: skip
    first, *rest = (np.zeros(shape, np.float32) for shape in shapes)
    return SpansNet(first + 1, *rest)


class _Net(torch.nn.Module):
    """SpansNet (qa/nets.py) as something that can be learnt."""

    def __init__(self, scale: Tensor, dimensions: int) -> None:
        super().__init__()
        self.scale = scale
        self.linear = torch.nn.Parameter(torch.zeros(len(GROUPS), len(FEATURES)))
        self.shared = torch.nn.Parameter(torch.zeros(len(FEATURES)))
        self.focus, self.head, self.whole = (
            torch.nn.Linear(dimensions, _WIDTH, bias=False) for _ in range(3)
        )
        self.beside = torch.nn.Linear(2 * dimensions, _WIDTH, bias=False)
        self.hidden = torch.nn.Linear(len(FEATURES) + len(GROUPS) + 5 * _WIDTH, _UNITS)
        self.out = torch.nn.Linear(_UNITS, 1, bias=False)
        self.drop = torch.nn.Dropout(_DROPPED)

    def forward(self, batch: "_Packed") -> Tensor:
        """Return a logit for each candidate of the batch."""
        scaled = batch.features / self.scale
        wanted, head = self.focus(self.drop(batch.focus)), self.head(self.drop(batch.heads))
        asked = torch.nn.functional.one_hot(batch.groups, len(GROUPS)).float()
        inputs = [scaled, asked, wanted, head, self.whole(self.drop(batch.wholes))]
        inputs += [wanted * head * PRODUCT, self.beside(self.drop(batch.besides))]
        units = self.drop(torch.relu(self.hidden(torch.cat(inputs, 1))))
        weights = self.linear[batch.groups] + self.shared
        scores: Tensor = (scaled * weights).sum(1) + self.out(units)[:, 0]
        return scores

    def frozen(self) -> SpansNet:
        """Return the weights as arrays."""
        parts = [self.focus.weight, self.head.weight, self.whole.weight, self.beside.weight]
        parts += [self.hidden.weight, self.hidden.bias, self.out.weight[0]]
        parts = [self.scale, self.linear + self.shared, *parts]
        return SpansNet(*(part.detach().numpy() for part in parts))


@dataclass(frozen=True, slots=True)
class _Packed:
    """The candidates of several sentences one after another; owner: which sentence each is of."""

    owner: Tensor
    groups: Tensor
    features: Tensor
    focus: Tensor
    heads: Tensor
    wholes: Tensor
    besides: Tensor
    right: Tensor

    @classmethod
    def of(cls, sentences: Sequence[Marked]) -> "_Packed":
        sizes = torch.tensor([len(one.texts) for one in sentences])
        owner = torch.repeat_interleave(torch.arange(len(sentences)), sizes)
        groups = torch.tensor([one.group for one in sentences])[owner]
        focus = torch.from_numpy(np.stack([one.described.focus for one in sentences]))[owner]
        features, heads, wholes, besides = (
            torch.from_numpy(np.concatenate([getattr(one.described, name) for one in sentences]))
            for name in ("features", "heads", "wholes", "besides")
        )
        right = torch.from_numpy(np.concatenate([one.right for one in sentences]))
        return cls(owner, groups, features, focus, heads, wholes, besides, right)


def learn_spans(sentences: Sequence[Marked]) -> SpansNet:
    """Learn by the likelihood of the right candidates in the softmax over each sentence's."""
    usable = [one for one in sentences if one.right.any()]
    torch.manual_seed(_SEED)
    features = np.concatenate([one.described.features for one in usable[::5]])
    scale = torch.from_numpy(np.maximum(features.std(axis=0), 0.05).astype(np.float32))
    net = _Net(scale, usable[0].described.focus.shape[0])
    optimiser = torch.optim.AdamW(net.parameters(), _RATE, weight_decay=_DECAY)
    steps = _EPOCHS * -(-len(usable) // _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda i: max(0.05, 1 - i / steps))
    for _ in range(_EPOCHS):
        for chosen in torch.split(torch.randperm(len(usable)), _BATCH):
            batch = _Packed.of([usable[i] for i in chosen.tolist()])
            loss = _surprise(net(batch), batch, len(chosen))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return net.frozen()


def _surprise(scores: Tensor, batch: _Packed, count: int) -> Tensor:
    """Return the mean over sentences of -log of the share that the right candidates have."""
    top = torch.full((count,), -torch.inf).scatter_reduce(0, batch.owner, scores.detach(), "amax")
    powers = torch.exp(scores - top[batch.owner])
    every = torch.zeros(count).index_add(0, batch.owner, powers)
    right = torch.zeros(count).index_add(0, batch.owner, powers * batch.right)
    return (every.log() - right.clamp_min(1e-20).log()).mean()


def report_spans(sentences: Sequence[Marked], unseen: Sequence[SpansNet]) -> str:
    """Return EM and F1 on sentences that hold the answer. unseen: for each fold a net of the others."""
    scores = []
    for one in sentences:
        d = one.described
        net = unseen[one.fold]
        row = net.scores(one.group, d.features, d.focus, d.heads, d.wholes, d.besides)
        text = one.texts[int(np.argmax(row))]
        scores.append((exact_match(text, one.gold), character_f1(text, one.gold)))
    reached = np.mean([bool(one.right.any()) for one in sentences])
    match, overlap = np.mean(scores, axis=0)
    return (
        f"short answers in {len(sentences)} Korean sentences that hold the answer: a candidate is it"
        f" {reached:.4f}, EM {match:.4f}, F1 {overlap:.4f}"
    )
