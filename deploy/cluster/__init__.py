"""`make cluster`: a whole cluster on the loopback addresses of one machine, to try it.

The configuration of each component is a template beside this file, with `${NAME}` for what differs
by machine, as `envsubst` replaces it.
"""
