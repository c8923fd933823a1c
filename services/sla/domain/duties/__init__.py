"""Duties 项目事项: what a regulation asks about a project, counted from the project's dates."""
