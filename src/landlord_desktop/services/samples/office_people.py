"""Who works in a lived-in office, and the next number of what is numbered there."""

from dataclasses import dataclass

from landlord_desktop.services.books import Actor
from landlord_desktop.services.users import User

CARLA, NEIL, RUTH = Actor("carla", "FRONT-DESK"), Actor("neil", "OFFICE-2"), Actor("ruth", "OFFICE-1")
USERS = (
    User(name=CARLA.user, full_name="Carla Mendez", initials="CM"),
    User(name=NEIL.user, full_name="Neil Osterman", initials="NO"),
    User(name=RUTH.user, full_name="Ruth Delgado", initials="RD"),
)
"""Two bookkeepers, and the manager, who voids and adjusts."""


@dataclass(slots=True)
class Numbers:
    """The next number of what is numbered in the sample."""

    payment: int = 7_310_000_001
    batch: int = 4_410_000_000_000_001
    check: int = 1043

    def payment_id(self) -> str:
        self.payment += 1
        return f"PMT-{self.payment}"

    def batch_id(self) -> str:
        self.batch += 37_182_905_117
        return str(self.batch)

    def check_number(self) -> str:
        self.check += 1
        return str(self.check)

    def check_memo(self) -> str:
        return f"Check {self.check_number()}"
