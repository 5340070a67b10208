"""In which ways requests are sent, and to which servers."""

# Different requests, none of which hkinno has in its cache: each comes from another origin, which
# caches tell apart. And one request again and again.
DISTINCT, REPEATED = "different requests", "the same request again"
SERVERS = {
    DISTINCT: ["drf", "fastapi", "hkinno"],
    REPEATED: ["drf", "fastapi", "hkinno", "hkinno-stale", "floor"],
}
NOT_MODIFIED = "304"
HKINNO_ONLY = ["hkinno", "hkinno-stale", "floor"]

Sample = dict[str, float]
# By workload, mode and server: one for each round.
Samples = dict[str, dict[str, dict[str, list[Sample]]]]
