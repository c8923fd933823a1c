"""Scenarios 情景: given / when / then files that prove a policy pack on the real application.

A policy author writes them (policies/scenarios/<pack>/*.yaml); each is played by all services in
one process on a virtual clock. The format: docs/policy-scenarios.md.
"""
