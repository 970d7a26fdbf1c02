"""
Plays WhatsApp towards Atlas. What is sent is signed here, and pywa has checked, read and opened it itself first: what it
takes, Atlas takes; what it refuses, Atlas refuses.
"""

import base64
import hashlib
import hmac
import json
import logging
import os
import time
import urllib.parse
from pathlib import Path

import httpx
import requests
from atlas import ATLAS, Person, api, control, fact, finish, link_in, many, until
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jwt
from joserfc.jwk import OctKey
from pywa import WhatsApp
from pywa.utils import default_flow_request_decryptor, default_flow_response_encryptor

SECRET = os.environ["WHATSAPP_APP_SECRET"]
PHONE_ID = os.environ["WHATSAPP_PHONE_NUMBER_ID"]
ACCOUNT = os.environ["WHATSAPP_BUSINESS_ACCOUNT_ID"]
VERIFY_TOKEN = os.environ["WHATSAPP_VERIFY_TOKEN"]
FLOW_KEY = os.environ["WHATSAPP_FLOW_PRIVATE_KEY"]
WEBHOOK = f"{ATLAS}/webhooks/whatsapp"
FLOW = f"{WEBHOOK}/flow"
VERSION = 23.0

# Each refusal is a fact here.
logging.getLogger("pywa").setLevel(logging.CRITICAL)

wa = WhatsApp(
    phone_id=PHONE_ID,
    token=os.environ["WHATSAPP_ACCESS_TOKEN"],
    waba_id=ACCOUNT,
    app_id=int(os.environ["WHATSAPP_APP_ID"]),
    app_secret=SECRET,
    verify_token=VERIFY_TOKEN,
    api_version=VERSION,
)
# The only thing that is not the client's own.
wa.api._session.base_url = httpx.URL(f"{os.environ['WHATSAPP_API_ROOT']}/v{VERSION}")
heard = []
wa.on_message(lambda _, message: heard.append(message))
wa.on_callback_button(lambda _, press: heard.append(press))
wa.on_message_status(lambda _, status: heard.append(status))


