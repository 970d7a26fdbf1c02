// telebot, unchanged but for its URL, drives the sandbox.
package main

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"conformance/desk"

	tele "gopkg.in/telebot.v3"
)

func main() {
	bot := desk.Must(tele.NewBot(tele.Settings{
		URL:   desk.APIRoot,
		Token: desk.Token,
		// The choice of whoever polled before stays until another one is made.
		Poller: &tele.LongPoller{Timeout: 10 * time.Second, AllowedUpdates: []string{"message", "callback_query", "my_chat_member"}},
	}))
	desk.Fact("getMe", bot.Me.IsBot && bot.Me.Username == "atlas_desk_bot")

	commands, presses, contacts, members := make(chan tele.Context, 1), make(chan tele.Context, 1), make(chan tele.Context, 1), make(chan tele.Context, 1)
	bot.Handle("/start", func(c tele.Context) error { commands <- c; return nil })
	bot.Handle(tele.OnCallback, func(c tele.Context) error { presses <- c; return nil })
	bot.Handle(tele.OnContact, func(c tele.Context) error { contacts <- c; return nil })
	bot.Handle(tele.OnMyChatMember, func(c tele.Context) error { members <- c; return nil })
	go bot.Start()
	defer bot.Stop()

	person := desk.NewPerson("Tele")
	desk.Write(person, "/start promo-1")
	started := desk.Next(commands)
	desk.Fact("a command arrives with its payload", started.Message().Payload == "promo-1" && started.Sender().ID == person)

	markup := &tele.ReplyMarkup{InlineKeyboard: [][]tele.InlineButton{
		{{Text: "Open", WebApp: &tele.WebApp{URL: "http://localhost:3000/miniapp/"}}},
		{{Text: "Yes", Data: "yes"}},
	}}
	sent := desk.Must(bot.Send(started.Sender(), "Hi <b>you</b>", tele.ModeHTML, markup, tele.Protected))
	desk.Fact("a message with its entities and keyboard", sent.Entities[0].Type == tele.EntityBold && sent.ReplyMarkup.InlineKeyboard[1][0].Data == "yes")
	desk.Press(person, sent.ID, "yes")
	pressed := desk.Next(presses)
	desk.Fact("a press arrives", pressed.Callback().Data == "yes" && pressed.Callback().Message.ID == sent.ID)
	desk.Must(0, pressed.Respond(&tele.CallbackResponse{Text: "Done", ShowAlert: true}))
	edited := desk.Must(bot.Edit(sent, "Pressed *now*", tele.ModeMarkdownV2))
	desk.Fact("an edit", edited.Text == "Pressed now" && desk.LastText(person) == "Pressed now")
	legacy := desk.Must(bot.Send(started.Sender(), "_old_ `style`", tele.ModeMarkdown))
	desk.Fact("legacy Markdown", legacy.Text == "old style" && len(legacy.Entities) == 2)
	reply := desk.Must(bot.Reply(started.Message(), "answer"))
	desk.Fact("a reply", reply.ReplyTo != nil && reply.ReplyTo.ID == started.Message().ID)

	photo := desk.Must(bot.Send(started.Sender(), &tele.Photo{File: tele.FromReader(bytes.NewReader(desk.PNG())), Caption: "QR"}))
	desk.Fact("a photo", photo.Photo.Width == 1 && photo.Caption == "QR")
	reader := desk.Must(bot.File(&photo.Photo.File))
	desk.Fact("its bytes", bytes.Equal(desk.Must(io.ReadAll(reader)), desk.PNG()))
	document := desk.Must(bot.Send(started.Sender(), &tele.Document{File: tele.FromReader(bytes.NewReader([]byte("a,b\n"))), FileName: "orders.csv"}))
	desk.Fact("a document", document.Document.FileName == "orders.csv" && document.Document.FileSize == 4)
	desk.Must(0, bot.Delete(document))
	desk.Must(0, bot.Notify(started.Sender(), tele.Typing))

	desk.Must(0, bot.SetCommands([]tele.Command{{Text: "start", Description: "Begin"}}, "en"))
	desk.Fact("commands", desk.Must(bot.Commands("en"))[0].Description == "Begin")
	desk.Must(0, bot.SetMenuButton(started.Sender(), &tele.MenuButton{Type: tele.MenuButtonWebApp, Text: "Shop", WebApp: &tele.WebApp{URL: "https://shop.example/"}}))
	desk.Fact("menu button", desk.Must(bot.MenuButton(started.Sender())).Text == "Shop")
	desk.Fact("getChat", desk.Must(bot.ChatByID(person)).FirstName == "Tele")

	desk.Control("POST", fmt.Sprintf("/telegram/users/%d/share-contact", person), nil, nil)
	desk.Fact("a contact", desk.Next(contacts).Message().Contact.UserID == person)
	desk.Control("POST", fmt.Sprintf("/telegram/users/%d/block", person), nil, nil)
	desk.Fact("a block", desk.Next(members).ChatMember().NewChatMember.Role == tele.Kicked)
	_, err := bot.Send(started.Sender(), "x")
	desk.Refused("bot was blocked by the user", err)
	desk.Control("POST", fmt.Sprintf("/telegram/users/%d/unblock", person), nil, nil)

	_, err = bot.Send(tele.ChatID(5), "x")
	desk.Fact("chat not found is the client's own error", err == tele.ErrChatNotFound)
	_, err = bot.Send(tele.ChatID(desk.NewPerson("Stranger")), "x")
	desk.Refused("can't initiate conversation with a user", err)
	_, err = bot.Send(started.Sender(), "<i>x", tele.ModeHTML)
	desk.Refused("can't parse entities", err)
	_, err = bot.Edit(edited, "Pressed *now*", tele.ModeMarkdownV2)
	desk.Fact("not modified is the client's own error", err == tele.ErrSameMessageContent || err == tele.ErrMessageNotModified)
	desk.Control("POST", "/faults", map[string]any{"target": "telegram", "kind": "429", "count": 1}, nil)
	_, err = bot.Send(started.Sender(), "x")
	flood, isFlood := err.(tele.FloodError)
	desk.Fact("a flood error says how long", isFlood && flood.RetryAfter == 1)
	desk.Finish()
}
