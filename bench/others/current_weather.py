"""The weather of a city, by FastAPI, uvicorn and python-jose.

    FOLDER=... uvicorn --workers 2 current_weather:app

It leaves out: feels_like, temp_min and temp_max, how old a reading may be,
units, accents in names, entity tags, the deny-list, keys that change, request
ids, problem documents, and the log.
"""
import json
import os
import sqlite3

from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from jose import JWTError, jwk, jwt

folder = os.environ["FOLDER"]
with open(folder + "/jwks.json") as file:
    keys = {key["kid"]: jwk.construct(key) for key in json.load(file)["keys"]}
with open(os.path.dirname(__file__) + "/newest.sql") as file:
    newest = file.read()
database = sqlite3.connect(
    f"file:{folder}/state/weather.db?mode=ro", uri=True)
app = FastAPI()
bearer = HTTPBearer(auto_error=False)


async def reader(sent: HTTPAuthorizationCredentials = Depends(bearer)):
    try:
        token = sent.credentials
        claims = jwt.decode(
            token, keys[jwt.get_unverified_header(token)["kid"]],
            algorithms=["RS256"], issuer="https://id.example",
            audience="weather",
            options={"require_exp": True, "require_aud": True,
                     "require_iss": True, "verify_at_hash": False})
    except (JWTError, AttributeError, KeyError):
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    if "weather.read" not in claims.get("scope", "").split():
        raise HTTPException(403)
    return claims


# async, since a look into SQLite takes less than a thread of the pool would
@app.get("/api/weather/{city}")
async def current(city: str, state: str = "", country: str = "US",
                  _claims=Depends(reader)):
    row = database.execute(newest, (city.lower(), country, state)).fetchone()
    if row is None:
        raise HTTPException(404)
    return JSONResponse(
        {"temp": row[0], "pressure": row[1], "humidity": row[2]})
