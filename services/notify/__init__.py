"""Notify 通知: tells people what the regulation says they must be told, in its words.

Owns: Notice, one message to one person over one channel. Tells: `shared.contracts.notify`. Hears:
intake, triage, casework, sla.
"""