def sign(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def post(url: str, body: bytes, signature: str | None = None, **headers: str) -> requests.Response:
    signed = {"X-Hub-Signature-256": signature or sign(body), "Content-Type": "application/json", **headers}
    return requests.post(url, data=body, headers=signed)


def notification(value: dict) -> bytes:
    """As Meta writes it: beyond ASCII and slashes escaped."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "12025550100", "phone_number_id": PHONE_ID},
        **value,
    }
    change = {"field": "messages", "value": value}
    whole = {"object": "whatsapp_business_account", "entry": [{"id": ACCOUNT, "changes": [change]}]}
    return json.dumps(whole).replace("/", "\\/").encode()


def message(person: Person, said: dict, kind: str, content: dict, **more: object) -> bytes:
    return notification({
        "contacts": [{"profile": {"name": "Zoë 🏔️"}, "wa_id": person.phone, "user_id": person.id}],
        "messages": [{
            "from": person.phone,
            "from_user_id": person.id,
            "id": said["messageId"],
            "timestamp": str(int(time.time())),
            "type": kind,
            kind: content,
            **more,
        }],
    })


def read_by_pywa(body: bytes):
    """What pywa makes of it, past its own check of the signature."""
    assert wa.webhook_update_validator(body, sign(body)) is None
    before = len(heard)
    wa.webhook_update_handler(body)
    return until(lambda: heard[before:])[0]


def new_person(name: str, phone: str) -> Person:
    person = Person("whatsapp", name=name, phone=f"+{phone}")
    person.phone = phone
    return person


def texts(person: Person, words: str) -> bytes:
    return message(person, person.does({"text": words}), "text", {"body": words})


def asks(person: Person, words: str) -> dict:
    answer = person.answered(lambda: post(WEBHOOK, texts(person, words)))
    assert answer is not None, f"no answer to {words}"
    return answer


def handshake() -> None:
    ask = lambda token: requests.get(
        WEBHOOK, params={"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": token}
    )
    ours = ask(VERIFY_TOKEN)
    fact("answers the handshake with what pywa answers", (ours.text, ours.status_code)
         == wa.webhook_challenge_handler(VERIFY_TOKEN, "1158201444"))
    fact("refuses it where pywa does", ask("wrong").status_code == wa.webhook_challenge_handler("wrong", "1")[1] == 403)


def messages() -> None:
    zoe = new_person("Zoë", "12025550142")
    words = "Привет / hi"
    body = texts(zoe, words)
    read = read_by_pywa(body)
    fact("pywa takes and reads what is sent", (read.text, read.from_user.bsuid) == (words, zoe.id))
    first = zoe.answered(lambda: fact("a message that pywa takes is taken", post(WEBHOOK, body).status_code == 200))
    fact("it is answered in the chat", first and first["text"])

    again = many(20, lambda: post(WEBHOOK, body).status_code)
    fact("twenty copies at once are taken", again == [200] * 20)
    asks(zoe, "help")
    fact("and answered never again", len(zoe.answers()) == 2)

    quiet = texts(zoe, "app")
    read_again = json.dumps(json.loads(quiet), ensure_ascii=False).encode()
    refusals = {
        "another secret": (quiet, sign(quiet, "f" * 32)),
        "a body that was read and written again": (read_again, sign(quiet)),
        "a body cut short": (quiet[:-1], sign(quiet)),
        "a space more": (quiet + b" ", sign(quiet)),
    }
    for what, (sent, signature) in refusals.items():
        assert wa.webhook_update_validator(sent, signature) is not None
        fact(f"{what} is refused, as by pywa", post(WEBHOOK, sent, signature).status_code == 401)
    fact("a body that is no JSON is refused", post(WEBHOOK, quiet[:-1]).status_code == 400)
    fact("a signature in the name of SHA-1 is refused", post(
        WEBHOOK, quiet, "sha1=" + hmac.new(SECRET.encode(), quiet, hashlib.sha1).hexdigest()
    ).status_code == 401)
    asks(zoe, "help")
    fact("nothing refused is answered", len(zoe.answers()) == 3)

    asked = asks(zoe, "register")
    agreed = asked["buttons"][0]
    pressed = zoe.does({"messageId": asked["messageId"], "callbackData": agreed["id"]})
    reply = {"type": "button_reply", "button_reply": agreed}
    body = message(zoe, pressed, "interactive", reply, context={"from": "12025550100", "id": asked["messageId"]})
    fact("pywa reads a pressed button", read_by_pywa(body).data == agreed["id"])
    fact("the button registers them", zoe.answered(lambda: post(WEBHOOK, body)))
    fact("which the profile in the chat says", "12025550142" not in asks(zoe, "profile")["text"])

    at = str(int(time.time()))
    told = [notification({
        "contacts": [{"profile": {"name": "Zoë 🏔️"}, "wa_id": zoe.phone, "user_id": zoe.id}],
        "statuses": [{
            "id": first["messageId"], "status": status, "timestamp": at, "recipient_id": zoe.phone, "recipient_user_id": zoe.id,
        }],
    }) for status in ("read", "delivered", "delivered")]
    fact("pywa reads a status", read_by_pywa(told[0]).status.value == "read")
    fact("statuses are taken in any order and twice", [post(WEBHOOK, body).status_code for body in told] == [200] * 3)


class Phone:
    """WhatsApp on a phone that shows a Flow: an AES key of its own under the business's RSA key."""

    def __init__(self, public_key) -> None:
        self.key, self.iv = os.urandom(16), os.urandom(16)
        oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        self.wrapped = public_key.encrypt(self.key, oaep)

    def seal(self, request: dict) -> bytes:
        data = AESGCM(self.key).encrypt(self.iv, json.dumps({"version": "3.0", **request}).encode(), None)
        parts = {"encrypted_flow_data": data, "encrypted_aes_key": self.wrapped, "initial_vector": self.iv}
        return json.dumps({name: base64.b64encode(value).decode() for name, value in parts.items()}).encode()

    def open(self, sealed: str) -> dict:
        flipped = bytes(byte ^ 0xFF for byte in self.iv)
        clear = json.loads(AESGCM(self.key).decrypt(flipped, base64.b64decode(sealed), None))
        # pywa, as the business, would seal it so that this phone opens it to the same.
        by_pywa = base64.b64decode(default_flow_response_encryptor(clear, self.key, self.iv))
        assert json.loads(AESGCM(self.key).decrypt(flipped, by_pywa, None)) == clear
        return clear


def asks_flow(public_key, request: dict) -> tuple[int, dict]:
    phone = Phone(public_key)
    body = phone.seal(request)
    parts = json.loads(body)
    by_pywa, _, _ = default_flow_request_decryptor(
        parts["encrypted_flow_data"], parts["encrypted_aes_key"], parts["initial_vector"], FLOW_KEY
    )
    assert by_pywa == {"version": "3.0", **request}
    answer = post(FLOW, body)
    return answer.status_code, phone.open(answer.text)


def flows() -> None:
    own = serialization.load_pem_private_key(FLOW_KEY.encode(), None).public_key()
    ask = lambda request: asks_flow(own, request)
    fact("answers the ping of a phone that pywa understands", ask({"action": "ping"})
         == (200, {"data": {"status": "active"}}))
    fact("pywa publishes the Flow, whose endpoint answers the sandbox's ping", wa.api.create_flow(
        waba_id=ACCOUNT,
        name=os.environ["FLOW_NAME"],
        categories=("OTHER",),
        endpoint_uri=FLOW,
        flow_json=Path(os.environ["FLOW_JSON"]).read_text(),
        publish=True,
    )["success"])

    olga = new_person("Olga", "12025550143")
    session = api("POST", "/v1/sessions/whatsapp", {"loginToken": link_in(asks(olga, "app")["link"]["url"])})
    fact("the link in an answer signs in", session["account"]["id"])
    email = "olga@conformance.example"
    api("POST", "/v1/factors", {"kind": "email", "email": email}, session["accessToken"])
    code = control("GET", f"/codes?to={urllib.parse.quote(email)}&waitSeconds=20")["code"]
    offer = asks(olga, "code")
    fact("a code can be entered in WhatsApp", offer["flow"]["title"])
    path = f"/whatsapp/users/{olga.id}/messages/{urllib.parse.quote(offer['messageId'], safe='')}/flow"
    token = control("POST", path, {"open": True})["data"]["token"]

    for action in ("INIT", "BACK"):
        status, screen = ask({"action": action, "flow_token": token})
        fact(f"shows the first screen ({action})", (status, screen["screen"]) == (200, "CODE"))
    fact("acknowledges what the phone could not show", ask(
        {"action": "INIT", "flow_token": token, "data": {"error": "invalid_screen", "error_message": "x"}}
    ) == (200, {"data": {"acknowledged": True}}))
    gives = lambda code, **more: ask(
        {"action": "data_exchange", "screen": "CODE", "data": {"code": code}, "flow_token": token, **more}
    )
    status, screen = gives("000000" if code != "000000" else "000001")
    fact("a wrong code is told so", status == 200 and screen["data"]["error_message"])
    meta = lambda secret: jwt.encode({"alg": "HS256"}, {"flow_token": token}, OctKey.import_key(secret), algorithms=["HS256"])
    fact("a token that somebody else signed for is refused", gives(code, flow_token_signature=meta("f" * 32))[0] == 427)
    status, screen = gives(code, flow_token_signature=meta(SECRET))
    fact("the right code, signed for by the app's secret, enables the factor", (status, screen["screen"]) == (200, "BACKUP_CODES"))
    fact("it is right once", gives(code)[0] == 427)
    fact("nobody's token is refused", ask({"action": "INIT", "flow_token": "x"})[0] == 427)

    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    sealed = Phone(own).seal({"action": "ping"})
    fact("what is sealed to another key is not opened", post(FLOW, Phone(stranger).seal({"action": "ping"})).status_code == 421)
    fact("what somebody else signed is not opened", post(FLOW, sealed, sign(sealed, "f" * 32)).status_code == 432)
    altered = sealed.replace(b'"initial_vector": "', b'"initial_vector": "AAAA')
    fact("what was altered is not opened", post(FLOW, altered).status_code == 421)


def address() -> None:
    changed = wa.override_phone_callback_url(callback_url=WEBHOOK, verify_token=VERIFY_TOKEN)
    fact("pywa sets Atlas up as the number's callback", changed)
    lena = new_person("Lena", "12025550144")
    fact("which then hears it from WhatsApp itself", lena.answered(lambda: lena.does({"text": "help"})))


handshake()
messages()
flows()
address()
finish()
