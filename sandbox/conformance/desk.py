"""What the Python scripts share: the person at the desk, through the sandbox's control API, and facts."""

import base64
import json
import os
import socket
import time
import urllib.request

API_ROOT = os.environ["TELEGRAM_API_ROOT"]
TOKEN = os.environ["TELEGRAM_BOT_TOKEN"]
CONTROL = os.environ["SANDBOX_CONTROL"]

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

_facts = 0


def fact(what: str, holds: object) -> None:
    global _facts
    if not holds:
        raise SystemExit(f"NOT {what}")
    _facts += 1
    print(f"ok {what}")


def until(holds, seconds: float = 10.0):
    """What it says once it says something; None when it has not by then."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := holds():
            return value
        time.sleep(0.05)
    return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def finish() -> None:
    print(f"conformance: {_facts} facts")


def control(method: str, path: str, body: object = None):
    request = urllib.request.Request(
        CONTROL + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        text = response.read()
        return json.loads(text) if text else None


def new_person(first_name: str, **more: object) -> int:
    return control("POST", "/telegram/users", {"firstName": first_name, **more})["id"]


def write(person: int, text: str):
    return control("POST", f"/telegram/users/{person}/messages", {"text": text})


def press(person: int, message_id: int, data: str) -> None:
    control("POST", f"/telegram/users/{person}/messages", {"callbackData": data, "messageId": message_id})


def chat(person: int):
    return control("GET", f"/telegram/users/{person}/messages")
