"""wechatpy, unchanged but for where api.weixin.qq.com is, drives the sandbox's WeChat."""

import io
import logging
import os
import sys
import threading
import time
from pathlib import Path

# Behind the installed packages: beside this folder, which has the client's own name, lies desk.py.
sys.path = [*sys.path[1:], str(Path(__file__).parent.parent)]

import requests
from flask import Flask, request
from requests.adapters import HTTPAdapter
from werkzeug.serving import make_server
from wechatpy import WeChatClient, parse_message
from wechatpy.crypto import WeChatCrypto, WeChatWxaCrypto
from wechatpy.exceptions import InvalidSignatureException, WeChatClientException, WeChatOAuthException
from wechatpy.oauth import WeChatOAuth
from wechatpy.replies import ArticlesReply, TextReply
from wechatpy.utils import check_signature, check_wxa_signature

from desk import PNG, control, fact, finish, free_port, until

logging.getLogger("werkzeug").setLevel(logging.ERROR)

API_ROOT = os.environ["WECHAT_API_ROOT"]
APP_ID = os.environ["WECHAT_APP_ID"]
SECRET = os.environ["WECHAT_APP_SECRET"]
TOKEN = os.environ["WECHAT_TOKEN"]
REAL = "https://api.weixin.qq.com"


class ToSandbox(HTTPAdapter):
    """The only thing that is not the client's own."""

    def send(self, prepared, **kwargs):
        prepared.url = prepared.url.replace(REAL, API_ROOT, 1)
        return super().send(prepared, **kwargs)


def refused(what, call, kind, code):
    try:
        call()
    except kind as error:
        fact(f"{what}: {kind.__name__} {code}", error.errcode == code)
    else:
        fact(f"{what}: refused with {code}", False)


crypto = WeChatCrypto(TOKEN, os.environ["WECHAT_ENCODING_AES_KEY"], APP_ID)
heard = []


def reply_to(message):
    if message.type != "text":
        return None
    if message.content == "article":
        reply = ArticlesReply(message=message)
        reply.add_article({"title": "Sign in", "description": "Once", "image": "", "url": "https://shop.example/x"})
        return reply
    return TextReply(content=f"You said {message.content}", message=message)


flask = Flask(__name__)


@flask.route("/", methods=["GET", "POST"])
def webhook():
    query = request.args
    try:
        check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
    except InvalidSignatureException:
        return "", 403
    if request.method == "GET":
        return query["echostr"]
    sealed = query.get("encrypt_type") == "aes"
    body = request.get_data(as_text=True)
    if sealed:
        body = crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
    message = parse_message(body)
    heard.append(message)
    reply = reply_to(message)
    if reply is None:
        return "success"
    return crypto.encrypt_message(reply.render(), "1234567", str(int(time.time()))) if sealed else reply.render()


