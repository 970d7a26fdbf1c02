"""Authlib, unchanged, uses the token API by its metadata: by secret, by key, and with what it must not get."""

import json
import os
import subprocess
import sys
import tempfile
import time

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

ATLAS = os.environ["ATLAS"]
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
_facts = 0


def fact(what: str, holds: object) -> None:
    global _facts
    if not holds:
        raise SystemExit(f"NOT {what}")
    _facts += 1
    print(f"ok {what}")


def command(name: str, *options: str) -> dict:
    node, script = os.environ["NODE"], os.path.join(os.environ["CLIENTS"], name)
    return json.loads(subprocess.run([node, script, *options], check=True, capture_output=True).stdout)


def edge_token() -> dict:
    """Somebody who has just opened the mini app, by the sandbox's control API."""
    control = f"{os.environ['SANDBOX_CONTROL']}/telegram/users"
    person = requests.post(control, json={"firstName": "Ann"}).json()["id"]
    init_data = requests.post(f"{control}/{person}/init-data", json={}).json()["initData"]
    return requests.post(f"{ATLAS}/v1/sessions/telegram", json={"initData": init_data}).json()


server = requests.get(f"{ATLAS}/.well-known/oauth-authorization-server").json()
fact("the metadata is the issuer's own", server["issuer"] == ATLAS)
keys = KeySet.import_key_set(requests.get(server["jwks_uri"]).json())
opened = edge_token()
subject = {"subject_token": opened["accessToken"], "subject_token_type": ACCESS_TOKEN}
view = {**subject, "audience": "orders", "scope": "orders:view"}

# By secret.
created = command("create.ts", "--name", "Authlib", "--audience", "orders")
by_secret = OAuth2Session(created["clientId"], created["clientSecret"])
own = by_secret.fetch_token(server["token_endpoint"], grant_type="client_credentials")
fact("a client gets a token for itself", own["token_type"] == "Bearer" and own["expires_in"] == 300)

exchanged = by_secret.fetch_token(server["token_endpoint"], grant_type=EXCHANGE, **view)
fact("a client exchanges an edge token", exchanged["issued_token_type"] == ACCESS_TOKEN)
token = jwt.decode(exchanged["access_token"], keys, algorithms=["ES256"])
fact("the token is of type at+jwt", token.header["typ"] == "at+jwt")
claims = jwt.JWTClaimsRegistry(
    now=int(time.time()),
    leeway=5,
    iss={"essential": True, "value": ATLAS},
    aud={"essential": True, "value": "orders"},
    sub={"essential": True, "value": opened["account"]["id"]},
    client_id={"essential": True, "value": created["clientId"]},
    sid={"essential": True, "value": opened["session"]["id"]},
)
claims.validate(token.claims)
fact("its claims are what RFC 9068 asks for", token.claims["act"] == {"sub": created["clientId"]})

described = by_secret.introspect_token(server["introspection_endpoint"], exchanged["access_token"]).json()
fact("introspection says that it is active", described["active"] and described["scope"] == "orders:view")
try:
    by_secret.fetch_token(server["token_endpoint"], grant_type=EXCHANGE, **{**view, "scope": "orders:purchase"})
    fact("a purchase needs a second factor", False)
except OAuthError as refusal:
    fact("a purchase needs a second factor", refusal.error == "insufficient_user_authentication")

rotated = command("rotate.ts", "--client", created["clientId"])
renewed = OAuth2Session(created["clientId"], rotated["clientSecret"])
both = [session.fetch_token(server["token_endpoint"], grant_type="client_credentials") for session in (by_secret, renewed)]
fact("old and new secret are good after a rotation", all("access_token" in each for each in both))

# By key.
key = ECKey.generate_key("P-256", {"kid": "one", "alg": "ES256"})
with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
    json.dump({"keys": [key.as_dict(private=False)]}, file)
    file.flush()
    keyed = command("create.ts", "--name", "Authlib", "--audience", "orders", "--jwks", file.name)
fact("a client with a key has no secret", "clientSecret" not in keyed)


def by_key(audience: str, lifetime: int = 60) -> OAuth2Session:
    session = OAuth2Session(keyed["clientId"], key, token_endpoint_auth_method="private_key_jwt")
    now = int(time.time())
    times = {"iat": now, "exp": now + lifetime}
    session.register_client_auth_method(PrivateKeyJWT(audience, claims=times, headers={"kid": "one"}, alg="ES256"))
    return session


def is_refused(session: OAuth2Session) -> bool:
    try:
        session.fetch_token(server["token_endpoint"], grant_type="client_credentials")
        return False
    except OAuthError as refusal:
        return refusal.error == "invalid_client"


again = by_key(server["issuer"]).fetch_token(server["token_endpoint"], grant_type=EXCHANGE, **view)
fact("a client exchanges by private_key_jwt", again["scope"] == "orders:view")
fact("an assertion for the token endpoint is refused", is_refused(by_key(server["token_endpoint"])))
fact("an assertion of an hour is refused", is_refused(by_key(server["issuer"], 3600)))
fact("a wrong secret is refused", is_refused(OAuth2Session(created["clientId"], "wrong")))

# The end.
renewed.revoke_token(server["revocation_endpoint"], exchanged["access_token"])
gone = renewed.introspect_token(server["introspection_endpoint"], again["access_token"]).json()
fact("revoking one token ends the session behind it, for all", gone == {"active": False})
edge = requests.get(f"{ATLAS}/v1/account", headers={"Authorization": f"Bearer {opened['accessToken']}"})
fact("the edge token is dead too", edge.status_code == 401)
print(f"conformance: {_facts} facts")
sys.exit(0)
