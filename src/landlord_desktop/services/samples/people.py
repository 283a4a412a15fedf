"""Names, codes and addresses of invented people, the same for the same seed."""
# ruff: noqa: SIM905  (word lists read better as words than as lists of quoted words)

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

FIRST_NAMES = (
    "Aaron Abigail Adriana Alec Alicia Amara Andre Anita Arturo Beatrice Benedict Bianca Caleb Camille Carlos Cecilia "
    "Chidi Clara Colin Corinne Damian Daphne Darius Delia Desmond Dolores Edgar Elena Elliot Emeka Esther Fatima "
    "Felix Fiona Gareth Gloria Hanna Harold Hector Helene Ibrahim Ines Irene Isaac Ivana Jamal Janelle Jasper Joanna "
    "Julian Kamala Keith Kenji Lamar Larissa Leon Lorena Lucas Mabel Malik Marisol Martin Mei Melvin Mira Nadia "
    "Nathan Nina Noel Odette Olga Omar Oscar Paloma Patrick Petra Quentin Rafael Ramona Reza Rosalind Ruben Sabine "
    "Samir Selma Simon Sonia Tamara Terence Thea Tomas Ursula Vera Victor Wanda Wendell Ximena Yara Zachary Zoe"
).split()
LAST_NAMES = (
    "Abara Aldridge Amato Ashworth Baptiste Barlow Beaumont Bergstrom Birch Blackwood Boyle Brandt Burgess Calloway "
    "Cardenas Castellano Chaudhry Cobb Corrigan Dalton Delacroix Demarco Dietrich Donnelly Drummond Eastman Ellery "
    "Engstrom Espinoza Fairbanks Farrow Fitzroy Fontaine Fowler Gallagher Garrity Gentry Gupta Hadley Halloran Hansen "
    "Hargrove Hawthorne Ibarra Ingram Jansen Jefferies Joubert Kaplan Keller Kimura Kowalski Lachance Langley Larkin "
    "Lindqvist Lockhart Lozano Maddox Marchetti Mbeki McAllister Mendoza Merritt Montoya Nakamura Navarro Nordstrom "
    "Oakley Ochoa Odom Okoye Ortega Pacheco Palmer Pemberton Petrov Pruitt Quigley Ramsey Redmond Rinaldi Rosario "
    "Rutherford Salazar Sandoval Schaefer Sinclair Solberg Stanton Sutherland Takahashi Tolliver Trevino Underwood "
    "Valdez Vaughn Villanueva Wainwright Weatherby Whitfield Winslow Yamada Zamora Zielinski"
).split()
STREETS = (
    "Alder Lane,Ash Court,Aspen Way,Bayberry Drive,Birch Road,Bluebell Lane,Brook Street,Canal Street,Cedar Avenue,"
    "Chestnut Street,Clover Court,Cypress Drive,Dogwood Lane,Elm Street,Fern Hollow Road,Foxglove Way,Garden Terrace,"
    "Hawthorn Drive,Hazel Court,Heron Lane,Hickory Street,Hill Road,Holly Avenue,Iris Court,Juniper Street,"
    "Lake View Drive,Larch Lane,Laurel Street,Linden Avenue,Locust Street,Magnolia Drive,Maple Avenue,Meadow Lane,"
    "Mill Road,Mulberry Street,Orchard Road,Park Place,Pine Street,Poplar Avenue,Quarry Road,Redwood Drive,"
    "River Street,Rowan Way,Sage Court,Sorrel Lane,Spruce Street,Sumac Drive,Sycamore Road,Thistle Lane,Valley Road,"
    "Vine Street,Willow Bend,Wisteria Lane,Yew Court"
).split(",")
TOWNS = (("Fairview", "VA", "22039"), ("Oakton", "VA", "22124"), ("Millbrook", "VA", "22603"))


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person; `code` is unique among those of one source."""

    code: str
    name: str
    last_name: str
    email: str
    phone: str


def people(random: Random) -> Iterator[Person]:
    """Invented people without end."""
    taken: dict[str, int] = {}
    while True:
        first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
        stem = last.upper()[:12]
        count = taken.get(stem, 0)
        taken[stem] = count + 1
        code = stem if count == 0 else f"{stem}{count + 1}"
        phone = f"703-555-{random.randrange(10_000):04d}"
        yield Person(code, f"{first} {last}", last, f"{first}.{code}@example.com".lower(), phone)


def addresses() -> Iterator[tuple[str, str]]:
    """House addresses without end, each once, with a short code: ("114ALDER", "114 Alder Lane")."""
    number = 102
    while True:
        for street in STREETS:
            yield f"{number}{street.replace(' ', '').upper()[:8]}", f"{number} {street}"
        number += 6
