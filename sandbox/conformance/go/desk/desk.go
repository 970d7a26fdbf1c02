// Package desk is the person at the desk, through the sandbox's control API, and facts.
package desk

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// Addresses and the token come from the sandbox, as it printed them.
var (
	APIRoot = os.Getenv("TELEGRAM_API_ROOT")
	Token   = os.Getenv("TELEGRAM_BOT_TOKEN")
)

var facts int

// Fact ends the run at the first one that does not hold.
func Fact(what string, holds bool) {
	if !holds {
		fmt.Println("NOT", what)
		os.Exit(1)
	}
	facts++
	fmt.Println("ok", what)
}

// Refused is a fact about an error's words.
func Refused(words string, err error) {
	Fact("refuses: "+words, err != nil && strings.Contains(strings.ToLower(err.Error()), strings.ToLower(words)))
}

// Must ends the run on an error that nobody expected.
func Must[T any](value T, err error) T {
	if err != nil {
		fmt.Println("NOT without error:", err)
		os.Exit(1)
	}
	return value
}

// Next is what arrives within ten seconds.
func Next[T any](arrivals <-chan T) T {
	select {
	case value := <-arrivals:
		return value
	case <-time.After(10 * time.Second):
		fmt.Println("NOT in time")
		os.Exit(1)
		panic("unreachable")
	}
}

// Finish prints how many facts held.
func Finish() { fmt.Printf("conformance: %d facts\n", facts) }

// Control calls the control API; the answer goes into `into` unless that is nil.
func Control(method, path string, body any, into any) {
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(Must(json.Marshal(body)))
	}
	request := Must(http.NewRequest(method, os.Getenv("SANDBOX_CONTROL")+path, reader))
	request.Header.Set("Content-Type", "application/json")
	response := Must(http.DefaultClient.Do(request))
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		Fact(fmt.Sprintf("%s %s is answered (%d)", method, path, response.StatusCode), false)
	}
	if into != nil {
		Must(0, json.NewDecoder(response.Body).Decode(into))
	}
}

// NewPerson joins somebody and gives their id.
func NewPerson(firstName string) int64 {
	var person struct{ ID int64 }
	Control("POST", "/telegram/users", map[string]string{"firstName": firstName, "languageCode": "en"}, &person)
	return person.ID
}

// Write types a text.
func Write(person int64, text string) {
	Control("POST", fmt.Sprintf("/telegram/users/%d/messages", person), map[string]string{"text": text}, nil)
}

// Press presses a button.
func Press(person int64, messageID int, data string) {
	body := map[string]any{"callbackData": data, "messageId": messageID}
	Control("POST", fmt.Sprintf("/telegram/users/%d/messages", person), body, nil)
}

// LastText is the last text in the person's chat.
func LastText(person int64) string {
	var messages []struct{ Text string }
	Control("GET", fmt.Sprintf("/telegram/users/%d/messages", person), nil, &messages)
	return messages[len(messages)-1].Text
}

// PNG is one pixel.
func PNG() []byte {
	return Must(base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="))
}
