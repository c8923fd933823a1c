"""A project's duties 项目事项 as a page, and the form that reports one done."""
