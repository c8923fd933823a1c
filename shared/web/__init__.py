"""The HTTP edge: problems, idempotency, health, one shape for every service."""
