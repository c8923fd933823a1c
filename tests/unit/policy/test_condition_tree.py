"""A condition is read as the tree that the engine sees, or not at all."""

from __future__ import annotations

import pytest

from shared.policy.condition_tree import (
    Called,
    Compared,
    Either,
    Every,
    Listed,
    Literal,
    Name,
    Node,
    Not,
    Reckoned,
    tree_of,
)

A, B, C = Name("facts.a"), Name("facts.b"), Name("facts.c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("facts.a", A),
        ("facts . a // why", A),
        ("true", Literal(True)),
        ("!facts.a", Not(A)),
        ("facts.a || facts.b && facts.c", Either((A, Every((B, C))))),
        ("(facts.a || facts.b) && facts.c", Every((Either((A, B)), C))),
        ("!(facts.a && facts.b)", Not(Every((A, B)))),
        ("facts.a >= 5", Compared(">=", A, Literal(5))),
        ("-5 < facts.a", Compared("<", Literal(-5), A)),
        ("facts.a >= yuan(5)", Compared(">=", A, Literal(500, "yuan"))),
        ("facts.a == 'in \"x\"'", Compared("==", A, Literal('in "x"'))),
        (r"facts.a == r'\d'", Compared("==", A, Literal(r"\d"))),
        ("facts.a in ['x', 'y']", Compared("in", A, Listed((Literal("x"), Literal("y"))))),
        ("facts.a in []", Compared("in", A, Listed(()))),
        ("facts.a.contains('x')", Called("contains", (A, Literal("x")))),
        ("size(facts.a) > 1", Compared(">", Called("size", (A,)), Literal(1))),
        ("facts.a + 1 > facts.b", Compared(">", Reckoned("+", A, Literal(1)), B)),
    ],
)
def test_a_condition_is_read(text: str, tree: Node) -> None:
    assert tree_of(text) == tree


@pytest.mark.parametrize(
    "text",
    ["facts.a ? facts.b : facts.c", "facts.a > 1.5", "-facts.a > 1", "[1][0] == 1", "'a\\n' == ''"],
)
def test_what_the_reader_does_not_know_it_does_not_guess_at(text: str) -> None:
    assert tree_of(text) is None
