"""Server addresses and links as a person may type or open them, told in sentences instead of errors."""


def check_address(text: str) -> tuple[str, str]:
    """(origin, "") of a server address as typed, or ("", the sentence that says why it is not used)."""
    from landlord_desktop.inosio.address import check_server_address
    from landlord_desktop.inosio.errors import InsecureAddress

    try:
        return check_server_address(text), ""
    except InsecureAddress as error:
        return "", error.sentence


def is_web_link(text: str) -> bool:
    """Whether a link that the server gave may be opened in a browser."""
    from landlord_desktop.inosio.address import is_web_address

    return is_web_address(text)
