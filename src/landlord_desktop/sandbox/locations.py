"""Where the files of the sandbox are: beside the installed package, or in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource(name: str) -> Path:
    """The shipped file `name` ("inosio-contract.yaml"). FileNotFoundError where the installation lacks it."""
    for folder in (_PACKAGE / "resources", _PACKAGE.parent.parent / "resources"):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"The installation lacks resources/{name}.")


def contract_file() -> Path:
    """The wire contract that every request and answer is checked against."""
    return resource("inosio-contract.yaml")


def sample_portfolio_file() -> Path:
    """The guide's portfolio, with which a new sandbox starts."""
    return resource("guide/portfolio.json")
