"""The way events travel between services: NATS JetStream behind a port."""
