"""How many letters two words differ by."""


def differs_by_at_most(left: str, right: str, most: int) -> bool:
    """Return whether at most `most` letters are wrong, missing or added; two swapped neighbours count as one."""
    if abs(len(left) - len(right)) > most:
        return False
    before: list[int] = []
    last = list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return False
        before, last = last, current
    return last[-1] <= most


def edits_allowed(word: str) -> int:
    """Return how many letters of a word may be wrong: none up to three, one up to seven, two of more."""
    if len(word) >= _TWO_EDITS:
        return 2
    return 1 if len(word) >= _ONE_EDIT else 0


_ONE_EDIT = 4
_TWO_EDITS = 8
