"""The reference pipeline in scikit-learn, and its compilation into plain arrays."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from model.scorer import Heads
from model.signals import Input

MOST_TERMS = 250_000
_DECIMALS = 6


def terms_of(given: Input) -> tuple[str, ...]:
    """The terms of an input; a named function, since vectorizers keep it."""
    return given.terms


def signals_of(given: Input) -> list[str]:
    """The signals of an input, in a fixed order so that training repeats itself."""
    return sorted(given.signals)


class Reference:
    """One logistic regression a head over tf-idf terms and plain signals.

    `fit` learns, `logits` is what the compiled form must equal to 1e-9. Coefficients are rounded
    to six decimals here too: the last digits depend on the number of threads.
    """

    def __init__(self, names: Sequence[str], strength: float, seldom: int = 2) -> None:
        self.names = tuple(names)
        self.strength = strength
        self.seldom = seldom

    def fit(self, inputs: Sequence[Input], truth: NDArray[np.bool_]) -> "Reference":
        """Learn from inputs and their truth, a row an input and a column a head."""
        self.union_ = FeatureUnion(
            [
                (
                    "terms",
                    TfidfVectorizer(
                        analyzer=terms_of,
                        min_df=self.seldom,
                        max_features=MOST_TERMS,
                        sublinear_tf=True,
                    ),
                ),
                ("signals", CountVectorizer(analyzer=signals_of, binary=True)),
            ]
        )
        features = self.union_.fit_transform(inputs)
        heads = [self._head(features, truth[:, column]) for column in range(len(self.names))]
        self.coef_ = np.round(np.column_stack([head.coef_[0] for head in heads]), _DECIMALS)
        self.intercept_ = np.round(np.array([head.intercept_[0] for head in heads]), _DECIMALS)
        return self

    def logits(self, inputs: Sequence[Input]) -> NDArray[np.float64]:
        """Logits, a row an input and a column a head."""
        return np.asarray(self.union_.transform(inputs) @ self.coef_ + self.intercept_)

    def compiled(self) -> Heads:
        """The same heads as plain arrays."""
        terms, signals = (step for _, step in self.union_.transformer_list)
        return Heads(
            names=self.names,
            terms=tuple(terms.get_feature_names_out()),
            signals=tuple(signals.get_feature_names_out()),
            idf=terms.idf_,
            coef=self.coef_,
            intercept=self.intercept_,
        )

    def _head(self, features: object, truth: NDArray[np.bool_]) -> LogisticRegression:
        head = LogisticRegression(
            C=self.strength, class_weight="balanced", solver="liblinear", random_state=0
        )
        return head.fit(features, truth)
