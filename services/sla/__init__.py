"""Sla 时限督办: watches every deadline of a complaint, warns before it, tells when it is missed.

Owns: Watch, SupervisionOrder. Tells: `shared.contracts.sla`.
Hears: intake, triage, casework, notify.
"""
