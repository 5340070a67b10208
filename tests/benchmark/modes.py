"""In which ways requests are sent, and to which servers."""

# Different requests, none of which hkinno has in its cache, and one request again and again.
DISTINCT, REPEATED = "different requests", "the same request again"
SERVERS = {
    DISTINCT: ["drf", "fastapi", "hkinno-uncached"],
    REPEATED: ["drf", "fastapi", "hkinno", "hkinno-stale", "floor"],
}
NOT_MODIFIED = "304"

Sample = dict[str, float]
# By workload, mode and server: one for each round.
Samples = dict[str, dict[str, dict[str, list[Sample]]]]
