"""Casework 办理: everything done about a complaint, from the first contact to the closed case.

Owns: Case. Tells: `shared.contracts.casework`. Hears: intake, triage.
"""
