"""The floor: an application that sends the bytes of hkinno's answers and does nothing else.

Answers are the files of the folder in `FLOOR`: `NAME.body`, and `NAME.json` with the status and the
headers. The path of a request is `/NAME`; all other paths are answered by an empty 200.
"""

import json
import os
from pathlib import Path
from typing import Any

Answer = tuple[dict[str, Any], dict[str, Any]]


def read_answers(folder: Path) -> dict[str, Answer]:
    answers = {"": answer(200, [], b"")}
    for file in folder.glob("*.json"):
        head = json.loads(file.read_text())
        body = file.with_suffix(".body").read_bytes()
        answers[f"/{file.stem}"] = answer(head["status"], head["headers"], body)
    return answers


def answer(status: int, headers: list[list[str]], body: bytes) -> Answer:
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers]
    return (
        {"type": "http.response.start", "status": status, "headers": encoded},
        {"type": "http.response.body", "body": body},
    )


ANSWERS = read_answers(Path(os.environ["FLOOR"]))


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    for message in ANSWERS.get(scope["path"], ANSWERS[""]):
        await send(message)
