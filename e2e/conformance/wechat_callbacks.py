"""
Plays WeChat towards Atlas. Every push is sealed and signed by wechatpy's own cryptography, and wechatpy has opened and
read it itself first: what it takes, Atlas takes; what it refuses, Atlas refuses.
"""

import json
import os
import re
import time
from xml.sax.saxutils import escape

import requests
from atlas import ATLAS, Person, api, control, fact, finish, link_in, many
from wechatpy import parse_message
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException
from wechatpy.utils import WeChatSigner, check_signature

APP_ID = os.environ["WECHAT_APP_ID"]
ORIGINAL_ID = os.environ["WECHAT_ORIGINAL_ID"]
TOKEN = os.environ["WECHAT_TOKEN"]
AES_KEY = os.environ["WECHAT_ENCODING_AES_KEY"]
WEBHOOK = f"{ATLAS}/webhooks/wechat"

crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
_nonces = iter(range(100_000_000, 200_000_000))


def signature(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return signer.signature


def field(xml: str, name: str) -> str:
    return re.search(rf"<{name}>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</{name}>", xml, re.S)[1]


class Push:
    """One push on its way: what stands in its query, and its body."""

    def __init__(self, message: dict, *, form: str = "xml", by: WeChatCrypto = crypto, at: float | None = None) -> None:
        self.message = message
        self.timestamp, self.nonce = str(int(at or time.time())), str(next(_nonces))
        self.form = form
        if form == "xml":
            lines = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in message.items())
            sealed = by.encrypt_message(f"<xml>{lines}</xml>", self.nonce, self.timestamp)
            encrypted, self.msg_signature = field(sealed, "Encrypt"), field(sealed, "MsgSignature")
            self.body = f"<xml><ToUserName><![CDATA[{ORIGINAL_ID}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
        else:
            encrypted = PrpCrypto(by.key).encrypt(json.dumps(message, ensure_ascii=False), by.app_id).decode()
            self.msg_signature = signature(by.token, self.timestamp, self.nonce, encrypted)
            self.body = json.dumps({"ToUserName": ORIGINAL_ID, "Encrypt": encrypted})

    def opened_by_wechatpy(self) -> str:
        body = self.body if self.form == "xml" else json.loads(self.body)
        return crypto.decrypt_message(body, self.msg_signature, self.timestamp, self.nonce)

    def send(self, **changed: str) -> requests.Response:
        query = {
            "signature": signature(TOKEN, self.timestamp, self.nonce),
            "timestamp": self.timestamp,
            "nonce": self.nonce,
            "openid": self.message["FromUserName"],
            "encrypt_type": "aes",
            "msg_signature": self.msg_signature,
            **changed,
        }
        kind = "text/xml" if self.form == "xml" else "application/json"
        return requests.post(WEBHOOK, params=query, data=self.body.encode(), headers={"Content-Type": kind})


def from_person(person: Person, **fields: object) -> dict:
    return {"ToUserName": ORIGINAL_ID, "FromUserName": person.id, "CreateTime": int(time.time()), **fields}


def text(person: Person, words: str) -> dict:
    said = person.does({"text": words})
    return from_person(person, MsgType="text", Content=words, MsgId=int(said["messageId"]))


def event(person: Person, name: str, **fields: object) -> dict:
    return from_person(person, MsgType="event", Event=name, **fields)


def answer_to(person: Person, push: Push) -> dict | None:
    return person.answered(lambda: fact(f"success to {push.message['MsgType']} ({push.form})", push.send().text == "success"))


def address() -> None:
    at = str(int(time.time()))
    signed = {"timestamp": at, "nonce": "7", "signature": signature(TOKEN, at, "7"), "echostr": "4375120948345356249"}
    check_signature(TOKEN, signed["signature"], at, "7")
    fact("says the echo string to what wechatpy signs", requests.get(WEBHOOK, params=signed).text == signed["echostr"])
    for what, wrong in {"nonce": "8", "timestamp": str(int(at) - 1), "signature": "0" * 40}.items():
        refused = {**signed, what: wrong}
        try:
            check_signature(TOKEN, refused["signature"], refused["timestamp"], refused["nonce"])
            raise SystemExit("wechatpy takes it")
        except InvalidSignatureException:
            fact(f"refuses another {what}, as wechatpy does", requests.get(WEBHOOK, params=refused).status_code == 403)


