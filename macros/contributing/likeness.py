"""How alike texts about errors are, whatever words a venue has chosen, and which label a text is likely to have.

A text becomes a set of weighted traits: its words, with those of one meaning as one (`illegal`, `wrong`, `invalid`),
the words as they are written, how they begin, which forgives endings, and pairs of neighbours.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log, sqrt
from random import Random

import numpy as np
from numpy.typing import NDArray

Traits = Mapping[str, float]

_SAME_MEANING = """
    abnormal bad cannot cant err error fail failed failure illegal improper incorrect invalid malformed unable
    unknown unrecognized unsupport unsupported wrong; inadequate insufficient; above beyond bigger exceed exceeded
    exceeding exceeds greater high higher large larger max maximum more most over overflow reach reached upper;
    below least less low lower min minimum small smaller under; excessive fast flood frequency frequent frequently
    many often rate throttle throttled; blank empty mandatory missing must necessary needed null require required;
    contract currencypair instrument market pair product symbol symbols; amount num number qty quantities quantity
    size total volume; accesskey apikey key; order orders; cancel canceled canceling cancellation cancelled
    cancelling; expire expired expires nonce time timestamp; hmac sign signature signatures; access allow allowed
    authorised authorized ban banned denied disabled forbidden permission permissions permit permitted privilege
    prohibited restricted right rights suspended unauthorized; exist existed existing exists found; already
    duplicate duplicated repeat repeated same twice unique; ip white whitelist whitelisted; asset assets balance
    fund funds money; margin margins; pos position positions; leverage leveraged multiple; closeonly reduce
    reduceonly; busy congestion down maintenance overload overloaded unavailable upgrading; backend exception
    internal network server service system; again later retry try wait; withdraw withdrawal withdrawals; deposit
    deposits recharge; account accountid accounts uid user userid users; sub subaccount subaccounts; arg args
    argument arguments field fields param parameter parameters params paramter; accuracy decimal decode digits
    format json parse precise precision; channel subscribe subscribed subscribing subscription topic
"""
"""Words that say the same in messages of errors, in groups."""

_FILLERS = frozenset(
    """a an and are as at be been by can for from had has have if in into is it its of on or please that the their then
    there this to was were will with would you your should than""".split()
)


_ADVICE = re.compile(
    r"\b(?:(?:and|or|then) )?(?:please|kindly|(?:re)?try again|contact)\b[^.!?;]*", re.IGNORECASE
)
"""What a text asks of its reader, such as to try again later; most errors could ask the same."""

ADVICE = 0.3
"""How much the words of such advice count, where other words count 1."""

_MEANING = {word: words[0] for words in map(str.split, _SAME_MEANING.split(";")) for word in words}


def traits(text: str) -> Traits:
    """The traits of a text, each with how much it counts."""
    result = _traits(_ADVICE.sub(" ", text))
    for trait, weight in _traits(" ".join(_ADVICE.findall(text))).items():
        result[trait] += ADVICE * weight
    return result


def _traits(text: str) -> defaultdict[str, float]:
    written = re.findall(
        r"[a-z]{2,}", re.sub(r"['’]", "", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).casefold()
    )
    words = [word for word in written if word not in _FILLERS]
    meant = [_MEANING.get(word) or _MEANING.get(base := stem(word)) or base for word in words]
    result: defaultdict[str, float] = defaultdict(float)
    for word, meaning in zip(words, meant, strict=True):
        result[f"means {meaning}"] += 1
        result[f"begins {word[:5]}"] = 0.7
        if word != meaning:
            result[f"says {word}"] += 0.5
    for one, other in pairwise(meant):
        result[f"{one} {other}"] += 0.7
    return result


def stem(word: str) -> str:
    """The word without a common ending."""
    return re.sub(r"(ing|ed|es|s)$", "", re.sub(r"ies$", "y", word)) if len(word) > 4 else word


Vector = dict[str, float]
"""Weights of traits, on a vector of length 1."""

Floats = NDArray[np.float32]


class Scale:
    """How much each trait counts, by how rare it is among the texts that are known."""

    def __init__(self, texts: Sequence[Traits]):
        self._texts, self._uses = len(texts), Counter(trait for own in texts for trait in own)

    def vector(self, own: Traits) -> Vector:
        """The traits of a text as a vector."""
        weighed = {
            trait: weight * log(1 + self._texts / (self._uses[trait] or 1)) for trait, weight in own.items()
        }
        length = sqrt(sum(weight**2 for weight in weighed.values())) or 1
        return {trait: weight / length for trait, weight in weighed.items()}


def alike(one: Vector, other: Vector) -> float:
    """How alike two texts are, from 0 to 1."""
    return sum(weight * other.get(trait, 0.0) for trait, weight in one.items())


class Nearest:
    """Finds the texts that are most like another one."""

    def __init__(self, vectors: Sequence[Vector]):
        self._having: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, vector in enumerate(vectors):
            for trait, weight in vector.items():
                self._having[trait].append((index, weight))

    def alike(self, vector: Vector) -> dict[int, float]:
        """How alike the texts are, from 0 to 1, by their index; those that share nothing are left out."""
        result: defaultdict[int, float] = defaultdict(float)
        for trait, weight in vector.items():
            for index, other in self._having.get(trait, ()):
                result[index] += weight * other
        return result


class Learned:
    """Which label a text is likely to have, learned from examples: a logistic regression with one weight for each trait
    and label, trained by passes in which each example corrects the labels that were wrongly taken for its own."""

    PASSES = 3
    STEP = 4.0
    BIAS = 0.02
    """How much an example moves what a label has before any trait is seen, where it moves a trait by 1."""

    def __init__(self, examples: Sequence[tuple[Vector, str, float]]):
        """Each example with its label and how much it counts."""
        known = dict.fromkeys(trait for vector, _, _ in examples for trait in vector)
        self._traits = {trait: number for number, trait in enumerate(known)}
        self._labels = sorted({label for _, label, _ in examples})
        self._weights = np.zeros((len(self._traits), len(self._labels)), np.float32)
        self._bias = np.zeros(len(self._labels), np.float32)
        read = [(*self._read(vector), self._labels.index(label), worth) for vector, label, worth in examples]
        order = Random(0)
        for number in range(self.PASSES):
            step = self.STEP / (1 + 0.15 * number)
            for numbers, weights, label, worth in order.sample(read, len(read)):
                change = -self._likely(numbers, weights)
                change[label] += 1
                change *= step * worth
                self._bias += self.BIAS * change
                self._weights[numbers] += np.outer(weights, change)

    def likely(self, vector: Vector) -> dict[str, float]:
        """How likely each label is, from 0 to 1."""
        return dict(zip(self._labels, self._likely(*self._read(vector)).tolist(), strict=True))

    def _read(self, vector: Vector) -> tuple[NDArray[np.intp], Floats]:
        """The known traits of a text by their numbers, and their weights."""
        known = {self._traits[trait]: weight for trait, weight in vector.items() if trait in self._traits}
        return np.array([*known], np.intp), np.array([*known.values()], np.float32)

    def _likely(self, traits: NDArray[np.intp], weights: Floats) -> Floats:
        scores = self._bias + weights @ self._weights[traits]
        powers = np.exp(scores - scores.max())
        likely: Floats = powers / powers.sum()
        return likely
