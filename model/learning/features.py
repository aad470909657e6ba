"""The reference pipeline in scikit-learn, and its compilation into plain arrays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression

from model.scorer import Heads
from model.signals import Input

MOST_TERMS = 250_000
_DECIMALS = 6
_FEWEST_TEXTS = 2
_TOLERANCE = 0.01


@dataclass(frozen=True)
class Counted:
    """Inputs as counts, a row an input: how often each term, what each signal says in it.

    `text` numbers the text a row comes from.
    """

    terms: csr_matrix
    signals: csr_matrix
    text: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.text)

    def rows(self, which: NDArray[np.bool_]) -> "Counted":
        """The rows that are asked for."""
        return Counted(self.terms[which], self.signals[which], self.text[which])


class Vocabulary:
    """All terms and signals of a set of inputs, counted once for every fold that learns of them."""

    def count(self, inputs: Iterable[tuple[int, Input]]) -> Counted:
        """Learn the vocabulary of inputs (with their text's number), and count them."""
        self.terms_ = CountVectorizer(analyzer=_as_it_is)
        self.signals_ = DictVectorizer()
        texts: list[int] = []
        signals: list[Mapping[str, float]] = []

        def terms() -> Iterable[Sequence[str]]:
            for text, one in inputs:
                texts.append(text)
                signals.append(one.signals)
                yield one.terms

        counted = self.terms_.fit_transform(terms())
        said = self.signals_.fit_transform(signals)
        return Counted(counted.tocsr(), said.tocsr(), np.array(texts, dtype=np.intp))

    @cached_property
    def names(self) -> NDArray[np.object_]:
        """The terms in the order of their columns."""
        return np.asarray(self.terms_.get_feature_names_out())

    def recount(self, inputs: Sequence[Input]) -> Counted:
        """Count inputs in the vocabulary as it is."""
        return Counted(
            self.terms_.transform([one.terms for one in inputs]),
            self.signals_.transform([one.signals for one in inputs]),
            np.arange(len(inputs)),
        )


def _as_it_is(terms: Sequence[str]) -> Sequence[str]:
    """The analyzer of what is analyzed already; a named function, since vectorizers keep it."""
    return terms


@dataclass(frozen=True, slots=True)
class Settings:
    """How a head learns: inverse regularization, and what a signal weighs beside the terms.

    The terms of an input have length one together. Signals of weight one are the loudest features
    of all and are learned by heart: they cost the gate three points of AUC on unseen writers.
    """

    strength: float
    signal: float


class Reference:
    """One logistic regression a head over tf-idf terms and plain signals.

    `fit` learns, `logits` is what the compiled form must equal to 1e-9. Coefficients are rounded
    to six decimals here too: the last digits depend on the number of threads.
    """

    def __init__(self, names: Sequence[str], vocabulary: Vocabulary, settings: Settings) -> None:
        self.names = tuple(names)
        self.vocabulary = vocabulary
        self.settings = settings

    def fit(
        self, counted: Counted, truth: NDArray[np.bool_], kept: NDArray[np.intp]
    ) -> "Reference":
        """Learn from rows and their truth, a row an input and a column a head.

        `kept` are the columns of the terms to learn.
        """
        self.kept_ = kept
        self.tfidf_ = TfidfTransformer(sublinear_tf=True).fit(counted.terms[:, self.kept_])
        features = self._features(counted, self.settings.signal)
        heads = [self._head(features, truth[:, column]) for column in range(len(self.names))]
        coef = np.column_stack([head.coef_[0] for head in heads])
        coef[len(self.kept_) :] *= self.settings.signal
        self.coef_ = np.round(coef, _DECIMALS)
        self.intercept_ = np.round(np.array([head.intercept_[0] for head in heads]), _DECIMALS)
        return self

    def logits(self, counted: Counted) -> NDArray[np.float64]:
        """Logits, a row an input and a column a head."""
        return np.asarray(self._features(counted) @ self.coef_ + self.intercept_)

    def compiled(self) -> Heads:
        """The same heads as plain arrays."""
        terms = self.vocabulary.names[self.kept_]
        return Heads(
            names=self.names,
            terms=tuple(terms),
            signals=tuple(self.vocabulary.signals_.get_feature_names_out()),
            idf=self.tfidf_.idf_,
            coef=self.coef_,
            intercept=self.intercept_,
        )

    def _features(self, counted: Counted, signal: float = 1.0) -> csr_matrix:
        terms = self.tfidf_.transform(counted.terms[:, self.kept_])
        return hstack([terms, counted.signals.astype(np.float64) * signal]).tocsr()

    def _head(self, features: csr_matrix, truth: NDArray[np.bool_]) -> LogisticRegression:
        # The dual problem is solved faster than the primal one; at this tolerance their logits
        # differed by 0.02 at most.
        head = LogisticRegression(
            C=self.settings.strength,
            class_weight="balanced",
            solver="liblinear",
            dual=True,
            tol=_TOLERANCE,
            random_state=0,
        )
        return head.fit(features, truth)


def spread(counted: Counted, texts: int) -> csr_matrix:
    """In which of the texts each term stands, a row a text."""
    rows = np.arange(len(counted))
    of_text = csr_matrix((np.ones(len(rows)), (counted.text, rows)), shape=(texts, len(rows)))
    return (of_text @ (counted.terms > 0)).astype(bool).tocsr()


def widespread(standing: csr_matrix) -> NDArray[np.intp]:
    """Columns of the terms that stand in enough texts, the most widespread if they are too many.

    A term of one text alone teaches nothing, however many of its passages repeat it.
    """
    texts = np.asarray(standing.sum(axis=0)).ravel()
    kept = np.flatnonzero(texts >= _FEWEST_TEXTS)
    if len(kept) > MOST_TERMS:
        kept = np.sort(kept[np.argsort(-texts[kept], kind="stable")[:MOST_TERMS]])
    return np.asarray(kept, dtype=np.intp)
