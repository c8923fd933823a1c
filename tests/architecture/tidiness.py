"""Checks of how the code is written. Each takes a folder or a class and tells its faults."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

CODE = ("services", "shared", "huiyin")
FILE_LINES_MAX = 250
TEST_FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 45
LINE_LENGTH_MAX = 100
# Words that say nothing of what a thing does.
EMPTY_WORDS = {"manager", "helper", "helpers", "util", "utils"}
IMPURE_NAMES = {"uuid1", "uuid4", "open", "print", "input", "eval", "exec", "monotonic", "urandom"}
IMPURE_METHODS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("uuid", "uuid1"),
    ("uuid", "uuid4"),
    ("time", "time"),
}
IMPURE_MODULES = {"random", "secrets", "os", "time", "asyncio", "socket", "logging"}
CREATES = re.compile(
    r"^\s*CREATE\s+(?:UNLOGGED\s+|MATERIALIZED\s+)?(?:TABLE|VIEW)\s+"
    r"(?:IF\s+NOT\s+EXISTS\s+)?([\w.]+)",
    re.IGNORECASE | re.MULTILINE,
)
MACHINE_PATHS = re.compile(r"/(?:work|root|home/\w+)/")


def python_files(root: Path, folders: Iterable[str] = CODE) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((root / folder).rglob("*.py"))


def long_files(root: Path) -> list[str]:
    limits = [(file, FILE_LINES_MAX) for file in python_files(root)]
    limits += [(file, TEST_FILE_LINES_MAX) for file in python_files(root, ["tests"])]
    return [
        f"{file.relative_to(root)} has {lines} lines"
        for file, limit in limits
        if (lines := len(file.read_text("utf-8").splitlines())) > limit
    ]


def long_lines(root: Path) -> list[str]:
    """Docstrings and comments too, which no formatter breaks; a wide character counts as one."""
    return [
        f"{file.relative_to(root)}:{number} is {len(line)} wide"
        for file in python_files(root, (*CODE, "tests"))
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if len(line) > LINE_LENGTH_MAX
    ]


def long_functions(root: Path) -> list[str]:
    return [
        f"{file.relative_to(root)}: {node.name} has {length} lines"
        for file in python_files(root)
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]


def empty_names(root: Path) -> list[str]:
    faults = []
    for file in python_files(root):
        named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        tree = ast.walk(ast.parse(file.read_text("utf-8")))
        names = [file.stem, *(node.name for node in tree if isinstance(node, named))]
        faults += [
            f"{file.relative_to(root)}: {name}" for name in names if EMPTY_WORDS & _words(name)
        ]
    return faults


def _words(name: str) -> set[str]:
    """`OrderManager` and `order_manager` both have the word `manager`."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)}


def impurities(root: Path) -> list[str]:
    """Clock, chance, input and output in a domain, whatever they were imported as."""
    return [
        f"{file.relative_to(root)}:{node.lineno} calls {called}"
        for file in sorted(root.glob("services/*/domain/**/*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and (called := _impure(node.func))
    ]


def _impure(called: ast.expr) -> str | None:
    match called:
        case ast.Name(id=name) if name in IMPURE_NAMES:
            return name
        case ast.Attribute(value=ast.Name(id=owner), attr=method) if (
            owner in IMPURE_MODULES or (owner, method) in IMPURE_METHODS
        ):
            return f"{owner}.{method}"
        case ast.Attribute(value=ast.Attribute(attr=owner), attr=method) if (
            owner,
            method,
        ) in IMPURE_METHODS:
            return f"{owner}.{method}"
    return None


def tables_of(root: Path) -> dict[str, set[str]]:
    """The tables each service's own migrations make, and those of the plumbing as `shared`."""
    places = {"shared": root / "shared" / "postgres" / "migrations"}
    for folder in sorted(root.glob("services/*/migrations")):
        places[folder.parent.name] = folder
    return {
        owner: {
            table.lower()
            for file in folder.glob("*.sql")
            for table in CREATES.findall(file.read_text("utf-8"))
        }
        for owner, folder in places.items()
    }


def shared_tables(root: Path) -> list[str]:
    owners: dict[str, list[str]] = {}
    for owner, tables in tables_of(root).items():
        for table in tables:
            owners.setdefault(table, []).append(owner)
    return [f"{table}: {', '.join(who)}" for table, who in sorted(owners.items()) if len(who) > 1]


def machine_paths(root: Path) -> list[str]:
    """Paths of the machine somebody wrote this on."""
    files = [
        file
        for pattern in ("*.py", "*.sql", "*.yaml", "*.yml", "*.toml", "*.md", "*.conf", "*.json")
        for folder in (*CODE, "tests", "policies", "deploy", "docs")
        for file in sorted((root / folder).rglob(pattern))
    ]
    return [
        f"{file.relative_to(root)}: {found.group()}"
        for file in files
        if (found := MACHINE_PATHS.search(file.read_text("utf-8")))
    ]
