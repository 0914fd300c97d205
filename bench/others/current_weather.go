// The weather of a city, by Go's net/http and database/sql, golang-jwt and
// go-sqlite3.
//
//	FOLDER=... PORT=... SQL=newest.sql [REMEMBER=1] current_weather
//
// With REMEMBER the claims of up to 1000 tokens that were verified are kept by
// the token, and only their times are looked at again.  It leaves out:
// feels_like, temp_min and temp_max, how old a reading may be, units, accents
// in names, entity tags, the deny-list, keys that change, request ids, problem
// documents, and the log.
package main

import (
	"crypto/rsa"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log"
	"math/big"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/golang-jwt/jwt"
	_ "github.com/mattn/go-sqlite3"
)

type claims struct {
	Scope string `json:"scope"`
	jwt.RegisteredClaims
}

// Called by the parser as well.
func (c *claims) Valid() error {
	if c.ExpiresAt == nil || !c.VerifyIssuer("https://id.example", true) ||
		!c.VerifyAudience("weather", true) {
		return errors.New("not for us")
	}
	return c.RegisteredClaims.Valid()
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func readKeys(path string) map[string]*rsa.PublicKey {
	var set struct{ Keys []struct{ Kid, N, E string } }
	text, err := os.ReadFile(path)
	must(err)
	must(json.Unmarshal(text, &set))
	keys := map[string]*rsa.PublicKey{}
	for _, key := range set.Keys {
		n, err := base64.RawURLEncoding.DecodeString(key.N)
		must(err)
		e, err := base64.RawURLEncoding.DecodeString(key.E)
		must(err)
		keys[key.Kid] = &rsa.PublicKey{N: new(big.Int).SetBytes(n),
			E: int(new(big.Int).SetBytes(e).Int64())}
	}
	return keys
}

type verifier struct {
	keys     map[string]*rsa.PublicKey
	parser   *jwt.Parser
	remember bool
	lock     sync.RWMutex
	seen     map[string]*claims
}

func (v *verifier) verify(token string) (*claims, error) {
	read := &claims{}
	_, err := v.parser.ParseWithClaims(token, read,
		func(t *jwt.Token) (interface{}, error) {
			kid, _ := t.Header["kid"].(string)
			if key := v.keys[kid]; key != nil {
				return key, nil
			}
			return nil, errors.New("no such key")
		})
	return read, err
}

func (v *verifier) claimsOf(token string) (*claims, error) {
	if !v.remember {
		return v.verify(token)
	}
	v.lock.RLock()
	known := v.seen[token]
	v.lock.RUnlock()
	if known != nil && known.Valid() == nil {
		return known, nil
	}
	known, err := v.verify(token)
	if err != nil {
		return nil, err
	}
	v.lock.Lock()
	if len(v.seen) >= 1000 {
		v.seen = map[string]*claims{}
	}
	v.seen[token] = known
	v.lock.Unlock()
	return known, nil
}

type weather struct {
	Temp     float64 `json:"temp"`
	Pressure int     `json:"pressure"`
	Humidity int     `json:"humidity"`
}

func main() {
	text, err := os.ReadFile(os.Getenv("SQL"))
	must(err)
	database, err := sql.Open("sqlite3", "file:"+os.Getenv("FOLDER")+
		"/state/weather.db?mode=ro&_mutex=no")
	must(err)
	database.SetMaxIdleConns(8)
	newest, err := database.Prepare(string(text))
	must(err)
	tokens := &verifier{keys: readKeys(os.Getenv("FOLDER") + "/jwks.json"),
		parser:   jwt.NewParser(jwt.WithValidMethods([]string{"RS256"})),
		remember: os.Getenv("REMEMBER") != "", seen: map[string]*claims{}}
	http.HandleFunc("/api/weather/", func(w http.ResponseWriter,
		r *http.Request) {
		token := strings.TrimPrefix(
			r.Header.Get("Authorization"), "Bearer ")
		caller, err := tokens.claimsOf(token)
		if err != nil {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "bad token", http.StatusUnauthorized)
			return
		}
		if !strings.Contains(" "+caller.Scope+" ", " weather.read ") {
			http.Error(w, "no permission", http.StatusForbidden)
			return
		}
		city := strings.TrimPrefix(r.URL.Path, "/api/weather/")
		asked := r.URL.Query()
		country := asked.Get("country")
		if country == "" {
			country = "US"
		}
		var now weather
		err = newest.QueryRowContext(r.Context(), strings.ToLower(city),
			country, asked.Get("state")).Scan(
			&now.Temp, &now.Pressure, &now.Humidity)
		if err != nil {
			http.Error(w, "no data", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		// fails where the caller went away
		_ = json.NewEncoder(w).Encode(now)
	})
	must(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
