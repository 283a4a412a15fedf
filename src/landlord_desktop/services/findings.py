"""One finding of a check: the sentence for a person, and which record it is about, so that a screen can open it."""

from dataclasses import dataclass

RecordKey = int | str | tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and the record it names.

    `kind` is a word of the screens' table of records (set, charge, receipt, slip, tenant, ledger, ledger_account, bank,
    batch, outbox_item), empty where the finding is about no single record; `key` is that record's id.
    """

    sentence: str
    kind: str = ""
    key: RecordKey = None

    def __str__(self) -> str:
        return self.sentence