def main() -> None:
    port = free_port()
    server = make_server("127.0.0.1", port, flask, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = WeChatClient(APP_ID, SECRET)
    client._http.mount(REAL, ToSandbox())
    callback = f"http://127.0.0.1:{port}/"

    person = control("POST", "/wechat/users", {"name": "李雷 🏔️", "phone": "+8613800000142"})
    openid = person["id"]
    does = lambda deed, body=None: control("POST", f"/wechat/users/{openid}/{deed}", body or {})
    chat = lambda: control("GET", f"/wechat/users/{openid}/messages")
    hears = lambda kind: until(lambda: next((m for m in heard if getattr(m, "event", m.type) == kind), None))

    fact("gets a token", len(client.access_token) > 100)
    refused("a wrong secret", lambda: with_secret("wrong").fetch_access_token(), WeChatClientException, 40125)
    client.session.set(client.access_token_key, "86_" + "x" * 134)
    fact("takes another token when its own is no good", client.menu.get() is None)

    session = client.wxa.code_to_session(does("login-code")["code"])
    fact("signs a person in by their code", (session["openid"], session["unionid"]) == (openid, person["unionid"]))
    used = does("login-code")["code"]
    session = client.wxa.code_to_session(used)
    refused("a used code", lambda: client.wxa.code_to_session(used), WeChatClientException, 40163)
    refused("a made-up code", lambda: client.wxa.code_to_session("made-up"), WeChatClientException, 40029)
    profile = does("profile-data")
    check_wxa_signature(session["session_key"], profile["rawData"], profile["signature"])
    fact("checks a profile's signature", True)
    opened = WeChatWxaCrypto(session["session_key"], profile["iv"], APP_ID).decrypt_message(profile["encryptedData"])
    fact("opens encrypted data, with its watermark", opened["openId"] == openid)
    told = client.post(
        f"{REAL}/wxa/business/getuserphonenumber", data={"code": does("phone-code")["code"]}
    )["phone_info"]
    fact("is told a phone number", (told["countryCode"], told["purePhoneNumber"]) == ("86", "13800000142"))

    for mode in ("plain", "safe"):
        heard.clear()
        control("POST", "/wechat/callback", {"url": callback, "mode": mode})
        fact(f"passes the check of its URL ({mode})", control("GET", "/wechat/callback")["mode"] == mode)
        said = does("messages", {"text": "Привет & <b>"})
        text = hears("text")
        fact(f"hears what a person writes, past its own signature check ({mode})", text and text.content == "Привет & <b>")
        fact(f"knows who wrote, and the message by its 64 bits ({mode})",
             (text.source, text.id, text.target) == (openid, int(said["messageId"]), os.environ["WECHAT_ORIGINAL_ID"]))
        fact(f"answers at once ({mode})", until(lambda: chat()[-1].get("text") == "You said Привет & <b>"))
        does("messages", {"text": "article"})
        fact(f"answers with an article ({mode})", until(
            lambda: chat()[-1].get("link") == {"title": "Sign in", "description": "Once", "url": "https://shop.example/x"}
        ))
        does("unfollow")
        fact(f"hears that they left ({mode})", hears("unsubscribe"))
        does("messages", {"event": "SCAN", "scene": "desk-1"})
        followed = hears("subscribe_scan")
        fact(f"hears that they came by a code ({mode})", followed and followed.scene_id == "desk-1")
        does("messages", {"event": "SCAN", "scene": "desk-2"})
        scanned = hears("scan")
        fact(f"hears of a scan ({mode})", scanned and scanned.scene_id == "desk-2")

    client.menu.create({"button": [{"type": "click", "name": "Sign in", "key": "sign-in"}]})
    fact("sets the menu", client.menu.get()["menu"]["button"][0]["key"] == "sign-in")
    does("messages", {"clickKey": "sign-in"})
    clicked = hears("click")
    fact("hears a pressed button of it", clicked and clicked.key == "sign-in")
    forged = requests.post(callback, params={"signature": "0" * 40, "timestamp": "1", "nonce": "1"}, data="<xml/>")
    fact("takes no forged push", forged.status_code == 403)
    try:
        crypto.decrypt_message("<xml><Encrypt>x</Encrypt></xml>", "0" * 40, "1", "1")
        fact("opens nothing unsigned", False)
    except InvalidSignatureException:
        fact("opens nothing unsigned", True)

    control("POST", "/wechat/callback", {"url": callback, "mode": "safe", "format": "xml"})
    does("messages", {"text": "Hi"})
    client.message.send_text(openid, "Later *this*")
    fact("sends text as customer service", until(lambda: any(m.get("text") == "Later *this*" for m in chat())))
    uploaded = client.media.upload("image", ("code.png", io.BytesIO(PNG), "image/png"))
    fact("uploads a picture and downloads it", client.media.download(uploaded["media_id"]).content == PNG)
    client.message.send_image(openid, uploaded["media_id"])
    fact("sends it", any(m.get("photo", "").endswith(uploaded["media_id"]) for m in chat()))
    client.message.send_articles(openid, [{"title": "Open", "description": "It", "url": "https://shop.example", "image": ""}])
    fact("sends a link", any(m.get("link", {}).get("title") == "Open" for m in chat()))
    client.message.send_msg_menu(openid, {"head_content": "Which?", "list": [{"id": "en", "content": "English"}], "tail_content": ""})
    asked = next(m for m in chat() if "menu" in m)
    fact("sends a menu", asked["menu"]["items"] == [{"id": "en", "text": "English"}])
    refused("text that is too long", lambda: client.message.send_text(openid, "x" * 2049), WeChatClientException, 45002)
    refused("somebody who is not there", lambda: client.message.send_text("oNobody", "x"), WeChatClientException, 40003)
    for _ in range(40):
        try:
            client.message.send_text(openid, "more")
        except WeChatClientException as error:
            fact("a sixth message: 45047", error.errcode == 45047)
            break
    stranger = control("POST", "/wechat/users", {"name": "Nobody"})["id"]
    refused("somebody who never wrote", lambda: client.message.send_text(stranger, "x"), WeChatClientException, 45015)
    control("POST", "/faults", {"target": "wechat", "kind": "429", "count": 1})
    refused("too many calls", lambda: client.message.send_text(openid, "x"), WeChatClientException, 45011)

    template = control("POST", "/wechat/templates", {"title": "Code", "content": "Code: {{character_string1.DATA}}"})
    notify = lambda value="730461": client.wxa.send_subscribe_message(
        openid, template["templateId"], {"character_string1": {"value": value}}, page="pages/index/index"
    )
    refused("a message nobody allowed", notify, WeChatClientException, 43101)
    does("subscribe-consent", {"templateId": template["templateId"]})
    refused("a value that does not fit", lambda: notify("код"), WeChatClientException, 47003)
    fact("sends the message they allowed, with an id of 64 bits", notify()["msgid"] > 2**53)
    refused("a second one", notify, WeChatClientException, 43101)
    sent = until(lambda: [m for m in heard if "subscribe_msg_sent_event" in str(m._data.get("Event"))])
    fact("hears that it was sent", sent and sent[0]._data["SubscribeMsgSentEvent"]["List"]["ErrorStatus"] == "success")

    oauth = WeChatOAuth(APP_ID, SECRET, "http://localhost/back", scope="snsapi_userinfo", state="x")
    oauth._http.mount(REAL, ToSandbox())
    code = does("oauth-code", {"scope": "snsapi_userinfo"})["code"]
    fact("learns who looks at a page", oauth.fetch_access_token(code)["openid"] == openid)
    fact("reads their name", oauth.get_user_info()["nickname"] == "李雷 🏔️")
    fact("checks its token", oauth.check_access_token())
    refused("a used code of a page", lambda: oauth.fetch_access_token(code), WeChatOAuthException, 40163)
    snapshot = oauth.fetch_access_token(does("oauth-code", {"snapshot": True})["code"])
    fact("tells who only looks", snapshot["is_snapshotuser"] == 1 and snapshot["openid"] != openid)
    page = requests.get(oauth.authorize_url.replace("https://open.weixin.qq.com", API_ROOT))
    fact("sends a browser to where people say who they are", openid in page.text)
    server.shutdown()
    finish()


def with_secret(secret: str) -> WeChatClient:
    client = WeChatClient(APP_ID, secret)
    client._http.mount(REAL, ToSandbox())
    return client


main()
