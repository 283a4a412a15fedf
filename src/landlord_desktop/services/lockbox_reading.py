"""What a lockbox file holds, whatever its kind: our CSV, a BAI lockbox file of a bank, or a zip of one of them."""

import codecs
import hashlib
import io
import zipfile
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, text

from landlord_desktop.db.models import batches as tables
from landlord_desktop.formats import bai_lockbox, lockbox
from landlord_desktop.formats.lockbox import LineError, LockboxPayment
from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.services.batches import source_key
from landlord_desktop.services.settings import read_settings

LARGEST_FILE_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class FileContents:
    """A file's payments, each with an id; `batch_id` comes from the bytes, so that the same file is the same batch.

    `own_ids` are the payment ids that the file itself does not give. `kind` is "CSV" or "BAI".
    """

    name: str
    kind: str
    batch_id: str
    payments: tuple[LockboxPayment, ...]
    errors: tuple[LineError, ...]
    own_ids: frozenset[str]


def read_file(path: Path, known: Collection[str] = ()) -> FileContents:
    """Read a lockbox file, or the one inside a zip. LandlordError where the disk or the archive refuses.

    Its batch id is that of its contents; saved again with other line ends it is the same file. `known`: the ids of the
    files loaded so far, of which some were made of each byte.
    """
    content = _content(path)
    name = path.name
    if content.startswith(b"PK\x03\x04"):
        name, content = _unpacked(name, content)
    batch_id = _id_of(content)
    if batch_id not in known:
        batch_id = _id_of(_with_plain_ends(content))
    if bai_lockbox.looks_like_bai(content):
        return _bai(name, batch_id, content)
    found = lockbox.decode(content)
    payments = tuple(
        payment if payment.payment_id else replace(payment, payment_id=f"{batch_id}-{payment.line}")
        for payment in found.payments
    )
    own = frozenset(payment.payment_id for payment in payments if payment.payment_id.startswith(f"{batch_id}-"))
    return FileContents(name, "CSV", batch_id, payments, found.errors, own)


def _id_of(content: bytes) -> str:
    return f"FILE-{hashlib.sha256(content).hexdigest()[:12].upper()}"


def _with_plain_ends(content: bytes) -> bytes:
    """The content as it is without a byte order mark, its lines ended as they usually are, the last one too."""
    lines = content.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return lines.rstrip(b"\n") + b"\n"


def _bai(name: str, batch_id: str, content: bytes) -> FileContents:
    found = bai_lockbox.decode(content)
    payments = tuple(
        LockboxPayment(
            payment.paid_on, payment.amount_cents, payment.tenant_id, "", payment.memo, f"{batch_id}-{payment.item}",
            payment.line,
        )
        for payment in found.payments
    )
    own = frozenset(payment.payment_id for payment in payments)
    return FileContents(name, "BAI", batch_id, payments, found.errors, own)


def _unpacked(name: str, content: bytes) -> tuple[str, bytes]:
    """The one file of a zip archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(inside) != 1:
                raise LandlordError(
                    f"{name} holds {len(inside)} files; a lockbox archive holds one. Unpack it and load the right one."
                )
            if inside[0].file_size > LARGEST_FILE_BYTES:
                raise LandlordError(f"The file in {name} is larger than a lockbox file can be. Nothing was loaded.")
            return f"{name}, {Path(inside[0].filename).name}", archive.read(inside[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise LandlordError(
            f"{name} is a zip archive that cannot be opened: it is damaged or has a password. Unpack it and load the "
            "file inside."
        ) from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise LandlordError(f"{path.name} cannot be read: {error.strerror or 'the disk refuses'}.") from error
    if len(content) > LARGEST_FILE_BYTES:
        raise LandlordError(f"{path.name} is larger than a lockbox file can be. Nothing was loaded.")
    return content


class Names:
    """What the ids of a file mean in these books."""

    def __init__(self, connection: Connection, payments: Sequence[LockboxPayment]) -> None:
        self.portfolio = read_settings(connection)["inosio.portfolio"]
        self.tenants = {row.code.casefold(): row for row in connection.execute(_TENANTS)}
        self.units = {row.code.casefold(): row.id for row in connection.execute(text("SELECT id, code FROM unit"))}
        self.ledgers = {row[0].casefold(): row[1] for row in connection.execute(text("SELECT code, id FROM ledger"))}
        self.residents: dict[int, list[Any]] = {}
        for tenant in self.tenants.values():
            if tenant.active:
                self.residents.setdefault(tenant.unit_id, []).append(tenant)
        keys = [source_key(self.portfolio, payment.payment_id) for payment in payments if payment.payment_id]
        known, listed = tables.inosio_payment, tables.working_line.c.source_key
        self.payments: dict[str, Any] = {}
        self.listed: set[str] = set()
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            rows = connection.execute(select(known).where(known.c.source_key.in_(some)))
            self.payments |= {row.source_key: row for row in rows}
            self.listed |= {row[0] for row in connection.execute(select(listed).where(listed.in_(some)))}


def payer_of(payment: LockboxPayment, names: Names, contents: FileContents) -> tuple[int | None, int | None] | str:
    """Tenant and unit of a payment, or what is wrong with them.

    A bank's file may name a tenant whom nobody knows: the check is at the bank, so its payment waits for a person.
    """
    if contents.kind == "BAI":
        known = names.tenants.get(payment.tenant_id.casefold())
        return (None, None) if known is None else (known.id, known.unit_id)
    unit_id = names.units.get(payment.unit_id.casefold()) if payment.unit_id else None
    if payment.unit_id and unit_id is None:
        return f"There is no unit {payment.unit_id}."
    if payment.tenant_id:
        tenant = names.tenants.get(payment.tenant_id.casefold())
        return f"There is no tenant {payment.tenant_id}." if tenant is None else (tenant.id, unit_id or tenant.unit_id)
    if unit_id is None:
        return None, None
    living = names.residents.get(unit_id, [])
    if len(living) != 1 and payment.payment_id in contents.own_ids:
        count = f"{len(living)} tenants" if living else "no tenant"
        return f"Unit {payment.unit_id} has {count}; give the tenant_id."
    return (living[0].id if len(living) == 1 else None), unit_id


_TENANTS = text("SELECT id, code, unit_id, active FROM tenant")
