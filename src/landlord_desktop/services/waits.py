"""How long to wait before the next try: longer each time, and never quite the same for two PCs."""

FIRST_WAIT_SECONDS = 30
LONGEST_WAIT_SECONDS = 3600


def growing_wait(tries: int) -> float:
    """Seconds to wait after so many tries before this one: at most 30, 60, 120 ... 3600, and at least half of that.

    Where it lies between the two is left to chance, so that the PCs of an office do not all come back at once.
    """
    # loaded when something failed, and not at the start of the program
    from tenacity import RetryCallState, Retrying, wait_exponential, wait_random_exponential

    half, longest = FIRST_WAIT_SECONDS / 2, LONGEST_WAIT_SECONDS / 2
    wait = wait_exponential(multiplier=half, max=longest) + wait_random_exponential(multiplier=half, max=longest)
    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = tries + 1
    return wait(state)
