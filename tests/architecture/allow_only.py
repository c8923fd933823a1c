"""A contract for import-linter that names what may be imported, rather than what may not.

What is pure must stay so when somebody adds a library that nobody thought of forbidding.
"""

from __future__ import annotations

from typing import cast

from grimp import ImportGraph
from importlinter.application import output
from importlinter.domain import fields
from importlinter.domain.contract import Contract, ContractCheck
from importlinter.domain.helpers import module_expressions_to_modules
from importlinter.domain.imports import ModuleExpression


class AllowOnly(Contract):
    """Each of `source_modules`, with what lies within it, imports itself and `allowed_modules`."""

    type_name = "allow_only"

    source_modules = fields.SetField(subfield=fields.ModuleExpressionField())
    allowed_modules = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        sources = cast(set[ModuleExpression], self.source_modules)
        allowed = cast(set[str], self.allowed_modules)
        offences = [
            (importer, imported)
            for source in module_expressions_to_modules(graph, sources)
            for importer in sorted({source.name} | graph.find_descendants(source.name))
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not _within(imported, allowed | {source.name})
        ]
        return ContractCheck(kept=not offences, metadata={"offences": offences})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["offences"]:
            output.print_error(f"{importer} may not import {imported}", bold=False)


def _within(module: str, allowed: set[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in allowed)
