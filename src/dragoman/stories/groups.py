"""Groups of linked things: connected components that grow, join and part, each named by its first member.

What the groups are depends on the links alone, never on the order in which they came: a group is all that hangs
together, and its name is that of the member that is first by day and id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

Node = str
Key = tuple[date, str]


def first(days: Mapping[Node, date | None], nodes: Iterable[Node]) -> Node:
    """The first of some nodes, by day and id; those without a day come last."""
    return min(nodes, key=lambda node: (days.get(node) or date.max, node))


class Union:
    """Sets that are joined (disjoint-set forest with path halving, Tarjan 1975)."""

    def __init__(self) -> None:
        self._parent: dict[Node, Node] = {}

    def find(self, node: Node) -> Node:
        """The one that stands for the node's set."""
        parent = self._parent
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(self, a: Node, b: Node) -> None:
        """Makes the sets of two nodes one."""
        one, other = self.find(a), self.find(b)
        if one != other:
            self._parent[max(one, other)] = min(one, other)

    def sets(self) -> list[set[Node]]:
        """All sets."""
        found: dict[Node, set[Node]] = {}
        for node in list(self._parent):
            found.setdefault(self.find(node), set()).add(node)
        return list(found.values())


def grouped(
    nodes: Iterable[Node],
    links: Iterable[tuple[Node, Node]],
    of: Mapping[Node, Node],
    days: Mapping[Node, date | None],
) -> tuple[dict[Node, Node], dict[Node, Node]]:
    """What becomes of new nodes and of the groups that they link to.

    `of` names the group of each old node that a link leads to; `days` has the days of nodes and of groups' first
    members. Gives the group of each new node, and for each old group that gets another name, that name.
    """
    union = Union()
    fresh = set(nodes)
    for node in fresh:
        union.find(node)
    for a, b in links:
        union.join(of.get(a, a), of.get(b, b))
    groups = set(of.values())
    placed: dict[Node, Node] = {}
    renamed: dict[Node, Node] = {}
    for members in union.sets():
        name = first(days, members)
        for member in members:
            if member in fresh:
                placed[member] = name
            elif member in groups and member != name:
                renamed[member] = name
    return placed, renamed
