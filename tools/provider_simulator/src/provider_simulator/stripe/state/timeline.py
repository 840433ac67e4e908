"""What will happen at a time: one agenda for the real time and one per test clock."""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

Action = Callable[[str], None]


@dataclass(slots=True)
class Timeline:
    """Plans by due time. While they are carried out, the time of their agenda is the time they were due."""

    actions: Mapping[str, Action] = field(default_factory=dict)
    _agendas: dict[str | None, list[tuple[int, int, str, str]]] = field(default_factory=dict)
    _moments: dict[str | None, int] = field(default_factory=dict)
    _places: "count[int]" = field(default_factory=count)

    def plan(self, agenda: str | None, due: int, action: str, subject: str) -> None:
        """Plan an action for an object."""
        heapq.heappush(self._agendas.setdefault(agenda, []), (due, next(self._places), action, subject))

    def moment(self, agenda: str | None) -> int | None:
        """Return the time of the plan that is being carried out."""
        return self._moments.get(agenda)

    def run(self, agenda: str | None, until: int) -> None:
        """Carry out what is due, in the order of time."""
        plans = self._agendas.get(agenda, [])
        if agenda in self._moments:
            return
        try:
            while plans and plans[0][0] <= until:
                due, _, action, subject = heapq.heappop(plans)
                self._moments[agenda] = due
                self.actions[action](subject)
        finally:
            self._moments.pop(agenda, None)

    def forget(self, agenda: str) -> None:
        """Remove an agenda."""
        self._agendas.pop(agenda, None)
