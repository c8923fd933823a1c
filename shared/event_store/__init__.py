"""Streams of events in PostgreSQL, over the eventsourcing library's table layout."""
