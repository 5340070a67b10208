"""The title of a list with its filters, for feeds and calendars."""

from hkinno.api.negotiation import FORMAT
from hkinno.api.renderers.base import ExportView

NOT_FILTERS = {FORMAT, "page", "page_size", "cursor", "ordering", "coarse"}


def list_title(view: ExportView) -> str:
    """`hkinno: events (kind: conference, forum; host: hku)`."""
    filters = [
        f"{name}: {', '.join(values)}"
        for name, values in view.request.query_params.lists()
        if name not in NOT_FILTERS
    ]
    conditions = f" ({'; '.join(filters)})" if filters else ""
    return f"hkinno: {view.basename}{conditions}"
