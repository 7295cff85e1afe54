"""Looking at processes from outside, through /proc."""

from pathlib import Path


def facts(path):
    """Return (state, parent, group) of a process; None when it is gone."""
    try:
        state, parent, group = path.read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return None
    return state, int(parent), int(group)


def table():
    """Return facts by process id; one that waits to be reaped has ended."""
    found = {
        int(path.parent.name): facts(path) for path in Path("/proc").glob("[0-9]*/stat")
    }
    return {pid: row for pid, row in found.items() if row is not None and row[0] != "Z"}


def living_members(group):
    return [
        pid
        for pid, (_state, _parent, its_group) in table().items()
        if its_group == group
    ]


def states(group):
    return {
        state for state, _parent, its_group in table().values() if its_group == group
    }


def descendants(pid):
    """Return a process's children, their children, and so on."""
    rows = table()
    found, waiting = set(), [pid]
    while waiting:
        parent = waiting.pop()
        children = [child for child, row in rows.items() if row[1] == parent]
        found.update(children)
        waiting.extend(children)
    return found


def still_living(pids):
    return set(pids) & set(table())
