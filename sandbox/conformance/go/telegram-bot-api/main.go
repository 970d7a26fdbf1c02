// go-telegram-bot-api, unchanged but for its endpoint, drives the sandbox. It speaks forms where others speak JSON.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"conformance/desk"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

func refused(words string, code int, err error) {
	var refusal *tgbotapi.Error
	desk.Fact("refuses with its code: "+words, errors.As(err, &refusal) && refusal.Code == code)
	desk.Refused(words, err)
}

func main() {
	bot := desk.Must(tgbotapi.NewBotAPIWithAPIEndpoint(desk.Token, desk.APIRoot+"/bot%s/%s"))
	desk.Fact("getMe", bot.Self.IsBot && bot.Self.UserName == "atlas_desk_bot")

	// A webhook first, as bots do that once had one; then it goes, and polling begins.
	hook := desk.Must(tgbotapi.NewWebhook("https://127.0.0.1:8443/hook"))
	hook.MaxConnections = 5
	desk.Fact("setWebhook", desk.Must(bot.Request(hook)).Description == "Webhook was set")
	info := desk.Must(bot.GetWebhookInfo())
	desk.Fact("getWebhookInfo", info.IsSet() && info.MaxConnections == 5)
	_, err := bot.GetUpdates(tgbotapi.NewUpdate(0))
	refused("can't use getUpdates method while webhook is active", 409, err)
	desk.Fact("deleteWebhook", desk.Must(bot.Request(tgbotapi.DeleteWebhookConfig{})).Description == "Webhook was deleted")

	config := tgbotapi.NewUpdate(0)
	config.Timeout = 10
	config.AllowedUpdates = []string{"message", "callback_query", "edited_message"}
	updates := bot.GetUpdatesChan(config)
	person := desk.NewPerson("Go")
	desk.Write(person, "/start promo")
	update := desk.Next(updates)
	desk.Fact("a command arrives with its payload", update.Message.Command() == "start" && update.Message.CommandArguments() == "promo")
	desk.Fact("the chat is private", update.Message.Chat.IsPrivate() && update.Message.From.ID == person)

	message := tgbotapi.NewMessage(person, "Hi <b>you</b> & me")
	message.ParseMode = tgbotapi.ModeHTML
	message.ReplyToMessageID = update.Message.MessageID
	message.ReplyMarkup = tgbotapi.NewInlineKeyboardMarkup(tgbotapi.NewInlineKeyboardRow(
		tgbotapi.NewInlineKeyboardButtonData("Yes", "yes"),
		tgbotapi.NewInlineKeyboardButtonURL("Site", "https://shop.example"),
	))
	sent := desk.Must(bot.Send(message))
	desk.Fact("a message with its entities", sent.Text == "Hi you & me" && sent.Entities[0].Type == "bold")
	desk.Fact("a reply", sent.ReplyToMessage.MessageID == update.Message.MessageID)
	desk.Fact("a link as Telegram keeps it", *sent.ReplyMarkup.InlineKeyboard[0][1].URL == "https://shop.example/")

	desk.Press(person, sent.MessageID, "yes")
	update = desk.Next(updates)
	desk.Fact("a press arrives", update.CallbackData() == "yes" && update.CallbackQuery.Message.MessageID == sent.MessageID)
	desk.Fact("it is answered", desk.Must(bot.Request(tgbotapi.NewCallback(update.CallbackQuery.ID, "Done"))).Ok)
	_, err = bot.Request(tgbotapi.NewCallback(update.CallbackQuery.ID, "Again"))
	refused("query is too old and response timeout expired or query ID is invalid", 400, err)
	edited := desk.Must(bot.Send(tgbotapi.NewEditMessageText(person, sent.MessageID, "Pressed")))
	desk.Fact("an edit", edited.Text == "Pressed" && desk.LastText(person) == "Pressed")

	photo := desk.Must(bot.Send(tgbotapi.NewPhoto(person, tgbotapi.FileBytes{Name: "qr.png", Bytes: desk.PNG()})))
	desk.Fact("a photo", photo.Photo[0].Width == 1)
	file := desk.Must(bot.GetFile(tgbotapi.FileConfig{FileID: photo.Photo[0].FileID}))
	response := desk.Must(http.Get(fmt.Sprintf("%s/file/bot%s/%s", desk.APIRoot, desk.Token, file.FilePath)))
	desk.Fact("its bytes", bytes.Equal(desk.Must(io.ReadAll(response.Body)), desk.PNG()))
	document := desk.Must(bot.Send(tgbotapi.NewDocument(person, tgbotapi.FileReader{Name: "orders.csv", Reader: bytes.NewReader([]byte("a,b\n"))})))
	desk.Fact("a document", document.Document.FileName == "orders.csv")
	desk.Fact("a deletion", desk.Must(bot.Request(tgbotapi.NewDeleteMessage(person, document.MessageID))).Ok)
	desk.Fact("an action", desk.Must(bot.Request(tgbotapi.NewChatAction(person, tgbotapi.ChatTyping))).Ok)

	commands := tgbotapi.NewSetMyCommandsWithScope(tgbotapi.NewBotCommandScopeAllPrivateChats(), tgbotapi.BotCommand{Command: "start", Description: "Begin"})
	desk.Fact("commands", desk.Must(bot.Request(commands)).Ok)
	found := desk.Must(bot.GetMyCommandsWithConfig(tgbotapi.NewGetMyCommandsWithScope(tgbotapi.NewBotCommandScopeAllPrivateChats())))
	desk.Fact("commands of a scope", found[0].Command == "start")

	_, err = bot.Send(tgbotapi.NewMessage(5, "x"))
	refused("chat not found", 400, err)
	_, err = bot.Send(tgbotapi.NewMessage(person, ""))
	refused("message text is empty", 400, err)
	_, err = bot.Send(tgbotapi.NewEditMessageText(person, sent.MessageID, "Pressed"))
	refused("message is not modified", 400, err)
	_, err = bot.Request(tgbotapi.NewDeleteMessage(person, 99999))
	refused("message to delete not found", 400, err)
	desk.Control("POST", "/faults", map[string]any{"target": "telegram", "kind": "429", "count": 1}, nil)
	_, err = bot.Send(tgbotapi.NewMessage(person, "x"))
	var flood *tgbotapi.Error
	desk.Fact("a flood error says how long", errors.As(err, &flood) && flood.RetryAfter == 1)
	_, err = tgbotapi.NewBotAPIWithAPIEndpoint("1:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", desk.APIRoot+"/bot%s/%s")
	refused("unauthorized", 401, err)
	bot.StopReceivingUpdates()
	desk.Finish()
}
