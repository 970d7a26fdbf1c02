"""What the scripts that play a messenger share: calls to Atlas, and somebody at the desk of that messenger."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

sys.path.append(str(Path(__file__).parents[2] / "sandbox" / "conformance"))

from desk import control, fact, finish, until

__all__ = ["ATLAS", "Person", "api", "control", "fact", "finish", "link_in", "many", "until"]

ATLAS = os.environ["ATLAS"]


def api(method: str, path: str, body: object = None, token: str | None = None) -> dict:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.request(method, ATLAS + path, json=body, headers=headers)
    if not answer.ok:
        raise SystemExit(f"{method} {path}: {answer.status_code} {answer.text}")
    return answer.json()


def many(times: int, act) -> list:
    """What becomes of doing it so often at once."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(lambda _: act(), range(times)))


class Person:
    """
    Somebody in the sandbox's WhatsApp or WeChat. What they write opens the window there; nobody is told of it but by the
    script, which is the messenger's voice.
    """

    def __init__(self, messenger: str, **named: object) -> None:
        created = control("POST", f"/{messenger}/users", named)
        self.id = created["id"]
        self._path = f"/{messenger}/users/{self.id}"

    def does(self, deed: dict):
        return control("POST", f"{self._path}/messages", deed)

    def answers(self) -> list[dict]:
        return [message for message in control("GET", f"{self._path}/messages") if message["from"] == "bot"]

    def answered(self, tell) -> dict | None:
        """The newest message once one more has come than there were before it was told."""
        before = len(self.answers())
        tell()
        found = until(lambda: self.answers()[before:])
        return found[-1] if found else None


def link_in(url: str) -> str:
    """The one-time token in a link that signs in."""
    return url.split("#login=", 1)[1].split("&", 1)[0]
