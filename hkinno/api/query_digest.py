"""What identifies a list, whichever of its pages is requested and in whatever form."""

import hashlib

import orjson
from rest_framework.request import Request

from hkinno.api.negotiation import FORMAT
from hkinno.api.sparse_fields import SHAPE_PARAMETERS, SUMMARY_PARAMETERS

PAGE, PAGE_SIZE, CURSOR = PAGE_PARAMETERS = ("page", "page_size", "cursor")
# Parameters that do not change which rows come in which order.
NOT_IN_DIGEST = {*PAGE_PARAMETERS, FORMAT, *SHAPE_PARAMETERS, *SUMMARY_PARAMETERS}


def query_digest(request: Request) -> str:
    """Identifies the list, its filters and its order."""
    parameters = request.query_params.lists()
    query = sorted((name, values) for name, values in parameters if name not in NOT_IN_DIGEST)
    return hashlib.sha256(orjson.dumps([request.path, query])).hexdigest()[:16]
