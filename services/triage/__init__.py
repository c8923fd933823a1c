"""Triage 定级分派: finds category and grade of a complaint, and the department that answers for it.

Owns: Assessment. Tells: `shared.contracts.triage`. Hears: intake, casework, sla.
"""
