"""The vocabulary as a check: `python tests/architecture/language.py PATH…` prints every violation below the paths.

The words and their replacements are explained in `docs/glossary.md`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

CHECKED: Final = (
    "libs",
    "services",
    "tools",
    "tests",
    "benchmarks",
    "deploy",
    "docs",
    "docker-compose.yml",
    "pyproject.toml",
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    "README.md",
    "SECURITY.md",
)
"""Paths that are checked by the test."""

REPLACEMENTS: Final = {
    "anew": "again",
    "afresh": "again",
    "answer": "response",
    "answered": "responded",
    "answering": "responding",
    "answers": "responses",
    "ask": "request",
    "asked": "requested",
    "asking": "requesting",
    "asks": "requests",
    "condemn": "reject",
    "condemned": "rejected",
    "condemns": "rejects",
    "desk": "service",
    "door": "entry point",
    "doors": "entry points",
    "film": "movie",
    "films": "movies",
    "gate": "rate limit",
    "happening": "event",
    "happenings": "events",
    "heir": "successor",
    "keeper": "monitor",
    "mend": "repair",
    "mended": "repaired",
    "mends": "repairs",
    "menu": "use cases",
    "nobody": "no user",
    "patience": "retry policy",
    "said": "response",
    "somebody": "a user",
    "tell": "report",
    "telling": "reporting",
    "tells": "reports",
    "told": "published",
    "trouble": "outage",
    "unsaid": "missing",
    "whoever": "a client that",
    "wiring": "factory",
}
"""Private words and what to write instead; identifiers count word by word (`title_answer`, `TitleAnswer`)."""

PHRASES: Final = {
    "in a circle": "deadlock",
    "letter box": "dead letters",
    "comes again": "is redelivered",
    "put off": "defer",
    "stand-in": "simulator",
}

PARTICIPLES: Final = {"asked", "each", "found", "given", "heard", "known", "meant", "said", "taken", "told", "wanted"}
"""Not names of variables: a variable is a noun."""

FIRST_WORDS: Final = {"give", "gives", "lay", "lays", "look", "looks", "say", "says", "take", "takes", "tell", "tells"}
"""A docstring does not start with one of these; `Return`, `Raise`, `Create`, `Apply` and the like say what happens."""

EXEMPT: Final = {
    # A value of a released contract.
    "libs/contracts/src/contracts/ingestion/facts.py": {"asked"},
    "services/ingestion/src/ingestion/domain/jobs.py": {"mend"},
    "services/ingestion/src/ingestion/domain/schedules.py": {"mend"},
    "tests/architecture/language.py": set(REPLACEMENTS) | set(PHRASES),
    "docs/glossary.md": set(REPLACEMENTS) | set(PHRASES),
    "CHANGELOG.md": {"answer", "ask"},
    "tests/architecture/test_language.py": {"answer", "put off"},
    "services/ingestion/README.md": {"mend", "patience"},
    "services/ingestion/src/ingestion/application/titles/import_plan.py": {"asked"},
    "services/ingestion/src/ingestion/domain/csv_tables.py": {"film"},
    "services/ingestion/src/ingestion/providers/lists/kinds/letterboxd.py": {"film"},
    "tools/provider_simulator/src/provider_simulator/lists/letterboxd.py": {"film"},
    "services/ingestion/src/ingestion/domain/titles/observations.py": {"asked"},
    "services/ingestion/src/ingestion/infrastructure/repositories/seasons.py": {"said"},
    "services/ingestion/src/ingestion/infrastructure/provider_state.py": {"trouble"},
    "services/ingestion/src/ingestion/infrastructure/tables.py": {"said", "trouble"},
    "services/ingestion/src/ingestion/bootstrap.py": {"patience"},
    "services/ingestion/src/ingestion/settings.py": {"patience"},
    "services/ingestion/migrations/versions/2026-11-21-1300_create_jobs_and_titles.py": {"said"},
    "services/ingestion/migrations/versions/2026-11-21-1700_tell_changes_and_troubles.py": {"trouble"},
    "services/ingestion/migrations/versions/2026-11-29-1930_name_causes_of_outages.py": {"trouble"},
    "services/ingestion/tests/integration/api/test_imports.py": {"film"},
    "services/ingestion/tests/integration/api/test_jobs_and_state.py": {"mend", "trouble"},
    "services/ingestion/tests/integration/test_importing.py": {"asked", "trouble"},
    "services/ingestion/tests/unit/imports/test_csv_tables.py": {"film"},
    "services/ingestion/tests/unit/titles/test_import_title.py": {"asked"},
    "tools/devstack/src/devstack/folders.py": {"nobody"},
    "tools/devstack/src/devstack/processes/process.py": {"tell"},
    "services/ingestion/tests/unit/titles/test_observations.py": {"asked"},
    "services/ingestion/src/ingestion/presentation/state_responses.py": {"trouble", "asked"},
    "services/library/src/library/domain/imports/text/languages.py": {"film", "films"},
    "services/library/migrations/versions/2026-11-21-1200_create_entries.py": {"answers"},
    "services/library/migrations/versions/2026-11-28-1500_standard_table_names.py": {"answers"},
}
"""Words that a file may use, because they are data and not prose."""

SUFFIXES: Final = {".md", ".py", ".toml", ".yaml", ".yml"}
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PHRASE: Final = re.compile("|".join(map(re.escape, PHRASES)), re.IGNORECASE)


def violations(path: str, text: str) -> Iterator[str]:
    """Yield a line `path:line: problem` for each violation in a file; `path` is relative to the repository."""
    exempt = EXEMPT.get(path, set())
    for number, line in enumerate(text.splitlines(), 1):
        words = {word.lower() for word in _WORD.findall(line)} & REPLACEMENTS.keys()
        for word in sorted(words - exempt):
            yield f"{path}:{number}: {word!r} is not in the vocabulary: {REPLACEMENTS[word]!r}"
        for phrase in _PHRASE.findall(line):
            if phrase.lower() not in exempt:
                yield f"{path}:{number}: {phrase!r} is not in the vocabulary: {PHRASES[phrase.lower()]!r}"
    if path.endswith(".py"):
        yield from _in_code(path, ast.parse(text))


def _in_code(path: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in PARTICIPLES:
            yield f"{path}:{node.lineno}: variable {node.id!r} is a participle: name it with a noun"
        elif isinstance(node, ast.arg) and node.arg in PARTICIPLES:
            yield f"{path}:{node.lineno}: parameter {node.arg!r} is a participle: name it with a noun"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module):
            docstring = ast.get_docstring(node) or ""
            first = docstring.split(maxsplit=1)[0].lower() if docstring else ""
            if first in FIRST_WORDS:
                line = getattr(node, "lineno", 1)
                yield f"{path}:{line}: docstring starts with {first.capitalize()!r}: use the imperative of what happens"


def files_below(path: Path) -> Iterator[Path]:
    """Yield the text files below a path that the vocabulary applies to, without environments and generated files."""
    paths = path.rglob("*") if path.is_dir() else [path]
    for file in paths:
        parts = set(file.relative_to(ROOT).parts)
        if file.suffix in SUFFIXES and not parts & {".venv", "released", ".marquee", "node_modules"} and file.is_file():
            yield file


def main(arguments: list[str]) -> int:
    """Print the violations below the given paths; return 1 if there are any."""
    problems = [
        problem
        for argument in arguments
        for file in sorted(files_below(Path(argument).resolve()))
        for problem in violations(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))
    ]
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
