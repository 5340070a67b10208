"""The tools, called in process."""

from asgiref.sync import async_to_sync
from mcp import Client

from hkinno.mcp_server.tools import server

TOOLS = ["cite", "conflicts", "get_record", "list_records", "match_names", "search"]


def call(tool, **arguments):
    """The text of the answer of a tool, and whether it is an error."""

    async def call_tool():
        async with Client(server) as client:
            return await client.call_tool(tool, arguments)

    # In the thread of the test, whose transaction no other connection sees.
    result = async_to_sync(call_tool)()
    return result.content[0].text, bool(result.is_error)
