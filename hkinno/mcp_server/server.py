"""The SDK's server, which words errors in arguments as the API does."""

import re
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, InputRequiredResult
from pydantic import ValidationError

from hkinno.api.errors.field_errors import (
    MAX_ERRORS,
    MAX_QUOTED_LENGTH,
    invalid_value,
    parameter_error,
)


class Server(MCPServer[Any]):
    """Refuses wrong arguments in sentences that name them, and those that a tool does not have."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """The answer of a tool. Raises ToolError for an unknown tool and for wrong arguments."""
        known = {
            tool.name: list(tool.input_schema["properties"]) for tool in await self.list_tools()
        }
        if unknown := set(arguments) - set(known.get(name, arguments)):
            names = sorted(unknown)[:MAX_ERRORS]
            raise ToolError(" ".join(unknown_argument(argument, known[name]) for argument in names))
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise ToolError(describe(error.__cause__)) from error.__cause__
            if isinstance(error.__cause__, ToolError):  # without “Error executing tool”
                raise error.__cause__ from None
            raise


def unknown_argument(argument: str, known: list[str]) -> str:
    detail = "Unknown argument “%(parameter)s”."
    error = parameter_error(argument[:MAX_QUOTED_LENGTH], "unknown", detail, known=known)
    return (
        f"{error.detail} Arguments: {', '.join(known)}." if not error.suggestion else error.detail
    )


def describe(error: ValidationError) -> str:
    """A sentence for each wrong argument, as long as they are few."""
    details: dict[str, str] = {}
    for problem in error.errors(include_url=False):
        if len(details) == MAX_ERRORS:
            break
        # A path goes on with the alternatives of a type.
        argument = ".".join(str(key) for key in problem["loc"][:2])
        if problem["type"] == "missing":
            details[argument] = f"“{argument}” is required."
        elif argument not in details:
            value = str(problem["input"])[:MAX_QUOTED_LENGTH]
            expected = re.sub(r"^\w+ should", "it should", problem["msg"])
            details[argument] = f"{invalid_value(argument, value, expected).detail}."
    return " ".join(details.values())
