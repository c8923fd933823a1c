"""Sla 时限督办: watches every deadline of a complaint, warns before it, tells when it is missed.

And a project's duties (项目事项). Owns: Watch, SupervisionOrder, ProjectWatch, Handover.
Tells: `shared.contracts.sla`, `shared.contracts.duties`.
Hears: intake, triage, casework, notify.
"""
