"""pywa, unchanged but for the Graph API's address, drives the sandbox's WhatsApp."""

import json
import logging
import os
import sys
import threading
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from pywa import WhatsApp, errors, types
from werkzeug.serving import make_server

from desk import PNG, control, fact, finish, free_port, until

logging.getLogger("werkzeug").setLevel(logging.ERROR)

API_ROOT = os.environ["WHATSAPP_API_ROOT"]
VERSION = 23.0


def refused(call, kind, code):
    try:
        call()
    except kind as error:
        fact(f"{kind.__name__}: {code}", error.code == code)
    else:
        fact(f"refuses with {code}", False)


def main() -> None:
    port = free_port()
    flask = Flask(__name__)
    wa = WhatsApp(
        phone_id=os.environ["WHATSAPP_PHONE_NUMBER_ID"],
        token=os.environ["WHATSAPP_ACCESS_TOKEN"],
        waba_id=os.environ["WHATSAPP_BUSINESS_ACCOUNT_ID"],
        app_id=int(os.environ["WHATSAPP_APP_ID"]),
        app_secret=os.environ["WHATSAPP_APP_SECRET"],
        server=flask,
        verify_token="conformance-verify-token",
        api_version=VERSION,
    )
    # The only thing that is not the client's own.
    wa.api._session.base_url = httpx.URL(f"{API_ROOT}/v{VERSION}")

    flow_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    wa._private_key = flow_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public_pem = flow_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()
    told, done = [], []

    @wa.on_flow_request("/flow")
    def answer_flow(_, request):
        told.append(request)
        if request.action == types.FlowRequestActionType.INIT:
            return request.respond(screen="CODE", data={"hint": "подсказка"})
        if request.data.get("code") != "730461":
            return request.respond(screen="CODE", data={"hint": "again"}, error_message="No")
        return request.respond(close_flow=True, data={"ok": True})

    wa.on_flow_completion(lambda _, completion: done.append(completion))
    messages, presses, choices, statuses, numbers = [], [], [], [], []
    wa.on_message(lambda _, message: messages.append(message))
    wa.on_callback_button(lambda _, press: presses.append(press))
    wa.on_callback_selection(lambda _, choice: choices.append(choice))
    wa.on_message_status(lambda _, status: statuses.append(status))
    wa.on_phone_number_change(lambda _, change: numbers.append(change))
    server = make_server("127.0.0.1", port, flask, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    fact("sets its callback address by the handshake", wa.override_phone_callback_url(
        callback_url=f"http://127.0.0.1:{port}/", verify_token="conformance-verify-token"
    ))
    refused(
        lambda: wa.override_phone_callback_url(callback_url=f"http://127.0.0.1:{port}/", verify_token="wrong"),
        errors.WhatsAppError,
        2200,
    )

    person = control("POST", "/whatsapp/users", {"name": "Zoë 🏔️", "phone": "+12025550142", "username": "zoe.at.desk"})
    chat = lambda: control("GET", f"/whatsapp/users/{person['id']}/messages")
    press = lambda message, data: control(
        "POST", f"/whatsapp/users/{person['id']}/messages", {"messageId": message, "callbackData": data}
    )
    control("POST", f"/whatsapp/users/{person['id']}/messages", {"text": "Привет / hi"})
    said = until(lambda: messages and messages[0])
    fact("hears what a person writes, past its own signature check", said and said.text == "Привет / hi")
    fact("knows them by user id, phone, name and username", (
        said.from_user.bsuid,
        said.from_user.wa_id,
        said.from_user.name,
        said.from_user.username,
    ) == (person["id"], "12025550142", "Zoë 🏔️", "zoe.at.desk"))

    sent = wa.send_message(to="12025550142", text="Hello *there*", tracker="delivery-1")
    fact("sends text to a phone", chat()[-1]["text"] == "Hello *there*" and sent.id.startswith("wamid."))
    fact("hears that it was sent and delivered, with its tracker", until(
        lambda: {status.status.value for status in statuses if status.tracker == "delivery-1"} >= {"sent", "delivered"}
    ))
    control("POST", f"/whatsapp/users/{person['id']}/read")
    fact("hears that it was read", until(lambda: any(status.status.value == "read" for status in statuses)))

    asked = wa.send_message(
        to="12025550142",
        text="Which?",
        buttons=[types.Button(title="Yes", callback_data="yes"), types.Button(title="No", callback_data="no")],
    )
    press(asked.id, "no")
    fact("hears a pressed button", until(lambda: presses and presses[0].data == "no" and presses[0].title == "No"))
    listed = wa.send_message(
        to="12025550142",
        text="Which?",
        buttons=types.SectionList(
            button_title="Choose",
            sections=[types.Section(title="All", rows=[types.SectionRow(title="One", callback_data="1", description="first")])],
        ),
    )
    press(listed.id, "1")
    fact("hears a chosen row", until(lambda: choices and choices[0].data == "1" and choices[0].description == "first"))
    wa.send_message(to="12025550142", text="Sign in", buttons=types.URLButton(title="Open", url="https://shop.example/x"))
    fact("sends a link", chat()[-1]["link"] == {"title": "Open", "url": "https://shop.example/x"})

    media = wa.upload_media(media=PNG, mime_type="image/png", filename="code.png")
    described = wa.get_media_url(media.id)
    fact("uploads a picture and finds it again", described.mime_type == "image/png" and described.file_size == len(PNG))
    fact("downloads it", wa.get_media_bytes(url=described.url) == PNG)
    wa.send_image(to="12025550142", image=media.id, caption="Scan me")
    fact("sends it", chat()[-1]["text"] == "Scan me")
    fact("marks as read", said.mark_as_read())

    fact("uploads its Flow key", wa.set_business_public_key(public_pem))
    footer = {
        "type": "Footer",
        "label": "Go",
        "on-click-action": {"name": "data_exchange", "payload": {"code": "${form.code}"}},
    }
    screen = {"id": "CODE", "title": "Code", "terminal": True, "layout": {"type": "SingleColumnLayout", "children": [footer]}}
    flow = wa.api.create_flow(
        waba_id=os.environ["WHATSAPP_BUSINESS_ACCOUNT_ID"],
        name="conformance",
        categories=("OTHER",),
        endpoint_uri=f"http://127.0.0.1:{port}/flow",
        flow_json=json.dumps({"version": "7.3", "data_api_version": "4.0", "screens": [screen]}),
        publish=True,
    )
    fact("publishes a Flow, whose endpoint answers the ping", flow["success"])
    offer = wa.send_message(
        to="12025550142",
        text="Code?",
        buttons=types.FlowButton(title="Enter", flow_id=flow["id"], flow_token="token-1", flow_action_type="data_exchange"),
    )
    step = lambda body: control(
        "POST", f"/whatsapp/users/{person['id']}/messages/{urllib.parse.quote(offer.id, safe='')}/flow", body
    )
    fact("opens what the phone sealed, and is opened by it", step({"open": True})["data"] == {"hint": "подсказка"})
    fact("is told the token, signed", told[-1].flow_token == "token-1" and told[-1].flow_token_signature)
    fact("shows a word below the screen", step({"submit": {"code": "1"}}).get("error") == "No")
    fact("ends a Flow", step({"submit": {"code": "730461"}})["isOver"])
    fact("hears of its end", until(lambda: done and done[0].token == "token-1"))

    created = wa.api.create_template(
        waba_id=os.environ["WHATSAPP_BUSINESS_ACCOUNT_ID"],
        template={
            "name": "login_code",
            "language": "en_US",
            "category": "AUTHENTICATION",
            "components": [
                {"type": "BODY", "add_security_recommendation": True},
                {"type": "FOOTER", "code_expiration_minutes": 5},
                {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy code"}]},
            ],
        },
    )
    fact("makes a template", created["status"] == "APPROVED")
    code = lambda **to: wa.api.send_message(
        sender=os.environ["WHATSAPP_PHONE_NUMBER_ID"],
        to=to.get("to"),
        recipient=to.get("recipient"),
        recipient_type="individual",
        typ="template",
        msg={
            "name": "login_code",
            "language": {"code": "en_US"},
            "components": [
                {"type": "body", "parameters": [{"type": "text", "text": "730461"}]},
                {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "730461"}]},
            ],
        },
    )
    code(to="12025550142")
    fact("sends a code that can be copied", chat()[-1]["copyCode"] == {"title": "Copy code", "code": "730461"})
    refused(lambda: code(recipient=person["id"]), errors.WhatsAppError, 131062)
    refused(
        lambda: wa.api.send_message(
            sender=os.environ["WHATSAPP_PHONE_NUMBER_ID"], to="12025550142", recipient=None,
            recipient_type="individual", typ="template", msg={"name": "none", "language": {"code": "en"}},
        ),
        errors.TemplateNotExists,
        132001,
    )
    refused(lambda: wa.send_message(to="12025550142", text="x" * 4097), errors.WhatsAppError, 131009)
    wa.api._session.headers["Authorization"] = "Bearer wrong"
    refused(lambda: wa.send_message(to="12025550142", text="x"), errors.ExpiredAccessToken, 190)
    wa.api._session.headers["Authorization"] = f"Bearer {os.environ['WHATSAPP_ACCESS_TOKEN']}"

    control("POST", "/faults", {"target": "whatsapp", "kind": "429", "count": 1})
    refused(lambda: wa.send_message(to="12025550142", text="x"), errors.RateLimitHit, 130429)

    moved = control("POST", f"/whatsapp/users/{person['id']}/change-phone", {"phone": "+12025550143"})
    change = until(lambda: numbers and numbers[0])
    fact("hears of another number", change and (change.old_wa_id, change.new_wa_id, change.new_user_id)
         == ("12025550142", "12025550143", moved["id"]))
    server.shutdown()
    finish()


main()
