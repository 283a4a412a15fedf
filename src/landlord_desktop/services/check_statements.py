"""What a check by SQL is: statements that give the records which break an invariant, and the sentences that name them.

In a sentence, a value whose column ends in `_cents` is shown as money.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """A query for faulty records and the sentence for each row, with the columns' names in braces.

    `kind` is the kind of the record that a row names, `key` the column or columns that hold its id.
    """

    sql: str
    sentence: str
    kind: str = ""
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invariant:
    """A named check of one or more statements."""

    name: str
    statements: tuple[Statement, ...]


def compare(first: str, second: str, keys: str) -> str:
    """A full comparison of two sums by key: rows where `one_cents` of `first` is not `other_cents` of `second`.

    Both are queries of the keys and one amount, already grouped.
    """
    return (
        f"SELECT {keys}, sum(one) AS one_cents, sum(other) AS other_cents FROM "  # noqa: S608
        f"(SELECT {keys}, cents AS one, 0 AS other FROM ({first}) f "
        f"UNION ALL SELECT {keys}, 0, cents FROM ({second}) s) b GROUP BY {keys} HAVING sum(one) <> sum(other)"
    )
