"""Refusals: what a person handed in and this program cannot use.

BadInput                 one line: what, where, what to do
├── BrokenLine           a line of a JSONL file           (dossier.examples)
├── BadText              a text that cannot be judged     (dossier.pages)
├── MalformedRule        a row of the rule table          (model.rules)
├── MalformedTable       a row of a dated table           (model.law.tables)
├── NoArtefact           a folder without a usable model  (model.artefact)
├── BrokenList           the list of platforms             (crawler.platforms)
├── CannotTrain          examples that do not suffice     (model.learning.lessons)
├── LowerFloor           a floor that would come down     (model.learning.floors)
└── UnderFloor           a figure below its floor         (commands.model)

A database or a secret that cannot be used is BadInput itself.

The command line turns any of them into one line and exit code 2, the API into HTTP 4xx.
"""


class BadInput(ValueError):
    """Something handed in cannot be used; the message is the line a person reads."""
