"""The one outgoing vocabulary: how things look as JSON, in the API, the shell, MCP and webhooks."""
