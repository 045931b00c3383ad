"""Runs one client library: `serve.py MODULE ORIGIN KEY`. Reads what to do from stdin, a line each, and answers with a line of JSON.

    ask [SECONDS]       one question, with a timeout
    stream [LETTERS]    piece by piece; left once there are that many letters
    use_tools

An answer has what the library made of it (`result`), or its error (`error`: class, the classes it comes from, status), and what
came over the wire: `status`, `callId` and `body` in base64, null when nothing came.
"""

import base64
import importlib
import json
import sys

from tap import Tap


def stream(client, letters: str = "") -> str:
    text = ""
    pieces = client.stream()
    for piece in pieces:
        text += piece
        if letters and len(text) >= int(letters):
            break
    pieces.close()
    return text


def do(client, verb: str, *arguments: str):
    if verb == "ask":
        return client.ask(*map(float, arguments))
    if verb == "stream":
        return stream(client, *arguments)
    return client.use_tools()


def named(error: Exception) -> dict:
    return {
        "classes": [f"{each.__module__.split('.')[0]}.{each.__name__}" for each in type(error).__mro__],
        "status": getattr(error, "status_code", None) or getattr(error, "code", None),
        "message": str(error),
    }


def main(module: str, origin: str, key: str) -> None:
    tap = Tap()
    client = importlib.import_module(module).Client(origin, key, tap)
    for line in sys.stdin:
        tap.last = None
        said: dict = {"result": None, "error": None}
        try:
            said["result"] = do(client, *line.split())
        except Exception as error:
            said["error"] = named(error)
        came = tap.last
        said["status"] = came and came.status
        said["callId"] = came and came.call_id
        said["body"] = came and base64.b64encode(bytes(came.body)).decode()
        print(json.dumps(said), flush=True)


main(*sys.argv[1:])
