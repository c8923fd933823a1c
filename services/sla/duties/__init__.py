"""A project's duties 项目事项 and handovers 交付: use cases, what is told of them, HTTP."""
