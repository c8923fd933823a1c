"""Intake 受理: records what was said, by whom, through which channel, and acknowledges it.

Owns: Complaint. Tells: `shared.contracts.intake`. Hears: nobody.
"""
