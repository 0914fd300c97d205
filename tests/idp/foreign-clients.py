"""Our API as somebody calls it who gets tokens by a library of Python.

The argument is requests-oauthlib, authlib or msal.  For each way in which an
application proves itself there, a line for each thing that it tries: what it
is, the status, and the challenge where there is one.
"""
import hashlib
import os
import ssl
import sys

import requests

API = os.environ["API"]
SECRET = os.environ["SECRET"]
ELSEWHERE = os.environ["ELSEWHERE"]
REPORTS = API + "/api/reports"
REPORT = {
    "description": "Fog",
    "location": {"city": "Seattle", "state": "WA", "country": "US"},
}
with open(os.environ["KEY"], encoding="ascii") as file:
    KEY = file.read()
with open(os.environ["CERTIFICATE"], encoding="ascii") as file:
    CERTIFICATE = ssl.PEM_cert_to_DER_cert(file.read())


def tell(way, reader, writer, stranger):
    """What each session, a function that calls the API, is good for."""
    for name, answer in (
        ("reads", reader("GET", REPORTS)),
        ("writes", writer("POST", REPORTS, json=REPORT)),
        ("oversteps", reader("POST", REPORTS, json=REPORT)),
        ("strays", stranger("GET", REPORTS)),
    ):
        challenge = answer.headers.get("WWW-Authenticate", "")
        print(f"{way} {name} {answer.status_code} {challenge}".strip())


def discover():
    """The token endpoint of the provider."""
    address = os.environ["ISSUER"] + "/.well-known/openid-configuration"
    return requests.get(address, timeout=10).json()["token_endpoint"]


def requests_oauthlib():
    from oauthlib.oauth2 import BackendApplicationClient
    from requests_oauthlib import OAuth2Session

    endpoint = discover()
    for way, client_id, in_body in (
        ("basic", "app-RS256", None),
        ("posted", "poster", True),
    ):
        def session(scope, resource=API):
            client = BackendApplicationClient(client_id, scope=scope)
            made = OAuth2Session(client=client)
            made.fetch_token(
                endpoint,
                client_secret=SECRET,
                include_client_id=in_body,
                resource=resource,
            )
            return made.request

        tell(way, session("weather.read"), session("weather.write"),
             session("weather.read", ELSEWHERE))


def authlib():
    from authlib.integrations.requests_client import OAuth2Session
    from authlib.oauth2.rfc7523 import PrivateKeyJWT

    endpoint = discover()
    by_key = PrivateKeyJWT(endpoint, alg="PS256")
    for way, client_id, secret, method in (
        ("basic", "app-RS256", SECRET, "client_secret_basic"),
        ("posted", "poster", SECRET, "client_secret_post"),
        ("certificate", "certified-PS256", KEY, by_key),
    ):
        def session(scope, resource=API):
            made = OAuth2Session(client_id, secret, method, scope=scope)
            made.fetch_token(
                endpoint, grant_type="client_credentials", resource=resource
            )
            return made.request

        tell(way, session("weather.read"), session("weather.write"),
             session("weather.read", ELSEWHERE))


def msal():
    from msal import ConfidentialClientApplication

    thumbprint = hashlib.sha1(CERTIFICATE).hexdigest()
    for way, credential in (
        ("secret", SECRET),
        ("certificate", {"private_key": KEY, "thumbprint": thumbprint}),
    ):
        # what a client has signed once it sends again, which not everybody
        # takes: a client for each token
        def session(role, api=os.environ["API_ID"]):
            client = ConfidentialClientApplication(
                f"{role}-{way}",
                client_credential=credential,
                authority=os.environ["AUTHORITY"],
                validate_authority=False,
            )
            scopes = [f"api://{api}/.default"]
            token = client.acquire_token_for_client(scopes)["access_token"]
            made = requests.Session()
            made.headers["Authorization"] = "Bearer " + token
            return made.request

        tell(way, session("reader"), session("writer"),
             session("reader", ELSEWHERE))


{"requests-oauthlib": requests_oauthlib, "authlib": authlib, "msal": msal}[
    sys.argv[1]
]()
