"""How alike two texts about errors are, whatever words a venue has chosen.

A text becomes a set of weighted traits: its words, with those of one meaning as one (`illegal`, `wrong`, `invalid`),
the words as they are written, pairs of neighbours, and pieces of four letters, which forgive typos and endings. Traits
that few texts share count more.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import log, sqrt

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


_MEANING = {word: words[0] for words in map(str.split, _SAME_MEANING.split(";")) for word in words}


def traits(text: str) -> Traits:
    """The traits of a text, each with how much it counts."""
    written = re.findall(
        r"[a-z]{2,}", re.sub(r"['’]", "", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).casefold()
    )
    words = [word for word in written if word not in _FILLERS]
    meant = [_MEANING.get(word) or _MEANING.get(stem := _stem(word)) or stem for word in words]
    result: defaultdict[str, float] = defaultdict(float)
    for word, meaning in zip(words, meant, strict=True):
        result[f"means {meaning}"] += 1
        if word != meaning:
            result[f"says {word}"] += 0.5
    for at, one in enumerate(meant):
        for distance, other in enumerate(meant[at + 1 : at + 4], start=1):
            if distance == 1:
                result[f"{one} {other}"] += 0.7
            else:
                result[" .. ".join(sorted((one, other)))] += 0.3
    line = f" {' '.join(words)} "
    for piece in {line[at : at + 4] for at in range(len(line) - 3)}:
        result[f"piece {piece}"] += 0.35
    return result


def _stem(word: str) -> str:
    """The word without a common ending."""
    return re.sub(r"(ing|ed|es|s)$", "", re.sub(r"ies$", "y", word)) if len(word) > 4 else word


class Texts:
    """Texts under labels, to be compared with others. Each label is also compared as the sum of its texts."""

    def __init__(self, texts: Iterable[tuple[str, Traits]], described: Iterable[tuple[str, Traits]]):
        """`texts` each stand for themselves, `described` only for their label."""
        single, whole = list(texts), list(described)
        uses = Counter(trait for _, own in (*single, *whole) for trait in own)
        number = len(single) + len(whole)
        self._rarity = {trait: log(1 + number / used) for trait, used in uses.items()}
        self.labels = [label for label, _ in single]
        self._of_text: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        sums: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for index, (label, own) in enumerate(single):
            for trait, weight in self._weighed(own).items():
                self._of_text[trait].append((index, weight))
                sums[label][trait] += weight
        for label, own in whole:
            for trait, weight in self._weighed(own).items():
                sums[label][trait] += DESCRIPTION * weight
        self._of_label: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        for label, total in sums.items():
            for trait, weight in _normal(total).items():
                self._of_label[trait].append((label, weight))

    def like(self, own: Traits) -> tuple[dict[str, float], dict[int, float]]:
        """How alike, from 0 to 1, are the labels, and the single texts by their index."""
        labels: defaultdict[str, float] = defaultdict(float)
        texts: defaultdict[int, float] = defaultdict(float)
        for trait, weight in self._weighed(own).items():
            for label, other in self._of_label.get(trait, ()):
                labels[label] += weight * other
            for index, other in self._of_text.get(trait, ()):
                texts[index] += weight * other
        return labels, texts

    def _weighed(self, own: Traits) -> dict[str, float]:
        return _normal({trait: w * self._rarity[trait] for trait, w in own.items() if trait in self._rarity})


DESCRIPTION = 3.0
"""How much the description of a label counts, where a single text counts 1."""


def _normal(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights on a vector of length 1."""
    length = sqrt(sum(weight**2 for weight in weights.values())) or 1
    return {trait: weight / length for trait, weight in weights.items()}
