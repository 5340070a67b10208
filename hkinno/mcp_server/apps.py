from django.apps import AppConfig


class MCPServerConfig(AppConfig):
    """The `mcp` command."""

    name = "hkinno.mcp_server"
    label = "mcp_server"