def messages(li: Person) -> None:
    for form in ("xml", "json"):
        words = f"帮助 & <b> {form}"
        push = Push(text(li, words), form=form)
        opened = push.opened_by_wechatpy()
        read = parse_message(opened).content if form == "xml" else json.loads(opened)["Content"]
        fact(f"wechatpy opens and reads what is sent ({form})", read == words)
        fact(f"it is answered in the chat ({form})", "抱歉" in answer_to(li, push)["text"])

    push = Push(text(li, "help"))
    fact("the id of a message has 64 bits", push.message["MsgId"] > 2**53)
    before = len(li.answers())
    fact("twenty copies at once are taken", many(20, lambda: push.send().text) == ["success"] * 20)
    again = Push(push.message, form="json")
    fact("and one more, sealed anew", again.send().text == "success")
    li.answered(lambda: Push(text(li, "help")).send())
    fact("and answered once", len(li.answers()) == before + 2)


def events(li: Person) -> None:
    li.does({"clickKey": "help"})
    click = Push(event(li, "CLICK", EventKey="help"))
    fact("wechatpy reads a pressed button of the menu", parse_message(click.opened_by_wechatpy()).key == "help")
    fact("it is answered", answer_to(li, click))
    li.does({"event": "SCAN", "scene": "spring"})
    scan = Push(event(li, "SCAN", EventKey="spring", Ticket="t"))
    fact("wechatpy reads a scan", parse_message(scan.opened_by_wechatpy()).scene_id == "spring")
    fact("it is answered", "spring" in answer_to(li, scan)["text"])


def comes(name: str) -> None:
    """By following a code's picture, to an account of their own, to the door again."""
    mei = Person("wechat", name=name, follows=False)
    control("POST", f"/wechat/users/{mei.id}/follow")
    came = Push(event(mei, "subscribe", EventKey="qrscene_desk", Ticket="t"))
    fact("wechatpy reads that somebody came by a code", parse_message(came.opened_by_wechatpy()).scene_id == "desk")
    url = re.search('<a href="([^"]+)">', answer_to(mei, came)["text"])[1]
    session = api("POST", "/v1/sessions/wechat", {"loginToken": link_in(url)})
    fact("the link in the answer signs them in", session["account"]["id"])
    left = Push(event(mei, "unsubscribe"))
    fact("that they left is taken", left.send().text == "success")


def refusals(li: Person) -> None:
    good = text(li, "help")
    before = len(li.answers())
    other_key = AES_KEY[:-2] + ("Aa" if AES_KEY[-2:] != "Aa" else "Bb")
    by_others = {
        "another token": (WeChatCrypto("another-token", AES_KEY, APP_ID), InvalidSignatureException),
        "another app": (WeChatCrypto(TOKEN, AES_KEY, "wx0000000000000001"), InvalidAppIdException),
        "another key": (WeChatCrypto(TOKEN, other_key, APP_ID), Exception),
    }
    for what, (by, refusal) in by_others.items():
        for form in ("xml", "json"):
            push = Push(good, by=by, form=form)
            try:
                push.opened_by_wechatpy()
                raise SystemExit(f"wechatpy takes {what}")
            except refusal:
                fact(f"{what} is refused, as by wechatpy ({form})", push.send().status_code == 401)
    push = Push(good)
    plain = signature(TOKEN, push.timestamp, push.nonce)
    fact("the signature of the query alone is none", push.send(msg_signature=plain).status_code == 401)
    fact("nor is no signature at all", push.send(msg_signature="").status_code == 401)
    altered = Push(good)
    altered.body = Push(text(li, "app")).body
    fact("another body under a good query is refused", altered.send().status_code == 401)
    for what, seconds in (("an old push", -600), ("a push of tomorrow", 86_400)):
        fact(f"{what} is refused", Push(good, at=time.time() + seconds).send().status_code == 401)
    in_the_clear = Push(good)
    in_the_clear.body = "<xml>" + "".join(f"<{k}>{v}</{k}>" for k, v in good.items()) + "</xml>"
    fact("what nobody sealed is refused", in_the_clear.send(encrypt_type="", msg_signature="").status_code == 401)
    li.answered(lambda: Push(good).send())
    fact("nothing refused is answered, and the good one is", len(li.answers()) == before + 1)


address()
li = Person("wechat", name="李雷 🏔️")
messages(li)
events(li)
refusals(Person("wechat", name="韩梅梅"))
comes("王梅")
finish()
