"""The ASGI application in front of Django's WSGI handler: limits, buffers, fairness.

A thread is assigned to a request once its body has arrived, and is free again once the response
has been made: no thread waits for a client.
"""
